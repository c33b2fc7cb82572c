package terminal

import (
	"slices"
	"strings"
	"unicode"

	"github.com/gdamore/tcell/v2"
)

// letterHeight is the height of a block letter in dots. Two dots share a row of the screen, so dots are square.
const letterHeight = 7

// letters gives the block letters: rows of dots, thick enough for two metres.
func letters() map[rune]string {
	return map[rune]string{
		'A': ".####. ##..## ##..## ###### ##..## ##..## ##..##",
		'B': "#####. ##..## ##..## #####. ##..## ##..## #####.",
		'C': ".##### ##.... ##.... ##.... ##.... ##.... .#####",
		'D': "#####. ##..## ##..## ##..## ##..## ##..## #####.",
		'E': "###### ##.... ##.... #####. ##.... ##.... ######",
		'F': "###### ##.... ##.... #####. ##.... ##.... ##....",
		'G': ".##### ##.... ##.... ##..## ##..## ##..## .#####",
		'H': "##..## ##..## ##..## ###### ##..## ##..## ##..##",
		'I': "## ## ## ## ## ## ##",
		'J': "....## ....## ....## ....## ....## ##..## .####.",
		'K': "##..## ##.##. ####.. ###... ####.. ##.##. ##..##",
		'L': "##.... ##.... ##.... ##.... ##.... ##.... ######",
		'M': "##...## ###.### ####### ##.#.## ##...## ##...## ##...##",
		'N': "##..## ###.## ###### ##.### ##..## ##..## ##..##",
		'O': ".####. ##..## ##..## ##..## ##..## ##..## .####.",
		'P': "#####. ##..## ##..## #####. ##.... ##.... ##....",
		'Q': ".####. ##..## ##..## ##..## ##..## .####. ....##",
		'R': "#####. ##..## ##..## #####. ##..## ##..## ##..##",
		'S': ".##### ##.... ##.... .####. ....## ....## #####.",
		'T': "###### ..##.. ..##.. ..##.. ..##.. ..##.. ..##..",
		'U': "##..## ##..## ##..## ##..## ##..## ##..## .####.",
		'V': "##..## ##..## ##..## ##..## ##..## .####. ..##..",
		'W': "##...## ##...## ##...## ##.#.## ####### ###.### ##...##",
		'X': "##..## ##..## .####. ..##.. .####. ##..## ##..##",
		'Y': "##..## ##..## ##..## .####. ..##.. ..##.. ..##..",
		'Z': "###### ....## ....## .####. ##.... ##.... ######",
		'0': ".###. ##.## ##.## ##.## ##.## ##.## .###.",
		'1': ".##. ###. .##. .##. .##. .##. ####",
		'2': "####. ...## ...## .###. ##... ##... #####",
		'3': "####. ...## ...## .###. ...## ...## ####.",
		'4': "##.## ##.## ##.## ##### ...## ...## ...##",
		'5': "##### ##... ##... ####. ...## ...## ####.",
		'6': ".###. ##... ##... ####. ##.## ##.## .###.",
		'7': "##### ...## ...## ..##. ..##. .##.. .##..",
		'8': ".###. ##.## ##.## .###. ##.## ##.## .###.",
		'9': ".###. ##.## ##.## .#### ...## ...## .###.",
		' ': ".. .. .. .. .. .. ..",
		'.': ".. .. .. .. .. ## ##",
		':': ".. ## ## .. ## ## ..",
		'!': "## ## ## ## ## .. ##",
		'?': "####. ...## ...## .##.. .##.. ..... .##..",
		'-': "..... ..... ..... ####. ..... ..... .....",
		'/': "...## ...## ..##. ..##. .##.. ##... ##...",
		// Signs of the verdicts.
		'√': ".......## ......##. .....##.. ##..##... .####.... ..##..... .........",
		'×': "##...## ###.### .#####. ..###.. .#####. ###.### ##...##",
		'▲': "....#.... ...###... ...#.#... ..##.##.. ..##.##.. .#######. ####.####",
		'■': "###.### ###.### ###.### ###.### ###.### ###.### ###.###",
		'►': "##..... ####... ######. ####### ######. ####... ##.....",
		'…': "........ ........ ........ ........ ........ ##.##.## ##.##.##",
	}
}

// letterBook is made once: it never changes.
var letterBook = letters()

// size is how large block letters are: a scale from 1, and whether their counters are narrow. Low ones leave the free
// half of their rows above them, not below.
type size struct {
	scale  int
	narrow bool
	low    bool
}

// rows is how many rows of the screen letters of this size take.
func (z size) rows() int { return (letterHeight*z.scale + 1) / 2 }

// dots lays out a text in rows of dots. It gives nothing for a text with a character that has no block letter.
func dots(s string, narrow bool) []string {
	rows := make([]string, letterHeight)
	for i, r := range []rune(clean(s)) {
		glyph, ok := letterBook[unicode.ToUpper(r)]
		if !ok {
			return nil
		}
		squeeze := narrow && unicode.IsLetter(r) && slices.Index(wideLetters, unicode.ToUpper(r)) < 0
		for y, row := range strings.Fields(glyph) {
			if squeeze && len(row) == 6 {
				row = row[:2] + row[3:]
			}
			if i > 0 {
				rows[y] += "."
			}
			rows[y] += row
		}
	}
	return rows
}

// wideLetters can't be narrowed: they have no counter in the middle.
var wideLetters = []rune("KNTY")

// bigWidth is how many columns a text takes in block letters, 0 when it has a character without one.
func bigWidth(s string, z size) int {
	rows := dots(s, z.narrow)
	if rows == nil {
		return 0
	}
	return len(rows[0]) * z.scale
}

// bigSize is the largest size up to a scale at which a text fits; its scale is 0 when it fits at none.
func bigSize(s string, w, h, most int) size {
	for scale := most; scale > 0; scale-- {
		for _, z := range []size{{scale: scale}, {scale: scale, narrow: true}} {
			if n := bigWidth(s, z); n > 0 && n <= w && z.rows() <= h {
				return z
			}
		}
	}
	return size{}
}

// big draws a text in block letters from column x of row y.
func (a area) big(x, y int, s string, z size, style tcell.Style) {
	rows, above := dots(s, z.narrow), 0
	if z.low {
		above = 2*z.rows() - letterHeight*z.scale
	}
	lit := func(column, line int) bool {
		line -= above
		return line >= 0 && line/z.scale < len(rows) && rows[line/z.scale][column/z.scale] == '#'
	}
	for row := range z.rows() {
		for column := range bigWidth(s, z) {
			upper, lower := lit(column, 2*row), lit(column, 2*row+1)
			switch {
			case upper && lower:
				a.dot(x+column, y+row, "█", style)
			case upper:
				a.dot(x+column, y+row, "▀", style)
			case lower:
				a.dot(x+column, y+row, "▄", style)
			}
		}
	}
}

// dot draws one block character.
func (a area) dot(x, y int, block string, style tcell.Style) {
	if x >= 0 && y >= 0 && x < a.w && y < a.h {
		a.c.put(a.x+x, a.y+y, block, 1, style)
	}
}
