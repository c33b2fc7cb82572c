package terminal

import (
	"strings"

	"github.com/gdamore/tcell/v2"
	"github.com/rivo/uniseg"
)

// Cell is one place on the screen. The place right of a wide character has Width 0 and no Text.
type Cell struct {
	Text  string // one grapheme cluster
	Width int    // 1 or 2
	Style tcell.Style
}

// Canvas is a drawn screen.
type Canvas struct {
	w, h  int
	cells []Cell
}

func newCanvas(w, h int) *Canvas {
	c := &Canvas{w: max(w, 0), h: max(h, 0)}
	c.cells = make([]Cell, c.w*c.h)
	for i := range c.cells {
		c.cells[i] = Cell{Text: " ", Width: 1, Style: plainStyle}
	}
	return c
}

// Size gives the columns and rows.
func (c *Canvas) Size() (w, h int) { return c.w, c.h }

// Cell gives the cell at a column and row, the zero Cell outside.
func (c *Canvas) Cell(x, y int) Cell {
	if x < 0 || y < 0 || x >= c.w || y >= c.h {
		return Cell{}
	}
	return c.cells[y*c.w+x]
}

// Lines gives the text of every row without the spaces at its end.
func (c *Canvas) Lines() []string {
	lines := make([]string, c.h)
	for y := range lines {
		var b strings.Builder
		for _, cell := range c.cells[y*c.w : (y+1)*c.w] {
			b.WriteString(cell.Text)
		}
		lines[y] = strings.TrimRight(b.String(), " ")
	}
	return lines
}

// show copies the cells to a screen.
func (c *Canvas) show(screen tcell.Screen) {
	for y := range c.h {
		for x := range c.w {
			if cell := c.cells[y*c.w+x]; cell.Width > 0 {
				runes := []rune(cell.Text)
				screen.SetContent(x, y, runes[0], runes[1:], cell.Style)
			}
		}
	}
}

// put sets one cell, and a second one for a wide cluster. What it cuts in half becomes blank.
func (c *Canvas) put(x, y int, text string, width int, style tcell.Style) {
	row := c.cells[y*c.w : (y+1)*c.w]
	if row[x].Width == 0 && x > 0 {
		row[x-1] = Cell{Text: " ", Width: 1, Style: row[x-1].Style}
	}
	end := x + width
	if end < c.w && row[end].Width == 0 {
		row[end] = Cell{Text: " ", Width: 1, Style: row[end].Style}
	}
	row[x] = Cell{Text: text, Width: width, Style: style}
	if width == 2 {
		row[x+1] = Cell{Style: style}
	}
}

// area is a part of a canvas: nothing drawn in it can leave it.
type area struct {
	c          *Canvas
	x, y, w, h int
}

func (c *Canvas) all() area { return area{c: c, w: c.w, h: c.h} }

// part gives the part of the area that a rectangle inside it covers.
func (a area) part(x, y, w, h int) area {
	left, top := min(max(x, 0), a.w), min(max(y, 0), a.h)
	right, bottom := min(max(x+w, left), a.w), min(max(y+h, top), a.h)
	return area{c: a.c, x: a.x + left, y: a.y + top, w: right - left, h: bottom - top}
}

// top splits off the first rows, bottom the last, left the first columns.
func (a area) top(n int) (taken, rest area) {
	n = min(max(n, 0), a.h)
	return a.part(0, 0, a.w, n), a.part(0, n, a.w, a.h-n)
}

func (a area) bottom(n int) (taken, rest area) {
	n = min(max(n, 0), a.h)
	return a.part(0, a.h-n, a.w, n), a.part(0, 0, a.w, a.h-n)
}

func (a area) left(n int) (taken, rest area) {
	n = min(max(n, 0), a.w)
	return a.part(0, 0, n, a.h), a.part(n, 0, a.w-n, a.h)
}

// inset leaves columns free on both sides.
func (a area) inset(n int) area { return a.part(n, 0, a.w-2*n, a.h) }

func (a area) fill(style tcell.Style) area {
	for y := range a.h {
		for x := range a.w {
			a.c.put(a.x+x, a.y+y, " ", 1, style)
		}
	}
	return a
}

// text draws a line from column x of row y, cut off with an ellipsis at the edge, and gives the column after it.
func (a area) text(x, y int, s string, style tcell.Style) int {
	if y < 0 || y >= a.h || x < 0 || x >= a.w {
		return x
	}
	s = fit(clean(s), a.w-x)
	if plain(s) {
		return a.ascii(x, y, s, style)
	}
	for state := -1; s != ""; {
		var cluster string
		var width int
		cluster, s, width, state = uniseg.FirstGraphemeClusterInString(s, state)
		if width < 1 || x+width > a.w {
			continue
		}
		width = min(width, 2)
		a.c.put(a.x+x, a.y+y, cluster, width, style)
		x += width
	}
	return x
}

// ascii draws a clean line of printable ASCII, which most are.
func (a area) ascii(x, y int, s string, style tcell.Style) int {
	for i := range len(s) {
		a.c.put(a.x+x+i, a.y+y, s[i:i+1], 1, style)
	}
	return x + len(s)
}

// right draws a line that ends at the right edge and gives the column where it starts.
func (a area) right(y int, s string, style tcell.Style) int {
	x := max(a.w-width(s), 0)
	a.text(x, y, s, style)
	return x
}

// wrap draws a text over at most max lines from row y and gives the number of lines.
func (a area) wrap(x, y int, s string, style tcell.Style, most int) int {
	lines := wrapped(s, a.w-x, min(most, a.h-y))
	for i, line := range lines {
		a.text(x, y+i, line, style)
	}
	return len(lines)
}

// width gives the columns that a text takes on the screen.
func width(s string) int { return columnsOf(clean(s)) }

// columnsOf is the width of a clean text.
func columnsOf(s string) int {
	if plain(s) {
		return len(s)
	}
	return uniseg.StringWidth(s)
}

// fit cuts a clean text to a number of columns.
func fit(s string, columns int) string {
	if columnsOf(s) <= columns {
		return s
	}
	head, _ := cut(s, columns-1)
	if columns < 1 {
		return ""
	}
	return strings.TrimRight(head, " ") + "…"
}

// cut splits a clean text after at most that many columns.
func cut(s string, columns int) (head, tail string) {
	used, rest := 0, s
	for state := -1; rest != ""; {
		_, next, w, st := uniseg.FirstGraphemeClusterInString(rest, state)
		if used+w > columns {
			break
		}
		used, rest, state = used+w, next, st
	}
	return s[:len(s)-len(rest)], rest
}

// wrapped breaks a text into at most max lines of that many columns, between words where it can. The last line ends
// in an ellipsis when there was more.
func wrapped(s string, columns, most int) []string {
	if columns < 1 || most < 1 {
		return nil
	}
	var lines []string
	line := ""
	for _, word := range strings.Fields(clean(s)) {
		for len(lines) <= most {
			joined := strings.TrimPrefix(line+" "+word, " ")
			if columnsOf(joined) <= columns {
				line = joined
				break
			}
			if line == "" { // longer than a line: break the word
				var head string
				if head, word = cut(word, columns); head == "" {
					return lines
				}
				line = head
			}
			lines, line = append(lines, line), ""
			if word == "" {
				break
			}
		}
	}
	if line != "" {
		lines = append(lines, line)
	}
	if len(lines) > most {
		last := lines[most-1]
		lines = append(lines[:most-1], fit(last+strings.Repeat(" ", columns)+".", columns))
	}
	return lines
}

// Width gives the columns that a text takes on the screen once it is made harmless.
func Width(s string) int { return width(s) }
