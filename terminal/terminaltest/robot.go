package terminaltest

import (
	"context"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/gdamore/tcell/v2"

	"packline/manifest"
	"packline/phrases"
	"packline/station"
	"packline/terminal"
)

// patience is how long the robot waits for the terminal before it calls it hung.
const patience = 20 * time.Second

// sentinel is a key that no keyboard has: when it is handled, every key before it was.
const sentinel = tcell.KeyF64

// Robot sits at a running terminal. Its methods return when the terminal has dealt with what they did, so that no
// test sleeps. One goroutine uses it.
type Robot struct {
	t      testing.TB
	Screen *Screen
	views  chan station.View
	ring   chan struct{}
	posted chan station.What
	typed  chan rune
	inside chan func() // what the sentinel does, on the terminal's own goroutine
	passed chan struct{}
	ended  chan error
	stop   context.CancelFunc
}

// Screen is tcell's simulation, counting what can't be seen on it.
type Screen struct {
	tcell.SimulationScreen
	w, h     int
	beeps    atomic.Int32
	finished atomic.Int32
}

// NewScreen makes a screen of that size.
func NewScreen(w, h int) *Screen {
	return &Screen{SimulationScreen: tcell.NewSimulationScreen("UTF-8"), w: w, h: h}
}

// Init sets the size too: the simulation forgets it.
func (s *Screen) Init() error {
	if err := s.SimulationScreen.Init(); err != nil {
		return err
	}
	s.SetSize(s.w, s.h)
	return nil
}

// Beep counts.
func (s *Screen) Beep() error {
	s.beeps.Add(1)
	return nil
}

// Fini counts and ends the simulation.
func (s *Screen) Fini() {
	s.finished.Add(1)
	s.SimulationScreen.Fini()
}

// Beeps is how often the bell rang.
func (s *Screen) Beeps() int { return int(s.beeps.Load()) }

// Finished reports whether the terminal was given back.
func (s *Screen) Finished() bool { return s.finished.Load() > 0 }

// Start runs a terminal of that size. What is set in o is kept; the robot adds the screen, the views and, where they
// are not set, its own ends of Post and Typed. The terminal ends with the test.
func Start(t testing.TB, w, h int, o terminal.Options) *Robot {
	t.Helper()
	r := &Robot{
		t: t, Screen: NewScreen(w, h), views: make(chan station.View), ring: make(chan struct{}),
		posted: make(chan station.What, 64), typed: make(chan rune, 4096),
		inside: make(chan func(), 1), passed: make(chan struct{}, 1), ended: make(chan error, 1),
	}
	o.Screen, o.Views, o.Ring = r.Screen, r.views, r.ring
	o.Book = phrases.In(phrases.English)
	if o.Post == nil {
		o.Post = func(what station.What) { r.posted <- what }
	}
	if o.Typed == nil && len(o.Extra) == 0 {
		o.Typed = func(c rune, _ time.Time) { r.typed <- c }
	}
	o.Extra = append(o.Extra, terminal.Binding{Key: sentinel, Do: func() {
		(<-r.inside)()
		r.passed <- struct{}{}
	}})
	ctx, cancel := context.WithCancel(context.Background())
	r.stop = cancel
	go func() { r.ended <- terminal.Run(ctx, o) }()
	t.Cleanup(func() {
		cancel()
		select {
		case <-r.ended:
		case <-time.After(patience):
			t.Error("the terminal did not end with its context")
		}
	})
	r.Feed(station.View{})
	return r
}

// Feed shows a view. The terminal takes the second one only when it has drawn the first.
func (r *Robot) Feed(v station.View) {
	r.t.Helper()
	for range 2 {
		select {
		case r.views <- v:
		case <-time.After(patience):
			r.t.Fatal("the terminal takes no views")
		}
	}
}

// Ring sounds a refusal, and waits until it has sounded.
func (r *Robot) Ring() {
	r.t.Helper()
	before := r.Screen.Beeps()
	for range 2 {
		select {
		case r.ring <- struct{}{}:
		case <-time.After(patience):
			r.t.Fatal("the terminal takes no rings")
		}
	}
	r.pass()
	if r.Screen.Beeps() == before {
		r.t.Error("the bell did not ring")
	}
}

// Press presses keys and waits until they were handled.
func (r *Robot) Press(keys ...tcell.Key) {
	r.t.Helper()
	for _, key := range keys {
		r.Screen.InjectKey(key, 0, tcell.ModNone)
	}
	r.pass()
}

