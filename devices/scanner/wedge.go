package scanner

import (
	"time"

	"packline/manifest"
)

// How a keyboard-wedge scanner types, and how no person does (docs/devices.md): at most 60 ms between two keys, Bluetooth
// being the slowest, and a whole code within a second and a half.
const (
	burstGap   = 60 * time.Millisecond
	burstWhole = 1500 * time.Millisecond
	burstLeast = 4 // keys; fewer may be anybody's
	// strayGap is how long before a burst a key must have been pressed to be somebody else's.
	strayGap = 1500 * time.Millisecond
)

// Wedge makes codes of keys: everything up to Enter, Tab or line feed is one. What lay on the keyboard long before a
// scan doesn't become its beginning: it is kept for the person who goes on typing it. Nothing that was typed is thrown
// away, and a code that a person types slowly is a code like any other. The zero value is ready.
type Wedge struct{ held []key }

type key struct {
	r  rune
	at time.Time
}

// Key takes a key and when it was pressed. ok is true when it ended a code. Memory is bounded: the rest of a longer line
// counts as one character, so that it is known to be too long.
func (w *Wedge) Key(r rune, at time.Time) (line string, ok bool) {
	if r != '\r' && r != '\n' && r != '\t' {
		if len(w.held) <= manifest.MaxCode {
			w.held = append(w.held, key{r, at})
		}
		return "", false
	}
	begin := w.burst(at)
	line = text(w.held[begin:])
	w.held = w.held[:begin]
	return line, line != ""
}

// burst finds where the scan that ends now began: behind what was typed long before, or at the first key.
func (w *Wedge) burst(end time.Time) int {
	begin, next := len(w.held), end
	for begin > 0 && next.Sub(w.held[begin-1].at) <= burstGap && end.Sub(w.held[begin-1].at) <= burstWhole {
		begin--
		next = w.held[begin].at
	}
	if begin == 0 || len(w.held)-begin < burstLeast || next.Sub(w.held[begin-1].at) < strayGap {
		return 0
	}
	return begin
}

func text(keys []key) string {
	runes := make([]rune, len(keys))
	for i, k := range keys {
		runes[i] = k.r
	}
	return string(runes)
}
