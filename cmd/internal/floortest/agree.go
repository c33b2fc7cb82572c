//go:build linux

package floortest

import (
	"reflect"
	"slices"
	"testing"

	"packline/manifest"
)

// Agree compares, carton by carton, what the stations and the centre say, and fails on anything lost, doubled or
// different. The boxes are what was packed at each floor; orders that the centre is to hold are named.
func (c *Centre) Agree(t testing.TB, floors []*Floor, packed [][]Box, held []string) {
	t.Helper()
	t.Log(c.Must(t, "verify"))
	theirs := map[manifest.ID]CentreCarton{}
	numbers := map[manifest.SSCC]manifest.ID{}
	for _, carton := range c.Cartons(t) {
		if _, twice := theirs[carton.ID]; twice {
			t.Errorf("the centre has carton %s twice", carton.ID)
		}
		if other, twice := numbers[carton.SSCC]; twice {
			t.Errorf("cartons %s and %s have one number %s", carton.ID, other, carton.SSCC)
		}
		theirs[carton.ID], numbers[carton.SSCC] = carton, carton.ID
	}
	for i, f := range floors {
		f.Audit(t, packed[i])
		for _, ours := range f.Cartons(t) {
			carton, there := theirs[ours.ID]
			if !there {
				t.Errorf("the centre does not have carton %s of order %s, packed at %s", ours.ID, ours.Order, f.Station)
				continue
			}
			delete(theirs, ours.ID)
			if carton.Station != f.Station {
				t.Errorf("carton %s was packed at %s, the centre says %s", ours.ID, f.Station, carton.Station)
			}
			same(t, ours, carton, slices.Contains(held, ours.Order))
		}
	}
	for _, carton := range theirs {
		t.Errorf("nobody packed carton %s of order %s, which the centre has from %s", carton.ID, carton.Order, carton.Station)
	}
}

// same compares a carton at its station with the same carton at the centre. Both say that its verdict stands, unless
// the centre holds it: then it does so for the person's other shipment, and the station's own verdict is not confirmed.
func same(t testing.TB, ours Carton, theirs CentreCarton, held bool) {
	t.Helper()
	want := ours
	if held {
		want.Verdict = manifest.Hold
		if !ours.Provisional || ours.Verdict != manifest.Pass || !slices.Equal(theirs.Held, []string{"PER-ONE"}) {
			t.Errorf("order %s is to be held: the station says %s, provisional %v, the centre holds it for %v",
				ours.Order, ours.Verdict, ours.Provisional, theirs.Held)
		}
	} else if len(theirs.Held) > 0 || ours.Provisional {
		t.Errorf("order %s is to be confirmed: provisional at the station %v, held at the centre for %v", ours.Order, ours.Provisional, theirs.Held)
	}
	want.Provisional = false // the centre has judged
	if !reflect.DeepEqual(theirs.Carton, want) {
		t.Errorf("order %s: the station says\n%+v\nthe centre says\n%+v", ours.Order, ours, theirs.Carton)
	}
}
