package scanner

import (
	"net/url"
	"strings"

	"packline/manifest"
)

// primaryKeys are the identifiers that a GS1 Digital Link's path may begin with (GS1 Digital Link: URI syntax, 1.2).
const primaryKeys = " 00 01 253 255 401 402 414 417 8003 8004 8006 8010 8013 8017 8018 "

// isLink reports whether a text is a web address.
func isLink(s string) bool {
	return len(s) > 8 && (strings.EqualFold(s[:7], "http://") || strings.EqualFold(s[:8], "https://"))
}

// parseLink reads a GS1 Digital Link: a web address whose path ends with a key, such as /01/ and a GTIN, and its
// qualifiers, and whose query may hold further identifiers. ok is false for a web address that is none.
func parseLink(s string) (elements []manifest.Element, faults []manifest.Phrase, ok bool) {
	link, err := url.Parse(s)
	if err != nil {
		return nil, nil, false
	}
	segments := strings.Split(strings.Trim(link.EscapedPath(), "/"), "/")
	at := 0
	for at < len(segments) && !(strings.Contains(primaryKeys, " "+segments[at]+" ") && (len(segments)-at)%2 == 0) {
		at++
	}
	if at == len(segments) {
		return nil, nil, false
	}
	add := func(ai, data string) {
		element, fault := linkElement(ai, data)
		if !fault.IsZero() {
			faults = append(faults, fault)
		}
		if element.AI != "" {
			elements = append(elements, element)
		}
	}
	for ; at < len(segments); at += 2 {
		add(segments[at], segments[at+1])
	}
	for pair := range strings.FieldsFuncSeq(link.RawQuery, func(c rune) bool { return c == '&' || c == ';' }) {
		if key, value, _ := strings.Cut(pair, "="); allDigits(key) { // other keys are for the web
			add(key, value)
		}
	}
	return elements, faults, true
}

// linkElement reads one identifier of a link and its percent-encoded data. GTINs of 8, 12 and 13 digits are filled up.
func linkElement(ai, escaped string) (manifest.Element, manifest.Phrase) {
	known, form, ok := identify(ai)
	data, err := url.PathUnescape(escaped)
	switch {
	case !ok || known != ai:
		return manifest.Element{}, manifest.Say("scanner.gs1-unknown", shorten(printable(ai)))
	case err != nil:
		return manifest.Element{}, manifest.Say(faultForm, ai)
	}
	if ai == "01" && isGTINLength(len(data)) {
		data = fill(data)
	}
	fault := checkForm(form, data)
	switch fault {
	case "":
		return manifest.Element{AI: ai, Data: data}, manifest.Phrase{}
	case faultForm, faultLetter:
		return manifest.Element{}, manifest.Say(fault, ai)
	}
	return manifest.Element{AI: ai, Data: data}, manifest.Say(fault, ai)
}
