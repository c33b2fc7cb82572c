package scale

import (
	"fmt"
	"strings"

	"packline/manifest"
)

// The frames of the families that send text, and of those that are like them.

func encodeAnD(s show) []byte {
	if s.over {
		return []byte("OL,+9999999E+19\r\n")
	}
	return fmt.Appendf(nil, "%s,%c%s%3s\r\n", s.header(), s.sign('+'), s.digits(8, "0"), s.unit)
}

func (s show) header() string {
	if s.motion {
		return "US"
	}
	return "ST"
}

func encodeSTGS(s show) []byte {
	second := "GS"
	if s.net {
		second = "NT"
	}
	if s.over {
		return fmt.Appendf(nil, "OL,%s,+------%s\r\n", second, s.unit)
	}
	return fmt.Appendf(nil, "%s,%s,%c%s%2s\r\n", s.header(), second, s.sign('+'), s.digits(7, " "), s.unit)
}

func encodeToledoStream(s show) []byte {
	swa := 0x20 | byte(s.n.Decimals+2) | 1<<swaIncrement
	swb, swc := byte(0x20), byte(0x20)
	for _, bit := range []struct {
		on  bool
		bit byte
	}{{s.net, swbNet}, {s.minus(), swbNegative}, {s.over, swbRange}, {s.motion, swbMotion}, {s.unit == manifest.UnitKilogram, swbKilogram}} {
		if bit.on {
			swb |= bit.bit
		}
	}
	switch s.unit {
	case manifest.UnitGram:
		swc |= 1
	case manifest.UnitOunce:
		swc |= 3
	}
	return fmt.Appendf(nil, "\x02%c%c%c%06d%06d\r", swa, swb, swc, abs(s.n.Mantissa), s.tare.Mantissa)
}

// encodeOhaus writes an overload as the error that such a scale shows: it sends no weight then.
func encodeOhaus(s show) []byte {
	if s.over {
		return []byte("Err 8.3\r\n")
	}
	return fmt.Appendf(nil, "%c %s %-5s%c%-3s\r\n", s.sign(' '), s.digits(7, " "), s.unit, pick(s.motion, '?', ' '), string(pick(s.net, 'N', 'G')))
}

func encodeOhausOrder(_ virtualOrder, _ show, done bool) []byte {
	if !done {
		return []byte("ES\r\n")
	}
	return []byte("OK!\r\n")
}

func encodeSMA(s show) []byte {
	status, value := pick(s.zero, 'Z', ' '), s.n.String()
	if s.over {
		status, value = 'O', "----------"
	}
	return fmt.Appendf(nil, "\n%c1%c%c %10s%-3s\r", status, pick(s.net, 'N', 'G'), pick(s.motion, 'M', ' '), value, s.unit)
}

// encodeCAS has no way to say that it is overloaded but to refuse.
func encodeCAS(s show) []byte {
	n := abs(s.n.Mantissa)
	for range casPoint - s.n.Decimals {
		n *= 10
	}
	if s.over || n > 999_999 {
		return []byte{nak}
	}
	text := fmt.Appendf(nil, "%c%c%06d%2s", pick(s.motion, 'U', 'S'), s.sign(' '), n, s.unit)
	bcc := byte(0)
	for _, c := range text {
		bcc ^= c
	}
	return append(append([]byte{soh, stx}, text...), bcc, etx, eot)
}

func encodeUPS(s show) []byte {
	legend, value := "GR", s.digits(7, " ")
	if s.motion {
		legend = "gr"
	}
	if s.over {
		value = strings.Repeat(" ", len(value))
	}
	return fmt.Appendf(nil, "%c %s %s. %s  \r\n\x03", s.sign(' '), value, s.unit, legend)
}

// encodeSterling echoes the request, as that scale does.
func encodeSterling(s show) []byte {
	word, value := "Gross", s.digits(8, " ")
	if s.net {
		word = "Net  "
	}
	if s.over {
		value = "  OLOLOL"
	}
	return fmt.Appendf(nil, "SGW%s %c%s %s\r\n", word, s.sign(' '), value, s.unit)
}

// encodeKern leaves the unit out while the load moves.
func encodeKern(s show) []byte {
	if s.motion {
		s.unit = ""
	}
	return encodeGG(s)
}

func encodeGG(s show) []byte {
	if s.over {
		return []byte("=Overload=\r\n")
	}
	return fmt.Appendf(nil, "%c %s %-3s\r\n", s.sign(' '), s.digits(8, " "), s.unit)
}

// encodeAdam sends nothing while the load moves, and nothing of an overload.
func encodeAdam(s show) []byte {
	if s.motion || s.over {
		return nil
	}
	return fmt.Appendf(nil, "%c %s %s\r\n", s.sign('+'), s.digits(8, " "), s.unit)
}
