package scanner

import (
	"strings"
	"time"

	"packline/manifest"
)

// Parse says what a scanned code is by its own form. It takes any bytes and never fails: what can't be used comes back
// as CodeGarbled with the phrase that says why, and with only the printable part of its text.
//
// Carrier numbers stay CodeText: orders are looked up before carriers are guessed. A text with the certain form of a
// carrier's number and a wrong check digit stays CodeText too, but has a Problem: it is what to say when no order has
// that number, as do digits of a length that is only known with a check digit. Only where the symbology leaves no doubt (an SSCC, GTIN or other GS1 key under GS1, an EAN) does a wrong
// check digit refuse a code outright.
func Parse(raw []byte, at time.Time, from string) manifest.Code {
	d := Describe(raw)
	code := manifest.Code{
		Text: d.Text, AIM: strings.TrimPrefix(d.AIM, "]"), Symbology: d.Symbology, At: at, From: from,
	}
	if d.refused {
		code.Kind, code.Problem = manifest.CodeGarbled, d.Problems[0]
		return code
	}
	code.Elements, code.Carriers = d.Elements, d.Carriers
	switch {
	case d.Kind == KindCommand:
		code.Kind, code.Command = manifest.CodeCommand, d.command
	case d.Kind == KindLabel:
		code.Kind, code.Label = manifest.CodeLabel, d.label
	case d.sscc != "":
		code.Kind, code.SSCC = manifest.CodeSSCC, d.sscc
	}
	code.Problem = d.hint
	if len(d.Problems) > 0 {
		code.Problem = d.Problems[0]
	}
	return code
}

// garbled makes a code one that can't be used.
func garbled(code manifest.Code, key string, args ...string) manifest.Code {
	return manifest.Code{
		Kind: manifest.CodeGarbled, Text: code.Text, AIM: code.AIM, Symbology: code.Symbology,
		Problem: manifest.Say(key, args...), At: code.At, From: code.From,
	}
}

// printable keeps the printable ASCII of a text, at most MaxCode characters.
func printable(s string) string {
	var b strings.Builder
	for i := range len(s) {
		if s[i] >= 0x20 && s[i] < 0x7F && b.Len() < manifest.MaxCode {
			b.WriteByte(s[i])
		}
	}
	return b.String()
}