// Shift presses a key with Shift.
func (r *Robot) Shift(key tcell.Key) {
	r.t.Helper()
	r.Screen.InjectKey(key, 0, tcell.ModShift)
	r.pass()
}

// Type types a text, a line break as Enter.
func (r *Robot) Type(text string) {
	r.t.Helper()
	for _, c := range text {
		if c == '\n' || c == '\r' {
			r.Screen.InjectKey(tcell.KeyEnter, '\r', tcell.ModNone)
		} else {
			r.Screen.InjectKey(tcell.KeyRune, c, tcell.ModNone)
		}
	}
	r.pass()
}

// TypePaced types a text with an even pause between two keys, as a scanner does. It is for a bubble (testing/synctest),
// where the pause is the bubble's own time.
func (r *Robot) TypePaced(text string, pause time.Duration) {
	r.t.Helper()
	for _, c := range text {
		r.Type(string(c))
		<-time.After(pause)
	}
}

// Resize gives the screen another size.
func (r *Robot) Resize(w, h int) {
	r.t.Helper()
	r.within(func() { r.Screen.SetSize(w, h) })
	if err := r.Screen.PostEvent(tcell.NewEventResize(w, h)); err != nil {
		r.t.Fatalf("cannot resize: %v", err)
	}
	r.pass()
}

// pass waits until every key so far was handled and drawn.
func (r *Robot) pass() {
	r.t.Helper()
	r.within(func() {})
}

// within does something on the terminal's own goroutine, between two draws.
func (r *Robot) within(do func()) {
	r.t.Helper()
	r.inside <- do
	r.Screen.InjectKey(sentinel, 0, tcell.ModNone)
	select {
	case <-r.passed:
	case <-time.After(patience):
		r.t.Fatal("the terminal handles no keys")
	}
}

// Lines is the text on the screen.
func (r *Robot) Lines() []string {
	r.t.Helper()
	var lines []string
	r.within(func() {
		cells, w, h := r.Screen.GetContents()
		for y := range h {
			lines = append(lines, row(cells[y*w:(y+1)*w]))
		}
	})
	return lines
}

func row(cells []tcell.SimCell) string {
	var b strings.Builder
	for x := 0; x < len(cells); x++ {
		b.WriteString(string(cells[x].Runes))
		if wide(cells[x].Runes) {
			x++
		}
	}
	return strings.TrimRight(b.String(), " ")
}

// wide reports whether the cell's character takes the next one too.
func wide(runes []rune) bool { return len(runes) > 0 && terminal.Width(string(runes)) == 2 }

// Sees fails the test unless a text is on the screen.
func (r *Robot) Sees(text string) {
	r.t.Helper()
	if screen := strings.Join(r.Lines(), "\n"); !strings.Contains(screen, text) {
		r.t.Errorf("%q is not on the screen:\n%s", text, screen)
	}
}

// SeesNot fails the test when a text is on the screen.
func (r *Robot) SeesNot(text string) {
	r.t.Helper()
	if screen := strings.Join(r.Lines(), "\n"); strings.Contains(screen, text) {
		r.t.Errorf("%q is on the screen:\n%s", text, screen)
	}
}

// Posted gives what the station was told since the last call. Codes lose their time.
func (r *Robot) Posted() []station.What {
	var all []station.What
	for {
		select {
		case what := <-r.posted:
			if scanned, ok := what.(station.Scanned); ok {
				scanned.Code.At = time.Time{}
				what = scanned
			}
			all = append(all, what)
		default:
			return all
		}
	}
}

// Typed gives what went to the scanner room since the last call.
func (r *Robot) Typed() string {
	var b strings.Builder
	for {
		select {
		case c := <-r.typed:
			b.WriteRune(c)
		default:
			return b.String()
		}
	}
}

// Stop ends the terminal's context and gives what Run ended with.
func (r *Robot) Stop() error {
	r.t.Helper()
	r.stop()
	return r.Ended()
}

// Ended waits for the end of Run and gives its error.
func (r *Robot) Ended() error {
	r.t.Helper()
	select {
	case err := <-r.ended:
		r.ended <- err
		return err
	case <-time.After(patience):
		r.t.Fatal("the terminal does not end")
		return nil
	}
}

// Command is what a command key posts, without its time.
func Command(c manifest.Command) station.What {
	return station.Scanned{Code: manifest.Code{Kind: manifest.CodeCommand, Text: string(c), Command: c, From: "key"}}
}
