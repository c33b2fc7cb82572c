package scale

import "packline/manifest"

// The Sterling 7600's own text, after its manual 7600TM2021REV7 and a site's session in avodah-dev/scale-interface,
// scale-integration-testing-details.md: Gross, Net or Count, blanks, value, unit, CR LF. That scale echoes the request
// in front of its answer and loses letters of the echo: SGWGross, WGross, OCount. No line says whether the load rests.
func sterling7600Family() family {
	return family{
		name: "sterling-7600", line: "8N1", baud: "9600", noFlag: true,
		weight: []byte("SGW\r"), zero: []byte("ZRO\r"), tare: []byte("ATW\r"),
		decoder: func(o decoderOptions) decoder {
			return &lineDecoder{read: func(line []byte, cut bool) (Frame, int, bool) {
				return readSterling(line, o.divide)
			}}
		},
	}
}

// sterlingWord is what a line's word says of its number.
type sterlingWord struct {
	word string
	kind Kind
	flag Flags
}

// fits reports whether a number's unit is one of the word's: pieces may go without, a weight never does.
func (w sterlingWord) fits(f Frame) bool {
	if w.kind == KindCount {
		return f.Kind == KindCount || f.Kind == KindWeight && f.Unit == manifest.UnitNone
	}
	return f.Kind == KindWeight && (f.Unit != manifest.UnitNone || !f.HasNum)
}

var sterlingWords = [...]sterlingWord{
	{"Gross ", KindWeight, 0},
	{"Net ", KindWeight, Net},
	{"Count ", KindCount, 0},
	{"Tare ", KindTare, 0},
	{"Err.", KindError, 0},
}

// readSterling finds the word, whatever stands before it, and reads what follows it.
func readSterling(line []byte, divide int8) (f Frame, start int, ok bool) {
	for start = range line {
		for _, w := range sterlingWords {
			rest := line[start:]
			if len(rest) < len(w.word) || string(rest[:len(w.word)]) != w.word {
				continue
			}
			if w.kind == KindError {
				return Frame{Kind: KindError}, start, plain(rest)
			}
			f, ok = sterlingValue(rest[len(w.word):], w.flag, divide)
			ok = ok && w.fits(f)
			f.Kind = w.kind
			return f, start, ok
		}
	}
	return f, 0, false
}

func sterlingValue(b []byte, flags Flags, divide int8) (Frame, bool) {
	if !plain(b) {
		return Frame{}, false
	}
	if f, shown := sterlingDisplay(b, flags); shown {
		return f, true
	}
	rest, unit, ok := splitUnit(b)
	rest, minus := splitSign(rest)
	n, isNumber := digits(rest, divide)
	return quantity(n, minus, unit, flags), ok && isNumber
}

// sterlingDisplay reads what the display shows in place of digits.
func sterlingDisplay(b []byte, flags Flags) (f Frame, ok bool) {
	shown := trimLeft(b)
	end := 0
	for end < len(shown) && shown[end] != ' ' {
		end++
	}
	switch string(shown[:end]) {
	case "OLOLOL":
		flags |= Over
	case "ULULUL":
		flags |= Under
	case "-------":
		flags |= OutOfRange // it is still measuring
	default:
		return f, false
	}
	_, unit, known := splitUnit(shown[end:])
	return Frame{Kind: KindWeight, Unit: unit, Flags: flags}, known
}
