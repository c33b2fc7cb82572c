package scale

import "bytes"

// toledoKind is what a piece between STX and CR is by its form.
type toledoKind int

const (
	toledoWeight  toledoKind = iota // digits, perhaps with an N: not checked against a unit yet
	toledoStatus                    // ? and a status byte
	toledoMisread                   // bytes that only wrong line settings make of a frame
	toledoBroken                    // whole, and no frame of this protocol
)

// toledoFrame is one frame. Its slices are valid until the next byte is fed.
type toledoFrame struct {
	kind   toledoKind
	digits []byte
	fine   bool // they are of high resolution: one more than the scale is approved for
	net    bool
	status byte
	raw    []byte
}

// toledoCutter cuts bytes into frames without allocating. The longest frame is 10 bytes; what doesn't end in time is
// dropped whole, so that a torn frame never gives a number.
type toledoCutter struct {
	frame [16]byte
	n     int // bytes in frame; 0 outside of one
	high  bool

	junk      [16]byte // the last bytes that were in no frame
	junkCount int
	junkHigh  bool
}

// feed gives every frame that became complete.
func (c *toledoCutter) feed(b []byte, give func(toledoFrame)) {
	for _, next := range b {
		plain := next & 0x7F
		switch {
		case c.n == 0 && plain == stx:
			c.begin(next)
		case c.n == 0:
			c.drop(next)
		case c.expectsStatus() && plain != cr:
			c.add(next) // any byte may be a status, STX too
		case plain == cr:
			c.add(next)
			give(c.whole())
			c.n = 0
		case plain == stx:
			c.lapse()
			c.begin(next)
		case c.n == 3 && c.frame[1]&0x7F == '?' && c.frame[2]&0x7F == stx:
			// The frame broke off after its question mark, and what looked like its status began the next one.
			again := c.frame[2]
			c.drop(c.frame[0])
			c.drop(c.frame[1])
			c.begin(again)
			c.add(next)
		case c.n == len(c.frame)-1:
			c.lapse()
			c.drop(next)
		default:
			c.add(next)
		}
	}
}

func (c *toledoCutter) expectsStatus() bool { return c.n == 2 && c.frame[1]&0x7F == '?' }

func (c *toledoCutter) begin(b byte) {
	c.n, c.high = 0, false
	c.add(b)
}

func (c *toledoCutter) add(b byte) {
	c.frame[c.n] = b
	c.n++
	c.high = c.high || b&0x80 != 0
}

// drop counts a byte that is in no frame.
func (c *toledoCutter) drop(b byte) {
	c.junk[c.junkCount%len(c.junk)] = b
	c.junkCount++
	c.junkHigh = c.junkHigh || b&0x80 != 0 || b == 0
}

// lapse drops a half frame.
func (c *toledoCutter) lapse() {
	for _, b := range c.frame[:c.n] {
		c.drop(b)
	}
	c.n = 0
}

func (c *toledoCutter) takeNoise() noise {
	n := noise{settings: c.junkHigh}
	for i := max(0, c.junkCount-len(c.junk)); i < c.junkCount; i++ {
		n.raw = append(n.raw, c.junk[i%len(c.junk)])
	}
	c.junkCount, c.junkHigh = 0, false
	return n
}

// whole says what the frame that just ended is. A bit 7 outside of a status means that a line with parity was read without it,
// and a NUL that a line without parity was read with it: neither is ever a number.
func (c *toledoCutter) whole() toledoFrame {
	f := toledoFrame{kind: toledoBroken, raw: c.frame[:c.n]}
	inner := c.frame[1 : c.n-1]
	if c.isStatus() {
		f.kind, f.status = toledoStatus, inner[1]&0x7F
		return f
	}
	if c.high || hasNUL(inner) {
		f.kind = toledoMisread
		return f
	}
	digits, net := bytes.CutSuffix(inner, []byte{'N'})
	if digits = toledoBlanks(digits); len(digits) == toledoDigits || toledoFine(digits) {
		f.kind, f.digits, f.net, f.fine = toledoWeight, digits, net, len(digits) > toledoDigits
	}
	return f
}

// isStatus reports whether the frame is a status. The parity that some scales leave in its byte alone is none of a wrong setting.
func (c *toledoCutter) isStatus() bool {
	return c.n == 4 && c.frame[0] == stx && c.frame[1] == '?' && c.frame[2] != 0 && c.frame[3] == cr
}

// toledoFine reports whether digits are the answer to H, which has one more: 0WW.WWW or WW.WWWW.
func toledoFine(b []byte) bool {
	return len(b) == toledoDigits+1 && (b[toledoPoundPoint] == '.' || b[toledoKiloPoint] == '.')
}

// toledoBlanks drops blanks that some clones send between STX and a weight. Those that stand for its zeros stay.
func toledoBlanks(b []byte) []byte {
	for len(b) > toledoDigits && b[0] == ' ' {
		b = b[1:]
	}
	return b
}

func hasNUL(b []byte) bool {
	for _, c := range b {
		if c == 0 {
			return true
		}
	}
	return false
}
