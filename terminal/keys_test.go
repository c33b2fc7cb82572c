package terminal_test

import (
	"context"
	"errors"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/gdamore/tcell/v2"

	"packline/manifest"
	"packline/phrases"
	"packline/station"
	"packline/terminal"
	"packline/terminal/terminaltest"
)

// same compares what the station was told with what it should have been told.
func same(t *testing.T, got []station.What, want ...station.What) {
	t.Helper()
	if len(got) != len(want) {
		t.Fatalf("the station was told %v, want %v", got, want)
	}
	for i := range want {
		g, isCode := got[i].(station.Scanned)
		if w, ok := want[i].(station.Scanned); ok && isCode {
			if g.Code.Command != w.Code.Command || g.Code.Kind != w.Code.Kind || g.Code.Text != w.Code.Text || g.Code.From != "key" {
				t.Errorf("told %+v, want %+v", g, w)
			}
			continue
		}
		if got[i] != want[i] {
			t.Errorf("told %v, want %v", got[i], want[i])
		}
	}
}

func TestCommandKeys(t *testing.T) {
	r := terminaltest.Start(t, 80, 24, terminal.Options{})
	for key, command := range map[tcell.Key]manifest.Command{
		tcell.KeyF2: manifest.CommandNext, tcell.KeyF3: manifest.CommandReweigh, tcell.KeyF4: manifest.CommandAck,
		tcell.KeyF5: manifest.CommandReprint, tcell.KeyF6: manifest.CommandPark, tcell.KeyF7: manifest.CommandMore,
		tcell.KeyF8: manifest.CommandZero, tcell.KeyF9: manifest.CommandCancel, tcell.KeyF11: manifest.CommandVoid,
		tcell.KeyF12: manifest.CommandSignOut,
	} {
		r.Press(key)
		same(t, r.Posted(), terminaltest.Command(command))
	}
	for key, command := range map[tcell.Key]manifest.Command{
		tcell.KeyF3: manifest.CommandManual, tcell.KeyF8: manifest.CommandCheck, tcell.KeyF2: manifest.CommandNext,
	} {
		r.Shift(key)
		same(t, r.Posted(), terminaltest.Command(command))
	}
	r.Press(tcell.KeyF15) // Shift+F3 as some terminals send it
	same(t, r.Posted(), terminaltest.Command(manifest.CommandManual))
	bound := map[manifest.Command]bool{}
	for _, b := range terminal.Bindings() {
		bound[b.Command] = true
	}
	for _, c := range manifest.Commands() {
		if !bound[c] {
			t.Errorf("%s has no key", c)
		}
	}
}

// TestNoScanPressesAKey types every character a scanner can send, and scans on every screen without a prompt: the
// station hears nothing, the scanner room hears all of it.
func TestNoScanPressesAKey(t *testing.T) {
	r := terminaltest.Start(t, 80, 24, terminal.Options{})
	var all strings.Builder
	for c := ' '; c <= '~'; c++ {
		all.WriteRune(c)
	}
	all.WriteString("éß日\r")
	text := all.String()
	for _, sample := range terminaltest.Samples() {
		if sample.View.Prompt != nil {
			continue
		}
		r.Feed(sample.View)
		r.Type(text)
		same(t, r.Posted())
		if got := r.Typed(); got != text {
			t.Errorf("%s: the scanner room heard %q, want %q", sample.Name, got, text)
		}
		text = "PL:VOID\ryYnNqQ 1\r"
	}
}

func TestSeparatorsAreTyped(t *testing.T) {
	r := terminaltest.Start(t, 80, 24, terminal.Options{})
	r.Press(tcell.KeyCtrlRightSq, tcell.KeyCtrlCarat, tcell.KeyCtrlD, tcell.KeyTab, tcell.KeyCtrlJ, tcell.KeyEnter)
	if got, want := r.Typed(), "\x1d\x1e\x04\t\n\r"; got != want {
		t.Errorf("the scanner room heard %q, want %q", got, want)
	}
	r.Press(tcell.KeyCtrlB, tcell.KeyBackspace2, tcell.KeyDelete, tcell.KeyInsert, tcell.KeyF40)
	if got := r.Typed(); got != "" {
		t.Errorf("keys that are no text were typed: %q", got)
	}
	same(t, r.Posted())
}

// TestPrompt runs in a bubble: there no time passes between two keys, however slow the machine is.
func TestPrompt(t *testing.T) { synctest.Test(t, checkPrompt) }

