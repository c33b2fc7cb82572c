package scale

import "packline/manifest"

// The emulations that UPS WorldShip reads, after the Sterling 7600 manual (7600TM2021REV7, CR LF ETX and a point after
// lb), the Fairbanks FB2255 manual, appendix 1 I (seven columns of weight, CR LF EOT), and the Detecto AS-330D manual
// p. 5 (unit in capitals). GR is at rest, gr moves. Over capacity there are no digits: CR ETX, or only the EOT.
func upsWorldShipFamily() family {
	return family{
		name: "ups-worldship", line: "7O2", baud: "9600", unmarked: true, weight: []byte("\r"),
		decoder: func(o decoderOptions) decoder { return &upsShip{divide: o.divide} },
	}
}

type upsShip struct {
	junk
	divide int8
	buf    [40]byte
	n      int
	cut    bool // what stands in buf has lost its beginning
}

func (d *upsShip) feed(b []byte, give func(Frame)) {
	for _, c := range b {
		if d.n == len(d.buf)-1 {
			d.lapse()
			d.cut = true
		}
		d.buf[d.n] = c
		d.n++
		if c != etx && c != eot {
			continue
		}
		if f, ok := readUPS(d.buf[:d.n-1], c, d.divide); ok && !d.cut {
			f.Raw = d.buf[:d.n]
			give(f)
			d.n = 0
		}
		d.lapse()
	}
}

func (d *upsShip) lapse() {
	d.drop(d.buf[:d.n]...)
	d.n, d.cut = 0, false
}

func (d *upsShip) noise() noise {
	n := d.takeNoise()
	if len(n.raw) == 0 && d.n > 0 {
		n.raw = append(n.raw, d.buf[max(0, d.n-len(d.last)):d.n]...)
		n.settings = !plain(n.raw)
	}
	return n
}

// readUPS reads what comes before the end, ETX or EOT. A lone LF there is the end of a torn frame, not an overload.
func readUPS(b []byte, end byte, divide int8) (Frame, bool) {
	for len(b) > 0 && (b[0] == cr || b[0] == lf) { // the request, where the scale echoes it
		if b[0] == lf && len(b) == 1 {
			return Frame{}, false
		}
		b = b[1:]
	}
	ended := len(b) > 1 && b[len(b)-2] == cr && b[len(b)-1] == lf
	if ended {
		b = b[:len(b)-2]
	}
	if !plain(b) || len(b) > 0 && !ended {
		return Frame{}, false
	}
	text, legend := upsLegend(trimRight(b))
	rest, unit, ok := splitUnit(text)
	if !ok || unit == unitPieces || unit == unitPercent || unit == unitGrain { // gr is the legend, never grain
		return Frame{}, false
	}
	if len(trimLeft(rest)) == 0 {
		return Frame{Kind: KindWeight, Unit: unit, Flags: Over | legend&^Unknown}, true
	}
	if full := len(rest) >= upsColumns; !full && (end == eot || b[0] != ' ' && b[0] != '-') {
		return Frame{}, false // its head is torn off
	}
	rest, minus := splitSign(rest)
	n, ok := digits(rest, divide)
	return quantity(n, minus, unit, legend).settled(true), ok && unit != manifest.UnitNone
}

// upsColumns is how wide a Fairbanks's weight is, with its blanks, and the least of a Detecto's.
const upsColumns = 7

// upsLegend takes GR or gr from the end of a text. Nothing says that a load rests whose legend is another.
func upsLegend(b []byte) (rest []byte, f Flags) {
	n := len(b) - 2
	if n < 1 || b[n-1] != ' ' || !letter(b[n]) || !letter(b[n+1]) {
		return b, Unknown
	}
	legend := b[n:]
	switch {
	case string(legend) == "GR":
		return trimRight(b[:n]), 0
	case string(legend) == "gr":
		return trimRight(b[:n]), Motion
	}
	if _, unit := unitNamed(legend); unit && !is(legend, "gr") {
		return b, Unknown
	}
	return trimRight(b[:n]), Unknown
}
