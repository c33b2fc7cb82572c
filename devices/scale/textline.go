package scale

import "packline/manifest"

// Families that send lines of text share what is here: cutting lines, and reading a sign, a number and a unit.

const (
	etx = 0x03
	eot = 0x04
	lf  = 0x0A
)

// Units that are no weight of a load, and kind of frame.
const (
	unitPieces  manifest.Unit = "pcs"
	unitPercent manifest.Unit = "%"
	unitGrain   manifest.Unit = "gn"
)

// textLine gathers the bytes of one line. A line ends at CR, LF, ETX or EOT and begins anew at STX. A line that is too
// long loses its beginning, so that a real one at the end of endless noise is still found by its header.
type textLine struct {
	junk
	buf [72]byte
	n   int
	cut bool // the line's beginning was lost: only what a header begins can be whole
	stx bool // an STX began the line
}

// add takes a byte and reports whether it ended a line that isn't empty. The line is then text, until next is called.
func (l *textLine) add(c byte) bool {
	switch c {
	case cr, lf, etx, eot:
		if l.n == 0 {
			l.cut, l.stx = false, false
			return false
		}
		l.buf[l.n] = c
		return true
	case stx:
		l.lapse()
		l.stx = true
		return false
	}
	if l.n == len(l.buf)-1 {
		half := l.n / 2
		l.drop(l.buf[:half]...)
		l.n = copy(l.buf[:], l.buf[half:l.n])
		l.cut = true
	}
	l.buf[l.n] = c
	l.n++
	return false
}

// text is the line without its end.
func (l *textLine) text() []byte { return l.buf[:l.n] }

// raw is the line from its byte start on, with its end.
func (l *textLine) raw(start int) []byte { return l.buf[start : l.n+1] }

// next begins a new line. What stood before start, or all of a line that was no frame, is junk.
func (l *textLine) next(start int) {
	l.drop(l.buf[:start]...)
	l.n, l.cut, l.stx = 0, false, false
}

func (l *textLine) lapse() { l.next(l.n) }

// noise counts a line that doesn't end, too: bytes at the wrong speed may never have an end.
func (l *textLine) noise() noise {
	n := l.takeNoise()
	if len(n.raw) == 0 && l.n > 0 {
		n.raw = append(n.raw, l.buf[max(0, l.n-len(l.last)):l.n]...)
		n.settings = !plain(n.raw)
	}
	return n
}

// lineDecoder is a decoder of a family that sends lines: read says what one means, where it begins in the line, and
// whether it is a frame at all. cut tells it that the line's beginning was lost.
type lineDecoder struct {
	textLine
	read func(line []byte, cut bool) (f Frame, start int, ok bool)
}

func (d *lineDecoder) feed(b []byte, give func(Frame)) {
	for _, c := range b {
		if !d.add(c) {
			continue
		}
		f, start, ok := d.read(d.text(), d.cut)
		if !ok {
			d.next(d.n)
			continue
		}
		f.Raw = d.raw(start)
		give(f)
		d.next(start)
	}
}

// plain reports whether all bytes are printable ASCII: a bit 7, a NUL or a control character among them comes of wrong
// line settings or noise.
func plain(b []byte) bool {
	for _, c := range b {
		if c < ' ' || c > '~' {
			return false
		}
	}
	return true
}

// trimLeft and trimRight drop blanks.
func trimLeft(b []byte) []byte {
	for len(b) > 0 && b[0] == ' ' {
		b = b[1:]
	}
	return b
}

func trimRight(b []byte) []byte {
	for len(b) > 0 && b[len(b)-1] == ' ' {
		b = b[:len(b)-1]
	}
	return b
}

func letter(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' }

func digit(c byte) bool { return c >= '0' && c <= '9' }

// lower gives up to eight letters in lower case, without allocating.
func lower(b []byte, room *[8]byte) []byte {
	n := copy(room[:], b)
	for i, c := range room[:n] {
		if c >= 'A' && c <= 'Z' {
			room[i] = c | 0x20
		}
	}
	return room[:n]
}

// is reports whether letters are a word, whatever their case.
func is(b []byte, word string) bool {
	var room [8]byte
	return len(b) == len(word) && len(b) <= len(room) && string(lower(b, &room)) == word
}

// unitNamed gives the unit that letters name, in its usual letters.
func unitNamed(b []byte) (manifest.Unit, bool) {
	var room [8]byte
	if len(b) > len(room) {
		return "", false
	}
	switch string(lower(b, &room)) {
	case "g":
		return manifest.UnitGram, true
	case "kg":
		return manifest.UnitKilogram, true
	case "lb", "lbs":
		return manifest.UnitPound, true
	case "oz":
		return manifest.UnitOunce, true
	case "pc", "pcs", "pieces":
		return unitPieces, true
	case "%":
		return unitPercent, true
	case "gr":
		return unitGrain, true
	}
	for _, u := range [...]manifest.Unit{"ozt", "t", "ct", "mg", "dwt", unitGrain, "mom", "tl", "to", "ton"} {
		if string(lower(b, &room)) == string(u) {
			return u, true
		}
	}
	return "", false
}

// splitUnit takes the unit from the end of a text, which may have blanks and one point behind it. There may be none;
// ok is false where letters stand there that are no unit.
func splitUnit(b []byte) (rest []byte, u manifest.Unit, ok bool) {
	b = trimRight(b)
	named := b
	if n := len(b); n > 1 && b[n-1] == '.' && letter(b[n-2]) {
		named = b[:n-1]
	}
	i := len(named)
	for i > 0 && (letter(named[i-1]) || named[i-1] == '%') {
		i--
	}
	if i == len(named) {
		return b, "", true
	}
	u, ok = unitNamed(named[i:])
	return trimRight(b[:i]), u, ok
}

// splitSign takes a sign from the beginning of a text. Blanks may stand before it and, with some scales, between it and
// the digits.
func splitSign(b []byte) (rest []byte, minus bool) {
	b = trimLeft(b)
	if len(b) > 0 && (b[0] == '+' || b[0] == '-') {
		return b[1:], b[0] == '-'
	}
	return b, false
}

// digits reads a number of a text. Where it has no point at all, divide says how many decimals it has.
func digits(b []byte, divide int8) (Number, bool) {
	n, ok := number(b, true)
	if !ok || divide == 0 {
		return n, ok
	}
	for _, c := range b {
		if c == '.' || c == ',' {
			return n, true
		}
	}
	n.Decimals = divide
	return n, true
}

// quantity makes the frame of a number: what it is of, its unit tells.
func quantity(n Number, minus bool, u manifest.Unit, flags Flags) Frame {
	f := Frame{Kind: KindWeight, Number: n, HasNum: true, Unit: u, Flags: flags}
	if minus && n.Mantissa != 0 {
		f.Number.Mantissa = -n.Mantissa
		f.Flags |= UnderZero
	}
	return f.kindOfUnit()
}

func (f Frame) kindOfUnit() Frame {
	switch f.Unit {
	case unitPieces:
		f.Kind = KindCount
	case unitPercent:
		f.Kind = KindPercent
	}
	return f
}

// settled says whether the load rests: rests is what the frame says of it, which counts only where nothing in it says
// otherwise.
func (f Frame) settled(rests bool) Frame {
	f.Stable = rests && f.Kind == KindWeight && f.Flags&(Motion|Unknown|noWeight) == 0
	return f
}
