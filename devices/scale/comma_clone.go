package scale

// CAS and T-Scale and a hundred clones send the comma family's lines with variations. Sources: kirakosyanara/gropos
// CasProtocolParserTest.kt (CAS PD-II: STX, six digits, a blank before the unit, CR), chumpon-asaneerat/NSerialCommTools
// TScale captures (no comma after GS; blanks after the unit), Kern KXS-TM manual 14.1 (OL with blanks, TR),
// Kern GAB-N manual 12.1.3 (G and N, a comma before the unit), A&D AD-4329A manual 11.1.1 (PT), CAS NT-200 manual 14
// (the indicator's number and its lamps between header and weight).

func stGSFamily() family {
	return family{name: "st-gs", line: "8N1", baud: "9600", decoder: func(o decoderOptions) decoder { return newComma(comma{divide: o.divide}) }}
}

// second is the second header: what the number is of.
type second int

const (
	secondNone second = iota // or what says nothing of the load: gross, or a comparison's result
	secondNet
	secondTare
)

func (s second) flags() Flags {
	if s == secondNet {
		return Net
	}
	return 0
}

func secondNamed(b []byte) (s second, ok bool) {
	switch {
	case is(b, "gs"), is(b, "gw"), is(b, "g"), is(b, "ok"), is(b, "hi"), is(b, "lo"), is(b, "--"):
		return secondNone, true
	case is(b, "nt"), is(b, "nw"), is(b, "n"):
		return secondNet, true
	case is(b, "tr"), is(b, "tw"), is(b, "pt"), is(b, "t"):
		return secondTare, true
	}
	return secondNone, false
}

// secondHeader takes the second header from the beginning of what follows the first, if there is one. One of two letters
// needs no comma after it; one letter without a comma is no header: N may be a minus.
func secondHeader(b []byte) (s second, rest []byte) {
	b = trimLeft(b)
	end := 0
	for end < len(b) && end < 2 && b[end] != ',' && b[end] != ' ' {
		end++
	}
	rest = trimLeft(b[end:])
	comma := len(rest) > 0 && rest[0] == ','
	s, ok := secondNamed(b[:end])
	if !ok || !comma && (end < 2 || b[0] == '-') {
		return secondNone, b
	}
	if comma {
		rest = rest[1:]
	}
	return s, rest
}

// withoutLamp drops what CAS indicators put between the headers and the weight: the indicator's number, a byte of lamps,
// which may have its bit 7 set, and a comma.
func withoutLamp(b []byte) []byte {
	if len(b) < 3 || b[2] != ',' || !digit(b[0]) && !letter(b[0]) {
		return b
	}
	switch c := b[1]; {
	case digit(c), c < ' ', c == ' ', c == '+', c == '-', c == '.', c == ',':
		return b
	}
	return b[3:]
}

// splitSignBehind takes a sign that stands after the unit.
func splitSignBehind(b []byte) (rest []byte, minus bool) {
	b = trimRight(b)
	if n := len(b); n > 1 && (b[n-1] == '+' || b[n-1] == '-') {
		return b[:n-1], b[n-1] == '-'
	}
	return b, false
}

// splitCommaSign takes the sign: before the digits, with or without blanks between, or as N for minus. A comma that stood before the unit goes with it.
func splitCommaSign(b []byte) (rest []byte, minus bool) {
	b = trimRight(b)
	if n := len(b); n > 0 && b[n-1] == ',' {
		b = trimRight(b[:n-1])
	}
	b = trimLeft(b)
	switch n := len(b); {
	case n > 0 && (b[0] == 'N' || b[0] == 'n'):
		return b[1:], true
	case n > 0 && (b[0] == '+' || b[0] == '-'):
		return splitSign(b)
	}
	return b, false
}
