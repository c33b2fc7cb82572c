package terminal

import (
	"strconv"
	"strings"

	"github.com/gdamore/tcell/v2"
)

// prompt asks for digits: a PIN in dots, the number of a choice, or a weight.
func (s Scene) prompt(a area) {
	p := s.View.Prompt
	title := wrapped(s.phrase(p.Title), a.w, 2)
	gap := 0
	if a.h > 12 {
		gap = 1
	}
	a.wrap(0, 0, s.phrase(p.Title), titleStyle, 2)
	_, a = a.top(len(title) + gap)
	box := a.part(0, 0, min(a.w/2, 18), 3)
	frame(box, strongStyle)
	box.text(2, 1, s.entry()+"▌", strongStyle)
	if p.Unit != "" {
		box.part(0, 0, box.w-2, box.h).right(1, p.Unit, quietStyle)
	}
	how := "screen.prompt.pin"
	switch {
	case len(p.Choices) > 0:
		how = "screen.prompt.choice"
	case p.Unit != "":
		how = "screen.prompt.weight"
	}
	a.part(box.w+1, 0, a.w, 3).wrap(0, 0, s.say(how), quietStyle, 3)
	_, a = a.top(3 + gap)
	for i, choice := range p.Choices {
		x := a.text(0, i, strconv.Itoa(i+1), strongStyle)
		a.text(x+2, i, s.say(choice), plainStyle)
	}
}

// entry is what was typed, in dots when it is secret.
func (s Scene) entry() string {
	if s.View.Prompt != nil && s.View.Prompt.Secret {
		return strings.Repeat("●", len(s.Entry))
	}
	return s.Entry
}

// leave asks whether the program should end.
func (s Scene) leave(a area) {
	text := s.say("screen.leave")
	w := min(a.w-4, 64)
	lines := len(wrapped(text, w-4, 4))
	box := a.part((a.w-w)/2, max((a.h-lines-2)/2, 0), w, lines+2)
	box.fill(alarmStyle)
	frame(box, alarmStyle)
	box.inset(2).wrap(0, 1, text, alarmStyle, lines)
}

// help is the page of keys: every binding with its sentence.
func (s Scene) help(a area) {
	a = a.inset(2)
	s.heading(a, s.say("screen.help"))
	intro := s.say("screen.help.intro")
	n := a.wrap(0, 1, intro, plainStyle, 2)
	_, a = a.top(n + 2)
	var rows []Binding
	for _, b := range s.Bindings {
		if b.Label != "" {
			rows = append(rows, b)
		}
	}
	from := min(s.Scroll, max(len(rows)-a.h, 0))
	for y, b := range rows[from:] {
		style := quietStyle
		if b.open(s.View) {
			style = strongStyle
		}
		a.text(0, y, b.Name(), style)
		a.text(9, y, string(b.Command), style)
		a.text(26, y, s.say(b.Help), style.Bold(false))
	}
}

// frame draws a line around an area.
func frame(a area, style tcell.Style) {
	if a.w < 2 || a.h < 2 {
		return
	}
	rule := strings.Repeat("─", a.w-2)
	a.text(0, 0, "┌"+rule+"┐", style)
	a.text(0, a.h-1, "└"+rule+"┘", style)
	for y := 1; y < a.h-1; y++ {
		a.text(0, y, "│", style)
		a.text(a.w-1, y, "│", style)
	}
}
