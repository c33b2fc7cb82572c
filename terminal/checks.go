package terminal

import (
	"cmp"
	"slices"
	"strings"

	"packline/manifest"
	"packline/station"
)

// nameColumns is the width of a check's name.
const nameColumns = 13

// maxSentence is how many lines a finding's sentence may take.
const maxSentence = 5

// checks is the list of checks: what fired first, worst first, each with its sentence; the rest in columns of names.
func (s Scene) checks() block {
	if len(s.View.Checks) == 0 {
		return block{}
	}
	fired, rest := sorted(append(s.centreChecks(), s.View.Checks...))
	rows := func(w int) int {
		n := 1 + gridRows(len(rest), w)
		for _, c := range fired {
			n += s.firedRows(w, c)
		}
		return n
	}
	return block{rows: rows, draw: func(a area) { s.drawChecks(a, fired, rest) }}
}

// gridRows is how many rows a number of names takes.
func gridRows(names, w int) int {
	grid := gridColumns(w)
	return (names + grid - 1) / grid
}

func gridColumns(w int) int { return max(w/(nameColumns+3), 1) }

// sorted splits the groups in those with findings, worst first, and the others in their order.
func sorted(checks []station.Check) (fired, rest []station.Check) {
	for _, c := range checks {
		if len(c.Findings) > 0 || c.Verdict > manifest.Pass {
			fired = append(fired, c)
		} else {
			rest = append(rest, c)
		}
	}
	slices.SortStableFunc(fired, func(a, b station.Check) int { return cmp.Compare(weight(b), weight(a)) })
	return fired, rest
}

// weight orders groups: what was cleared matters less than what was not.
func weight(c station.Check) int {
	if c.Cleared {
		return int(c.Verdict)
	}
	return int(c.Verdict) + 10
}

func (s Scene) drawChecks(a area, fired, rest []station.Check) {
	s.heading(a, s.say("screen.checks"))
	y := 1
	for _, c := range fired {
		y += s.fired(a, y, c)
	}
	grid := gridColumns(a.w)
	for i, c := range rest {
		sign, style := verdictLook(c.Verdict)
		cell := a.part(i%grid*(nameColumns+3), y+i/grid, nameColumns+2, 1)
		x := cell.text(0, 0, sign, style)
		cell.text(x+1, 0, s.say("screen.check."+c.Group), quietStyle.Foreground(silver))
	}
}

// firedRows is how many rows a group that fired takes.
func (s Scene) firedRows(w int, c station.Check) int {
	rows := 0
	for i, f := range c.Findings {
		lines := len(wrapped(s.sentence(f), w-nameColumns-2, maxSentence))
		if i == 0 {
			lines = max(lines, 2) // the group's name and the rule's
		}
		rows += max(lines, 1)
	}
	return max(rows, 1)
}

// fired draws a group that has something to say, and gives the rows it took. The names of the rules stand under the
// group's.
func (s Scene) fired(a area, y int, c station.Check) int {
	sign, style := verdictLook(c.Verdict)
	if c.Cleared {
		sign, style = "√", quietStyle
	}
	names := a.part(0, 0, nameColumns+1, a.h)
	names.text(0, y, sign+" "+s.say("screen.check."+c.Group), style)
	if len(c.Findings) == 0 {
		a.text(nameColumns+2, y, s.say("screen.verdict."+c.Verdict.String()), style)
		return 1
	}
	rows := 0
	for i, f := range c.Findings {
		_, own := verdictLook(f.Verdict)
		text := s.sentence(f)
		if c.Cleared {
			own, text = quietStyle, joined(" ", s.say("screen.cleared"), text)
		}
		lines := a.wrap(nameColumns+2, y+rows, text, own, maxSentence)
		rule := rows
		if i == 0 {
			rule, lines = 1, max(lines, 2)
		}
		names.text(2, y+rule, f.Rule, quietStyle)
		rows += max(lines, 1)
	}
	return rows
}

// sentence is what a finding says and what to do about it.
func (s Scene) sentence(f manifest.Finding) string {
	message, action := s.phrase(f.Message), s.phrase(f.Action)
	if message != "" && action != "" && !strings.ContainsAny(message[len(message)-1:], ".!?:") {
		message += "."
	}
	return joined(" ", message, action)
}
