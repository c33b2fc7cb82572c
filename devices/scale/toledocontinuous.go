package scale

import "packline/manifest"

// Toledo continuous output: STX, three status words, six digits of weight, six of tare, CR, and a checksum where that is
// switched on. Sources: Mettler-Toledo Wildcat technical manual, appendix 2; Fairbanks FB2255 and FB2550 manuals (status
// words); Ohaus Defender 5000 manual p. 27 (units in status word C, a short form without tare). Emulations differ in the
// fixed bits, which say nothing here. A status word may be 03, 0D or 00: frames are cut by count.
const (
	toledoLong  = 17
	toledoShort = 11

	swaPoint     = 0x07 // 0 is x100, 1 x10, 2 x1, 3 x0.1 and so on
	swaIncrement = 3    // bits 3 and 4: 1 is by 1, 2 by 2, 3 by 5

	swbNet      = 1 << 0
	swbNegative = 1 << 1
	swbRange    = 1 << 2
	swbMotion   = 1 << 3
	swbKilogram = 1 << 4
	swbPowerUp  = 1 << 6

	swcUnit   = 0x07
	swcExpand = 1 << 4 // the digits are ten times finer than the display's
)

func toledoContinuousFamily() family {
	return family{
		name: "toledo-continuous", line: "7E1", baud: "9600",
		zero: []byte("Z"), tare: []byte("T"), clear: []byte("C"), // Wildcat manual, appendix 3
		decoder: func(decoderOptions) decoder { return &toledoStream{} },
	}
}

// toledoStream cuts the stream. Whether a checksum follows the CR isn't known before one was seen: until then a frame
// counts at its CR, and a byte behind it that makes no checksum is noise.
type toledoStream struct {
	junk
	buf    [toledoLong + 1]byte
	n      int
	size   int  // of the whole frame in buf; 0 while it isn't whole
	given  bool // that frame was given
	checks int  // frames with a right checksum, up to enough; below 0 of frames that have none
}

const toledoSure = 3

func (d *toledoStream) feed(b []byte, give func(Frame)) {
	for _, c := range b {
		d.take(c, give)
	}
	if d.size > 0 && d.checks <= 0 {
		d.offer(give)
	}
}

func (d *toledoStream) take(c byte, give func(Frame)) {
	if d.size > 0 {
		if d.behind(c, give) {
			return
		}
	}
	if d.n == 0 && c != stx {
		d.drop(c)
		return
	}
	d.buf[d.n] = c
	d.n++
	d.cut(give)
}

// cut looks whether what has come is a whole frame, and begins again at the next STX where it can't become one: real
// frames may begin in noise that looked like one.
func (d *toledoStream) cut(give func(Frame)) {
	for from := 0; from < d.n; from++ {
		size, may := toledoForm(d.buf[from:d.n])
		switch {
		case may:
			d.n = copy(d.buf[:], d.buf[from:d.n])
			return
		case size > 0:
			var rest [toledoLong]byte
			behind := rest[:copy(rest[:], d.buf[from+size:d.n])]
			d.n = copy(d.buf[:], d.buf[from:from+size])
			d.size, d.given = size, false
			for _, c := range behind {
				d.take(c, give)
			}
			return
		}
		d.drop(d.buf[from])
	}
	d.n = 0
}

// toledoForm gives the size of the whole frame that b begins with, or says that it may become one.
func toledoForm(b []byte) (size int, may bool) {
	if b[0] != stx {
		return 0, false
	}
	size = toledoLong
	if len(b) >= toledoShort && b[toledoShort-1] == cr {
		size = toledoShort
	}
	if len(b) > 4 && !plain(b[4:min(len(b), size-1)]) {
		return 0, false
	}
	if len(b) < size {
		return 0, true
	}
	if b[size-1] != cr || !toledoFits(b[:size]) {
		return 0, false
	}
	return size, false
}

