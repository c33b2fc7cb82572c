package scale

import "bytes"

// The comma family: lines such as "ST,+00012.345  g" and "ST,GS,+  1.236kg". Sources: A&D EK-L manual 9-2 (header,
// sign and eight digits with a point, unit of three letters right aligned), A&D AD-4404 manual 9.2.6 and AD-4406 manual
// 13.2 (second header; data out of range are blanks; LO and HD as first headers), A&D GC manual 16.2 (the comparison's
// result as second header). Clones are in comma_clone.go; both read the same lines.

func andStandardFamily() family {
	return family{
		name: "and-standard", line: "7E1", baud: "2400",
		weight: []byte("Q\r\n"), zero: []byte("Z\r\n"), tare: []byte("T\r\n"),
		decoder: func(o decoderOptions) decoder { return newComma(comma{divide: o.divide, columns: true}) },
	}
}

func newComma(c comma) decoder {
	d := &lineDecoder{}
	d.read = func(line []byte, cut bool) (Frame, int, bool) { return c.read(line, cut, d.stx) }
	return d
}

// comma reads the lines of the family.
type comma struct {
	divide  int8 // for displays whose point isn't sent
	columns bool // widths are the maker's, and a unit is never missing: a line of other widths has lost bytes
}

// first is the first header of a line.
type first int

const (
	firstNone first = iota // no header: nobody says whether the load rests
	firstStable
	firstUnstable
	firstCount // QT: stable pieces
	firstOver
	firstUnder
	firstHold // HD: a weight that was held, not the load
)

func firstNamed(b []byte) first {
	switch {
	case is(b, "st"):
		return firstStable
	case is(b, "us"):
		return firstUnstable
	case is(b, "qt"):
		return firstCount
	case is(b, "ol"), is(b, "lo"): // LO for OL: A&D AD-4404 9.2.6
		return firstOver
	case is(b, "ul"):
		return firstUnder
	case is(b, "hd"):
		return firstHold
	}
	return firstNone
}

// firstHeader finds the last first header of a line: what stands before it is a torn line or noise. after is where the line
// goes on.
func firstHeader(line []byte) (s first, start, after int) {
	for i := len(line) - 3; i >= 0; i-- {
		if line[i+2] != ',' || i > 0 && line[i-1] == ',' {
			continue
		}
		if s = firstNamed(line[i : i+2]); s != firstNone {
			return s, i, i + 3
		}
	}
	// Some clones send OL and nothing else, or no comma after it.
	if b := trimLeft(line); len(b) >= 2 && (len(b) == 2 || !letter(b[2])) {
		if s = firstNamed(b[:2]); s == firstOver || s == firstUnder {
			start = len(line) - len(b)
			return s, start, start + 2
		}
	}
	return firstNone, 0, 0
}

// read says what a line means. wrapped tells that it began with STX.
func (d comma) read(line []byte, cut, wrapped bool) (f Frame, start int, ok bool) {
	s, start, after := firstHeader(line)
	body, second := line[after:], secondNone
	whole := true
	if s != firstNone {
		second, body = secondHeader(body)
		whole = !d.columns || commaColumns(body, len(body) < len(line)-after)
		body = withoutLamp(body)
	}
	switch {
	case !plain(body) || s == firstNone && cut:
		return f, 0, false
	case s == firstNone:
		f, ok = d.bare(body)
	case s == firstOver || s == firstUnder:
		f, ok = outOfRange(body, s, second, wrapped)
	default:
		f, ok = d.value(body, s, second)
		ok = ok && whole
	}
	return f, start, ok
}

// bare reads a line without a header. It never says that the load rests, and what looks like the rest of a torn line,
// beginning with a point, a comma or a letter, is none.
func (d comma) bare(body []byte) (Frame, bool) {
	body = trimLeft(body)
	if len(body) == 0 || !digit(body[0]) && body[0] != '+' && body[0] != '-' {
		return Frame{}, false
	}
	f, ok := d.signed(body, 0)
	return f, ok && (f.Unit != "" || !d.columns && !digit(body[0]))
}

// commaColumns reports whether what follows the headers has A&D's columns: sign, eight characters and a unit of three,
// as the EK-L manual has it; seven and two behind a second header (AD-4404); and the fourteen columns that GX balances send.
func commaColumns(b []byte, second bool) bool {
	rest, _, ok := splitUnit(b)
	if !ok || len(rest) == 0 || rest[0] != '+' && rest[0] != '-' {
		return false
	}
	value, unit := len(rest)-1, len(b)-len(rest)
	switch {
	case value == 8 && unit == 3:
		return true
	case second:
		return value == 7 && unit == 2
	}
	return value == 9 && unit == 4 || value == 10 && unit == 3
}

func (d comma) value(body []byte, s first, second second) (Frame, bool) {
	flags := second.flags()
	switch s {
	case firstUnstable:
		flags |= Motion
	case firstHold:
		flags |= Unknown
	}
	f, ok := d.signed(body, flags)
	if s == firstCount && f.Kind == KindWeight {
		f.Kind = KindCount
	}
	if second == secondTare {
		f.Kind = KindTare
	}
	return f.settled(s == firstStable && f.Unit != ""), ok
}

// signed reads sign, digits and unit.
func (d comma) signed(body []byte, flags Flags) (Frame, bool) {
	body, minusBehind := splitSignBehind(body)
	body, unit, ok := splitUnit(body)
	body, minus := splitCommaSign(body)
	minus = minus || minusBehind
	n, isNumber := digits(body, d.divide)
	return quantity(n, minus, unit, flags), ok && isNumber
}

// outOfRange reads what comes after OL. Nines, dashes and blanks stand in for digits, which are never a weight; a minus
// says that it is under the range.
func outOfRange(body []byte, s first, second second, wrapped bool) (Frame, bool) {
	body, unit, ok := splitUnit(body)
	f := Frame{Kind: KindWeight, Unit: unit, Flags: Over | second.flags()}
	if s == firstUnder || minusBefore(body, wrapped) {
		f.Flags ^= Over | Under
	}
	for _, c := range body {
		// The E is of A&D's 9999999E+19.
		ok = ok && (digit(c) || c == ' ' || c == '.' || c == ',' || c == '+' || c == '-' || c == 'E')
	}
	return f.kindOfUnit(), ok
}

// minusBefore reports whether a minus stands before digits or what stands in for them. Dashes that stand in for digits
// are no sign; only in the columns of a CAS PD-II, which begins its lines with STX and has six digits, the first of seven is.
func minusBefore(b []byte, wrapped bool) bool {
	b = trimRight(trimLeft(b))
	if len(b) == 0 || b[0] != '-' {
		return false
	}
	dashes := bytes.Count(b, []byte{'-'})
	return dashes == 1 || wrapped && dashes == 7 && len(b) == 7
}
