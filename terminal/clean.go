package terminal

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// maxText is the longest text in bytes that is looked at: no screen shows more.
const maxText = 1024

// maxMarks is how many accents one letter keeps after composing: more would climb over the lines above.
const maxMarks = 2

// clean makes a text from outside harmless to a terminal and to the layout: control characters (C0, C1, DEL), format
// and bidirectional characters, private use, fillers without width, invalid UTF-8 and stacked accents are left out;
// line breaks and tabs become spaces. Every text that is drawn passes here, and nothing else writes cells.
func clean(s string) string {
	if len(s) > maxText {
		s = s[:maxText]
	}
	if plain(s) {
		return s
	}
	var b strings.Builder
	marks, based := 0, false
	for _, r := range norm.NFC.String(strings.ToValidUTF8(s, "")) {
		r = tame(r)
		switch {
		case r < 0:
		case unicode.Is(unicode.Mn, r) || unicode.Is(unicode.Mc, r):
			if marks++; based && marks <= maxMarks {
				b.WriteRune(r)
			}
		default:
			b.WriteRune(r)
			marks, based = 0, r != ' '
		}
	}
	return b.String()
}

// plain reports whether a text is printable ASCII, which most are.
func plain(s string) bool {
	for i := range len(s) {
		if s[i] < 0x20 || s[i] > 0x7e {
			return false
		}
	}
	return true
}

// tame gives what is drawn in place of a character, -1 for nothing.
func tame(r rune) rune {
	switch {
	case r == utf8.RuneError, r > 0xe0000: // and tag characters, the second planes of variation selectors
		return -1
	case r == '\n' || r == '\r' || r == '\t' || r == 0x85 || r == 0x2028 || r == 0x2029:
		return ' '
	case r >= 0x1f1e6 && r <= 0x1f1ff: // regional indicators: terminals disagree on the width of flags
		return 'A' + r - 0x1f1e6
	case r >= 0x1f3fb && r <= 0x1f3ff, // skin tones
		r >= 0xfe00 && r <= 0xfe0f, // variation selectors change widths
		r == 0x034f, r == 0x115f, r == 0x1160, r == 0x3164, r == 0xffa0, r == 0x2800,
		r >= 0x180b && r <= 0x180f:
		return -1
	case unicode.In(r, unicode.Cc, unicode.Cf, unicode.Co, unicode.Cs, unicode.Me):
		return -1
	case !unicode.IsPrint(r) && unicode.IsSpace(r):
		return ' '
	case !unicode.IsPrint(r):
		return -1
	}
	return r
}
