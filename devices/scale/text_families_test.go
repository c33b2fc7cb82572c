package scale

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"

	"packline/testdata"
)

// textFamily is a family whose captures are read here. noise is what may come straight before a frame without hiding it:
// lines without a header are found only behind a line's end.
type textFamily struct {
	family
	noise []string
}

func textFamilies() []textFamily {
	anywhere := []string{"", "\xff\xfe\x80", "\x00\x00#~!", "\r\n\r\n", "\x06\x15 7", "\xb1\xb2\x8d\x8a"}
	behindLine := []string{"", "\r\n", "\xff\x00\x80x\r\n", "12.\r\n\r\n", "\xb1\xb2\x8d\r\n"}
	behindCR := []string{"", "\r", "\xff\x00\x80x\r", "\xb1\xb2\x8d\r\r"}
	var all []textFamily
	for _, f := range []family{
		toledoContinuousFamily(), smaFamily(), casPR2Family(), sterling7600Family(), andStandardFamily(), stGSFamily(),
	} {
		all = append(all, textFamily{f, anywhere})
	}
	all[2].noise = []string{"", "\xff\xfe\x80", "\x01\x01\x02", "S 001", "\x02\x01", "\x00\x00"} // an ACK is a frame
	all[4].noise, all[5].noise = behindLine, behindLine
	for _, f := range []family{ohausFamily(), kernFamily(), ggFamily(), adamFamily()} {
		all = append(all, textFamily{f, behindLine})
	}
	ups := textFamily{upsWorldShipFamily(), nil}
	for _, noise := range behindCR[1:] {
		ups.noise = append(ups.noise, noise+"x\r\n\x03")
	}
	return append(all, ups)
}

// textCapture is one line of a file of testdata/frames.
type textCapture struct {
	Name, Source, Hex string
	Divide            int8
	textAnswer
}

type textAnswer struct {
	Frame  Kind
	Weight *string
	Unit   *string
	Stable bool
	Flags  []string
}

