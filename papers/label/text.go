package label

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"packline/papers/zpl"
)

// plain gives text as the label can show it: clean, composed, with single blanks, and in characters the printer's font
// has. A letter the font lacks loses its marks; one that can't be written at all shows as a question mark, and a field
// that is mostly such letters, or nothing but signs, is an error, since nobody could deliver by it.
func plain(field, s string) (string, error) {
	if isPlain(s) {
		return s, nil
	}
	s = strings.Join(strings.FieldsFunc(s, unicode.IsSpace), " ")
	s = strings.TrimSpace(norm.NFC.String(zpl.Clean(s)))
	var b strings.Builder
	letters, lost, signs := 0, 0, 0
	for _, r := range s {
		shown := latin(r)
		b.WriteString(shown)
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			letters++
			if shown == unknown {
				lost++
			}
		} else if shown == unknown && r != '?' {
			signs++
		}
	}
	if lost*2 > letters || letters == 0 && signs > 0 {
		return "", &FieldError{Field: field, Problem: "is in letters the printer doesn't have"}
	}
	return b.String(), nil
}

const unknown = "?"

func isPlain(s string) bool {
	for i := range len(s) {
		if s[i] < ' ' || s[i] > '~' || s[i] == ' ' && (i == 0 || i == len(s)-1 || s[i-1] == ' ') {
			return false
		}
	}
	return true
}

// latin writes a character with those of the font.
func latin(r rune) string {
	if _, ok := zpl.Advance(r); ok {
		return string(r)
	}
	switch r {
	case 'ł', 'Ł', 'đ', 'Đ', 'ı', 'ħ', 'Ħ', 'ŧ', 'Ŧ':
		return map[rune]string{'ł': "l", 'Ł': "L", 'đ': "d", 'Đ': "D", 'ı': "i", 'ħ': "h", 'Ħ': "H", 'ŧ': "t", 'Ŧ': "T"}[r]
	case '‐', '‑', '‒', '−':
		return "-"
	}
	if unicode.Is(unicode.Mn, r) {
		return "" // a mark that composes with nothing: its letter is there
	}
	var b strings.Builder
	for _, part := range norm.NFKD.String(string(r)) {
		if _, ok := zpl.Advance(part); ok {
			b.WriteRune(part)
		} else if !unicode.Is(unicode.Mn, part) {
			return unknown
		}
	}
	if b.Len() == 0 {
		return unknown
	}
	return b.String()
}
