package terminal

import (
	"strconv"
	"strings"
	"time"

	"packline/station"
)

// offsetShown is how far the clock must be from the centre's before it is worth a word.
const offsetShown = 2 * time.Second

// bar is the device bar laid out: the devices, the state of the line to the centre at the right end of their last row
// or in a row of its own, and what is wrong with the line under it.
type bar struct {
	devices [][]piece
	state   *piece // nil without a centre
	beside  bool   // the state stands in the last row of the devices
	problem []string
}

func (b bar) rows() int { return len(b.devices) + b.linkRows() }

// linkRows is how many rows the line has to itself.
func (b bar) linkRows() int {
	if b.state != nil && !b.beside {
		return len(b.problem) + 1
	}
	return len(b.problem)
}

// bar lays the device bar out. In an outage all of the problem is said when no carton is in hand or the screen is
// tall; else its row is one, and the checks keep theirs.
func (s Scene) bar(w int, tall bool) bar {
	b := bar{devices: s.deviceLines(w)}
	b.devices = b.devices[:min(len(b.devices), maxDeviceRows)]
	if !s.View.Link.On {
		return b
	}
	last := b.devices[len(b.devices)-1]
	room := w
	for _, p := range last {
		room -= width(p.text) + 1
	}
	states := s.linkStates()
	b.state = &piece{text: states[0]}
	if s.roomy(tall) && !s.linkCalm() && len(states) > 2 {
		states = states[:2] // with how old the oldest is
	}
	for _, text := range states {
		if width(text)+3 <= room {
			b.state.text, b.beside = text, true
			break
		}
	}
	sign := "√"
	b.state.style = barStyle.Foreground(mint)
	if !s.linkCalm() {
		sign, b.state.style = "△", barStyle.Foreground(amber).Bold(true)
	}
	b.state.text = sign + " " + b.state.text + " "
	b.problem = s.linkProblem(w-4, tall)
	return b
}

func (s Scene) linkCalm() bool {
	l := s.View.Link
	return l.Up && l.Problem.IsZero()
}

// linkProblem says what is wrong with the line and that packing goes on: in two rows, or in one with what fits.
func (s Scene) linkProblem(w int, tall bool) []string {
	if s.linkCalm() {
		return nil
	}
	text := s.say("screen.line.safe")
	if !s.View.Link.Problem.IsZero() {
		text = s.phrase(s.View.Link.Problem)
	}
	if s.roomy(tall) {
		return wrapped(text, w, 2)
	}
	if width(text) > w {
		first, _, _ := strings.Cut(clean(text), ". ")
		text = strings.TrimSuffix(first, ".") + ". " + s.say("screen.line.go-on")
	}
	return wrapped(text, w, 1)
}

// roomy reports whether the line may take the rows it likes.
func (s Scene) roomy(tall bool) bool { return tall || !s.inHand() }

// inHand reports whether a carton is in hand, which needs the room of a low screen more than anything else.
func (s Scene) inHand() bool { return s.View.Order != nil && s.View.Phase != station.Done }

// linkStates says whether the line is there and what waits for it, the fullest words first.
func (s Scene) linkStates() []string {
	l := s.View.Link
	key := "screen.line.down"
	if l.Up {
		key = "screen.line.up"
	}
	switch {
	case l.Waiting <= 0:
		return []string{s.say(key), s.say(key + ".short")}
	case l.Waiting == 1:
		key += ".one"
	default:
		key += ".many"
	}
	n := strconv.Itoa(l.Waiting)
	if l.Oldest.IsZero() {
		return []string{s.say(key, n), s.say(key+".short", n)}
	}
	age := s.age(s.View.At.Sub(l.Oldest))
	return []string{s.say(key+".age", n, age), s.say(key+".age.short", n, age), s.say(key+".short", n)}
}

// clockOffset says how far this PC's clock is from the centre's, nothing when it is right.
func (s Scene) clockOffset() string {
	l := s.View.Link
	switch {
	case !l.On || !l.Compared || l.Offset.Abs() < offsetShown:
		return ""
	case l.Offset > 0:
		return s.say("screen.line.behind", s.age(l.Offset))
	}
	return s.say("screen.line.ahead", s.age(l.Offset.Abs()))
}

// age is a time span as people say it, in one unit.
func (s Scene) age(d time.Duration) string {
	d = max(d, 0)
	number := func(unit time.Duration) string { return strconv.FormatInt(int64(d/unit), 10) }
	switch {
	case d < time.Minute:
		return s.say("screen.age.seconds", number(time.Second))
	case d < 2*time.Hour:
		return s.say("screen.age.minutes", number(time.Minute))
	case d < 48*time.Hour:
		return s.say("screen.age.hours", number(time.Hour))
	}
	return s.say("screen.age.days", number(24*time.Hour))
}

// draw draws the device bar.
func (b bar) draw(a area) {
	a.fill(barStyle)
	for y, pieces := range b.devices {
		x := 0
		for _, p := range pieces {
			x = a.text(x, y, p.text, p.style) + 1
		}
	}
	y := len(b.devices)
	switch {
	case b.state == nil:
	case b.beside:
		a.right(y-1, b.state.text, b.state.style)
	default:
		a.text(1, y, b.state.text, b.state.style)
		y++
	}
	for i, text := range b.problem {
		a.text(3, y+i, text, barStyle.Foreground(amber))
	}
}

// smallLink is the line to the centre on a screen too small for the device bar: only when something is wrong with it.
func (s Scene) smallLink() string {
	if !s.View.Link.On || s.linkCalm() {
		return ""
	}
	states := s.linkStates()
	return "△ " + states[len(states)-1]
}
