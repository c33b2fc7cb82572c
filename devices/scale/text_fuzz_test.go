package scale

import (
	"bytes"
	"fmt"
	"slices"
	"strconv"
	"testing"
)

func FuzzAndStandard(f *testing.F)      { fuzzFamily(f, andStandardFamily()) }
func FuzzStGS(f *testing.F)             { fuzzFamily(f, stGSFamily()) }
func FuzzToledoContinuous(f *testing.F) { fuzzFamily(f, toledoContinuousFamily()) }
func FuzzOhaus(f *testing.F)            { fuzzFamily(f, ohausFamily()) }
func FuzzSMA(f *testing.F)              { fuzzFamily(f, smaFamily()) }
func FuzzCASPR2(f *testing.F)           { fuzzFamily(f, casPR2Family()) }
func FuzzUPSWorldShip(f *testing.F)     { fuzzFamily(f, upsWorldShipFamily()) }
func FuzzSterling7600(f *testing.F)     { fuzzFamily(f, sterling7600Family()) }
func FuzzKern(f *testing.F)             { fuzzFamily(f, kernFamily()) }
func FuzzGG(f *testing.F)               { fuzzFamily(f, ggFamily()) }
func FuzzAdam(f *testing.F)             { fuzzFamily(f, adamFamily()) }

// fuzzFamily holds that whatever comes: no panic, no number whose digits aren't in its frame, nothing at rest that says
// otherwise, and the same frames however the bytes are cut.
func fuzzFamily(f *testing.F, family family) {
	for i, c := range family.textCaptures(f) {
		f.Add(c.bytes(f), uint8(i))
	}
	f.Fuzz(func(t *testing.T, b []byte, size uint8) {
		whole := family.allOf(t, b)
		cut := family.allOf(t, slices.Collect(pieces(b, int(size%7)+1))...)
		if !slices.Equal(whole, cut) {
			t.Fatalf("%q in one piece %q, cut %q", b, whole, cut)
		}
	})
}

// allOf gives all frames in words.
func (f family) allOf(t *testing.T, cut ...[]byte) (said []string) {
	t.Helper()
	d, all := f.decoder(decoderOptions{divide: 2}), bytes.Join(cut, nil)
	for _, piece := range cut {
		d.feed(piece, func(g Frame) {
			checkTextFrame(t, all, g)
			said = append(said, fmt.Sprintf("%s %s %s %v %x %d %s %q", g.Kind, g.Number, g.Unit, g.Stable, uint16(g.Flags), g.Step, g.Text, g.Raw))
		})
	}
	d.noise()
	d.lapse()
	return said
}

func checkTextFrame(t *testing.T, all []byte, g Frame) {
	t.Helper()
	if len(g.Raw) == 0 || len(g.Raw) > 80 || !bytes.Contains(all, g.Raw) {
		t.Fatalf("raw %q is not in %q", g.Raw, all)
	}
	if g.Stable && (g.Kind != KindWeight || !g.HasNum || g.Flags&(Motion|Unknown|noWeight) != 0) {
		t.Fatalf("at rest: %+v", g)
	}
	if !g.HasNum {
		if g.Number != (Number{}) {
			t.Fatalf("a number that isn't there: %+v", g)
		}
		return
	}
	var shown []byte
	for _, c := range g.Raw {
		if digit(c) {
			shown = append(shown, c)
		}
	}
	if !bytes.Contains(shown, []byte(strconv.FormatInt(abs(g.Number.Mantissa), 10))) {
		t.Fatalf("number %s is not in %q", g.Number, g.Raw)
	}
	if g.Number.Mantissa < 0 && g.Flags&UnderZero == 0 {
		t.Fatalf("below zero without a flag: %+v", g)
	}
}
