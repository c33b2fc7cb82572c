package scale

import "packline/manifest"

// The Toledo 8213 protocol: the 8217's commands, statuses and frames with other weights. Pounds come as WW.WW by the
// Mettler-Toledo DIVA service manual (6.1.3, 6.1.4) and as XXX.XX by the Brecknell 3700LP and 67xxU manuals, which send
// kilograms and ounces so too, and grams as 0XXXXX. There is no N for a net weight.
const (
	toledo8213Short = 5 // characters of WW.WW
	toledoGramsZero = 0 // index of the zero that grams begin with
)

func toledo8213Family() family {
	f := toledo8217Family()
	f.name = "toledo-8213"
	f.units = nil
	f.decoder = func(o decoderOptions) decoder { return &toledo8213{unit: o.unit} }
	return f
}

// toledo8213 is the decoder of one connection to an 8213 scale. Without a unit it takes the layout of any.
type toledo8213 struct {
	unit manifest.Unit
	cut  toledoCutter
}

func (t *toledo8213) lapse() { t.cut.lapse() }

func (t *toledo8213) noise() noise { return t.cut.takeNoise() }

func (t *toledo8213) feed(b []byte, give func(Frame)) {
	t.cut.feed(b, func(f toledoFrame) { give(t.read(f)) })
}

func (t *toledo8213) read(f toledoFrame) Frame {
	switch f.kind {
	case toledoMisread:
		return Frame{Kind: KindNone, Key: "scale.settings", Raw: f.raw}
	case toledoStatus:
		return toledoStatusOf(f)
	}
	inner := f.raw[1 : len(f.raw)-1]
	if isToledoAck(inner) {
		return Frame{Kind: KindAck, Raw: f.raw}
	}
	bad := Frame{Kind: KindNone, Key: "scale.unreadable", Raw: f.raw}
	inner = toledoBlanks(inner)
	n, ok := number(inner, false)
	if !ok {
		return bad
	}
	grams, kilo, fine := false, false, toledoFine(inner)
	switch {
	case fine && isPointed(inner, toledoKiloPoint):
		kilo = true
	case fine && isPointed(inner, toledoPoundPoint):
	case len(inner) == toledo8213Short && isPointed(inner, toledoKiloPoint):
	case len(inner) == toledoDigits && isPointed(inner, toledoPoundPoint):
	case len(inner) == toledoDigits && isPointed(inner, toledoKiloPoint):
		kilo = true
	case len(inner) == toledoDigits && isWhole(inner) && (inner[toledoGramsZero] == '0' || inner[toledoGramsZero] == ' '):
		grams = true
	default:
		return bad
	}
	if t.unit != manifest.UnitNone && (grams != (t.unit == manifest.UnitGram) || kilo && t.unit != manifest.UnitKilogram) {
		bad.Key = "scale.wrong-unit"
		return bad
	}
	out := Frame{Kind: KindWeight, Number: n, HasNum: true, Stable: !fine, Raw: f.raw}
	if fine {
		out.Flags = Unknown
	}
	return out
}

// isPointed reports whether a number has its point at an index, a digit before it and one after.
func isPointed(b []byte, at int) bool { return b[at] == '.' && b[at-1] != ' ' && at+1 < len(b) }

// isWhole reports whether a number has no point.
func isWhole(b []byte) bool {
	for _, c := range b {
		if c == '.' {
			return false
		}
	}
	return true
}

// isToledoAck reports whether a frame is the answer to the self-test command, or to those that switch the echo on or off.
func isToledoAck(inner []byte) bool {
	return len(inner) == 0 || len(inner) == 1 && (inner[0] == 'E' || inner[0] == 'F')
}
