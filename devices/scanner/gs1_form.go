package scanner

import (
	"strings"

	"packline/manifest"
)

// What can be wrong with GS1 data. The names are stable: they are phrase keys of this room.
const (
	faultDigit = "scanner.check-digit"
	// faultCarrierDigit is faultDigit of a number that is certainly one carrier's.
	faultCarrierDigit = "scanner.check-digit-carrier"
	faultForm         = "scanner.gs1-form"
	faultLetter       = "scanner.gs1-character"
	faultDate         = "scanner.gs1-date"
)

// part is one piece of an identifier's form.
type part struct {
	kind        byte // N, X, Y or Z
	least, most int
	check       byte // one of identifier's small letters, or 0
	optional    bool
}

// nextPart takes the first part off a form.
func nextPart(form string) (p part, rest string) {
	word, rest, _ := strings.Cut(form, " ")
	p.optional = strings.HasPrefix(word, "[")
	word = strings.Trim(word, "[]")
	p.kind, word = word[0], word[1:]
	word, variable := strings.CutPrefix(word, "..")
	for word != "" && isDigit(word[0]) {
		p.most, word = 10*p.most+int(word[0]-'0'), word[1:]
	}
	p.least = p.most
	if variable {
		p.least = 1
	}
	if word != "" {
		p.check = word[0]
	}
	return p, rest
}

// formLength gives the shortest and the longest data of a form.
func formLength(form string) (least, most int) {
	for form != "" {
		var p part
		p, form = nextPart(form)
		if !p.optional {
			least += p.least
		}
		most += p.most
	}
	return least, most
}

// checkForm compares data with its form and gives what is wrong first, or nothing.
func checkForm(form, data string) (fault string) {
	if least, most := formLength(form); len(data) < least || len(data) > most {
		return faultForm
	}
	for form != "" {
		var p part
		p, form = nextPart(form)
		take := min(p.most, len(data))
		if take == 0 && p.optional {
			return ""
		}
		if take < p.least {
			return faultForm
		}
		if fault := p.judge(data[:take]); fault != "" {
			return fault
		}
		data = data[take:]
	}
	return ""
}

func (p part) judge(data string) (fault string) {
	for i := range len(data) {
		if p.kind == 'N' && !isDigit(data[i]) {
			return faultForm
		}
		if !inAlphabet(p.kind, data[i]) {
			return faultLetter
		}
	}
	ok, fault := true, faultForm
	switch p.check {
	case 'c':
		ok, fault = checkDigitRight(data), faultDigit
	case 'd':
		ok, fault = isDate(data, false), faultDate
	case 'e':
		ok, fault = isDate(data, true), faultDate
	case 't':
		ok, fault = data[:2] < "24" && data[2:] < "60", faultDate
	case 'h':
		ok, fault = isClock(p.least == 2, data), faultDate
	case 'p':
		ok = data[:2] != "00" && data[:2] <= data[2:]
	case 'b':
		ok = data <= "1"
	case 'z':
		ok = data == "0"
	case '%':
		ok = percentsWhole(data)
	}
	if ok {
		return ""
	}
	return fault
}

// checkDigitRight reports whether the last of some digits is the GS1 check digit of those before it.
func checkDigitRight(digits string) bool {
	last := len(digits) - 1
	return last > 0 && allDigits(digits) && manifest.CheckDigit(digits[:last]) == digits[last]
}

// isDate reads YYMMDD. Of the hundred years that two digits can mean all are within 51 back and 49 ahead, so those
// that 4 divides are leap years: 2000 is one, and 1900 and 2100 are out of reach.
func isDate(s string, wholeMonth bool) bool {
	days := [...]byte{31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31}
	number := func(two string) byte { return 10*(two[0]-'0') + two[1] - '0' }
	year, month, day := number(s[:2]), number(s[2:4]), number(s[4:])
	if month < 1 || month > 12 {
		return false
	}
	last := days[month-1]
	if month == 2 && year%4 == 0 {
		last = 29
	}
	return day <= last && (day > 0 || wholeMonth)
}

// isClock reads hours, or minutes and perhaps seconds.
func isClock(hours bool, s string) bool {
	if hours {
		return s < "24"
	}
	return len(s)%2 == 0 && s[:2] < "60" && s[len(s)-2:] < "60"
}

// percentsWhole reports whether each percent sign stands before two hexadecimal digits.
func percentsWhole(s string) bool {
	for i := range len(s) {
		if s[i] == '%' && (i+2 >= len(s) || !isHex(s[i+1]) || !isHex(s[i+2])) {
			return false
		}
	}
	return true
}

func isHex(c byte) bool { return isDigit(c) || c >= 'A' && c <= 'F' || c >= 'a' && c <= 'f' }

// inAlphabet reports whether a byte is in the GS1 alphabet of a kind: the 82, the 39, or file-safe base64.
func inAlphabet(kind, c byte) bool {
	switch kind {
	case 'X':
		return isLetter(c) || isDigit(c) || strings.IndexByte(`!"%&'()*+,-./:;<=>?_`, c) >= 0
	case 'Y':
		return isDigit(c) || c >= 'A' && c <= 'Z' || strings.IndexByte("#-/", c) >= 0
	case 'Z':
		return isLetter(c) || isDigit(c) || strings.IndexByte("-_=", c) >= 0
	}
	return isDigit(c)
}