func checkPrompt(t *testing.T) {
	t.Helper()
	r := terminaltest.Start(t, 80, 24, terminal.Options{})
	r.Feed(terminaltest.View("lead-pin"))
	r.Type("12a") // a letter: this was a scanner
	r.Type("b\r")
	same(t, r.Posted())
	if got := r.Typed(); got != "12ab\r" {
		t.Errorf("the scanner room heard %q", got)
	}
	r.Type("4711")
	r.Press(tcell.KeyBackspace2)
	r.Sees("●●●")
	r.SeesNot("471")
	r.Type("9\r")
	same(t, r.Posted(), station.Answered{Text: "4719"})
	r.SeesNot("●●●●")
	r.Type("\r")
	same(t, r.Posted())
	r.Type("12")
	r.Press(tcell.KeyEsc)
	same(t, r.Posted(), station.Escaped{})
	r.Feed(terminaltest.View("lead-reason"))
	r.Type("2")
	r.Sees("│ 2▌")
	r.Type("\r")
	same(t, r.Posted(), station.Answered{Text: "2"})
}

// TestWeightAtPrompt types a weight: digits and one point, a comma for it, and nothing that a scanner might mean.
func TestWeightAtPrompt(t *testing.T) { synctest.Test(t, checkWeightAtPrompt) }

func checkWeightAtPrompt(t *testing.T) {
	t.Helper()
	r := terminaltest.Start(t, 80, 24, terminal.Options{})
	r.Feed(terminaltest.View("key-weight"))
	r.Type("12.4")
	r.Sees("│ 12.4▌")
	r.Type("0\r")
	same(t, r.Posted(), station.Answered{Text: "12.40"})
	r.Type("3,25\r")
	same(t, r.Posted(), station.Answered{Text: "3.25"})
	r.Type("1.2.3\r") // a second point: this was a scanner
	same(t, r.Posted())
	r.Type("100234-A\r")
	r.Type("01234567\r") // longer than a weight
	same(t, r.Posted())
	if got := r.Typed(); got != "1.2.3\r100234-A\r01234567\r" {
		t.Errorf("the scanner room heard %q", got)
	}
	r.Feed(terminaltest.View("lead-pin"))
	r.Type("1.5\r") // no PIN has a point
	same(t, r.Posted())
}

// TestScanAtPrompt holds that a code of digits only is no PIN either: it is longer than one.
func TestScanAtPrompt(t *testing.T) {
	r := terminaltest.Start(t, 80, 24, terminal.Options{})
	r.Feed(terminaltest.View("lead-pin"))
	r.Type("095200000000041731\r")
	same(t, r.Posted())
	if got := r.Typed(); got != "095200000000041731\r" {
		t.Errorf("the scanner room heard %q", got)
	}
}

// TestPaceAtPrompt holds that a short code of digits is no PIN when it comes at a scanner's pace, and that nothing a
// person can do with a keyboard, nor keys that a slow line delivers in one piece, is taken for a scan.
func TestPaceAtPrompt(t *testing.T) {
	for _, c := range []struct {
		text  string
		pause time.Duration
		scan  bool
	}{
		{"4711\r", 10 * time.Millisecond, true},
		{"123456789012\r", 60 * time.Millisecond, true},
		{"4711\r", 80 * time.Millisecond, false},
		{"4711\r", 0, false},
		{"123\r", 10 * time.Millisecond, false},
	} {
		synctest.Test(t, func(t *testing.T) {
			r := terminaltest.Start(t, 80, 24, terminal.Options{})
			r.Feed(terminaltest.View("lead-pin"))
			r.TypePaced(c.text, c.pause)
			if typed := r.Typed(); c.scan {
				same(t, r.Posted())
				if typed != c.text {
					t.Errorf("%q every %s: the scanner room heard %q", c.text, c.pause, typed)
				}
			} else {
				same(t, r.Posted(), station.Answered{Text: strings.TrimSuffix(c.text, "\r")})
			}
		})
	}
}

func TestEntryIsForgotten(t *testing.T) {
	r := terminaltest.Start(t, 80, 24, terminal.Options{})
	r.Feed(terminaltest.View("lead-pin"))
	r.Type("47")
	r.Feed(terminaltest.View("ready"))
	r.Feed(terminaltest.View("lead-pin"))
	r.Type("11\r")
	same(t, r.Posted(), station.Answered{Text: "11"})
}

