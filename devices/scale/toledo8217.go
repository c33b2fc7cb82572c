package scale

import "packline/manifest"

// The Toledo 8217 protocol, after the scale interface chapters of the Mettler-Toledo DIVA / PSC Magellan 8500 service
// manual: single upper-case letters ask, answers are STX digits CR or STX ? status CR. A frame names no unit: pounds
// come as 0WW.WW, kilograms as WW.WWW, and an N before the CR says that the value is net.
const (
	stx = 0x02
	cr  = 0x0D

	toledoBitMotion    = 1 << 0
	toledoBitOver      = 1 << 1
	toledoBitUnder     = 1 << 2
	toledoBitZeroFault = 1 << 3 // outside the zero-capture range
	toledoBitZero      = 1 << 4 // centre of zero
	toledoBitNet       = 1 << 5
	// Bit 6 is always 1 by the manual and an error by other sources; 40 alone is the all-clear, so it says nothing.
)

// toledoPoint is where the point stands among the six characters of a unit's weight.
const (
	toledoDigits     = 6
	toledoPoundPoint = 3
	toledoKiloPoint  = 2
)

func toledo8217Family() family {
	return family{
		name: "toledo-8217", line: "7E1", baud: "9600",
		weight: []byte("W"), zero: []byte("Z"), tare: []byte("T"), clear: []byte("C"),
		units: []manifest.Unit{manifest.UnitPound, manifest.UnitKilogram}, needsUnit: true, holds: true,
		decoder: func(o decoderOptions) decoder { return &toledo{unit: o.unit} },
	}
}

// toledo is the decoder of one connection to an 8217 scale. Without a unit it takes the layout of either.
type toledo struct {
	unit manifest.Unit
	cut  toledoCutter
}

func (t *toledo) lapse() { t.cut.lapse() }

func (t *toledo) noise() noise { return t.cut.takeNoise() }

func (t *toledo) feed(b []byte, give func(Frame)) {
	t.cut.feed(b, func(f toledoFrame) { give(t.read(f)) })
}

// read says what a frame means.
func (t *toledo) read(f toledoFrame) Frame {
	switch f.kind {
	case toledoWeight:
		return t.weight(f)
	case toledoStatus:
		return toledoStatusOf(f)
	case toledoMisread:
		return Frame{Kind: KindNone, Key: "scale.settings", Raw: f.raw}
	}
	if isToledoAck(f.raw[1 : len(f.raw)-1]) {
		return Frame{Kind: KindAck, Raw: f.raw}
	}
	return Frame{Kind: KindNone, Key: "scale.unreadable", Raw: f.raw}
}

func (t *toledo) weight(f toledoFrame) Frame {
	bad := Frame{Kind: KindNone, Key: "scale.unreadable", Raw: f.raw}
	n, ok := number(f.digits, false)
	if !ok || f.digits[len(f.digits)-1] == '.' {
		return bad
	}
	pound := f.digits[toledoPoundPoint] == '.' && f.digits[toledoPoundPoint-1] != ' '
	kilo := f.digits[toledoKiloPoint] == '.' && f.digits[toledoKiloPoint-1] != ' '
	switch {
	case !pound && !kilo:
		return bad
	case pound && t.unit == manifest.UnitKilogram, kilo && t.unit == manifest.UnitPound:
		bad.Key = "scale.wrong-unit"
		return bad
	}
	out := Frame{Kind: KindWeight, Number: n, HasNum: true, Stable: true, Raw: f.raw}
	if f.net {
		out.Flags |= Net
	}
	if f.fine {
		out.Flags |= Unknown
		out.Stable = false
	}
	return out
}

func toledoStatusOf(f toledoFrame) Frame {
	out := Frame{Kind: KindStatus, Raw: f.raw}
	for _, bit := range [...]struct {
		bit  byte
		flag Flags
	}{
		{toledoBitMotion, Motion},
		{toledoBitOver, Over},
		{toledoBitUnder, UnderZero},
		{toledoBitZeroFault, ZeroError},
		{toledoBitZero, Zero},
		{toledoBitNet, Net},
	} {
		if f.status&bit.bit != 0 {
			out.Flags |= bit.flag
		}
	}
	out.Stable = out.Flags&(Motion|UnderZero|noWeight) == 0
	return out
}
