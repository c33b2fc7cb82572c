//go:build linux

package floortest

import (
	"io"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/hinshun/vt10x"
)

// The terminal that the program is tried in.
const (
	Columns = 80
	Rows    = 24
)

// Screen is what stands on a terminal.
type Screen struct {
	vt vt10x.Terminal

	mu      sync.Mutex
	changed chan struct{} // closed at the next change
	bells   int
	closed  bool
}

// NewScreen shows what a program writes until it ends. Answers to questions about the terminal go to answers.
func NewScreen(from io.Reader, answers io.Writer) *Screen {
	s := &Screen{
		vt:      vt10x.New(vt10x.WithSize(Columns, Rows), vt10x.WithWriter(answers)),
		changed: make(chan struct{}),
	}
	go s.draw(from)
	return s
}

func (s *Screen) draw(from io.Reader) {
	b := make([]byte, 64<<10)
	for {
		n, err := from.Read(b)
		_, _ = s.vt.Write(b[:n])
		s.mu.Lock()
		s.bells += strings.Count(string(b[:n]), "\a")
		s.closed = err != nil
		close(s.changed)
		s.changed = make(chan struct{})
		s.mu.Unlock()
		if err != nil {
			return
		}
	}
}

// Text gives the screen, line by line.
func (s *Screen) Text() string { return s.vt.String() }

// Flat gives the screen as one line in which every run of blanks and frame lines is one blank: a sentence that was
// wrapped can be found in it.
func (s *Screen) Flat() string { return flat(s.Text()) }

func flat(text string) string {
	return strings.Join(strings.FieldsFunc(text, func(r rune) bool {
		return r <= ' ' || r >= 0x2500 && r <= 0x257F
	}), " ")
}

// Bells gives how often the terminal was rung.
func (s *Screen) Bells() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.bells
}

// state gives what waiting needs: whether the program has ended, and the channel of the next change.
func (s *Screen) state() (changed <-chan struct{}, closed bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.changed, s.closed
}

// Wait waits until the screen, in one line, is as wanted; it gives that line. The test fails after Patience, or at
// once when the program ends.
func (s *Screen) Wait(t testing.TB, what string, wanted func(flat string) bool) string {
	t.Helper()
	return s.Within(t, Patience, what, wanted)
}

// Within is Wait with another patience.
func (s *Screen) Within(t testing.TB, patience time.Duration, what string, wanted func(flat string) bool) string {
	t.Helper()
	late := time.NewTimer(patience)
	defer late.Stop()
	for {
		changed, closed := s.state()
		if text := s.Flat(); wanted(text) {
			return text
		}
		if closed {
			t.Fatalf("the program ended while the test waited for %s; its last screen:\n%s", what, s.Text())
		}
		select {
		case <-changed:
		case <-late.C:
			t.Fatalf("waited %v for %s; the screen:\n%s", patience, what, s.Text())
		}
	}
}

// Soon reports whether the screen, in one line, is as wanted within a few seconds, which is when a person tries again.
func (s *Screen) Soon(wanted func(flat string) bool) bool {
	late := time.NewTimer(5 * time.Second)
	defer late.Stop()
	for {
		changed, closed := s.state()
		switch {
		case wanted(s.Flat()):
			return true
		case closed:
			return false
		}
		select {
		case <-changed:
		case <-late.C:
			return false
		}
	}
}

// WaitFor waits until a text stands on the screen.
func (s *Screen) WaitFor(t testing.TB, text string) string {
	t.Helper()
	return s.Wait(t, text, func(flat string) bool { return strings.Contains(flat, text) })
}
