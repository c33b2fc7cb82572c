package scanner

// cutAIM takes an AIM symbology identifier (ISO/IEC 15424: a bracket, a letter, a modifier) off the front of a code.
// It comes back without its bracket; a code without one is returned whole.
func cutAIM(s string) (aim, body string) {
	if len(s) < 3 || s[0] != ']' || !isLetter(s[1]) || !isLetter(s[2]) && !isDigit(s[2]) {
		return "", s
	}
	return s[1:3], s[3:]
}

func isLetter(c byte) bool { return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' }

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

func allDigits(s string) bool {
	for i := range len(s) {
		if !isDigit(s[i]) {
			return false
		}
	}
	return s != ""
}

// isGS1 reports whether an AIM identifier promises GS1 element strings.
func isGS1(aim string) bool {
	switch aim {
	case "C1", "d2", "Q3", "e0", "J1", "z1":
		return true
	}
	return false
}

// isRetail reports whether an AIM identifier names a symbology that holds nothing but a GTIN (and its add-on).
func isRetail(aim string) bool {
	switch aim {
	case "E0", "E3", "E4":
		return true
	}
	return false
}

// symbology names the symbology of an AIM identifier; empty when it isn't known.
func symbology(aim string) string {
	if name, ok := symbologies[aim]; ok {
		return name
	}
	if aim == "" {
		return ""
	}
	return symbologyFamilies[aim[0]]
}

var symbologies = map[string]string{
	"C1": "GS1-128", "e0": "GS1 DataBar", "d2": "GS1 Data Matrix", "Q3": "GS1 QR", "J1": "GS1 DotCode", "z1": "GS1 Aztec",
	"E0": "EAN-13", "E3": "EAN-13", "E4": "EAN-8",
}

var symbologyFamilies = map[byte]string{
	'A': "Code 39", 'C': "Code 128", 'd': "Data Matrix", 'E': "EAN", 'F': "Codabar", 'G': "Code 93", 'h': "Han Xin",
	'I': "ITF", 'J': "DotCode", 'L': "PDF417", 'Q': "QR", 'U': "MaxiCode", 'X': "other", 'z': "Aztec", 'e': "GS1 DataBar",
}
