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
		rows = size{scale: 3}.rows() + 3
	case a.h >= tallRows:
		rows = size{scale: 2}.rows() + 3
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
	a = a.part(2, 0, a.w-3, a.h)
	text := s.phrase(s.View.Detail)
	lines := max(len(wrapped(text, a.w, 2)), 1)
	if a.h > 6 {
		lines = 2
	}
	detail, word := a.bottom(lines)
	low := word.h <= (size{scale: 1}).rows() // dark letters must not touch the dark bar above
	if !low {
		_, word = word.top(1)
	}
	s.word(word, style, low)
	detail.wrap(0, 0, text, style, lines)
}

func (s Scene) word(a area, style tcell.Style, low bool) {
	signed := toneSign(s.View.Tone) + " " + s.headline()
	text, z := signed, bigSize(signed, a.w, a.h, 3)
	if alone := bigSize(s.headline(), a.w, a.h, 3); alone.scale > z.scale {
		text, z = s.headline(), alone
	}
	if z.scale == 0 {
		a.wrap(0, a.h/2, signed, style, 2)
		return
	}
	z.low = low
	a.big(0, (a.h-z.rows())/2, text, z, style)
}

// bandWeight draws the weight at the right end of the band on a narrow screen, in big digits when the verdict leaves
// the room, and gives the room of the verdict.
func (s Scene) bandWeight(a area) area {
	value, unit, style := s.weightDigits()
	digits := bigWidth(value, size{scale: 1})
	columns := max(digits+width(unit)+3, smallWeight)
	if a.w-columns < s.wordWidth()+3 {
		columns = smallWeight
	}
	if s.View.Order == nil && a.w-columns < s.wordWidth()+3 {
		return a // nothing is to be weighed now
	}
	verdict, box := a.left(a.w - columns)
	box = box.fill(base).part(1, 0, box.w-2, box.h)
	box.text(0, 0, s.weightTitle(), titleStyle)
	if digits > 0 && digits+1+width(unit) <= box.w {
		box.big(0, 1, value, size{scale: 1}, style)
		box.text(digits+1, 4, unit, style)
	} else {
		box.text(0, 2, value+" "+unit, style.Bold(true))
	}
	mark, markStyle := s.stability()
	box.text(0, 5, mark, markStyle)
	return verdict
}

// wordWidth is the room that the verdict needs on a narrow screen.
func (s Scene) wordWidth() int {
	if n := bigWidth(s.headline(), size{scale: 1, narrow: true}); n > 0 {
		return n
	}
	return width(s.headline())
}

// next draws the next step, and above it what was refused, until something is accepted. Rows that the line to the
// centre took are not missed here: an outage makes the next step no smaller.
func (s Scene) next(a area, taken int) area {
	if !s.View.Problem.IsZero() {
		a = banner(a, s.problem(), errorStyle, 3, a.h+taken >= 20)
	}
	return banner(a, s.nextLine(), nextStyle, 3, a.h+taken >= 14)
}

// banner draws a text on its own colour over the whole width, tall where there is room, and gives what is left below.
func banner(a area, text string, style tcell.Style, most int, tall bool) area {
	lines := len(wrapped(text, a.w-4, most))
	above := 0
	if tall {
		above = 1
	}
	box, rest := a.top(lines + 2*above)
	box.fill(style).inset(2).wrap(0, above, text, style, lines)
	return rest
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
	case !card.Stable && !card.Blank:
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
	case !card.Taken.IsZero() && card.Manual:
		return "M " + s.say("screen.weight.keyed"), bad
	case !card.Taken.IsZero():
		return "√ " + s.say("screen.weight.ok"), good
	case card.Fresh && card.Blank && !card.Shown.IsZero():
		return "", quietStyle // digits below zero or over capacity stand there, and what they mean is said elsewhere
	case !card.Fresh || card.Blank:
		return "○ " + s.say("screen.weight.none"), quietStyle
	case card.NeedsZero:
		return "▲ " + s.say("screen.weight.empty"), bad
	case !card.Stable:
		return "~ " + s.say("screen.weight.moving"), bad
	case !card.Usable && card.Problem.Key != "" && card.Problem.Key != "bench.scale.empty":
		return "○ " + s.say("screen.weight.untaken"), quietStyle
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
	sizeIn := func(w int) size { return bigSize(value, w-width(unit)-2, size{scale: 2}.rows(), 2) }
	rows := func(w int) int {
		n := 2 + max(sizeIn(w).rows(), 1)
		if s.View.Scale.Taken.IsZero() && !s.View.Scale.Problem.IsZero() {
			n++
		}
		return n
	}
	return block{rows: rows, draw: func(a area) {
		s.heading(a, s.weightTitle())
		z := sizeIn(a.w)
		y := 1 + max(z.rows(), 1)
		if z.scale == 0 {
			a.text(0, 1, value+" "+unit, style.Bold(true))
		} else {
			a.big(0, 1, value, z, style)
			a.text(bigWidth(value, z)+1, y-1, unit, style)
		}
		mark, markStyle := s.stability()
		a.text(0, y, mark, markStyle)
		if s.View.Scale.Taken.IsZero() {
			a.text(0, y+1, s.phrase(s.View.Scale.Problem), quietStyle)
		}
	}}
}

// heading draws the title of a panel with a rule to its right.
func (s Scene) heading(a area, title string) {
	x := a.text(0, 0, title, titleStyle)
	for x++; x < a.w; x++ {
		a.text(x, 0, "─", faintStyle)
	}
}
