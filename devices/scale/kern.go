package scale

// Kern balances and G&G's send a sign or a blank, a number, a blank and the unit, right aligned, CR LF. Captures:
// eamars/OpenTrickler-RP2040-Controller, issue 15. A Kern that moves leaves the unit's columns blank (Kern PCB manual
// PCB-BA-e-1315 p. 35, DE manual DE-BA-e-1255 p. 33, FKB manual FKB_A-BA-e-1513 p. 37), so a line without one is a
// moving load; but a unit alone doesn't prove a load at rest, since other models always send it.
//
// Requests: Kern PCB manual p. 35 (letters without CR LF); G&G by src/gng_scale.c of the same repository (ESC is the
// balance's own setting).
func kernFamily() family {
	return family{
		name: "kern", line: "8N1", baud: "9600", noFlag: true, weight: []byte("w"), tare: []byte("t"),
		decoder: func(o decoderOptions) decoder {
			return newBalance(balance{divide: o.divide, noUnit: Motion, memory: true})
		},
	}
}

func ggFamily() family {
	return family{
		name: "gg", line: "8N1", baud: "9600", noFlag: true, weight: []byte("\x1bp\r\n"), tare: []byte("\x1bt\r\n"),
		decoder: func(o decoderOptions) decoder { return newBalance(balance{divide: o.divide}) },
	}
}

// balance reads lines of a sign, a number and a unit.
type balance struct {
	divide int8
	noUnit Flags // what a line without a unit says
	memory bool  // an M may stand in the first column: the number was printed from memory, and is no load
}

func newBalance(b balance) decoder {
	return &lineDecoder{read: func(line []byte, cut bool) (Frame, int, bool) {
		f, ok := b.read(line)
		return f, 0, ok && !cut
	}}
}

// read refuses a line whose first column is a digit: numbers are right aligned, so its head is torn off.
func (b balance) read(line []byte) (Frame, bool) {
	if !plain(line) {
		return Frame{}, false
	}
	switch word := trimRight(trimLeft(line)); {
	case is(word, "error"):
		return Frame{Kind: KindError}, true
	case string(word) == "=Overload=":
		return Frame{Kind: KindWeight, Flags: Over}, true
	}
	var flags Flags
	if b.memory && line[0] == 'M' {
		flags, line = Unknown, line[1:]
	}
	if len(line) == 0 || line[0] != ' ' && line[0] != '-' && line[0] != '+' {
		return Frame{}, false
	}
	rest, unit, ok := splitUnit(line)
	if unit == "" {
		flags |= b.noUnit
	}
	rest, minus := splitSign(rest)
	n, isNumber := digits(rest, b.divide)
	return quantity(n, minus, unit, flags), ok && isNumber
}
