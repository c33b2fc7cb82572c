package terminaltest

import (
	"encoding/xml"
	"fmt"
	"strings"

	"github.com/gdamore/tcell/v2"

	"packline/terminal"
)

// The size of a cell in a picture, and the font, whose characters are 0.6 of its size wide.
const (
	cellWidth  = 9
	cellHeight = 18
	fontSize   = 15
	margin     = 12
)

// SVG draws a screen as a picture: its colours in rectangles, its words in a monospace font, its blocks and lines as
// shapes, so that no font shows gaps between them.
func SVG(c *terminal.Canvas, title string) []byte {
	w, h := c.Size()
	var b strings.Builder
	width, height := w*cellWidth+2*margin, h*cellHeight+2*margin
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" width="%d" height="%d" role="img">`+"\n", width, height, width, height)
	fmt.Fprintf(&b, "<title>%s</title>\n", escape(title))
	fmt.Fprintf(&b, `<rect width="%d" height="%d" rx="10" fill="#101418"/>`+"\n", width, height)
	fmt.Fprintf(&b, `<g transform="translate(%d,%d)" font-family="DejaVu Sans Mono,Menlo,Consolas,monospace" font-size="%d" xml:space="preserve">`+"\n", margin, margin, fontSize)
	for y := range h {
		grounds(&b, c, y, w)
	}
	for y := range h {
		words(&b, c, y, w)
	}
	b.WriteString("</g>\n</svg>\n")
	return []byte(b.String())
}

// grounds draws the backgrounds of a row, one rectangle a run.
func grounds(b *strings.Builder, c *terminal.Canvas, y, w int) {
	for x := 0; x < w; {
		_, ground, _ := c.Cell(x, y).Style.Decompose()
		end := x + 1
		for end < w {
			if _, next, _ := c.Cell(end, y).Style.Decompose(); next != ground {
				break
			}
			end++
		}
		if colour(ground) != "#101418" {
			rect(b, x*cellWidth, y*cellHeight, (end-x)*cellWidth, cellHeight, colour(ground))
		}
		x = end
	}
}

// words draws the texts of a row, one element a word, and its blocks and lines.
func words(b *strings.Builder, c *terminal.Canvas, y, w int) {
	for x := 0; x < w; {
		cell := c.Cell(x, y)
		if shape(b, cell, x, y, run(c, x, y, w)) {
			x += run(c, x, y, w)
			continue
		}
		if cell.Text == " " || cell.Width == 0 {
			x++
			continue
		}
		end, text := x, ""
		for end < w {
			next := c.Cell(end, y)
			if next.Style != cell.Style || next.Text == " " || isShape(next.Text) {
				break
			}
			text += next.Text
			end++
		}
		front, _, attributes := cell.Style.Decompose()
		bold := ""
		if attributes&tcell.AttrBold != 0 {
			bold = ` font-weight="bold"`
		}
		fmt.Fprintf(b, `<text x="%d" y="%d" fill="%s"%s textLength="%d">%s</text>`+"\n",
			x*cellWidth, y*cellHeight+14, colour(front), bold, (end-x)*cellWidth, escape(text))
		x = end
	}
}

// run is how many cells like this one follow each other, itself included.
func run(c *terminal.Canvas, x, y, w int) int {
	n := 1
	for x+n < w && c.Cell(x+n, y) == c.Cell(x, y) {
		n++
	}
	return n
}

func isShape(text string) bool {
	return text != "" && strings.Contains("█▀▄▌─│┌┐└┘", text)
}

// shape draws a run of block or line characters, and reports whether it was one.
func shape(b *strings.Builder, cell terminal.Cell, x, y, n int) bool {
	if !isShape(cell.Text) {
		return false
	}
	front, _, _ := cell.Style.Decompose()
	left, top, wide := x*cellWidth, y*cellHeight, n*cellWidth
	const half, middle = cellHeight / 2, cellWidth / 2
	switch cell.Text {
	case "█":
		rect(b, left, top, wide, cellHeight, colour(front))
	case "▀":
		rect(b, left, top, wide, half, colour(front))
	case "▄":
		rect(b, left, top+half, wide, half, colour(front))
	case "▌":
		rect(b, left, top, half, cellHeight, colour(front))
	case "─":
		rect(b, left, top+half, wide, 1, colour(front))
	case "│":
		rect(b, left+middle, top, 1, cellHeight, colour(front))
	default:
		corner(b, cell.Text, left, top, colour(front))
	}
	return true
}

func corner(b *strings.Builder, text string, left, top int, fill string) {
	const half, middle = cellHeight / 2, cellWidth / 2
	x, y := left, top
	if text == "┌" || text == "└" {
		x = left + middle
	}
	if text == "┌" || text == "┐" {
		y = top + half
	}
	rect(b, x, top+half, cellWidth-middle, 1, fill)
	rect(b, left+middle, y, 1, half, fill)
}

func rect(b *strings.Builder, x, y, w, h int, fill string) {
	fmt.Fprintf(b, `<rect x="%d" y="%d" width="%d" height="%d" fill="%s"/>`+"\n", x, y, w, h, fill)
}

func colour(c tcell.Color) string { return fmt.Sprintf("#%06x", max(c.Hex(), 0)) }

func escape(s string) string {
	var b strings.Builder
	_ = xml.EscapeText(&b, []byte(s)) // a Builder never fails
	return b.String()
}
