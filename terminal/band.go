package terminal

import (
	"github.com/gdamore/tcell/v2"
)

// smallWeight is the width of a weight in plain characters beside the verdict.
const smallWeight = 20

// band draws the verdict in full colour with the weight beside it, and gives what is left below.
func (s Scene) band(a area) area {
	rows := 6
	switch {
	case a.h >= 42:
		rows = bigRows(3) + 3
	case a.h >= tallRows:
		rows = bigRows(2) + 3
	}
	head, rest := a.top(rows)
	style := toneStyle(s.View.Tone)
	head.fill(style)
	if a.w < wideColumns {
		head = s.bandWeight(head)
	}
	s.verdict(head, style)
	return rest
}

// verdict draws the sign and the word as large as they fit, and the sentence under them.
func (s Scene) verdict(a area, style tcell.Style) {
	a = a.inset(2)
	detail, word := a.bottom(1)
	if a.h > 6 {
		detail, word = a.bottom(2)
	}
	_, word = word.top(1)
	s.word(word, style)
	detail.wrap(0, 0, s.phrase(s.View.Detail), style, detail.h)
}

func (s Scene) word(a area, style tcell.Style) {
	text := toneSign(s.View.Tone) + " " + s.headline()
	scale := bigScale(text, a.w, a.h, 3)
	if alone := s.headline(); scale == 0 || bigScale(alone, a.w, a.h, 3) > scale+1 {
		if n := bigScale(alone, a.w, a.h, 3); n > scale {
			text, scale = alone, n
		}
	}
	if scale == 0 {
		a.wrap(0, a.h/2, text, style, 2)
		return
	}
	a.big(0, (a.h-bigRows(scale))/2, text, scale, style)
}

// bandWeight draws the weight at the right end of the band on a narrow screen, in big digits when the verdict leaves
// the room, and gives the room of the verdict.
func (s Scene) bandWeight(a area) area {
	value, unit, style := s.weightDigits()
	large := bigWidth(value, 1) + width(unit) + 5
	columns := smallWeight
	if bigWidth(value, 1) > 0 && a.w-large-4 >= s.wordWidth() && large < a.w/2 {
		columns = max(large, smallWeight)
	}
	verdict, box := a.left(a.w - columns)
	box.fill(base)
	box = box.part(2, 0, box.w-3, box.h)
	box.text(0, 0, s.weightTitle(), titleStyle)
	switch {
	case columns == large:
		box.big(0, 1, value, 1, style)
		box.text(bigWidth(value, 1)+1, 4, unit, style)
	case bigScale(value, box.w-width(unit)-1, box.h, 1) == 1:
		box.big(0, 1, value, 1, style)
		box.text(bigWidth(value, 1)+1, 4, unit, style)
	default:
		box.text(0, 2, value+" "+unit, style.Bold(true))
	}
	mark, markStyle := s.stability()
	box.text(0, 5, mark, markStyle)
	return verdict
}

// wordWidth is the room that the verdict wants on a narrow screen.
func (s Scene) wordWidth() int {
	if n := bigWidth(toneSign(s.View.Tone)+" "+s.headline(), 1); n > 0 {
		return n
	}
	return width(s.headline())
}

// next draws the next step, and above it what was refused, until something is accepted.
func (s Scene) next(a area) area {
	if !s.View.Problem.IsZero() {
		lines := len(wrapped(s.problem(), a.w-4, 3))
		pad := 0
		if a.h >= tallRows-10 {
			pad = 1
		}
		var box area
		box, a = a.top(lines + 2*pad)
		box.fill(errorStyle).wrap(2, pad, s.problem(), errorStyle, lines)
	}
	lines := len(wrapped(s.nextLine(), a.w-4, 2))
	pad := 0
	if a.h >= tallRows-10 {
		pad = 1
	}
	box, a := a.top(lines + 2*pad)
	box.fill(nextStyle).wrap(2, pad, s.nextLine(), nextStyle, lines)
	return a
}

// weightDigits gives the weight that counts now: the one taken for the carton, else what the scale shows.
func (s Scene) weightDigits() (value, unit string, style tcell.Style) {
	card := s.View.Scale
	shown, style := card.Shown, strongStyle
	switch {
	case !card.Taken.IsZero():
		shown = card.Taken
	case !card.Fresh || card.Shown.IsZero():
		return "---", string(shown.Unit), faintStyle
	case !card.Stable:
		style = base.Foreground(yellow).Bold(true)
	case !card.Usable:
		style = quietStyle
	}
	return clean(shown.Value), clean(string(shown.Unit)), style
}

func (s Scene) weightTitle() string {
	if !s.View.Scale.Taken.IsZero() {
		return s.say("screen.weight.taken")
	}
	return s.say("screen.weight")
}

// stability says how far the weight can be trusted, with a sign.
func (s Scene) stability() (string, tcell.Style) {
	card := s.View.Scale
	good, bad := base.Foreground(mint).Bold(true), base.Foreground(yellow).Bold(true)
	switch {
	case !card.Taken.IsZero() && card.Fresh && !card.Shown.IsZero() && card.Shown != card.Taken:
		return s.say("screen.weight.now", card.Shown.String()), quietStyle
	case !card.Taken.IsZero():
		return "√ " + s.say("screen.weight.ok"), good
	case !card.Fresh:
		return "○ " + s.say("screen.weight.none"), quietStyle
	case card.NeedsZero:
		return "▲ " + s.say("screen.weight.empty"), bad
	case !card.Stable:
		return "~ " + s.say("screen.weight.moving"), bad
	case !card.Usable:
		return "○ " + s.say("screen.weight.unusable"), quietStyle
	}
	return "√ " + s.say("screen.weight.stable"), good
}

// weightWords is the weight in one line.
func (s Scene) weightWords() string {
	value, unit, _ := s.weightDigits()
	mark, _ := s.stability()
	return value + " " + unit + "  " + mark
}

// weightPanel is the weight on a wide screen: a panel of its own.
func (s Scene) weightPanel() block {
	value, unit, style := s.weightDigits()
	rows := 1 + bigRows(2) + 1
	if !s.View.Scale.Problem.IsZero() {
		rows++
	}
	return block{need: rows, draw: func(a area) {
		s.heading(a, s.weightTitle())
		scale := bigScale(value, a.w-width(unit)-2, a.h-2, 2)
		if scale == 0 {
			a.text(0, 1, value+" "+unit, style.Bold(true))
		} else {
			a.big(0, 1, value, scale, style)
			s.unit(a, bigWidth(value, scale)+2, bigRows(scale), unit, style)
		}
		mark, markStyle := s.stability()
		y := 1 + bigRows(max(scale, 1))
		a.text(0, y, mark, markStyle)
		a.text(0, y+1, s.phrase(s.View.Scale.Problem), base.Foreground(yellow))
	}}
}

// unit draws the unit on the base line of the digits, in block letters where they fit.
func (s Scene) unit(a area, x, base int, unit string, style tcell.Style) {
	if n := bigWidth(unit, 1); n > 0 && x+n <= a.w && base >= bigRows(2) {
		a.big(x, 1+base-bigRows(1), unit, 1, style)
		return
	}
	a.text(x, base, unit, style)
}

// heading draws the title of a panel with a rule to its right.
func (s Scene) heading(a area, title string) {
	x := a.text(0, 0, title, titleStyle)
	for x++; x < a.w; x++ {
		a.text(x, 0, "─", faintStyle)
	}
}
