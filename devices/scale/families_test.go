package scale_test

import (
	"fmt"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"packline/devices/scale"
	"packline/manifest"
)

// TestEveryFamilyFromPlateToReading puts loads on a virtual scale of every family and reads them: what its decoder reads
// is what the plate carries, and what may not be a weight isn't one.
func TestEveryFamilyFromPlateToReading(t *testing.T) {
	for _, name := range scale.Names() {
		for _, unit := range []string{"lb", "kg", "oz", "g"} {
			if name == "toledo-8217" && (unit == "oz" || unit == "g") || name == "cas-pr2" && unit == "g" {
				continue // it has no layout for it, or no room for its digits
			}
			t.Run(name+" "+unit, func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) { plateToReading(t, name, unit) })
			})
		}
	}
}

// loads are what is put on the plate, and how each unit shows it.
var loads = map[string]struct {
	weight manifest.Weight
	shown  string
}{
	"lb": {12*manifest.Pound + 34*manifest.Pound/100, "12.34"},
	"kg": {5678 * manifest.Gram, "5.678"},
	"oz": {123*manifest.Ounce + 4*manifest.Ounce/10, "123.4"},
	"g":  {1234 * manifest.Gram, "1234"},
}

func plateToReading(t *testing.T, name, unit string) {
	far := &scale.VirtualScale{Settle: time.Second}
	b, stop := start(t, "virtual:scale?protocol="+name+"&unit="+unit, scale.Options{Virtual: far})
	defer stop()
	b.until(t, "zero", func(r manifest.Reading) bool { return r.NearZero() })
	load := loads[unit]
	far.Put(load.weight)
	r := b.until(t, "a weight", usable)
	shown := load.shown
	if name == "toledo-8213" && unit == "oz" || name == "cas-pr2" {
		shown = cents(shown, name)
	}
	want, err := manifest.Shown{Value: shown, Unit: manifest.Unit(unit)}.Weight()
	if err != nil || r.Weight != want || r.Shown.Value != shown || r.Shown.Unit != manifest.Unit(unit) {
		t.Errorf("reading %+v, want %s %s (%d) %v", r, shown, unit, want, err)
	}
	byRest := slices.Contains([]string{"sterling-7600", "kern", "gg", "adam"}, name)
	if r.ByRest != byRest || r.Resolution <= 0 || r.Raw == nil || r.At.IsZero() || r.Asked.IsZero() || r.Asked.After(r.At) {
		t.Errorf("reading %+v", r)
	}
	if name != "adam" { // it says nothing while the load moves
		far.Shake(true)
		b.until(t, "moving", func(r manifest.Reading) bool { return r.Motion && !r.Usable() })
		far.Shake(false)
		b.until(t, "a weight again", usable)
		far.Put(200 * manifest.Pound)
		b.until(t, "over", func(r manifest.Reading) bool { return over(name, r) && !r.Usable() })
	}
	far.Put(-manifest.Pound)
	b.until(t, "under zero", func(r manifest.Reading) bool { return r.Under && !r.Usable() })
}

// cents gives the shown digits as families do that always have three or two decimals.
func cents(shown, name string) string {
	if name != "cas-pr2" {
		return shown + "0"
	}
	return map[string]string{"12.34": "12.340", "5.678": "5.678", "123.4": "123.400", "1234": "1234.000"}[shown]
}

// over reports whether a reading is what a family says of an overload. These have no word for it, and refuse.
func over(name string, r manifest.Reading) bool {
	switch name {
	case "cas-pr2", "ohaus", "toledo-continuous":
		return r.Unreadable && !r.Problem.IsZero()
	}
	return r.Over
}

// TestZeroAndTareOfEveryFamily zeroes and tares virtual scales by their families' own words.
func TestZeroAndTareOfEveryFamily(t *testing.T) {
	cannotZero := []string{"hid-pos-scale", "st-gs", "cas-pr2", "ups-worldship", "kern", "gg"}
	for _, name := range scale.Names() {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				far := &scale.VirtualScale{}
				far.Put(3 * manifest.Pound)
				b, stop := start(t, "virtual:scale?protocol="+name+"&unit=lb", scale.Options{Virtual: far})
				defer stop()
				b.until(t, "a weight", usable)
				err := b.Zero(t.Context())
				if slices.Contains(cannotZero, name) {
					wantKey(t, err, "scale.cannot-zero")
					return
				}
				if err != nil {
					t.Fatalf("Zero: %v", err)
				}
				b.until(t, "zero", func(r manifest.Reading) bool { return r.NearZero() })
				far.Put(5 * manifest.Pound)
				b.until(t, "two pounds more", func(r manifest.Reading) bool { return r.Usable() && r.Weight == 2*manifest.Pound })
				far.Shake(true)
				if name == "adam" { // says nothing while it moves
					return
				}
				wantKey(t, b.Zero(t.Context()), "scale.zero-refused")
			})
		})
	}
}

// TestNoFaultMakesAWeight gives every family's line every fault: no reading is another weight than what is on the plate,
// one of a line that brings no whole frame is none, and after the fault the scale is read again.
func TestNoFaultMakesAWeight(t *testing.T) {
	for _, name := range scale.Names() {
		for fault, blind := range map[scale.VirtualFault]bool{
			scale.Mute: true, scale.HalfFrames: true, scale.WrongSettings: name != "hid-pos-scale", scale.Twice: false, scale.Babble: false,
		} {
			t.Run(fmt.Sprint(name, " ", fault), func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) { underFault(t, name, fault, blind) })
			})
		}
	}
}

func underFault(t *testing.T, name string, fault scale.VirtualFault, blind bool) {
	const load = 12*manifest.Pound + 34*manifest.Pound/100
	far := &scale.VirtualScale{}
	far.Put(load)
	far.Fail(fault)
	b, stop := start(t, "virtual:scale?protocol="+name, scale.Options{Virtual: far})
	defer stop()
	<-time.After(5 * time.Second)
	for _, r := range b.last(b.count()) {
		if r.Usable() && (blind || r.Weight != load) {
			t.Errorf("reading %+v", r)
		}
	}
	far.Fail(scale.NoFault)
	<-time.After(time.Second) // the end of the noise is no part of what comes next
	far.TakeOff()
	b.until(t, "zero", func(r manifest.Reading) bool { return r.NearZero() })
	far.Put(load)
	b.until(t, "the weight", func(r manifest.Reading) bool { return r.Usable() && r.Weight == load })
}
