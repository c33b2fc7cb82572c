package scale

import "packline/manifest"

// The NCI family (Weigh-Tronix, Brecknell, Fairbanks, and others that speak like them), after the NCI 6702, 7800 and
// 7821 manuals, the Weigh-Tronix SCP-01 and SCP-02 tables and the Mettler-Toledo DIVA service manual, pages 35 to 37. A
// letter and CR ask. Three dialects are told apart by their line ends alone, so that a scale that is set to another one
// than its address gives no weight at all.

func nci3835Family() family {
	return nciFamily("nci-3835", nciDecoder{weight: nciWeight12, status: nciStatusPlain, columns: nciColumns12, cut: nciCutter{bare: true}})
}

func nciSCP01Family() family {
	return nciFamily("nci-scp01", nciDecoder{weight: nciWeight01, status: nciStatusPlain, columns: nciColumns01})
}

func nciSCP02Family() family {
	return nciFamily("nci-scp02-ecr", nciDecoder{weight: nciWeight02, status: nciStatusLetter, columns: nciColumns02})
}

func nciFamily(name string, d nciDecoder) family {
	return family{
		name: name, line: "7E1", baud: "9600",
		weight: []byte("W\r"), zero: []byte("Z\r"),
		decoder: func(o decoderOptions) decoder {
			made := d
			made.divide = o.divide
			return &made
		},
	}
}

// nciDecoder reads one dialect: weight and status are the forms of its frames, columns reports whether a weight in one
// unit has the dialect's width.
type nciDecoder struct {
	weight, status nciForm
	columns        func(field []byte) bool
	divide         int8
	cut            nciCutter
}

func (d *nciDecoder) lapse() { d.cut.lapse() }

func (d *nciDecoder) noise() noise { return d.cut.noise() }

func (d *nciDecoder) feed(b []byte, give func(Frame)) {
	d.cut.feed(b, func(f nciFrame) { give(d.read(f)) })
}

// read says what a frame means. One of another dialect is none.
func (d *nciDecoder) read(f nciFrame) Frame {
	bad := Frame{Kind: KindNone, Key: "scale.unreadable", Raw: f.raw}
	switch f.form {
	case nciMisread:
		bad.Key = "scale.settings"
		return bad
	case nciUnknown:
		return Frame{Kind: KindError, Raw: f.raw}
	case d.weight, d.status:
	default:
		return bad
	}
	flags, ok := nciStatusFlags(f.status)
	if !ok {
		return bad
	}
	out := Frame{Kind: KindStatus, Flags: flags, Raw: f.raw}
	if f.form == d.weight {
		switch ok := nciField(&out, f.field, d.divide); {
		case !ok || out.HasNum && !nciPair(f.field) && !d.columns(f.field):
			return bad
		case out.Flags&noWeight == 0 && out.HasNum && nciValue(f.field) == len(trimRight(f.field)):
			bad.Key = "scale.unit-missing"
			return bad
		}
	}
	out.Stable = out.Flags&(Motion|Unknown|noWeight) == 0
	return out
}

// nciBits are a status byte's bits 0 to 3 as flags, and the bits that are always set.
var nciBits = [...][4]Flags{
	{Motion, Zero, Broken, Broken}, // memory faults
	{Under, Over, Broken, Broken},  // ROM, calibration
	{0, 0, Net, ZeroError},         // bits 0 and 1 are the range
	{0, 0, 0, Unknown},             // weight changed, zero seen, metric (DIVA)
}

const (
	nciFixed = 1<<4 | 1<<5
	nciMore  = 1 << 6 // another byte follows; never of the first
	nciRange = 1<<0 | 1<<1

	nciLeast   = 2
	nciRangeAt = 2 // the third byte
)

// nciStatusFlags reads the status bytes: at least two, and as many more as their bits 6 announce. ok is false where
// that is not how many there are.
func nciStatusFlags(b []byte) (flags Flags, ok bool) {
	if len(b) < nciLeast {
		return 0, false
	}
	for i, c := range b {
		if c < ' ' {
			return 0, false
		}
		more, last := c&nciMore != 0, i == len(b)-1
		if i > 0 && more == last {
			return 0, false
		}
		if i == 0 && more || c&nciFixed != nciFixed {
			flags |= Unknown
		}
		flags |= nciByteFlags(i, c)
	}
	return flags, true
}

