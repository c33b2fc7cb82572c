package doctor_test

import (
	"bytes"
	"context"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"packline/devices/devicetest"
	"packline/devices/doctor"
	"packline/devices/scale"
	"packline/testdata"
)

// capture is one line of a scale protocol's file in testdata/frames.
type capture struct {
	Name, Hex string
	bytes     []byte
	decoded   scale.Decoded
}

// whole gives some captures of a protocol that hold a whole frame.
func whole(t *testing.T, name string) []capture {
	t.Helper()
	var all []capture
	lines := json.NewDecoder(bytes.NewReader(testdata.Read(t, "frames/"+name+".jsonl")))
	for lines.More() && len(all) < 8 {
		var c capture
		if err := lines.Decode(&c); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		c.bytes, _ = hex.DecodeString(strings.ReplaceAll(c.Hex, " ", ""))
		answer, err := doctor.Decode(name, c.bytes)
		if err != nil {
			t.Fatal(err)
		}
		if c.decoded, _ = answer.(scale.Decoded); c.decoded.Frame != scale.KindNone {
			all = append(all, c)
		}
	}
	if len(all) < 5 {
		t.Fatalf("%s: only %d captures", name, len(all))
	}
	return all
}

// TestWatchShowsFramesOfEveryProtocol writes captures to a pty, one after the other, and holds that watch shows for each
// what decode answers to it.
func TestWatchShowsFramesOfEveryProtocol(t *testing.T) {
	for _, name := range scale.Names() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			all := whole(t, name)
			if name != "toledo-continuous" {
				watchCaptures(t, name, all)
				return
			}
			for _, c := range all { // whether frames end with a checksum holds for a whole connection
				watchCaptures(t, name, []capture{c})
			}
		})
	}
}

func watchCaptures(t *testing.T, name string, all []capture) {
	line := devicetest.NewLine(t)
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	address := "serial:" + line.Path + "?protocol=" + name
	frames, ended := make(chan doctor.Event), make(chan error, 1)
	go func() {
		ended <- doctor.Watch(ctx, address, doctor.Options{}, func(e doctor.Event) {
			if e.Frame != nil || e.Status.Key == "scale.silent" {
				frames <- e
			}
		})
	}()
	<-frames // it says that the scale is silent: now it listens
	for _, c := range all {
		if _, err := line.Write(c.bytes); err != nil {
			t.Fatal(err)
		}
		awaitFrame(t, c.Name, frames, c.decoded)
	}
	cancel()
	for done := false; !done; {
		select {
		case <-frames:
		case <-ended:
			done = true
		}
	}
}

// awaitFrame waits for the frame that decode gave. Other frames of the capture may come before it.
func awaitFrame(t *testing.T, what string, frames <-chan doctor.Event, want scale.Decoded) {
	t.Helper()
	late := time.NewTimer(30 * time.Second)
	defer late.Stop()
	var seen []string
	for {
		select {
		case e := <-frames:
			if e.Frame == nil {
				continue
			}
			got := e.Frame.Decoded
			if same(got, want) && e.Frame.Raw == hex.EncodeToString(want.Raw) && !e.At.IsZero() {
				return
			}
			seen = append(seen, fmt.Sprintf("%+v", got))
		case <-late.C:
			t.Fatalf("%s: %+v was never shown, only %v", what, want, seen)
		}
	}
}

func same(a, b scale.Decoded) bool {
	text := func(s *string) string {
		if s == nil {
			return "null"
		}
		return *s
	}
	return a.Frame == b.Frame && text(a.Weight) == text(b.Weight) && text(a.Unit) == text(b.Unit) && a.Stable == b.Stable && slices.Equal(a.Flags, b.Flags)
}