func TestLeave(t *testing.T) {
	r := terminaltest.Start(t, 80, 24, terminal.Options{})
	r.Feed(terminaltest.View("ready"))
	r.Press(tcell.KeyCtrlC, tcell.KeyCtrlC, tcell.KeyCtrlC)
	r.Sees("Leave packline?")
	r.Press(tcell.KeyEsc)
	r.SeesNot("Leave packline?")
	r.Press(tcell.KeyF10)
	r.Sees("Leave packline?")
	r.Press(tcell.KeyF1, tcell.KeyF1)
	r.SeesNot("Leave packline?")
	r.Press(tcell.KeyF10)
	r.Feed(terminaltest.View("order-open")) // another screen: the question is gone
	r.SeesNot("Leave packline?")
	same(t, r.Posted())
	r.Screen.InjectKey(tcell.KeyF10, 0, tcell.ModNone)
	r.Screen.InjectKey(tcell.KeyF10, 0, tcell.ModNone)
	if err := r.Ended(); !errors.Is(err, terminal.ErrLeft) {
		t.Errorf("Run ended with %v, want %v", err, terminal.ErrLeft)
	}
	if !r.Screen.Finished() {
		t.Error("the terminal was not given back")
	}
}

func TestHelp(t *testing.T) {
	r := terminaltest.Start(t, 80, 24, terminal.Options{})
	r.Feed(terminaltest.View("held"))
	r.Press(tcell.KeyF1)
	r.Sees("KEYS AND CODES")
	r.Sees("PL:REWEIGH")
	r.Press(tcell.KeyEsc)
	r.SeesNot("KEYS AND CODES")
	r.Press(tcell.KeyF1, tcell.KeyF1)
	r.SeesNot("KEYS AND CODES")
	same(t, r.Posted())
}

func TestScrollHistory(t *testing.T) {
	r := terminaltest.Start(t, 80, 24, terminal.Options{})
	r.Feed(terminaltest.View("recalled"))
	r.Sees("Label scanned on the b")
	r.Press(tcell.KeyDown, tcell.KeyDown)
	r.SeesNot("Label scanned on the b")
	r.Sees("Order scanned, carton")
	r.Press(tcell.KeyUp, tcell.KeyUp, tcell.KeyUp)
	r.Sees("Label scanned on the b")
}

func TestExtraKeys(t *testing.T) {
	var pressed atomic.Int32
	var busy atomic.Bool
	r := terminaltest.Start(t, 80, 24, terminal.Options{
		Extra: []terminal.Binding{{
			Key: tcell.KeyRune, Rune: 'n', Label: "screen.key.next", Help: "screen.help.next", Do: func() { pressed.Add(1) },
			Disabled: func(station.View) manifest.Phrase {
				if busy.Load() {
					return manifest.Say("bench.refuse.looking")
				}
				return manifest.Phrase{}
			},
		}},
		Hints: func(v station.View) []string { return []string{"hint for " + string(v.Phase)} },
	})
	r.Feed(terminaltest.View("ready"))
	r.Sees("hint for ready")
	r.Type("nN")
	r.Press(tcell.KeyF1)
	r.Sees("N ")
	r.Press(tcell.KeyF1)
	busy.Store(true)
	r.Type("n")
	r.Sees("Still looking")
	if n := pressed.Load(); n != 2 {
		t.Errorf("the key was pressed %d times, want 2", n)
	}
}

func TestBindingsAreRefused(t *testing.T) {
	do := func() {}
	for name, b := range map[string]terminal.Binding{
		"bound twice":     {Key: tcell.KeyF3, Do: do},
		"does nothing":    {Key: tcell.KeyF20},
		"a scanner's key": {Key: tcell.KeyRune, Rune: 'a', Do: do},
		"Enter":           {Key: tcell.KeyEnter, Do: do},
		"Ctrl+C":          {Key: tcell.KeyCtrlC, Do: do},
	} {
		screen := terminaltest.NewScreen(80, 24)
		err := terminal.Run(context.Background(), terminal.Options{
			Screen: screen, Book: phrases.In(phrases.English), Extra: []terminal.Binding{b},
			Typed: func(rune, time.Time) {}, Post: func(station.What) {},
		})
		if !errors.Is(err, terminal.ErrBinding) {
			t.Errorf("%s: got %v, want %v", name, err, terminal.ErrBinding)
		}
	}
}

func TestBell(t *testing.T) {
	r := terminaltest.Start(t, 80, 24, terminal.Options{})
	for _, sample := range terminaltest.Samples() {
		r.Feed(sample.View)
	}
	if n := r.Screen.Beeps(); n != 0 {
		t.Errorf("the bell rang %d times without a refusal", n)
	}
	r.Ring()
}

func TestResize(t *testing.T) {
	r := terminaltest.Start(t, 80, 24, terminal.Options{})
	r.Feed(terminaltest.View("refused"))
	for _, size := range [][2]int{{160, 50}, {40, 12}, {1, 1}, {200, 10}, {80, 24}} {
		r.Resize(size[0], size[1])
		if lines := r.Lines(); len(lines) != size[1] {
			t.Errorf("%d lines on a screen of %d", len(lines), size[1])
		}
	}
	r.Sees("100299-Z is no order known here")
	r.Sees("LAST CARTONS")
}
