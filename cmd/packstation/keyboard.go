package main

import "packline/manifest"

// keyboard makes lines of what a scanner types at the keyboard: everything up to an Enter is one code.
type keyboard struct {
	lines chan string
	held  []rune
}

// linesHeld is how many lines wait for the scanner room. No hand scans more; a flood is dropped there.
const linesHeld = 16

func newKeyboard() *keyboard { return &keyboard{lines: make(chan string, linesHeld)} }

// typed takes one key. It never waits, and keeps no more than a code may have: the rest of a longer line is counted as
// one character, so that the line is known to be too long.
func (k *keyboard) typed(r rune) {
	if r != '\r' && r != '\n' {
		if len(k.held) <= manifest.MaxCode {
			k.held = append(k.held, r)
		}
		return
	}
	line := string(k.held)
	k.held = k.held[:0]
	if line == "" {
		return
	}
	select {
	case k.lines <- line:
	default:
	}
}
