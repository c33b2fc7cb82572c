package main

import (
	"time"

	"packline/devices/scanner"
)

// keyboard hands what a scanner types at the keyboard to the scanner room, a code at a time.
type keyboard struct {
	lines chan string
	wedge scanner.Wedge
}

// linesHeld is how many lines wait for the scanner room. No hand scans more; a flood is dropped there.
const linesHeld = 16

func newKeyboard() *keyboard { return &keyboard{lines: make(chan string, linesHeld)} }

// typed takes one key and when it was pressed. It never waits.
func (k *keyboard) typed(r rune, at time.Time) {
	line, ok := k.wedge.Key(r, at)
	if !ok {
		return
	}
	select {
	case k.lines <- line:
	default:
	}
}
