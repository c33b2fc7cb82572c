package terminal_test

import (
	"context"
	"errors"
	"testing"

	"github.com/gdamore/tcell/v2"
	"go.uber.org/goleak"

	"packline/phrases"
	"packline/station"
	"packline/terminal"
	"packline/terminal/terminaltest"
)

// TestEndsWithItsContext holds that Run gives the terminal back and leaves no goroutine behind.
func TestEndsWithItsContext(t *testing.T) {
	before := goleak.IgnoreCurrent()
	for range 20 {
		r := terminaltest.Start(t, 80, 24, terminal.Options{})
		r.Feed(terminaltest.View("ready"))
		if err := r.Stop(); err != nil {
			t.Fatalf("Run ended with %v", err)
		}
		if !r.Screen.Finished() {
			t.Fatal("the terminal was not given back")
		}
	}
	goleak.VerifyNone(t, before)
}

// TestEndsBeforeItStarts holds that a context that is over already ends Run too.
func TestEndsBeforeItStarts(t *testing.T) {
	before := goleak.IgnoreCurrent()
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	screen := terminaltest.NewScreen(80, 24)
	if err := terminal.Run(ctx, options(screen)); err != nil {
		t.Errorf("Run ended with %v", err)
	}
	if !screen.Finished() {
		t.Error("the terminal was not given back")
	}
	goleak.VerifyNone(t, before)
}

func options(screen tcell.Screen) terminal.Options {
	views := make(chan station.View)
	close(views) // a station that has ended
	return terminal.Options{Screen: screen, Views: views, Book: phrases.In(phrases.English), Post: func(station.What) {}}
}

// TestLostTerminal holds that the end of the terminal ends Run with an error, views or not: nothing waits for a draw
// that never comes.
func TestLostTerminal(t *testing.T) {
	views := make(chan station.View)
	ended := make(chan error, 1)
	screen := terminaltest.NewScreen(80, 24)
	o := options(screen)
	o.Views = views
	go func() { ended <- terminal.Run(context.Background(), o) }()
	views <- terminaltest.View("ready")
	lost := errors.New("the line is gone")
	if err := screen.PostEvent(tcell.NewEventError(lost)); err != nil {
		t.Fatal(err)
	}
	for {
		select {
		case views <- terminaltest.View("held"): // as a busy station would
		case err := <-ended:
			if err == nil {
				t.Error("Run ended without an error")
			}
			return
		}
	}
}

// TestPanicGivesTheTerminalBack holds that the text of a panic can be read.
func TestPanicGivesTheTerminalBack(t *testing.T) {
	screen := terminaltest.NewScreen(80, 24)
	o := options(screen)
	o.Hints = func(station.View) []string { panic("broken hints") }
	func() {
		defer func() {
			if p := recover(); p != "broken hints" {
				t.Errorf("recovered %v", p)
			}
		}()
		_ = terminal.Run(context.Background(), o) // panics
	}()
	if !screen.Finished() {
		t.Error("the terminal was not given back")
	}
}

// TestRestore holds that a panic of another goroutine gives the terminal back too.
func TestRestore(t *testing.T) {
	screen := terminaltest.NewScreen(80, 24)
	if err := screen.Init(); err != nil {
		t.Fatal(err)
	}
	func() {
		defer func() {
			if recover() == nil {
				t.Error("the panic was swallowed")
			}
		}()
		defer terminal.Restore(screen)
		panic("a worker")
	}()
	if !screen.Finished() {
		t.Error("the terminal was not given back")
	}
}

func TestScreenThatFails(t *testing.T) {
	if err := terminal.Run(context.Background(), options(broken{})); err == nil {
		t.Error("Run used a screen that can't be used")
	}
}

type broken struct{ tcell.Screen }

func (broken) Init() error { return errors.New("no terminal") }