// nciByteFlags reads bits 0 to 3 of the status byte with an index.
func nciByteFlags(index int, c byte) (flags Flags) {
	for bit := range 4 {
		switch {
		case c&(1<<bit) == 0:
		case index < len(nciBits):
			flags |= nciBits[index][bit]
		default:
			flags |= Unknown
		}
	}
	if rng := c & nciRange; index == nciRangeAt && rng != 0 && rng != nciRange {
		flags |= Unknown
	}
	return flags
}

// nciField reads the field of a weight frame: digits and a unit, pounds and ounces, or what stands in for them. It
// reports false for anything else.
func nciField(out *Frame, field []byte, divide int8) bool {
	value, letters, rest := nciSplit(field)
	if len(value) == 0 && len(letters) > 0 && len(rest) == 0 {
		_, known := nciUnit(letters)
		return known // the answer to a change of unit: a status
	}
	unit, known := nciUnit(letters)
	filled := nciFilled(value)
	if len(rest) > 0 {
		ounces, second, more := nciSplit(rest)
		if !is(letters, "lb") || !is(second, "oz") || len(more) > 0 {
			return false
		}
		unit, filled = manifest.UnitOunce, nciFilledOunces(value, ounces)
		if filled != 0 {
			unit = manifest.UnitNone
		}
	}
	out.Kind, out.Unit = KindWeight, unit
	if out.Flags&(Over|Under) != 0 {
		return true // its digits mean nothing
	}
	if filled != 0 {
		out.Flags |= filled
		return true
	}
	negative := false
	if len(value) > 0 && value[0] == '-' {
		negative, value = true, value[1:]
	}
	n, ok := number(value, false)
	if !ok {
		return false
	}
	switch {
	case len(rest) == 0 && isWhole(value):
		n.Decimals = divide
	case len(rest) > 0:
		if n, ok = nciOunces(n, rest); !ok {
			return false
		}
	}
	if !known && len(letters) > 0 {
		out.Flags |= Unknown
	}
	if negative {
		n.Mantissa = -n.Mantissa
		out.Flags |= UnderZero
	}
	out.Number, out.HasNum = n, true
	return true
}

// nciOunces adds the ounces that follow pounds in a field.
func nciOunces(pounds Number, rest []byte) (Number, bool) {
	value, _, _ := nciSplit(rest)
	ounces, ok := number(value, false)
	if !ok {
		return Number{}, false
	}
	return poundsOunces(pounds, ounces)
}

// nciUnit gives the unit that letters name. Pieces are none.
func nciUnit(letters []byte) (manifest.Unit, bool) {
	unit, ok := unitNamed(letters)
	if unit == unitPieces {
		return manifest.UnitNone, false
	}
	return unit, ok
}

// nciSplit cuts a field into what stands before its first letters, these letters, and what follows.
func nciSplit(field []byte) (value, letters, rest []byte) {
	from := 0
	for from < len(field) && !letter(field[from]) {
		from++
	}
	to := from
	for to < len(field) && letter(field[to]) {
		to++
	}
	return trimRight(trimLeft(field[:from])), field[from:to], trimRight(trimLeft(field[to:]))
}

// nciFilledOunces gives what a field of pounds and ounces says that is filled in place of digits, such as --lb --.-oz.
func nciFilledOunces(pounds, ounces []byte) Flags {
	if len(pounds) == 0 || len(ounces) == 0 {
		return 0
	}
	flag := nciFillers[pounds[0]]
	for _, b := range [...][]byte{pounds, ounces} {
		for _, c := range b {
			if c != '.' && c != ' ' && nciFillers[c] != flag {
				return 0
			}
		}
	}
	return flag
}

// nciFillers are the signs that stand in for digits.
var nciFillers = [256]Flags{'^': Over, '_': Under, '-': ZeroError}

// nciFilledLeast is how many signs stand in for digits at least; the manuals have six.
const nciFilledLeast = 4

// nciFilled gives what a field says that is filled with one sign in place of digits; 0 for any other.
func nciFilled(value []byte) Flags {
	if len(value) < nciFilledLeast {
		return 0
	}
	for _, c := range value {
		if c != value[0] {
			return 0
		}
	}
	return nciFillers[value[0]]
}
