package scanner

import (
	"bytes"
	"fmt"
	"time"

	"packline/devices"
	"packline/manifest"
)

// framing is how a scanner's bytes are cut into codes.
type framing struct {
	prefix  []byte        // what every code begins with; empty: nothing, or an STX
	ends    []byte        // any of these bytes ends a code
	silence bool          // a pause ends a code too
	gap     time.Duration // how long that pause is
}

const (
	defaultGap = 100 * time.Millisecond
	// lostAfter is the silence after which a code whose suffix never came is given up.
	lostAfter = 500 * time.Millisecond
	// maxPrefix is the longest prefix that is taken for one.
	maxPrefix = 8

	stx = 0x02
	etx = 0x03
)

// parseFraming reads prefix=, suffix= and gap= of an address.
func parseFraming(a devices.Address) (framing, error) {
	ends := map[string]string{"any": "\r\n\t\x03", "CR": "\r", "LF": "\n", "CRLF": "\r\n", "TAB": "\t", "ETX": "\x03", "none": ""}
	suffix := a.Get("suffix", "any")
	end, ok := ends[suffix]
	if !ok {
		cause := fmt.Errorf("%w %s: suffix %q", devices.ErrAddress, a, suffix)
		return framing{}, devices.Fail("scanner.bad-suffix", cause, suffix)
	}
	gap, err := time.ParseDuration(a.Get("gap", defaultGap.String()))
	if err != nil || gap < 10*time.Millisecond || gap > 2*time.Second {
		cause := fmt.Errorf("%w %s: gap is not 10ms to 2s", devices.ErrAddress, a)
		return framing{}, devices.Fail("scanner.bad-gap", cause, a.Get("gap", ""))
	}
	prefix, err := parsePrefix(a)
	return framing{prefix: prefix, ends: []byte(end), silence: suffix == "any" || suffix == "none", gap: gap}, err
}

// parsePrefix reads prefix=: STX, or the characters themselves.
func parsePrefix(a devices.Address) ([]byte, error) {
	prefix := a.Get("prefix", "")
	if prefix == "STX" {
		return []byte{stx}, nil
	}
	if len(prefix) > maxPrefix || printable(prefix) != prefix {
		cause := fmt.Errorf("%w %s: prefix is not STX or 1 to %d printable characters", devices.ErrAddress, a, maxPrefix)
		return nil, devices.Fail("scanner.bad-prefix", cause, printable(prefix))
	}
	return []byte(prefix), nil
}

// lead is the start mark that a code must begin with, or 0.
func (f framing) lead() byte {
	if len(f.prefix) == 1 && f.prefix[0] == stx {
		return stx
	}
	return 0
}

// cutter cuts bytes into codes. Its memory is bounded: of a code that is too long only the beginning is kept.
type cutter struct {
	framing framing
	held    []byte
	// suffixed is set once a code came with a suffix: from then on a pause ends none. A scanner that sends a suffix sends
	// it always, so what stops without one was cut off. It outlives the connection; nil knows nothing.
	suffixed *bool
}

// pauses reports whether a pause ends a code.
func (c *cutter) pauses() bool {
	return c.framing.silence && (c.suffixed == nil || !*c.suffixed)
}

// feed takes bytes in pieces of any size and gives every code that became complete, with the phrase key of what is
// wrong with it, if anything is. The code is valid until the call returns.
func (c *cutter) feed(b []byte, _ time.Time, code func(raw []byte, problem string)) {
	lead := c.framing.lead()
	for _, next := range b {
		switch {
		case bytes.IndexByte(c.framing.ends, next) >= 0:
			if len(c.held) > 0 && c.suffixed != nil {
				*c.suffixed = true
			}
			c.end(code, "")
		case next == stx && lead == stx:
			c.end(code, cutOff) // whatever came before lost its end
			c.held = append(c.held, next)
		case len(c.held) == 0 && (next == '\r' || next == '\n' || next == stx):
			// The second half of CR LF, an Enter that some scanners send first, or a start mark.
		case len(c.held) > manifest.MaxCode+maxPrefix:
			// Too long already: the rest is dropped.
		default:
			c.held = append(c.held, next)
		}
	}
}

// pause tells that nothing came for framing.pause.
func (c *cutter) pause(code func(raw []byte, problem string)) {
	if c.pauses() {
		c.held = bytes.TrimRight(c.held, "\r\n")
		c.end(code, "")
		return
	}
	c.end(code, cutOff)
}

// wait is how long a silence must be before pause is called.
func (c *cutter) wait() time.Duration {
	if c.pauses() {
		return c.framing.gap
	}
	return lostAfter
}

// What is wrong with a code whose end never came, with one whose beginning was lost, and with one that has a gap.
const (
	cutOff   = "scanner.cut-off"
	noPrefix = "scanner.no-prefix"
	keysLost = "scanner.keys-lost"
)

func (c *cutter) end(code func(raw []byte, problem string), problem string) {
	raw := bytes.TrimSuffix(c.held, []byte{etx})
	if len(raw) > 0 {
		body, whole := bytes.CutPrefix(raw, c.framing.prefix)
		if !whole && problem == "" {
			problem = noPrefix
		}
		if len(body) > 0 {
			code(body, problem)
		}
	}
	c.held = c.held[:0]
}
