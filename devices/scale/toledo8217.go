package scale

import (
	"fmt"
	"strings"

	"packline/devices"
	"packline/manifest"
)

// The Toledo 8217 protocol, after the scale interface chapters of the Mettler-Toledo DIVA / PSC Magellan 8500 service
// manual: single upper-case letters ask, answers are STX digits CR or STX ? status CR. A frame names no unit: pounds
// come as 0WW.WW, kilograms as WW.WWW, and an N before the CR says that the value is net.
const (
	stx = 0x02
	cr  = 0x0D

	statusMotion    = 1 << 0
	statusOver      = 1 << 1
	statusUnder     = 1 << 2
	statusZeroFault = 1 << 3 // outside the zero-capture range
	statusZero      = 1 << 4 // centre of zero
	statusNet       = 1 << 5
	// Bit 6 is always 1 by the manual and an error by other sources; 40 alone is the all-clear, so it says nothing.
	statusFaults = statusMotion | statusOver | statusUnder | statusZeroFault
)

// layout is where a unit's weight frame has its point, and what one of its last digit weighs.
type layout struct {
	unit  manifest.Unit
	point int // index of the point among the six characters
	step  manifest.Weight
}

const toledoDigits = 6

func toledoLayout(a devices.Address) (layout, error) {
	switch unit := manifest.Unit(a.Get("unit", "")); unit {
	case manifest.UnitPound:
		return layout{unit: unit, point: 3, step: manifest.Pound / 100}, nil
	case manifest.UnitKilogram:
		return layout{unit: unit, point: 2, step: manifest.Kilogram / 1000}, nil
	case manifest.UnitNone:
		return layout{}, devices.Fail("scale.no-unit", fmt.Errorf("%w %s: no unit", devices.ErrAddress, a), "lb, kg")
	default:
		return layout{}, devices.Fail("scale.bad-unit", fmt.Errorf("%w %s: unit %q", devices.ErrAddress, a, unit), string(unit), "lb, kg")
	}
}

// toledo is one connection to an 8217 scale. Some of these send a weight once, and then only a status until the load
// changes: held is that weight.
type toledo struct {
	layout layout
	cut    toledoCutter
	held   *manifest.Reading
}

func (t *toledo) requests() (weight, zero []byte) { return []byte("W"), []byte("Z") }

func (t *toledo) lapse() { t.cut.lapse() }

func (t *toledo) forget() { t.held = nil }

func (t *toledo) noise() noise { return t.cut.takeNoise() }

func (t *toledo) feed(b []byte, give func(answer)) {
	t.cut.feed(b, func(f toledoFrame) { give(t.read(f)) })
}

// read says what a frame means.
func (t *toledo) read(f toledoFrame) answer {
	raw := append([]byte(nil), f.raw...)
	switch f.kind {
	case toledoWeight:
		return t.weight(f, raw)
	case toledoStatus:
		return t.status(f.status, raw)
	case toledoMisread:
		t.held = nil
		return answer{reading: manifest.Reading{Unreadable: true, Raw: raw}, key: "scale.settings"}
	default:
		t.held = nil
		return answer{reading: manifest.Reading{Unreadable: true, Raw: raw}, key: "scale.unreadable"}
	}
}

func (t *toledo) weight(f toledoFrame, raw []byte) answer {
	steps, ok := t.layout.parse(f.digits)
	if !ok {
		t.held = nil
		key := "scale.unreadable"
		if t.layout.other().fits(f.digits) {
			key = "scale.wrong-unit"
		}
		return answer{reading: manifest.Reading{Unreadable: true, Raw: raw}, key: key}
	}
	r := manifest.Reading{
		Weight: manifest.Weight(steps) * t.layout.step,
		Shown:  manifest.Shown{Value: withoutZeros(string(f.digits)), Unit: t.layout.unit},
		Stable: true, Zero: steps == 0, Net: f.net, Resolution: t.layout.step, Raw: raw,
	}
	held := r
	t.held = &held
	return answer{reading: r}
}

// status reads a status byte. Without a fault it renews the held weight, if there is one and the status doesn't
// contradict it: a scale at its centre of zero carries nothing.
func (t *toledo) status(bits byte, raw []byte) answer {
	r := manifest.Reading{
		Motion: bits&statusMotion != 0, Over: bits&statusOver != 0, Under: bits&statusUnder != 0,
		ZeroFault: bits&statusZeroFault != 0, Zero: bits&statusZero != 0, Net: bits&statusNet != 0,
		Resolution: t.layout.step, Raw: raw,
	}
	if bits&statusFaults != 0 {
		t.held = nil
		return answer{reading: r, status: true}
	}
	if t.held != nil && (t.held.Net != r.Net || r.Zero && t.held.Weight > 2*t.layout.step) {
		t.held = nil
	}
	switch {
	case t.held != nil:
		renewed := *t.held
		renewed.Renewed, renewed.Zero = true, r.Zero || renewed.Zero
		renewed.Raw = append([]byte(nil), renewed.Raw...)
		return answer{reading: renewed, status: true}
	case r.Zero && !r.Net:
		r.Stable = true // an empty plate, said without digits
	}
	return answer{reading: r, status: true}
}

// fits reports whether six characters have the point of this layout and digits elsewhere. Blanks may stand for leading
// zeros.
func (l layout) fits(digits []byte) bool {
	_, ok := l.parse(digits)
	return ok
}

// parse gives the number of steps that six characters show.
func (l layout) parse(digits []byte) (steps int64, ok bool) {
	if len(digits) != toledoDigits || digits[l.point] != '.' {
		return 0, false
	}
	begun := false
	for i, c := range digits {
		switch {
		case i == l.point:
			if !begun {
				return 0, false
			}
		case c == ' ' && !begun:
		case c >= '0' && c <= '9':
			begun = true
			steps = 10*steps + int64(c-'0')
		default:
			return 0, false
		}
	}
	return steps, true
}

// other is the layout of the unit that this scale isn't set to.
func (l layout) other() layout {
	if l.unit == manifest.UnitPound {
		return layout{unit: manifest.UnitKilogram, point: 2}
	}
	return layout{unit: manifest.UnitPound, point: 3}
}

// withoutZeros drops what leads a number: 012.34 is 12.34, and 000.25 is 0.25.
func withoutZeros(digits string) string {
	trimmed := strings.TrimLeft(digits, " 0")
	if strings.HasPrefix(trimmed, ".") {
		return "0" + trimmed
	}
	return trimmed
}
