package scale

// The widths of a weight in one unit, by dialect. A field of another width has lost bytes, or two have run together.

// nciColumns12 is SCP-12's: a blank or minus, six characters, and two for the unit.
func nciColumns12(field []byte) bool {
	return len(field) == 9 && (field[0] == ' ' || field[0] == '-') && nciValue(field) == 7
}

// nciColumns01 is SCP-01's: xxxx.xx by the manuals, less in some scales and one more in others, with a minus before it
// or among its blanks.
func nciColumns01(field []byte) bool {
	n := nciValue(field)
	for _, c := range field[:n] {
		if c == '-' {
			n--
		}
	}
	return n >= 4 && n <= 8
}

// nciColumns02 is SCP-02's: xx.xxx, or whole grams.
func nciColumns02(field []byte) bool {
	n := nciValue(field)
	return n >= 5 && n <= 7
}

// nciValue is how many characters stand before the unit. Blanks that belong to the unit's columns don't count.
func nciValue(field []byte) int {
	n := 0
	for n < len(field) && !letter(field[n]) {
		n++
	}
	return len(trimRight(field[:n]))
}

// nciPair reports whether a field has a second number behind its first letters: pounds and ounces.
func nciPair(field []byte) bool {
	_, _, rest := nciSplit(field)
	return len(rest) > 0
}
