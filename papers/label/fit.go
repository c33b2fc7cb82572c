package label

import (
	"strings"
	"unicode/utf8"

	"packline/papers/zpl"
)

// area is a rectangle in thousandths of an inch from the label's upper left corner.
type area struct{ x, y, w, h int }

// line is text to be fitted, with the name of its field for errors.
type line struct {
	field string
	text  string
	whole bool // may not be wrapped
}

// size is a range of character heights in thousandths of an inch.
type size struct{ most, least int }

// Spacing of lines in percent of the character height: room for an accent above and a descender below.
const (
	leading = 115
	widest  = 125
)

// A printer's font may be a little wider than our table.
const widthReserve = 103

// narrowest is the least width of characters in percent of their own proportions, before lines are wrapped more.
const narrowest = 80

// setLines puts lines below each other into an area, all of one size: the greatest that fits after wrapping. What
// doesn't fit at the least size is an error that names the longest field.
func (p *page) setLines(a area, s size, lines []line) {
	if p.err != nil {
		return
	}
	lines = present(lines)
	rows := make([]string, 0, 8)
	for height := s.most; ; height -= 4 {
		height = max(height, s.least)
		for _, percent := range []int{100, narrowest} {
			var ok bool
			if rows, ok = wrapAll(rows[:0], lines, a, height, percent); ok {
				p.setRows(a, height, height*percent/100, rows)
				return
			}
		}
		if height == s.least {
			p.err = tooLong(lines)
			return
		}
	}
}

// setRows spreads rows over an area that has more room than they need, up to widest apart.
func (p *page) setRows(a area, height, width int, rows []string) {
	pitch := height * leading / 100
	if gaps := len(rows) - 1; gaps > 0 {
		spread := (a.h - height*(zpl.CapHeight+zpl.Descent)/1000) / gaps
		pitch = max(pitch, min(spread, height*widest/100))
	}
	for i, row := range rows {
		p.text(a.x, a.y+i*pitch, height, width, row)
	}
}

// present leaves out empty lines, in place.
func present(lines []line) []line {
	kept := lines[:0]
	for _, l := range lines {
		if l.text != "" {
			kept = append(kept, l)
		}
	}
	return kept
}

func tooLong(lines []line) error {
	longest := line{field: "text"}
	for _, l := range lines {
		if len(l.text) > len(longest.text) {
			longest = l
		}
	}
	return &FieldError{Field: longest.field, Problem: "is too long for the label"}
}

// wrapAll wraps every line to the area at a character height and width, behind rows; ok says whether they fit in it
// together.
func wrapAll(rows []string, lines []line, a area, height, percent int) (all []string, ok bool) {
	room := a.w * 100 / widthReserve
	most := (a.h*100/height-zpl.CapHeight/10-zpl.Descent/10)/leading + 1
	for _, l := range lines {
		if l.whole {
			if zpl.TextWidth(l.text, height*percent/100) > room {
				return rows, false
			}
			rows = append(rows, l.text)
			continue
		}
		if rows = wrap(rows, l.text, height*percent/100, room); len(rows) > most {
			return rows, false
		}
	}
	return rows, len(rows) <= most
}

// wrap breaks text at blanks; a word wider than the room is broken within.
func wrap(rows []string, text string, width, room int) []string {
	for text != "" {
		if zpl.TextWidth(text, width) <= room {
			return append(rows, text)
		}
		cut := cutAt(text, width, room)
		rows = append(rows, strings.TrimRight(text[:cut], " "))
		text = strings.TrimLeft(text[cut:], " ")
	}
	return rows
}

// cutAt gives where a line ends: behind the last blank that fits, else behind the last character that does.
func cutAt(text string, width, room int) int {
	sum, blank := 0, 0
	for i, r := range text {
		advance, _ := zpl.Advance(r)
		sum += advance * width
		if sum > room*1000 {
			if blank > 0 {
				return blank
			}
			_, first := utf8.DecodeRuneInString(text)
			return max(i, first)
		}
		if r == ' ' {
			blank = i + 1
		}
	}
	return len(text)
}
