package scale

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"packline/devices/port"
	"packline/manifest"
)

// readAll gives the readings of bytes that come in pieces, ten milliseconds apart.
func readAll(f family, b []byte, size int) []manifest.Reading {
	r := newReader(settings{family: f, unit: manifest.UnitPound, still: stillLeast})
	at := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	var all []manifest.Reading
	for piece := range pieces(b, size) {
		at = at.Add(10 * time.Millisecond)
		r.feed(piece, func(f Frame) {
			r.note(f, at)
			all = append(all, r.answer().reading)
		})
	}
	return all
}

// TestFramesAllocateNothing feeds good frames of every family to what stands between the line and the answer.
func TestFramesAllocateNothing(t *testing.T) {
	at := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	for _, f := range families() {
		r := newReader(settings{family: f, unit: manifest.UnitPound, still: stillLeast})
		stream := bytes.Repeat(wheat(f), 4)
		frames, arrived := 0, newArrivals(at)
		take := func(f Frame) {
			frames++
			arrived.frame(f.Raw)
			r.note(f, at)
		}
		feed := func() {
			arrived.chunk(port.Chunk{Bytes: stream, At: at})
			r.feed(stream, take)
		}
		feed()
		if n := testing.AllocsPerRun(100, feed); n != 0 || frames < 100 {
			t.Errorf("%s: %v allocations, %d frames", f.name, n, frames)
		}
	}
}

// FuzzReading holds for every family that whatever comes is no panic, that a usable weight is exactly what it shows in the
// address's unit, and that its frame is in the bytes.
func FuzzReading(f *testing.F) {
	all := families()
	for i, known := range all {
		f.Add(bytes.Repeat(wheat(known), 3), uint8(i), uint8(5))
	}
	f.Fuzz(func(t *testing.T, b []byte, which, size uint8) {
		for _, r := range readAll(all[int(which)%len(all)], b, int(size%7)+1) {
			if !bytes.Contains(b, r.Raw) {
				t.Fatalf("raw %q is not in %q", r.Raw, b)
			}
			if !r.Usable() {
				continue
			}
			want, err := r.Shown.Weight()
			if err != nil || want != r.Weight || r.Shown.Unit != manifest.UnitPound || !r.Problem.IsZero() || r.Resolution <= 0 {
				t.Fatalf("reading %+v, shown as %d, %v", r, want, err)
			}
		}
	})
}

// FuzzDecode holds that every capture of every protocol has an answer with the five fields, and that the digits of a
// weight stand in it.
func FuzzDecode(f *testing.F) {
	names := Names()
	for i, known := range families() {
		f.Add(wheat(known), uint8(i))
	}
	f.Fuzz(func(t *testing.T, b []byte, which uint8) {
		d, err := Decode(names[int(which)%len(names)], b)
		text, jsonErr := json.Marshal(d)
		var fields map[string]any
		if err != nil || jsonErr != nil || json.Unmarshal(text, &fields) != nil || len(fields) != 5 || d.Flags == nil {
			t.Fatalf("%q gave %s, %v, %v", b, text, err, jsonErr)
		}
		if d.Stable && d.Frame != KindWeight && d.Frame != KindStatus || d.Weight != nil && d.Frame != KindWeight {
			t.Fatalf("%q gave %s", b, text)
		}
		if d.Weight != nil && (strings.HasPrefix(*d.Weight, "00") || strings.Trim(*d.Weight, "-.0123456789") != "") {
			t.Fatalf("%q gave the weight %q", b, *d.Weight)
		}
	})
}
