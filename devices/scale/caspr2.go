package scale

import "packline/manifest"

// CAS PR-II on request, after a public driver that cites the CAS PR-II user manual, chapter 6: the host sends ENQ, the
// scale ACK, the host DC1, and the scale 01 02 state sign digits(6) unit(2) BCC 03 04. Some clones leave out the 01. The
// BCC may be any value, 03 too: frames are cut by count. DC1 is also XON: there must be no software flow control.
const (
	soh = 0x01
	enq = 0x05
	ack = 0x06
	dc1 = 0x11
	nak = 0x15

	casSize   = 14 // from the STX on
	casDigits = 3
	casUnit   = 9
	casBCC    = 11
	casPoint  = 3 // decimals of digits without a point
)

func casPR2Family() family {
	return family{
		name: "cas-pr2", line: "8N1", baud: "9600", weight: []byte{enq},
		follow: func(f Frame) []byte {
			if f.Kind == KindAck {
				return []byte{dc1}
			}
			return nil
		},
		decoder: func(decoderOptions) decoder { return &casPR2{} },
	}
}

type casPR2 struct {
	junk
	buf [1 + casSize]byte // begins with 01 or 02
	n   int
}

func (d *casPR2) feed(b []byte, give func(Frame)) {
	for _, c := range b {
		d.buf[d.n] = c
		d.n++
		d.cut(give)
	}
}

// cut gives what is whole. What isn't is begun again from its second byte: a frame may begin within noise that looked
// like one.
func (d *casPR2) cut(give func(Frame)) {
	for from := 0; from < d.n; {
		whole, size := casForm(d.buf[from:d.n])
		switch {
		case !whole && size > 0:
			d.n = copy(d.buf[:], d.buf[from:d.n])
			return
		case !whole:
			d.drop(d.buf[from])
			from++
		default:
			give(readCAS(d.buf[from : from+size]))
			from += size
		}
	}
	d.n = 0
}

func (d *casPR2) lapse() {
	d.drop(d.buf[:d.n]...)
	d.n = 0
}

func (d *casPR2) noise() noise { return d.takeNoise() }

// casForm reports whether b begins with a whole frame, and its size. A size without a frame says that it may become
// one.
func casForm(b []byte) (whole bool, size int) {
	head := 0
	switch b[0] {
	case ack, nak:
		return true, 1
	case soh:
		head = 1
	case stx:
	default:
		return false, 0
	}
	size = head + casSize
	switch {
	case head == 1 && len(b) > 1 && b[1] != stx:
		return false, 0
	case len(b) > head && !plain(b[head+1:min(len(b), head+casBCC)]):
		return false, 0
	case len(b) < size:
		return false, size
	case !casFits(b[head:size]):
		return false, 0
	}
	return true, size
}

// casFits reports whether bytes from the STX on have a frame's end and its check character.
func casFits(b []byte) bool {
	bcc := byte(0)
	for _, c := range b[1:casBCC] {
		bcc ^= c
	}
	return b[casBCC] == bcc && b[casBCC+1] == etx && b[casBCC+2] == eot
}

func readCAS(raw []byte) Frame {
	b := raw
	switch b[0] {
	case ack:
		return Frame{Kind: KindAck, Raw: raw}
	case nak:
		return Frame{Kind: KindError, Raw: raw}
	case soh:
		b = b[1:]
	}
	f := Frame{Kind: KindWeight, Raw: raw}
	switch b[1] {
	case 'S':
	case 'U':
		f.Flags |= Motion
	default:
		f.Flags |= Unknown
	}
	if b[2] != ' ' && b[2] != '-' && b[2] != '+' {
		f.Flags |= Unknown
	}
	rest, unit, known := splitUnit(b[casUnit:casBCC])
	n, ok := digits(b[casDigits:casUnit], casPoint)
	if !known || unit == manifest.UnitNone || !ok || len(trimLeft(rest)) > 0 {
		f.Flags |= Unknown
	}
	if !ok {
		f.Unit = unit
		return f
	}
	f = quantity(n, b[2] == '-', unit, f.Flags)
	f.Raw = raw
	return f.settled(true)
}
