package scale

import "bytes"

// nciRoom is room for a frame: the longest of a manual has 26 bytes.
const nciRoom = 64

// nciForm is what a frame's line ends say: the dialects differ in nothing else that could be relied on.
type nciForm int

const (
	nciBroken       nciForm = iota // no frame of any dialect
	nciMisread                     // bytes that only wrong line settings make of a frame
	nciUnknown                     // LF ? CR, with ETX except in SCP-12: the scale doesn't know the command
	nciWeight01                    // LF field CR LF status CR ETX
	nciWeight02                    // LF field CR LF S status CR ETX
	nciWeight12                    // LF field CR status ETX
	nciStatusPlain                 // LF status CR ETX, of SCP-01 and SCP-12
	nciStatusLetter                // LF S status CR ETX, of SCP-02
)

// nciFrame is one frame. Its slices are valid until the next byte is fed.
type nciFrame struct {
	form          nciForm
	field, status []byte
	raw           []byte
}

// nciCutter cuts bytes into frames without allocating. A frame begins with LF and ends with ETX; SCP-01 and SCP-02 have
// a second LF inside, right behind a CR.
type nciCutter struct {
	frame  [nciRoom]byte
	n      int
	second int  // index of the second LF; 0 for none
	bare   bool // LF ? CR is a whole frame
	status [nciRoom]byte
	junk
}

func (c *nciCutter) feed(b []byte, give func(nciFrame)) {
	for _, next := range b {
		plain := next & 0x7F
		switch {
		case plain == lf:
			c.line(next)
		case c.n == 0:
			c.drop(next)
		case c.n == len(c.frame):
			c.lapse()
			c.drop(next)
		default:
			c.frame[c.n] = next
			c.n++
			if plain == etx || c.bare && c.isQuestion() {
				f := c.whole()
				c.n, c.second = 0, 0
				give(f)
			}
		}
	}
}

// line takes a LF: the second of a frame if it follows a CR, and otherwise the beginning of one.
func (c *nciCutter) line(next byte) {
	behindCR := c.n > 1 && c.n < len(c.frame) && c.frame[c.n-1]&0x7F == cr
	switch {
	case !behindCR:
		c.lapse()
	case c.second == 0:
		c.second = c.n
	default: // the first of three lines was never completed
		c.drop(c.frame[:c.second]...)
		c.n = copy(c.frame[:], c.frame[c.second:c.n])
		c.second = c.n
	}
	c.frame[c.n] = next
	c.n++
}

// isQuestion reports whether what has come is LF ? CR.
func (c *nciCutter) isQuestion() bool {
	return c.n == 3 && c.frame[1]&0x7F == '?' && c.frame[2]&0x7F == cr
}

// lapse drops a half frame.
func (c *nciCutter) lapse() {
	c.drop(c.frame[:c.n]...)
	c.n, c.second = 0, 0
}

func (c *nciCutter) noise() noise {
	return c.takeNoise()
}

// whole says what the frame that just ended is by its line ends.
func (c *nciCutter) whole() nciFrame {
	f := nciFrame{raw: c.frame[:c.n]}
	switch {
	case c.isQuestion():
		f.form = nciUnknown
	case c.second > 0:
		f.field = c.frame[1 : c.second-1]
		f.status = c.frame[c.second+1 : c.n-1]
		f.form = nciTwoLines(&f)
	default:
		f.form = nciOneLine(&f, c.frame[1:c.n-1])
	}
	if isMisread(f.raw) && !c.unparity(&f) {
		f.form = nciMisread
	}
	return f
}

// unparity drops the parity that some scales leave in their status bytes alone, and reports false where other bytes have
// a bit 7, too, or where a byte is NUL.
func (c *nciCutter) unparity(f *nciFrame) bool {
	high := 0
	for i, b := range f.status {
		if b&0x80 != 0 {
			high++
		}
		c.status[i] = b & 0x7F
	}
	for _, b := range f.raw {
		if b == 0 {
			return false
		}
		if b&0x80 != 0 {
			high--
		}
	}
	f.status = c.status[:len(f.status)]
	return high == 0
}

// nciTwoLines reads the status line of a frame that has its field in a line of its own.
func nciTwoLines(f *nciFrame) nciForm {
	line, ok := bytes.CutSuffix(f.status, []byte{cr})
	if !ok {
		return nciBroken
	}
	f.status = line
	if status, ok := nciLetter(line); ok {
		f.status = status
		return nciWeight02
	}
	return nciWeight01
}

// nciOneLine reads a frame without a second LF.
func nciOneLine(f *nciFrame, inner []byte) nciForm {
	at := bytes.IndexByte(inner, cr)
	switch {
	case at < 0:
		return nciBroken
	case at < len(inner)-1:
		f.field, f.status = inner[:at], inner[at+1:]
		return nciWeight12
	case at == 1 && inner[0] == '?':
		return nciUnknown
	}
	f.status = inner[:at]
	if status, ok := nciLetter(f.status); ok {
		f.status = status
		return nciStatusLetter
	}
	return nciStatusPlain
}

// nciLetter cuts off the S before a status of SCP-02. No status byte is an S: the first has its bit 6 always clear.
func nciLetter(line []byte) ([]byte, bool) { return bytes.CutPrefix(line, []byte{'S'}) }

// isMisread reports whether a frame has bytes that only wrong line settings make: bit 7 set, where a line with parity
// is read without it, or NUL, which stands for a byte of wrong parity.
func isMisread(b []byte) bool {
	for _, c := range b {
		if c == 0 || c&0x80 != 0 {
			return true
		}
	}
	return false
}
