package scale

import (
	"bytes"

	"packline/manifest"
)

// Ohaus text: sign, weight, unit, ? while it moves, legend, CR LF. Sources: Ohaus Defender 3000 manual 5.2 (columns),
// Ohaus RS232 interface manual EN-3 (other models' columns and the ? after the unit), chumpon-asaneerat/NSerialCommTools
// DEFENDER3000_hex.txt (a real stream, whose trailing parts are shorter), Ohaus Defender 5000 manual p. 27 (commands).
// Widths differ by model, so fields are told apart by blanks; but the first column is a sign or a blank, and a line that
// begins otherwise is torn.
func ohausFamily() family {
	return family{
		name: "ohaus", line: "8N1", baud: "9600", unmarked: true,
		weight: []byte("IP\r\n"), zero: []byte("Z\r\n"), tare: []byte("T\r\n"),
		decoder: func(o decoderOptions) decoder {
			return &lineDecoder{read: func(line []byte, cut bool) (Frame, int, bool) {
				f, ok := readOhaus(line, o.divide)
				return f, 0, ok && !cut
			}}
		},
	}
}

func readOhaus(line []byte, divide int8) (Frame, bool) {
	if !plain(line) {
		return Frame{}, false
	}
	switch text := trimRight(line); {
	case is(text, "ok!"):
		return Frame{Kind: KindAck}, true
	case is(text, "es"):
		return Frame{Kind: KindError}, true
	case len(text) >= 3 && is(text[:3], "err"):
		return Frame{Kind: KindError}, true
	case len(text) == 0 || line[0] != ' ' && line[0] != '-' && line[0] != '+':
		return Frame{}, false
	}
	rest, minus := splitSign(line)
	rest = trimLeft(rest)
	end := 0
	for end < len(rest) && (digit(rest[end]) || rest[end] == '.' || rest[end] == ',') {
		end++
	}
	n, ok := digits(rest[:end], divide)
	if !ok || end < len(rest) && rest[end] != ' ' && !letter(rest[end]) && rest[end] != '%' {
		return Frame{}, false
	}
	unit, rest, ok := ohausUnit(trimLeft(rest[end:]))
	if unit == manifest.UnitPound && len(rest) > 0 && (digit(rest[0]) || rest[0] == '.') {
		unit = manifest.UnitOunce
		n, rest, ok = ohausOunces(n, rest)
	}
	if !ok {
		return Frame{}, false
	}
	return ohausTail(quantity(n, minus, unit, 0), rest)
}

// ohausUnit takes the unit from the beginning of what follows the digits. There may be none: a legend alone, which is
// one capital, is no unit.
func ohausUnit(b []byte) (unit manifest.Unit, rest []byte, ok bool) {
	end := 0
	for end < len(b) && (letter(b[end]) || b[end] == '%') {
		end++
	}
	if end == 0 || end == 1 && (b[0] == 'G' || b[0] == 'N' || b[0] == 'T') {
		return "", b, true
	}
	unit, ok = unitNamed(b[:end])
	return unit, trimLeft(b[end:]), ok
}

// ohausOunces adds the ounces that follow pounds.
func ohausOunces(pounds Number, b []byte) (n Number, rest []byte, ok bool) {
	end := 0
	for end < len(b) && (digit(b[end]) || b[end] == '.') {
		end++
	}
	ounces, ok := number(b[:end], false)
	unit, rest, known := ohausUnit(trimLeft(b[end:]))
	if !ok || !known || unit != manifest.UnitOunce {
		return n, nil, false
	}
	n, ok = poundsOunces(pounds, ounces)
	return n, rest, ok
}

// ohausTail reads what follows the unit: ? and legend. A line without a unit has lost it.
func ohausTail(f Frame, b []byte) (Frame, bool) {
	if len(b) > 0 && b[0] == '?' {
		f.Flags |= Motion
		b = trimLeft(b[1:])
	}
	switch legend := trimRight(b); {
	case len(legend) == 0, is(legend, "g"):
	case is(legend, "n"), is(legend, "net"):
		f.Flags |= Net
	case is(legend, "t"), is(legend, "pt"):
		f.Kind = KindTare
	case bytes.ContainsAny(legend, "0123456789"): // digits with a hole, or two lines run together
		return Frame{}, false
	default: // such as WET WT of a density
		f.Flags |= Unknown
	}
	return f.settled(f.Unit != manifest.UnitNone), true
}
