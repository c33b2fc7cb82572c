package zpl

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

const upperHex = "0123456789ABCDEF"

// Clean gives text as it can be printed: control characters (also 10, 1E and 1F, which Zebra firmware takes for tilde,
// caret and comma), bidirectional and other format characters, line and paragraph separators and private or unassigned
// code points are dropped, invalid UTF-8 becomes a question mark. Text that is clean already comes back as it is.
func Clean(s string) string {
	if isClean(s) {
		return s
	}
	var b strings.Builder
	b.Grow(len(s))
	for i, r := range s {
		switch {
		case r == utf8.RuneError && invalidAt(s, i):
			b.WriteByte('?')
		case printable(r):
			b.WriteRune(r)
		}
	}
	return b.String()
}

func isClean(s string) bool {
	for i := range len(s) {
		if s[i] < ' ' || s[i] > '~' {
			return isCleanUnicode(s)
		}
	}
	return true
}

func isCleanUnicode(s string) bool {
	for i, r := range s {
		if !printable(r) || r == utf8.RuneError && invalidAt(s, i) {
			return false
		}
	}
	return true
}

func invalidAt(s string, i int) bool {
	_, size := utf8.DecodeRuneInString(s[i:])
	return size == 1
}

// printable holds for letters, marks, numbers, punctuation, symbols and the plain blank. Variation selectors count as
// marks in Unicode and are left out: they change how an emoji looks, and no printer knows them.
func printable(r rune) bool {
	if r < 0x7f {
		return r >= ' '
	}
	return unicode.IsPrint(r) && !unicode.Is(unicode.Variation_Selector, r)
}

// escape appends data so that no byte of it can be a command, a parameter or the hex sign: what isn't a letter, a digit
// or one of a few harmless signs is written as ^FH hexadecimal, byte by byte. It is the only way data takes into a field.
func escape(dst []byte, data string) []byte {
	data = Clean(data)
	for i := range len(data) {
		if c := data[i]; harmless(c) {
			dst = append(dst, c)
		} else {
			dst = append(dst, '_', upperHex[c>>4], upperHex[c&15])
		}
	}
	return dst
}

func harmless(c byte) bool {
	switch {
	case c >= 'a' && c <= 'z', c >= 'A' && c <= 'Z', c >= '0' && c <= '9':
		return true
	case c == ' ', c == '.', c == '-', c == '/', c == ':', c == '(', c == ')', c == '#':
		return true
	}
	return false
}

// IsQRText reports whether text fits a QR code in alphanumeric mode and isn't empty.
func IsQRText(s string) bool {
	for i := range len(s) {
		c := s[i]
		if (c < 'A' || c > 'Z') && (c < '0' || c > '9') && !strings.ContainsRune(" $%*+-./:", rune(c)) {
			return false
		}
	}
	return s != ""
}
