package scanner

import (
	"strings"

	"packline/manifest"
)

const gs = 0x1D // ASCII group separator: how scanners transmit FNC1 inside a GS1 code

// parseElements reads element strings (GS1 General Specifications, section 7.8): identifiers and data, a separator
// behind each whose length isn't predefined. It ends at the first thing that has no GS1 grammar; elements whose data
// is wrong (a check digit, a date) are kept beside their fault.
func parseElements(s string) (elements []manifest.Element, faults []manifest.Phrase) {
	if whole, ok := splitPostal(s); ok {
		return whole, nil
	}
	for s != "" {
		ai, form, ok := identify(s)
		if !ok {
			return elements, append(faults, manifest.Say("scanner.gs1-unknown", shorten(printable(s))))
		}
		var data string
		data, s, ok = cutData(ai, s[len(ai):])
		if !ok {
			return elements, append(faults, manifest.Say(faultForm, ai))
		}
		if fault := checkForm(form, data); fault != "" {
			faults = append(faults, manifest.Say(fault, ai))
			if fault == faultForm || fault == faultLetter {
				return elements, faults // whatever follows may have been read at the wrong place
			}
		}
		elements = append(elements, manifest.Element{AI: ai, Data: data})
	}
	return elements, faults
}

// cutData takes one identifier's data off the front of what follows it. A separator behind data of predefined length
// is allowed.
func cutData(ai, s string) (data, rest string, ok bool) {
	if n := predefined(ai); n > 0 {
		n -= len(ai)
		if len(s) < n || strings.IndexByte(s[:n], gs) >= 0 {
			return "", "", false
		}
		return s[:n], strings.TrimPrefix(s[n:], "\x1D"), true
	}
	data, rest, _ = strings.Cut(s, "\x1D")
	return data, rest, data != ""
}

// shorten keeps the beginning of a text for a sentence.
func shorten(s string) string { return s[:min(len(s), 12)] }

// splitPostal reads an Intelligent Mail package barcode whose separator between postal code and number wasn't
// transmitted: 420, a ZIP code of 5 or 9 digits, and a number beginning with 92 to 95 (USPS Publication 199).
func splitPostal(s string) ([]manifest.Element, bool) {
	zip, number, ok := cutPostal(s)
	if !ok || zip == "" || !isMail(number) {
		return nil, false
	}
	return []manifest.Element{{AI: "420", Data: zip}, {AI: number[:2], Data: number[2:]}}, true
}

// crossRules reports elements that must not stand together, or not alone (the dictionary's ex and req, where they are
// about one barcode and not about all the barcodes of a box).
func crossRules(elements []manifest.Element) (faults []manifest.Phrase) {
	data := map[string]string{}
	for _, e := range elements {
		name := family(e.AI)
		if before, twice := data[name]; twice && before != e.AI+e.Data {
			faults = append(faults, manifest.Say("scanner.gs1-twice", e.AI))
		}
		data[name] = e.AI + e.Data
	}
	has := func(ai string) bool { return data[ai] != "" }
	for _, pair := range [][2]string{
		{"01", "02"},
		{"01", "37"},
		{"01", "255"},
		{"21", "235"},
		{"420", "421"},
		{"8006", "01"},
		{"8006", "37"},
		{"8006", "8026"},
		{"02", "8026"},
		{"8017", "8018"},
		{"4330", "4331"},
		{"4332", "4333"},
	} {
		if has(pair[0]) && has(pair[1]) {
			faults = append(faults, manifest.Say("scanner.gs1-together", pair[0], pair[1]))
		}
	}
	for _, need := range [][2]string{{"02", "37"}, {"8026", "37"}, {"4303", "4302"}, {"4313", "4312"}, {"250", "21"}} {
		if has(need[0]) && !has(need[1]) {
			faults = append(faults, manifest.Say("scanner.gs1-needs", need[0], need[1]))
		}
	}
	if has("37") && !has("02") && !has("8026") && !has("01") && !has("8006") {
		faults = append(faults, manifest.Say("scanner.gs1-needs", "37", "02"))
	}
	return faults
}

// family is an identifier without its number of decimal places: a net weight may stand in a code once, whatever its
// decimals.
func family(ai string) string {
	if len(ai) == 4 && ai[0] == '3' {
		return ai[:3]
	}
	return ai
}
