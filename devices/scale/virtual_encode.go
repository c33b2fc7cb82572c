package scale

import (
	"fmt"
	"strings"

	"packline/manifest"
)

// show is what stands on a virtual scale's display.
type show struct {
	n, tare                 Number // n is what is on the plate, less zero and tare
	unit                    manifest.Unit
	motion, over, zero, net bool
}

// virtualOrder is what a scale can be told to do.
type virtualOrder int

const (
	orderZero virtualOrder = iota
	orderTare
	orderClear
)

// encoder writes a family's frames: the other way round of its decoder, after the same tables.
type encoder struct {
	weight func(show) []byte
	order  func(what virtualOrder, s show, done bool) []byte // nil where orders are not answered
	bare   func(show) []byte                                 // a status without a weight; nil for none
}

func (e encoder) answer(what virtualOrder, s show, done bool) []byte {
	if e.order == nil {
		return nil
	}
	return e.order(what, s, done)
}

func (e encoder) status(s show) []byte {
	if e.bare == nil {
		return nil
	}
	return e.bare(s)
}

// identity answers the question for the serial number, which only MT-SICS has.
func (e encoder) identity(serial string) []byte {
	return fmt.Appendf(nil, "I4 A \"%s\"\r\n", serial)
}

// encoderOf gives a family's.
func encoderOf(name string) encoder {
	switch name {
	case "hid-pos-scale":
		return encoder{weight: encodeHID}
	case "nci-3835":
		return encoder{weight: encodeNCI3835}
	case "nci-scp01":
		return encoder{weight: encodeNCI01, order: afterwards(encodeNCIStatus)}
	case "nci-scp02-ecr":
		return encoder{weight: encodeNCI02, order: afterwards(encodeNCI02Status)}
	case "toledo-8213":
		return encoder{weight: encode8213, order: afterwards(encodeToledoStatus), bare: encodeToledoStatus}
	case "mt-sics":
		return encoder{weight: encodeSICS, order: encodeSICSOrder}
	case "and-standard":
		return encoder{weight: encodeAnD}
	case "st-gs":
		return encoder{weight: encodeSTGS}
	case "toledo-continuous":
		return encoder{weight: encodeToledoStream}
	case "ohaus":
		return encoder{weight: encodeOhaus, order: encodeOhausOrder}
	case "sma":
		return encoder{weight: encodeSMA, order: afterwards(encodeSMA)}
	case "cas-pr2":
		return encoder{weight: encodeCAS}
	case "ups-worldship":
		return encoder{weight: encodeUPS}
	case "sterling-7600":
		return encoder{weight: encodeSterling}
	case "kern":
		return encoder{weight: encodeKern}
	case "gg":
		return encoder{weight: encodeGG}
	case "adam":
		return encoder{weight: encodeAdam}
	}
	return encoder{weight: encode8217, order: afterwards(encodeToledoStatus), bare: encodeToledoStatus}
}

// afterwards answers an order with what there is to say after it.
func afterwards(say func(show) []byte) func(virtualOrder, show, bool) []byte {
	return func(_ virtualOrder, s show, _ bool) []byte { return say(s) }
}

// pick gives one of two bytes.
func pick(on bool, yes, no byte) byte {
	if on {
		return yes
	}
	return no
}

// digits gives the number without its sign, in so many columns.
func (s show) digits(columns int, fill string) string {
	n := s.n
	n.Mantissa = abs(n.Mantissa)
	text := n.String()
	return strings.Repeat(fill, max(0, columns-len(text))) + text
}

func (s show) minus() bool { return s.n.Mantissa < 0 }

func (s show) sign(plus byte) byte { return pick(s.minus(), '-', plus) }

func encodeToledoStatus(s show) []byte {
	status := byte(0x40)
	for _, bit := range []struct {
		on  bool
		bit byte
	}{{s.motion, toledoBitMotion}, {s.over, toledoBitOver}, {s.minus(), toledoBitUnder}, {s.zero, toledoBitZero}, {s.net, toledoBitNet}} {
		if bit.on {
			status |= bit.bit
		}
	}
	return []byte{stx, '?', status, cr}
}

