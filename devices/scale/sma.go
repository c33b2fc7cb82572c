package scale

import "packline/manifest"

// The Scale Manufacturers Association's protocol SCP-0499, after the Sartorius PR 5210 manual 5.4 and the Fairbanks
// FB2550 manual, appendix III: LF s r n m f value(10) unit(3) CR, in fixed columns.
const (
	smaValue = 5
	smaUnit  = 15
	smaSize  = 18
)

func smaFamily() family {
	return family{
		name: "sma", line: "8N1", baud: "9600",
		weight: []byte("\nW\r"), zero: []byte("\nZ\r"), tare: []byte("\nT\r"), clear: []byte("\nC\r"),
		decoder: func(decoderOptions) decoder { return &sma{} },
	}
}

// sma cuts at LF and CR. The longest message is a line of an identity answer.
type sma struct {
	junk
	buf [40]byte
	n   int // 0 outside of a message
}

func (d *sma) feed(b []byte, give func(Frame)) {
	for _, c := range b {
		switch {
		case c == lf:
			d.lapse()
			d.buf[0], d.n = c, 1
		case d.n == 0:
			if c != cr {
				d.drop(c)
			}
		case c == cr:
			d.buf[d.n] = c
			f, ok := readSMA(d.buf[1:d.n])
			if !ok {
				d.lapse()
				continue
			}
			f.Raw = d.buf[:d.n+1]
			give(f)
			d.n = 0
		case d.n == len(d.buf)-1:
			d.lapse()
			d.drop(c)
		default:
			d.buf[d.n] = c
			d.n++
		}
	}
}

func (d *sma) lapse() {
	if d.n > 1 {
		d.drop(d.buf[:d.n]...)
	}
	d.n = 0
}

func (d *sma) noise() noise { return d.takeNoise() }

// readSMA says what a message means. High-resolution weights, of small letters g and n, aren't for trade: they are never
// at rest, whatever the motion letter says.
func readSMA(b []byte) (Frame, bool) {
	switch {
	case !plain(b):
		return Frame{}, false
	case len(b) == 1 && (b[0] == '?' || b[0] == '!'): // unknown command; damaged request
		return Frame{Kind: KindError}, true
	case len(b) > 3 && b[3] == ':' && letter(b[0]):
		return smaIdentity(b), true
	case len(b) != smaSize:
		return Frame{}, false
	}
	rest, unit, ok := splitUnit(b[smaUnit:])
	if !ok || len(trimLeft(rest)) > 0 {
		return Frame{}, false
	}
	f := Frame{Kind: KindWeight, Unit: unit, Flags: smaStatus(b[0])}
	if b[1] < '1' || b[1] > '9' || unit == manifest.UnitNone {
		f.Flags |= Unknown
	}
	switch b[2] {
	case 'G':
	case 'N':
		f.Flags |= Net
	case 'n':
		f.Flags |= Net | Unknown
	case 'T', 't':
		f.Kind = KindTare
	default:
		f.Flags |= Unknown
	}
	switch b[3] {
	case ' ':
	case 'M':
		f.Flags |= Motion
	default:
		f.Flags |= Unknown
	}
	return smaNumber(f, b[smaValue:smaUnit])
}

// smaStatus is the first letter. A failed tare has no flag of its own: its dashes are no weight.
func smaStatus(c byte) Flags {
	switch c {
	case ' ':
		return 0
	case 'Z':
		return Zero
	case 'O':
		return Over
	case 'U':
		return Under
	case 'E', 'I':
		return ZeroError
	case 'T':
		return Broken
	}
	return Unknown
}

// smaNumber reads the value. Where the status says that there is no weight, dashes or digits stand in for it.
func smaNumber(f Frame, field []byte) (Frame, bool) {
	for _, c := range field {
		if !digit(c) && c != '-' && c != '+' && c != '.' && c != ' ' {
			return Frame{}, false
		}
	}
	rest, minus := splitSign(field)
	n, ok := number(rest, false)
	switch {
	case f.Flags&noWeight != 0:
		return f, true
	case !ok && !dashes(field):
		return Frame{}, false
	case !ok:
		f.Flags |= OutOfRange // dashes, and no letter says why
		return f, true
	}
	kind := f.Kind
	f = quantity(n, minus, f.Unit, f.Flags)
	if kind == KindTare {
		f.Kind = kind
	}
	return f.settled(true), true
}

// dashes reports whether a field has dashes in place of digits.
func dashes(b []byte) bool {
	n := 0
	for _, c := range b {
		if c == '-' {
			n++
		} else if c != ' ' {
			return false
		}
	}
	return n > 1
}

// smaIdentity is an answer to the commands A, B, I and N: a name of three letters and what it is.
func smaIdentity(b []byte) Frame {
	f := Frame{Kind: KindAck}
	if is(b[:2], "sn") {
		f.Text = string(trimRight(b[4:]))
	}
	return f
}
