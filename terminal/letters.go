package terminal

import (
	"strings"
	"unicode"

	"github.com/gdamore/tcell/v2"
)

// letterHeight is the height of a block letter in dots. Two dots share a row of the screen, so dots are square.
const letterHeight = 7

// letters gives the block letters: rows of dots, thick enough for two metres.
func letters() map[rune]string {
	return map[rune]string{
		'A': ".###. ##.## ##.## ##### ##.## ##.## ##.##",
		'B': "####. ##.## ##.## ####. ##.## ##.## ####.",
		'C': ".#### ##... ##... ##... ##... ##... .####",
		'D': "####. ##.## ##.## ##.## ##.## ##.## ####.",
		'E': "##### ##... ##... ####. ##... ##... #####",
		'F': "##### ##... ##... ####. ##... ##... ##...",
		'G': ".#### ##... ##... ##.## ##.## ##.## .####",
		'H': "##.## ##.## ##.## ##### ##.## ##.## ##.##",
		'I': "## ## ## ## ## ## ##",
		'J': "...## ...## ...## ...## ...## ##.## .###.",
		'K': "##..## ##.##. ####.. ###... ####.. ##.##. ##..##",
		'L': "##... ##... ##... ##... ##... ##... #####",
		'M': "##...## ###.### ####### ##.#.## ##...## ##...## ##...##",
		'N': "##..## ###.## ###### ##.### ##..## ##..## ##..##",
		'O': ".###. ##.## ##.## ##.## ##.## ##.## .###.",
		'P': "####. ##.## ##.## ####. ##... ##... ##...",
		'Q': ".###. ##.## ##.## ##.## ##.## .###. ...##",
		'R': "####. ##.## ##.## ####. ##.## ##.## ##.##",
		'S': ".#### ##... ##... .###. ...## ...## ####.",
		'T': "###### ..##.. ..##.. ..##.. ..##.. ..##.. ..##..",
		'U': "##.## ##.## ##.## ##.## ##.## ##.## .###.",
		'V': "##.## ##.## ##.## ##.## ##.## .###. ..#..",
		'W': "##...## ##...## ##...## ##.#.## ####### ###.### ##...##",
		'X': "##.## ##.## .###. ..#.. .###. ##.## ##.##",
		'Y': "##..## ##..## ##..## .####. ..##.. ..##.. ..##..",
		'Z': "##### ...## ...## .###. ##... ##... #####",
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
		' ': "... ... ... ... ... ... ...",
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

// dots lays out a text in rows of dots. It gives nothing for a text with a character that has no block letter.
func dots(s string) []string {
	rows := make([]string, letterHeight)
	for i, r := range []rune(clean(s)) {
		glyph, ok := letterBook[unicode.ToUpper(r)]
		if !ok {
			return nil
		}
		for y, row := range strings.Fields(glyph) {
			if i > 0 {
				rows[y] += "."
			}
			rows[y] += row
		}
	}
	return rows
}

// bigRows is how many rows of the screen block letters take.
func bigRows(scale int) int { return (letterHeight*scale + 1) / 2 }

// bigWidth is how many columns a text takes in block letters, 0 when it has a character without one.
func bigWidth(s string, scale int) int {
	rows := dots(s)
	if rows == nil {
		return 0
	}
	return len(rows[0]) * scale
}

// bigScale is the largest scale up to max at which a text fits, 0 when it fits at none.
func bigScale(s string, w, h, most int) int {
	for scale := most; scale > 0; scale-- {
		if n := bigWidth(s, scale); n > 0 && n <= w && bigRows(scale) <= h {
			return scale
		}
	}
	return 0
}

// big draws a text in block letters from column x of row y.
func (a area) big(x, y int, s string, scale int, style tcell.Style) {
	rows := dots(s)
	lit := func(column, line int) bool {
		line /= scale
		return line < len(rows) && rows[line][column/scale] == '#'
	}
	for row := range bigRows(scale) {
		for column := range bigWidth(s, scale) {
			upper, lower := lit(column, 2*row), lit(column, 2*row+1)
			switch {
			case upper && lower:
				a.text(x+column, y+row, "█", style)
			case upper:
				a.text(x+column, y+row, "▀", style)
			case lower:
				a.text(x+column, y+row, "▄", style)
			}
		}
	}
}
