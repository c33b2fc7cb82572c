package scale

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"packline/manifest"
	"packline/testdata"
)

// capture is one line of testdata/frames/toledo-8217.jsonl.
type capture struct {
	Name, Source, Hex, Want string
	Unit                    string `json:"set"` // of the address
}

func captures(t testing.TB) []capture {
	t.Helper()
	var all []capture
	decoder := json.NewDecoder(bytes.NewReader(testdata.Read(t, "frames/toledo-8217.jsonl")))
	for decoder.More() {
		var c capture
		if err := decoder.Decode(&c); err != nil {
			t.Fatal(err)
		}
		all = append(all, c)
	}
	return all
}

func (c capture) bytes(t testing.TB) []byte {
	t.Helper()
	b, err := hex.DecodeString(strings.ReplaceAll(c.Hex, " ", ""))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func newToledo(unit string) *reader {
	return newReader(settings{family: toledo8217Family(), unit: manifest.Unit(unit)})
}

// tell writes an answer as the captures do.
func tell(a answer) string {
	r := a.reading
	words := []string{}
	add := func(on bool, word string) {
		if on {
			words = append(words, word)
		}
	}
	add(!r.Problem.IsZero(), "trouble "+r.Problem.Key)
	add(r.Problem.IsZero() && a.kind == KindStatus && !r.Renewed, "status")
	add(r.Renewed, "renewed")
	add(!r.Shown.IsZero(), "weight "+r.Shown.String())
	add(r.Stable, "stable")
	add(r.Motion, "motion")
	add(r.Over, "over")
	add(r.Under, "under")
	add(r.ZeroFault, "zero-fault")
	add(r.Zero, "zero")
	add(r.Net, "net")
	return strings.Join(words, " ")
}

// read feeds bytes and gives an answer for each frame.
func read(r *reader, b []byte, give func(answer)) {
	r.feed(b, func(f Frame) {
		r.note(f, time.Time{})
		give(r.answer())
	})
}

func feedAll(r *reader, b []byte) string {
	var said []string
	read(r, b, func(a answer) { said = append(said, tell(a)) })
	return strings.Join(said, "|")
}

func TestToledoCaptures(t *testing.T) {
	all := captures(t)
	if len(all) < 20 {
		t.Fatalf("only %d captures", len(all))
	}
	for _, c := range all {
		b := c.bytes(t)
		if got := feedAll(newToledo(c.Unit), b); got != c.Want {
			t.Errorf("%s: %q gave %q, want %q", c.Name, b, got, c.Want)
		}
		for size := 1; size <= 7; size++ {
			p := newToledo(c.Unit)
			var said []string
			for piece := range pieces(b, size) {
				if got := feedAll(p, piece); got != "" {
					said = append(said, got)
				}
			}
			if got := strings.Join(said, "|"); got != c.Want {
				t.Errorf("%s in pieces of %d: %q, want %q", c.Name, size, got, c.Want)
			}
		}
	}
}

func pieces(b []byte, size int) func(func([]byte) bool) {
	return func(yield func([]byte) bool) {
		for len(b) > 0 {
			n := min(size, len(b))
			if !yield(b[:n]) {
				return
			}
			b = b[n:]
		}
	}
}

func TestToledoGluedFrames(t *testing.T) {
	got := feedAll(newToledo("lb"), []byte("\x02012.34\r\x02?A\r\x02012.40\r"))
	if want := "weight 12.34 lb stable|status motion|weight 12.40 lb stable"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

func TestToledoHeldWeight(t *testing.T) {
	for _, c := range []struct{ name, bytes, want string }{
		{"renewed", "\x02012.34\r\x02?@\r", "weight 12.34 lb stable|renewed weight 12.34 lb stable"},
		{"motion in between", "\x02012.34\r\x02?A\r\x02?@\r", "weight 12.34 lb stable|status motion|status"},
		{"over in between", "\x02012.34\r\x02?B\r\x02?@\r", "weight 12.34 lb stable|status over|status"},
		{"garbage in between", "\x02012.34\r\x02xx\r\x02?@\r", "weight 12.34 lb stable|trouble scale.unreadable|status"},
		{"empty plate", "\x02012.34\r\x02?P\r\x02?@\r", "weight 12.34 lb stable|status stable zero|status"},
		{"tare in between", "\x02012.34\r\x02?\x60\r\x02?@\r", "weight 12.34 lb stable|status net|status"},
		{"zero renewed", "\x02000.00\r\x02?P\r", "weight 0.00 lb stable zero|renewed weight 0.00 lb stable zero"},
		{"nothing held", "\x02?@\r", "status"},
	} {
		if got := feedAll(newToledo("lb"), []byte(c.bytes)); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

func TestToledoWeightIsExact(t *testing.T) {
	p := newToledo("lb")
	read(p, []byte("\x02050.01\r"), func(a answer) {
		want, err := manifest.Shown{Value: "50.01", Unit: manifest.UnitPound}.Weight()
		if err != nil || a.reading.Weight != want || a.reading.Resolution != manifest.Pound/100 {
			t.Errorf("weight %d, resolution %d, want %d (%v)", a.reading.Weight, a.reading.Resolution, want, err)
		}
		if string(a.reading.Raw) != "\x02050.01\r" {
			t.Errorf("raw frame %q", a.reading.Raw)
		}
	})
}

func TestToledoCutterAllocatesNothing(t *testing.T) {
	var cut toledoCutter
	frames := 0
	count := func(toledoFrame) { frames++ }
	stream := []byte("xx\x02012.34\r\x02?A\r\x82\xb1\x8d")
	if n := testing.AllocsPerRun(100, func() { cut.feed(stream, count) }); n != 0 {
		t.Errorf("%v allocations for three frames", n)
	}
	if frames == 0 {
		t.Error("no frames")
	}
}

func TestToledoNoise(t *testing.T) {
	p := newToledo("lb")
	p.feed(bytes.Repeat([]byte{0xFE, 0x00, 0x80}, 1000), func(Frame) { t.Error("noise gave an answer") })
	n := p.noise()
	if !n.settings || len(n.raw) != 16 {
		t.Errorf("noise %+v", n)
	}
	if n := p.noise(); len(n.raw) != 0 {
		t.Errorf("noise was told twice: %q", n.raw)
	}
}

// FuzzToledo holds that whatever comes: no panic, a weight only of a whole frame of the unit's layout, and the same
// answers however the bytes are cut.
func FuzzToledo(f *testing.F) {
	for _, c := range captures(f) {
		f.Add(c.bytes(f), uint8(3))
	}
	f.Fuzz(func(t *testing.T, b []byte, size uint8) {
		var whole []string
		read(newToledo("lb"), b, func(a answer) {
			whole = append(whole, tell(a))
			checkAnswer(t, b, a)
		})
		p := newToledo("lb")
		var cut []string
		for piece := range pieces(b, int(size%7)+1) {
			read(p, piece, func(a answer) { cut = append(cut, tell(a)) })
		}
		if strings.Join(whole, "|") != strings.Join(cut, "|") {
			t.Fatalf("%q in one piece %q, cut %q", b, whole, cut)
		}
	})
}

func checkAnswer(t *testing.T, b []byte, a answer) {
	t.Helper()
	r := a.reading
	if !bytes.Contains(b, r.Raw) {
		t.Fatalf("raw %q is not in %q", r.Raw, b)
	}
	if r.Shown.IsZero() {
		if r.Weight != 0 {
			t.Fatalf("a weight without digits: %+v", r)
		}
		return
	}
	want, err := r.Shown.Weight()
	if err != nil || want != r.Weight || !bytes.Contains(b, []byte(strings.TrimLeft(r.Shown.Value, "0"))) {
		t.Fatalf("shown %v, weight %d: %v", r.Shown, r.Weight, err)
	}
}
