package terminal

import (
	"strings"
	"time"

	"github.com/gdamore/tcell/v2"

	"packline/manifest"
	"packline/station"
)

// The longest lines a person types at a prompt, in digits. More is a scan.
const (
	maxPIN    = 12
	maxChoice = 2
	maxWeight = 7 // with its point
)

// desk is what the screen knows beside the view: what is typed, whether help is open. It belongs to the event loop.
type desk struct {
	options  Options
	bindings []Binding
	view     station.View
	entry    string      // digits typed at a prompt
	pressed  []time.Time // when each of them was
	scanning bool        // a scanner types into a prompt: everything up to its Enter is a scan
	help     bool
	leaving  bool
	left     bool
	offset   int // of what is scrolled
	notice   manifest.Phrase
}

func newDesk(o Options) *desk {
	d := &desk{options: o}
	d.bindings = append(d.standard(), o.Extra...)
	return d
}

// scene gives all that a picture depends on.
func (d *desk) scene() Scene {
	s := Scene{
		View: d.view, Book: d.options.Book, Bindings: d.bindings, Entry: d.entry,
		Help: d.help, Leaving: d.leaving, Scroll: d.offset, Notice: d.notice,
	}
	if d.options.Hints != nil {
		s.Hints = d.options.Hints(d.view)
	}
	return s
}

// show takes a new view. What belonged to the screen before goes with it.
func (d *desk) show(v station.View) {
	if v.Phase != d.view.Phase {
		d.offset, d.leaving, d.notice = 0, false, manifest.Phrase{}
	}
	if !samePrompt(v.Prompt, d.view.Prompt) {
		d.enter("", time.Time{})
		d.scanning = false
	}
	d.view = v
}

func samePrompt(a, b *station.Prompt) bool {
	if a == nil || b == nil {
		return a == b
	}
	return a.Title.Key == b.Title.Key && a.Secret == b.Secret && len(a.Choices) == len(b.Choices)
}

// press handles one key.
func (d *desk) press(event *tcell.EventKey) {
	if event.Key() == tcell.KeyCtrlC {
		d.leaving = true
		return
	}
	if b, ok := d.bound(event); ok {
		d.run(b)
		return
	}
	r, ok := typed(event)
	switch {
	case d.view.Prompt != nil && !d.scanning && isErase(event):
		d.enter(d.entry[:max(len(d.entry)-1, 0)], time.Time{})
	case !ok:
	case d.view.Prompt != nil:
		d.prompt(r, event.When())
	default:
		d.forward(r, event.When())
	}
}

// bound finds what a key does. A binding with Shift goes before the one without.
func (d *desk) bound(event *tcell.EventKey) (found Binding, ok bool) {
	for _, b := range d.bindings {
		if b.matches(event) && (b.Key != tcell.KeyRune || d.view.Prompt == nil) && (!ok || b.Shift) {
			found, ok = b, true
		}
	}
	return found, ok
}

// run carries out a binding, or says why it can't be. A key that is in no help leaves the screen as it is.
func (d *desk) run(b Binding) {
	if b.Label == "" {
		b.Do()
		return
	}
	if b.Key != tcell.KeyF10 && b.Key != tcell.KeyEsc {
		d.leaving = false
	}
	d.notice = manifest.Phrase{}
	if b.Disabled != nil {
		if why := b.Disabled(d.view); !why.IsZero() {
			d.notice = why
			return
		}
	}
	b.Do()
}

// prompt takes a character while digits are asked for. A person types a few digits and Enter, and the point of a weight
// (a numeric pad may send a comma); anything else is a scanner, and its line is a scan from its first digit on.
func (d *desk) prompt(r rune, at time.Time) {
	switch {
	case d.scanning:
		d.forward(r, at)
		d.scanning = r != '\r' && r != '\n'
	case r == '\r' && d.isBurst(at):
		d.scanned(r, at)
		d.scanning = false
	case r == '\r':
		if d.entry != "" {
			d.options.Post(station.Answered{Text: d.entry})
			d.enter("", at)
		}
	case r >= '0' && r <= '9' && len(d.entry) < d.room():
		d.enter(d.entry+string(r), at)
	case (r == '.' || r == ',') && d.view.Prompt.Unit != "" && len(d.entry) < d.room() && !strings.Contains(d.entry, "."):
		d.enter(d.entry+".", at)
	case r == '\n': // the end of a scan that ends in CR and LF
	case d.options.Typed == nil: // no scanner types here: a stray letter is no more than that
	default:
		d.scanned(r, at)
	}
}

