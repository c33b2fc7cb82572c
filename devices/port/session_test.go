package port

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"packline/devices"
)

const recorded = `{"v":1,"address":"serial:COM3?protocol=toledo-8217&unit=lb","began":"2026-11-23T09:00:00Z"}
{"ms":5,"out":"57"}
{"ms":45,"in":"023030312e"}
{"ms":47,"in":"32350d"}
{"ms":250,"out":"57"}
{"ms":290,"in":"023f410d"}
{"ms":400,"gone":"unplugged"}
`

func TestPlayback(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, err := ReadSession(strings.NewReader(recorded))
		if err != nil || s.Address != "serial:COM3?protocol=toledo-8217&unit=lb" {
			t.Fatalf("%+v, %v", s, err)
		}
		p := s.Play(false)
		got := readUntil(t, p, 3*Tick)
		if got != "" {
			t.Errorf("it said %q before it was asked", got)
		}
		_, _ = p.Write([]byte("W"))
		began := time.Now()
		if got := readUntil(t, p, 3*Tick); got != "\x02001.25\r" {
			t.Errorf("it said %q", got)
		}
		if passed := time.Since(began); passed < 42*time.Millisecond {
			t.Errorf("it said so after %v", passed)
		}
		_, _ = p.Write([]byte("anything"))
		if got := readUntil(t, p, Tick/2); got != "\x02?A\r" {
			t.Errorf("it said %q", got)
		}
		var gone error
		for range 5 {
			if _, gone = p.Read(make([]byte, 8)); gone != nil {
				break
			}
		}
		if !errors.Is(gone, ErrGone) {
			t.Errorf("it ended with %v", gone)
		}
		if err := p.Close(); err != nil || p.Close() != nil {
			t.Error(err)
		}
		if _, err := p.Read(make([]byte, 8)); !errors.Is(err, ErrClosed) {
			t.Errorf("read after close: %v", err)
		}
	})
}

// readUntil reads for a while.
func readUntil(t *testing.T, p Port, d time.Duration) string {
	t.Helper()
	var got []byte
	piece := make([]byte, 64)
	for end := time.Now().Add(d); time.Now().Before(end); {
		n, err := p.Read(piece)
		if err != nil {
			t.Fatalf("after %q: %v", got, err)
		}
		got = append(got, piece[:n]...)
	}
	return string(got)
}

func TestPlaybackLoops(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, err := ReadSession(strings.NewReader(`{"v":1}` + "\n" + `{"ms":50,"in":"41"}` + "\n"))
		if err != nil {
			t.Fatal(err)
		}
		p := s.Play(true)
		if got := readUntil(t, p, time.Second); len(got) < 19 || strings.Trim(got, "A") != "" {
			t.Errorf("it said %q", got)
		}
	})
}

// TestRecordOfAPlayback records what a playback does: it is the same session again.
func TestRecordOfAPlayback(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, err := ReadSession(strings.NewReader(recorded))
		if err != nil {
			t.Fatal(err)
		}
		var out bytes.Buffer
		r := Record(&out, s.Address)
		p := Tap(s.Play(false), r.In, r.Out, r.Gone)
		for err == nil {
			_, _ = p.Write([]byte("W"))
			_, err = p.Read(make([]byte, 64))
		}
		again, err := ReadSession(&out)
		if err != nil || r.Err() != nil {
			t.Fatal(err, r.Err())
		}
		var said, once []byte
		for _, step := range again.steps {
			said = append(said, step.in...)
		}
		for _, step := range s.steps {
			once = append(once, step.in...)
		}
		if !bytes.Equal(said, once) || !again.steps[len(again.steps)-1].gone {
			t.Errorf("it said %q then and %q now", once, said)
		}
	})
}

func TestPlaybackAddress(t *testing.T) {
	name := filepath.Join(t.TempDir(), "scale.jsonl")
	if err := os.WriteFile(name, []byte(recorded), 0o600); err != nil {
		t.Fatal(err)
	}
	p, err := Open(t.Context(), devices.Address{Scheme: "playback", Path: name})
	if err != nil {
		t.Fatal(err)
	}
	_ = p.Close()
	if _, err := Open(t.Context(), devices.Address{Scheme: "playback", Path: name + "x"}); !errors.Is(err, ErrNotFound) {
		t.Errorf("a file that isn't there: %v", err)
	}
	if err := os.WriteFile(name, []byte("orders"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(t.Context(), devices.Address{Scheme: "playback", Path: name}); !errors.Is(err, ErrSession) {
		t.Errorf("another file: %v", err)
	}
}

func FuzzReadSession(f *testing.F) {
	f.Add([]byte(recorded))
	f.Add([]byte(`{"v":1}` + "\n" + `{"ms":9,"in":"0"}`))
	f.Add([]byte(`{"v":1}` + "\n" + `{"ms":9,"in":"00"}` + "\n" + `{"ms":3,"out":"00"}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		s, err := ReadSession(bytes.NewReader(b))
		if (err == nil) == errors.Is(err, ErrSession) {
			t.Fatalf("%v", err)
		}
		for _, step := range s.steps {
			if step.after < 0 || len(step.in) == 0 && !step.out && !step.gone {
				t.Fatalf("%+v", step)
			}
		}
	})
}
