// Package terminal is the screens of the packing bench: it draws a station.View and turns keys into what the station
// can be told. It decides nothing about cartons and does no I/O of its own but to the terminal: codes, weights and
// verdicts come in a View, and a key that stands for a command is posted as if its code had been scanned.
//
// Draw is pure: the same Scene and size give the same cells. Key bindings are data; the help line, the help page and
// the manual are drawn from them.
package terminal

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/gdamore/tcell/v2"

	"packline/phrases"
	"packline/station"
)

// ErrLeft is what Run ends with when the operator left the program by its own key.
var ErrLeft = errors.New("the operator left")

// ErrBinding is the error of demo keys that can't be bound.
var ErrBinding = errors.New("cannot bind key")

// Options are what a terminal needs. Views, Post and Book must be set.
type Options struct {
	// Views brings what is to be drawn; views in between may be left out.
	Views <-chan station.View
	// Ring brings refusals: each sounds the terminal's bell once. Nil never rings.
	Ring <-chan struct{}
	// Post takes what the operator asked for. It is called on the terminal's own goroutine and must return soon.
	Post func(station.What)
	// Typed takes what a keyboard-wedge scanner types: printable characters, Enter as '\r', and the separators LF, Tab,
	// EOT, GS and RS as themselves, and when the key was pressed. Called like Post. Nil drops them.
	Typed func(r rune, at time.Time)
	Book  phrases.Book
	// Screen is where to draw; nil is the real terminal. It must not be initialised: Run does that, and gives the
	// terminal back when it ends.
	Screen tcell.Screen
	// Extra are keys that only the demo has. A printable key can't be bound while Typed is set: a scan could press it.
	Extra []Binding
	// Hints gives lines for the bottom of the screen; nil gives none.
	Hints func(station.View) []string
}

// Run draws views and takes keys until ctx ends, which is no error, or the operator leaves, which is ErrLeft. The
// terminal is given back on every way out, a panic of the drawing included.
func Run(ctx context.Context, o Options) error {
	desk := newDesk(o)
	if err := checkBindings(desk.bindings, o.Typed != nil); err != nil {
		return err
	}
	screen := o.Screen
	if screen == nil {
		var err error
		if screen, err = NewScreen(); err != nil {
			return err
		}
	}
	if err := screen.Init(); err != nil {
		return fmt.Errorf("cannot use the terminal: %w", err)
	}
	defer screen.Fini()
	return newApp(desk, ready{screen}).run(ctx)
}

// NewScreen gives the real terminal, not initialised yet. It is for a caller that wants to give the terminal back
// itself when another of its goroutines panics: see Restore.
func NewScreen() (tcell.Screen, error) {
	screen, err := newScreen()
	if err != nil {
		return nil, fmt.Errorf("cannot open the terminal: %w", err)
	}
	return screen, nil
}

// Restore gives the terminal back when the goroutine that deferred it panics, and lets the panic go on, so that its
// text can be read. It must be deferred itself: defer terminal.Restore(screen).
func Restore(screen tcell.Screen) {
	if p := recover(); p != nil {
		screen.Fini()
		panic(p)
	}
}

// ready is a screen that is initialised: tview would do it again and drop the error.
type ready struct{ tcell.Screen }

// Init does nothing.
func (ready) Init() error { return nil }