func (c textCapture) bytes(t testing.TB) []byte {
	t.Helper()
	b, err := hex.DecodeString(strings.ReplaceAll(c.Hex, " ", ""))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func (f family) textCaptures(t testing.TB) []textCapture {
	t.Helper()
	var all []textCapture
	from := json.NewDecoder(bytes.NewReader(testdata.Read(t, "frames/"+f.name+".jsonl")))
	from.DisallowUnknownFields()
	for from.More() {
		var c textCapture
		if err := from.Decode(&c); err != nil {
			t.Fatalf("%s: %v", f.name, err)
		}
		all = append(all, c)
	}
	return all
}

// lastOf feeds pieces and says what the last whole frame was.
func (f family) lastOf(options decoderOptions, pieces ...[]byte) textAnswer {
	d := f.decoder(options)
	last := Frame{Kind: KindNone}
	for _, piece := range pieces {
		d.feed(piece, func(f Frame) {
			if f.Kind != KindNone {
				last = f
				last.Raw = bytes.Clone(f.Raw)
			}
		})
	}
	said := decoded(last)
	return textAnswer{said.Frame, said.Weight, said.Unit, said.Stable, said.Flags}
}

func (a textAnswer) String() string {
	b, err := json.Marshal(a)
	if err != nil {
		return err.Error()
	}
	return string(b)
}

func TestTextFamiliesCaptures(t *testing.T) {
	for _, f := range textFamilies() {
		all := f.textCaptures(t)
		if len(all) < 6 {
			t.Errorf("%s: only %d captures", f.name, len(all))
		}
		for _, c := range all {
			b, options := c.bytes(t), decoderOptions{divide: c.Divide}
			if c.Source == "" {
				t.Errorf("%s, %s: no source", f.name, c.Name)
			}
			f.expect(t, c, "whole", f.lastOf(options, b))
			f.expect(t, c, "byte by byte", f.lastOf(options, slices.Collect(pieces(b, 1))...))
			for range 20 {
				f.expect(t, c, "in pieces", f.lastOf(options, cutAnywhere(b)...))
			}
			for _, noise := range f.noise {
				f.expect(t, c, "behind "+hex.EncodeToString([]byte(noise)), f.lastOf(options, []byte(noise), b))
			}
		}
	}
}

func (f family) expect(t *testing.T, c textCapture, how string, got textAnswer) {
	t.Helper()
	if !reflect.DeepEqual(got, c.textAnswer) {
		t.Errorf("%s, %s, %s: %v, want %v", f.name, c.Name, how, got, c.textAnswer)
	}
}

func cutAnywhere(b []byte) (cut [][]byte) {
	for len(b) > 0 {
		n := 1 + rand.IntN(min(len(b), 9))
		cut = append(cut, b[:n])
		b = b[n:]
	}
	return cut
}

// TestTextFamiliesAllocateNothing feeds what each family's captures hold, good frames and bad.
func TestTextFamiliesAllocateNothing(t *testing.T) {
	for _, f := range textFamilies() {
		var stream []byte
		for _, c := range f.textCaptures(t) {
			if !strings.Contains(c.Name, "serial number") { // its text is kept
				stream = append(stream, c.bytes(t)...)
			}
		}
		d, frames := f.decoder(decoderOptions{}), 0
		count := func(Frame) { frames++ }
		if n := testing.AllocsPerRun(100, func() { d.feed(stream, count) }); n != 0 {
			t.Errorf("%s: %v allocations a run", f.name, n)
		}
		if frames < 500 {
			t.Errorf("%s: %d frames", f.name, frames)
		}
	}
}

// TestTextFamiliesInNoise holds that a megabyte of noise of every kind of byte hides no frame behind a line's end, and
// gives no weight at rest by itself.
func TestTextFamiliesInNoise(t *testing.T) {
	source := rand.New(rand.NewPCG(1, 2))
	junk := make([]byte, 1<<20)
	for i := range junk {
		junk[i] = byte(source.UintN(256))
	}
	for _, f := range textFamilies() {
		d := f.decoder(decoderOptions{})
		d.feed(junk, func(g Frame) {
			if g.Stable {
				t.Errorf("%s: noise gave %+v, %q", f.name, g, g.Raw)
			}
		})
		if n := d.noise(); !n.settings || len(n.raw) == 0 || len(n.raw) > 16 {
			t.Errorf("%s: noise %+v", f.name, n)
		}
		good := f.textCaptures(t)[0]
		b := append([]byte("\r\n\x03"), good.bytes(t)...)
		var last Frame
		for range 3 {
			d.feed(b, func(g Frame) { last = g; last.Raw = bytes.Clone(g.Raw) })
		}
		if got := decoded(last); got.Frame != good.Frame || got.Stable != good.Stable || !reflect.DeepEqual(got.Weight, good.Weight) {
			t.Errorf("%s: behind noise %+v", f.name, got)
		}
	}
}

// TestTextFamiliesLapse holds that half a frame isn't completed after a silence.
func TestTextFamiliesLapse(t *testing.T) {
	for _, f := range textFamilies() {
		b := f.textCaptures(t)[0].bytes(t)
		if f.name == "cas-pr2" {
			b = b[1:] // without the ACK
		}
		for i := 1; i < len(b); i++ {
			d := f.decoder(decoderOptions{})
			early, late := 0, 0
			d.feed(b[:i], func(Frame) { early++ })
			d.lapse()
			d.feed(b[i:], func(g Frame) {
				if g.Stable {
					late++
				}
			})
			if early == 0 && late > 0 && i > 3 && f.name != "ohaus" {
				t.Errorf("%s: %q after a silence gave a weight at rest", f.name, b[i:])
			}
		}
	}
}

func TestToledoContinuousStep(t *testing.T) {
	for swa, want := range map[byte]int8{0x24: 0, 0x2C: 1, 0x34: 2, 0x3C: 5} {
		d := &toledoStream{}
		var got Frame
		d.feed([]byte("\x02"+string(rune(swa))+"\x20\x20001240000000\r"), func(f Frame) { got = f })
		if got.Step != want || got.Number.String() != "12.40" {
			t.Errorf("status word A %02X: step %d, number %s", swa, got.Step, got.Number)
		}
	}
}

// TestToledoContinuousChecksums holds that a byte behind a frame is noise until checksums were seen, and that from then on
// no frame counts before its own.
func TestToledoContinuousChecksums(t *testing.T) {
	frame := "\x02\x2c\x20\x20001240000000\r"
	right, wrong := string(rune(toledoSum([]byte(frame)))), string(rune(toledoSum([]byte(frame))+1))
	var said []string
	tell := func(f Frame) { said = append(said, string(f.Kind)+f.Key) }
	d := &toledoStream{}
	for _, piece := range []string{frame, wrong, frame, right, frame} {
		d.feed([]byte(piece), tell)
	}
	if len(said) != 2 {
		t.Errorf("a frame counted before its checksum: %q", said)
	}
	d.feed([]byte(wrong), tell)
	if got, want := strings.Join(said, " "), "weight weight nonescale.unreadable"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
}

func TestCASFollowsItsACK(t *testing.T) {
	f := casPR2Family()
	var sent []byte
	f.decoder(decoderOptions{}).feed([]byte("\x06\x01"), func(g Frame) { sent = append(sent, f.follow(g)...) })
	if string(sent) != "\x11" {
		t.Errorf("an ACK was followed by %q", sent)
	}
	if f.follow(Frame{Kind: KindWeight}) != nil {
		t.Error("a weight is followed by a request")
	}
}
