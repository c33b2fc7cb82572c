package scale

// Adam Equipment: P CR LF asks, and the answer is sign, value, unit, CR LF. Sources: odoo/odoo, iot_drivers
// serial_scale_driver.py (AZextra: 4800 baud, kg right after the digits, no answer unless there is a new weight) and the
// thrivewell-partners/odoo-cpwplus-driver (CPWplus: "+  5.00  lb", with G/W or N/W before it in some firmware, "<Z" after
// a zero), Adam CPWplus manual p. 14 (G, N). No line says whether the load rests.
func adamFamily() family {
	return family{
		name: "adam", line: "8N1", baud: "4800", noFlag: true, quiet: true,
		weight: []byte("P\r\n"), zero: []byte("Z\r\n"), tare: []byte("T\r\n"),
		decoder: func(o decoderOptions) decoder {
			return &lineDecoder{read: func(line []byte, cut bool) (Frame, int, bool) {
				f, ok := readAdam(line, o.divide)
				return f, 0, ok && !cut
			}}
		},
	}
}

func readAdam(line []byte, divide int8) (Frame, bool) {
	if !plain(line) {
		return Frame{}, false
	}
	body := trimLeft(line)
	if len(body) == 2 && body[0] == '<' && letter(body[1]) {
		return Frame{Kind: KindAck}, true
	}
	if len(body) == len(line) && len(body) > 0 && digit(body[0]) { // numbers are right aligned: its head is torn off
		return Frame{}, false
	}
	kind, body, flags := adamLegend(body)
	if len(body) == 0 || !digit(body[0]) && body[0] != '+' && body[0] != '-' {
		return Frame{}, false
	}
	rest, unit, ok := splitUnit(body)
	rest, minus := splitSign(rest)
	n, isNumber := digits(rest, divide)
	f := quantity(n, minus, unit, flags)
	if kind != "" {
		f.Kind = kind
	}
	return f, ok && isNumber && (unit != "" || body[0] == '+' || body[0] == '-')
}

// adamLegend takes G/W, N/W or T/W, or only the letter and blanks, from the beginning of a line.
func adamLegend(b []byte) (kind Kind, rest []byte, flags Flags) {
	rest = b
	switch {
	case len(b) > 3 && b[1] == '/' && b[2] == 'W':
		rest = b[3:]
	case len(b) > 2 && b[1] == ' ':
		rest = b[1:]
	default:
		return "", b, 0
	}
	switch b[0] {
	case 'G':
	case 'N':
		flags = Net
	case 'T':
		kind = KindTare
	default:
		return "", b, 0
	}
	return kind, trimLeft(rest), flags
}
