package zpl

import "unicode/utf8"

// Proportions of font 0 in thousandths of its height: it is drawn with the top of its capitals at the element's Y.
const (
	CapHeight = 740 // of capitals and figures
	Descent   = 200 // below the line they stand on
)

// Advance widths of font 0 in thousandths of its character width: those of a bold condensed Helvetica, which the
// printer's CG Triumvirate Bold Condensed follows. Measured on renderings; a printer may differ by a percent or two.
var (
	asciiAdvance = [...]uint16{
		250, 333, 333, 500, 500, 833, 668, 250, 333, 333, 500, 500, 333, 500, 333, 278,
		500, 500, 500, 500, 500, 500, 500, 500, 500, 500, 278, 278, 500, 500, 500, 500,
		833, 556, 556, 556, 611, 500, 500, 611, 611, 278, 445, 556, 500, 778, 611, 611,
		556, 611, 611, 556, 500, 611, 556, 833, 556, 556, 500, 333, 250, 333, 500, 500,
		333, 500, 500, 445, 500, 500, 278, 500, 500, 278, 278, 445, 278, 778, 500, 500,
		500, 500, 333, 445, 278, 500, 445, 668, 445, 445, 390, 275, 250, 275, 500,
	}
	latinAdvance = [...]uint16{ // from A1 on
		333, 500, 500, 500, 500, 250, 500, 333, 830, 300, 500, 500, 333, 830, 333,
		400, 500, 300, 300, 333, 500, 550, 333, 333, 300, 300, 500, 750, 750, 750, 500,
		556, 556, 556, 556, 556, 556, 778, 556, 500, 500, 500, 500, 278, 278, 278, 278,
		611, 611, 611, 611, 611, 611, 611, 500, 611, 611, 611, 611, 611, 556, 556, 500,
		500, 500, 500, 500, 500, 500, 723, 445, 500, 500, 500, 500, 278, 278, 278, 278,
		500, 500, 500, 500, 500, 500, 500, 500, 500, 500, 500, 500, 500, 445, 500, 445,
	}
)

// Advance gives the advance width of a character in thousandths of the character width, and whether font 0 of a
// current printer has it: Latin-1 and the few characters beside it that French and typography need.
func Advance(r rune) (int, bool) {
	switch {
	case r >= ' ' && r <= '~':
		return int(asciiAdvance[r-' ']), true
	case r > 0xa0 && r <= 0xff && r != 0xad:
		return int(latinAdvance[r-0xa1]), true
	}
	switch r {
	case 'Œ':
		return 833, true
	case 'œ':
		return 723, true
	case 'Š':
		return 556, true
	case 'š':
		return 445, true
	case 'Ž', '€', '–', '“', '”', '„':
		return 500, true
	case 'ž':
		return 390, true
	case '‘', '’', '‚':
		return 278, true
	case '•':
		return 420, true
	case '—', '…':
		return 1000, true
	}
	return 1000, false
}

// TextWidth gives the width of a line in dots for a character width in dots, rounded up.
func TextWidth(s string, width int) int {
	sum := 0
	for i := 0; i < len(s); {
		r, size := rune(s[i]), 1
		if r >= utf8.RuneSelf {
			r, size = utf8.DecodeRuneInString(s[i:])
		}
		advance, _ := Advance(r)
		sum += advance
		i += size
	}
	return (sum*width + 999) / 1000
}