func encode8217(s show) []byte {
	if s.motion || s.over || s.minus() {
		return encodeToledoStatus(s)
	}
	net := ""
	if s.net {
		net = "N"
	}
	return []byte("\x02" + s.digits(toledoDigits, "0") + net + "\r")
}

func encode8213(s show) []byte {
	if s.motion || s.over || s.minus() {
		return encodeToledoStatus(s)
	}
	n := s
	if s.unit == manifest.UnitOunce { // two decimals in every unit but grams and kilograms
		n.n.Mantissa, n.n.Decimals = 10*n.n.Mantissa, n.n.Decimals+1
	}
	return []byte("\x02" + n.digits(toledoDigits, "0") + "\r")
}

// nciStatus gives the status bytes.
func nciStatus(s show) string {
	one, two := byte('0'), byte('0')
	one |= pick(s.motion, 1, 0) | pick(s.zero, 2, 0)
	two |= pick(s.minus(), 1, 0) | pick(s.over, 2, 0)
	if s.net {
		return string([]byte{one, two | nciMore, '0' | 1<<2})
	}
	return string([]byte{one, two})
}

func encodeNCIStatus(s show) []byte { return []byte("\n" + nciStatus(s) + "\r\x03") }

func encodeNCI02Status(s show) []byte { return []byte("\nS" + nciStatus(s) + "\r\x03") }

func encodeNCI3835(s show) []byte {
	digits := s.digits(6, "0")
	if s.over {
		digits = "^^^^^^"
	}
	return fmt.Appendf(nil, "\n%c%s%2s\r%s\x03", s.sign(' '), digits, strings.ToUpper(string(s.unit)), nciStatus(s))
}

func encodeNCI01(s show) []byte {
	digits := s.digits(7, "0")
	if s.over {
		digits = "^^^^^^"
	}
	return fmt.Appendf(nil, "\n%s%s\r\n%s\r\x03", digits, s.unit, nciStatus(s))
}

func encodeNCI02(s show) []byte {
	if s.motion || s.over || s.minus() {
		return encodeNCI02Status(s)
	}
	return fmt.Appendf(nil, "\n%s%s\r\nS%s\r\x03", s.digits(6, "0"), strings.ToUpper(string(s.unit)), nciStatus(s))
}

func encodeHID(s show) []byte {
	status := byte(4)
	magnitude := abs(s.n.Mantissa)
	power := -s.n.Decimals
	if magnitude > 0xFFFF && s.n.Decimals > 2 { // a big load has a decimal less
		magnitude, power = (magnitude+5)/10, power+1
	}
	switch {
	case s.over || magnitude > 0xFFFF:
		status, magnitude = 6, 0xFFFF
	case s.motion:
		status = 3
	case s.minus():
		status = 5
	case s.zero:
		status = 2
	}
	unit := map[manifest.Unit]byte{manifest.UnitGram: 2, manifest.UnitKilogram: 3, manifest.UnitOunce: 11, manifest.UnitPound: 12}[s.unit]
	return []byte{hidDataID, status, unit, byte(power), byte(magnitude), byte(magnitude >> 8)}
}

func encodeSICS(s show) []byte {
	if s.over {
		return []byte("S +\r\n")
	}
	return fmt.Appendf(nil, "S %c %10s %s\r\n", pick(s.motion, 'D', 'S'), s.n.String(), s.unit)
}

func encodeSICSOrder(what virtualOrder, s show, done bool) []byte {
	command := map[virtualOrder]string{orderZero: "Z", orderTare: "T", orderClear: "TAC"}[what]
	switch {
	case !done:
		return []byte(command + " I\r\n")
	case what == orderTare:
		return fmt.Appendf(nil, "T S %10s %s\r\n", s.tare.String(), s.unit)
	}
	return []byte(command + " A\r\n")
}