// behind takes the byte after a whole frame and reports whether it belongs to it.
func (d *toledoStream) behind(c byte, give func(Frame)) bool {
	right := c == toledoSum(d.buf[:d.size]) && (c != stx || d.checks > 0)
	switch {
	case right:
		d.checks = min(d.checks+1, toledoSure)
	case d.checks <= 0 && c == stx:
		d.checks = max(d.checks-1, -toledoSure)
	case d.checks <= 0:
		// A line feed, or noise.
	default:
		d.refuse(give)
		if c != stx {
			d.drop(c)
		}
		return c != stx
	}
	d.offer(give)
	d.n, d.size = 0, 0
	if !right && c != stx {
		d.drop(c)
	}
	return right || c != stx
}

// refuse drops a frame with a wrong checksum.
func (d *toledoStream) refuse(give func(Frame)) {
	give(Frame{Kind: KindNone, Key: "scale.unreadable", Raw: d.buf[:d.size]})
	d.drop(d.buf[:d.size]...)
	d.n, d.size, d.checks = 0, 0, max(d.checks-1, 0)
}

// offer gives the whole frame once.
func (d *toledoStream) offer(give func(Frame)) {
	if !d.given {
		d.given = true
		give(toledoFrameOf(d.buf[:d.size]))
	}
}

func (d *toledoStream) lapse() {
	if d.size == 0 {
		d.drop(d.buf[:d.n]...)
	}
	d.n, d.size = 0, 0
}

func (d *toledoStream) noise() noise { return d.takeNoise() }

// toledoSum is the checksum: what makes the sum of all bytes zero in its seven low bits.
func toledoSum(b []byte) byte {
	var sum byte
	for _, c := range b {
		sum += c
	}
	return -sum & 0x7F
}

// toledoFits reports whether a frame can be one: nothing in it has bit 7 set, and where the digits count they are digits
// behind blanks.
func toledoFits(b []byte) bool {
	for _, c := range b {
		if c&0x80 != 0 {
			return false
		}
	}
	fields := b[4 : len(b)-1]
	if b[1] == 0 {
		return false
	}
	if toledoFlags(b)&noWeight != 0 {
		return true
	}
	if _, ok := toledoNumber(fields[:6]); !ok {
		return false
	}
	if len(fields) == 6 {
		return true
	}
	for _, c := range fields[6:] {
		if !digit(c) && c != ' ' {
			return false
		}
	}
	return true
}

func toledoNumber(b []byte) (Number, bool) {
	n, ok := number(b, false)
	for _, c := range b {
		ok = ok && c != '.'
	}
	return n, ok
}

func toledoFlags(b []byte) (f Flags) {
	for _, bit := range [...]struct {
		word byte
		mask byte
		flag Flags
	}{
		{b[2], swbNet, Net},
		{b[2], swbNegative, UnderZero},
		{b[2], swbRange, OutOfRange},
		{b[2], swbMotion, Motion},
		{b[2], swbPowerUp, PowerUp},
		{b[3], swcExpand, Unknown}, // finer than the scale is approved for
	} {
		if bit.word&bit.mask != 0 {
			f |= bit.flag
		}
	}
	return f
}

// toledoFrameOf says what a whole frame means.
func toledoFrameOf(b []byte) Frame {
	f := Frame{Kind: KindWeight, Flags: toledoFlags(b), Raw: b}
	var known bool
	if f.Unit, known = toledoUnit(b[2], b[3]); !known {
		f.Flags |= Unknown
	}
	f.Step = [...]int8{0, 1, 2, 5}[b[1]>>swaIncrement&3]
	if f.Flags&noWeight == 0 {
		f.Number, f.HasNum = toledoNumber(b[4:10])
		f.Number.Decimals = int8(b[1]&swaPoint) - 2
		if b[2]&swbNegative != 0 {
			f.Number.Mantissa = -f.Number.Mantissa
		}
	}
	return f.settled(true)
}

// toledoUnit is status word B's unit, unless status word C names another.
func toledoUnit(swb, swc byte) (u manifest.Unit, known bool) {
	switch swc & swcUnit {
	case 0:
		if swb&swbKilogram != 0 {
			return manifest.UnitKilogram, true
		}
		return manifest.UnitPound, true
	case 1:
		return manifest.UnitGram, true
	case 2:
		return "t", true
	case 3:
		return manifest.UnitOunce, true
	case 6:
		return "ton", true
	}
	return "", false
}
