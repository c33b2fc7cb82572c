package scanner

import (
	"strings"

	"packline/manifest"
)

// gs1Code reads GS1 element strings where a code may hold them, and makes an SSCC of one that identifies a logistic
// unit. What has no GS1 grammar stays text: carriers print numbers of their own under FNC1.
func gs1Code(code manifest.Code, body string) manifest.Code {
	switch separated := strings.IndexByte(body, gs) >= 0; {
	case isGS1(code.AIM) || separated:
		elements, problem := parseElements(strings.TrimLeft(body, "\x1D"))
		if problem != "" {
			return garbled(code, problem)
		}
		if elements == nil && separated && code.AIM == "" {
			return garbled(code, "scanner.control-character")
		}
		code.Elements = elements
	case len(body) == 20 && strings.HasPrefix(body, "00"):
		if sscc, err := manifest.ParseSSCC(body[2:]); err == nil {
			code.Elements = []manifest.Element{{AI: "00", Data: string(sscc)}}
		}
	case len(body) == 18 && (code.AIM == "" || code.AIM[0] == 'C'):
		if sscc, err := manifest.ParseSSCC(body); err == nil {
			code.Kind, code.SSCC = manifest.CodeSSCC, sscc
			return code
		}
	}
	if len(code.Elements) > 0 && code.Elements[0].AI == "00" {
		code.Kind, code.SSCC = manifest.CodeSSCC, manifest.SSCC(code.Elements[0].Data)
	}
	return code
}

// parseElements reads element strings (GS1 General Specifications, section 7.8). It gives nil for what isn't GS1
// grammar, and a phrase key for a number whose check digit is wrong: that was misread or forged.
func parseElements(s string) (elements []manifest.Element, problem string) {
	if elements, ok := splitUSPS(s); ok {
		return elements, ""
	}
	for s != "" {
		rule, ai, ok := ruleOf(s)
		if !ok {
			return nil, ""
		}
		var data string
		data, s, ok = rule.take(s[len(ai):])
		if !ok {
			return nil, ""
		}
		if rule.check && manifest.CheckDigit(data[:len(data)-1]) != data[len(data)-1] {
			return nil, "scanner.check-digit"
		}
		elements = append(elements, manifest.Element{AI: ai, Data: data})
	}
	return elements, ""
}

// rule is the form of one application identifier's data.
type rule struct {
	ai      string // its first digits; x stands for one more digit
	fixed   int    // length of predefined or fixed length, 0 for variable
	most    int    // longest, for variable length
	numeric bool
	check   bool // the last digit is a check digit
}

// rules lists the identifiers that bench labels and goods carry (GS1 General Specifications, section 3).
var rules = []rule{
	{ai: "00", fixed: 18, numeric: true, check: true},
	{ai: "01", fixed: 14, numeric: true, check: true},
	{ai: "02", fixed: 14, numeric: true, check: true},
	{ai: "10", most: 20},
	{ai: "1x", fixed: 6, numeric: true},
	{ai: "20", fixed: 2, numeric: true},
	{ai: "21", most: 20},
	{ai: "22", most: 20},
	{ai: "240", most: 30},
	{ai: "241", most: 30},
	{ai: "250", most: 30},
	{ai: "251", most: 30},
	{ai: "30", most: 8, numeric: true},
	{ai: "31xx", fixed: 6, numeric: true},
	{ai: "32xx", fixed: 6, numeric: true},
	{ai: "33xx", fixed: 6, numeric: true},
	{ai: "34xx", fixed: 6, numeric: true},
	{ai: "35xx", fixed: 6, numeric: true},
	{ai: "36xx", fixed: 6, numeric: true},
	{ai: "37", most: 8, numeric: true},
	{ai: "400", most: 30},
	{ai: "401", most: 30},
	{ai: "402", fixed: 17, numeric: true, check: true},
	{ai: "403", most: 30},
	{ai: "41x", fixed: 13, numeric: true, check: true},
	{ai: "420", most: 20},
	{ai: "421", most: 12},
	{ai: "43xx", most: 70},
	{ai: "90", most: 30},
	{ai: "9x", most: 90},
}

func ruleOf(s string) (r rule, ai string, ok bool) {
	for _, r := range rules {
		if len(s) >= len(r.ai) && matches(r.ai, s) {
			return r, s[:len(r.ai)], true
		}
	}
	return rule{}, "", false
}

func matches(pattern, s string) bool {
	for i := range len(pattern) {
		digit := s[i] >= '0' && s[i] <= '9'
		if !digit || pattern[i] != 'x' && pattern[i] != s[i] {
			return false
		}
	}
	return true
}

// take cuts the data off the front of what follows an identifier. A separator after data of fixed length is allowed.
func (r rule) take(s string) (data, rest string, ok bool) {
	if r.fixed > 0 {
		if len(s) < r.fixed {
			return "", "", false
		}
		data, rest = s[:r.fixed], strings.TrimPrefix(s[r.fixed:], "\x1D")
	} else {
		data, rest, _ = strings.Cut(s, "\x1D")
		if data == "" || len(data) > r.most {
			return "", "", false
		}
	}
	for i := range len(data) {
		if r.numeric && (data[i] < '0' || data[i] > '9') || !gs1Character(data[i]) {
			return "", "", false
		}
	}
	return data, rest, true
}

// gs1Character reports whether a byte is in the 82-character set of GS1 data.
func gs1Character(c byte) bool {
	return isLetter(c) || c >= '0' && c <= '9' || strings.IndexByte(`!"%&'()*+,-./:;<=>?_`, c) >= 0
}

// splitUSPS reads an Intelligent Mail package barcode whose separator between postal code and number wasn't
// transmitted: 420, a ZIP code of 5 digits or (when exactly 22 digits remain) 9, and a number beginning with 92 to 95
// (USPS Publication 199).
func splitUSPS(s string) ([]manifest.Element, bool) {
	if !strings.HasPrefix(s, "420") || !matches(strings.Repeat("x", len(s)), s) {
		return nil, false
	}
	zip := 5
	if len(s) == 3+9+22 {
		zip = 9
	}
	number := s[min(3+zip, len(s)):]
	if n := len(number); n != 22 && n != 26 && n != 30 || number[0] != '9' || number[1] < '2' || number[1] > '5' {
		return nil, false
	}
	return []manifest.Element{{AI: "420", Data: s[3 : 3+zip]}, {AI: number[:2], Data: number[2:]}}, true
}
