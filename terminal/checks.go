package terminal

import (
	"cmp"
	"slices"

	"packline/manifest"
	"packline/station"
)

// nameColumns is the width of a check's name.
const nameColumns = 13

// checks is the list of checks: what fired first, worst first, each with its sentence; the rest in columns of names.
func (s Scene) checks() block {
	if len(s.View.Checks) == 0 {
		return block{}
	}
	fired, rest := sorted(s.View.Checks)
	rows := 1
	for _, c := range fired {
		for _, f := range c.Findings {
			rows += 1 + len(wrapped(s.sentence(f), 1000, 1))
		}
		rows++
	}
	return block{need: rows + len(rest) + 1, draw: func(a area) { s.drawChecks(a, fired, rest) }}
}

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
	grid := a.w / (nameColumns + 3)
	tail := 0
	if grid > 0 {
		tail = (len(rest) + grid - 1) / grid
	}
	y := 1
	for _, c := range fired {
		room := a.part(0, 0, a.w, max(a.h-min(tail, 3), y+1))
		y += s.fired(room, y, c)
	}
	for i, c := range rest {
		sign, style := verdictLook(c.Verdict)
		column, row := i%max(grid, 1), i/max(grid, 1)
		cell := a.part(column*(nameColumns+3), y+row, nameColumns+2, 1)
		cell.text(0, 0, sign+" "+s.say("screen.check."+c.Group), style)
	}
}

// fired draws a group that has something to say, and gives the rows it took.
func (s Scene) fired(a area, y int, c station.Check) int {
	sign, style := verdictLook(c.Verdict)
	name := s.say("screen.check." + c.Group)
	if c.Cleared {
		sign, style = "√", quietStyle
		name += " " + s.say("screen.cleared")
	}
	x := a.text(0, y, sign+" "+name, style)
	if len(c.Findings) == 0 {
		a.text(x+1, y, s.say("screen.verdict."+c.Verdict.String()), style)
		return 1
	}
	rows := 0
	indent := max(nameColumns, x+1)
	for _, f := range c.Findings {
		_, own := verdictLook(f.Verdict)
		if c.Cleared {
			own = quietStyle
		}
		rows += max(a.wrap(indent, y+rows, s.sentence(f), own, 3), 1)
	}
	return rows
}

// sentence is what a finding says, what to do about it, and its rule.
func (s Scene) sentence(f manifest.Finding) string {
	return joined(" ", s.phrase(f.Message), s.phrase(f.Action), "("+f.Rule+")")
}
