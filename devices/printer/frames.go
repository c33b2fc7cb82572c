package printer

import (
	"bytes"
	"strings"
)

const (
	stx = 0x02
	etx = 0x03

	// maxAnswer bounds what is kept of what a printer says: the longest whole answer, to ~HD, has about 500 bytes.
	maxAnswer = 4096
	// maxShown bounds a text of the printer's that a person or a log may see.
	maxShown = 64
)

// cutFrames gives what stands between each STX and its ETX. An STX within another frame begins that one anew.
func cutFrames(b []byte) [][]byte {
	var frames [][]byte
	for {
		start := bytes.IndexByte(b, stx)
		if start < 0 {
			return frames
		}
		b = b[start+1:]
		end := bytes.IndexByte(b, etx)
		if end < 0 {
			return frames
		}
		if again := bytes.LastIndexByte(b[:end], stx); again >= 0 {
			b, end = b[again+1:], end-again-1
		}
		frames = append(frames, b[:end])
		b = b[end+1:]
	}
}

// outside gives what stands outside of frames. A frame that hasn't ended yet is left out with all that follows.
func outside(b []byte) []byte {
	var rest []byte
	for {
		start := bytes.IndexByte(b, stx)
		if start < 0 {
			return append(rest, b...)
		}
		rest = append(rest, b[:start]...)
		end := bytes.IndexByte(b[start:], etx)
		if end < 0 {
			return rest
		}
		b = b[start+end+1:]
	}
}

// plain makes a text of the printer's fit to be shown: printable ASCII, single line, at most 64 characters. Nothing that
// a printer sends may reach a terminal as it is.
func plain(b []byte) string {
	b = bytes.TrimSpace(b)
	return strings.Map(func(r rune) rune {
		if r < ' ' || r > '~' {
			return '?'
		}
		return r
	}, string(b[:min(len(b), maxShown)]))
}