// enter sets what was typed at the prompt; at is when its last digit was.
func (d *desk) enter(entry string, at time.Time) {
	if len(entry) > len(d.pressed) {
		d.pressed = append(d.pressed, at)
	}
	d.entry, d.pressed = entry, d.pressed[:len(entry)]
}

// scanned hands what looked like an entry to the scanner room after all, with the key that gave it away.
func (d *desk) scanned(r rune, at time.Time) {
	for i, digit := range d.entry {
		d.forward(digit, d.pressed[i])
	}
	d.forward(r, at)
	d.enter("", at)
	d.scanning = true
}

// The pace of a scanner that types: no hand is as even and as fast over four digits and Enter. Keys that came at one
// instant were read in one piece, as over a slow line: then time says nothing, and they were typed.
const (
	burstLeast   = 4
	burstSlowest = 60 * time.Millisecond
	burstFastest = 2 * time.Millisecond
)

// isBurst reports whether the digits at a prompt, and the Enter that comes now, were typed by a scanner: a code of few
// digits is no PIN. It goes to the station as a scan, which says so; nothing is lost.
func (d *desk) isBurst(enter time.Time) bool {
	if d.options.Typed == nil || len(d.pressed) < burstLeast {
		return false
	}
	for i, at := range d.pressed {
		next := enter
		if i+1 < len(d.pressed) {
			next = d.pressed[i+1]
		}
		if gap := next.Sub(at); gap < burstFastest || gap > burstSlowest {
			return false
		}
	}
	return true
}

func (d *desk) room() int {
	switch {
	case len(d.view.Prompt.Choices) > 0:
		return maxChoice
	case d.view.Prompt.Unit != "":
		return maxWeight
	}
	return maxPIN
}

func (d *desk) forward(r rune, at time.Time) {
	if d.options.Typed != nil {
		d.options.Typed(r, at)
	}
}

// typed gives the character that a key event stands for, when a scanner may have typed it.
func typed(event *tcell.EventKey) (rune, bool) {
	switch event.Key() {
	case tcell.KeyRune:
		return event.Rune(), true
	case tcell.KeyEnter:
		return '\r', true
	case tcell.KeyCtrlJ:
		return '\n', true
	case tcell.KeyTab:
		return '\t', true
	case tcell.KeyCtrlD:
		return 0x04, true
	case tcell.KeyCtrlRightSq:
		return 0x1d, true // GS, between the fields of a GS1 code
	case tcell.KeyCtrlCarat:
		return 0x1e, true
	}
	return 0, false
}

func isErase(event *tcell.EventKey) bool {
	return event.Key() == tcell.KeyBackspace || event.Key() == tcell.KeyBackspace2
}

func (d *desk) toggleHelp() { d.help, d.offset = !d.help, 0 }

// command posts a command as if its code had been scanned.
func (d *desk) command(c manifest.Command) {
	d.help = false
	d.options.Post(station.Scanned{Code: manifest.Code{
		Kind: manifest.CodeCommand, Text: string(c), Command: c, At: time.Now(), From: "key",
	}})
}

// leave asks first: only F10 pressed twice ends the program.
func (d *desk) leave() {
	d.left = d.left || d.leaving
	d.leaving = true
}

func (d *desk) scroll(by int) { d.offset = max(d.offset+by, 0) }

// escape closes what the terminal has opened itself, else leaves what the station asks.
func (d *desk) escape() {
	switch {
	case d.leaving:
		d.leaving = false
	case d.help:
		d.toggleHelp()
	default:
		d.enter("", time.Time{})
		d.scanning = false
		d.options.Post(station.Escaped{})
	}
}
