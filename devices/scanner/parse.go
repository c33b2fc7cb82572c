package scanner

import (
	"strings"
	"time"

	"packline/manifest"
)

const gs = 0x1D // ASCII group separator: how scanners transmit FNC1 inside a GS1 code

// Parse says what a scanned code is by its own form. It takes any bytes and never fails: what can't be used comes back
// as CodeGarbled with the phrase that says why, and with only the printable part of its text. Carrier numbers stay
// CodeText: orders are looked up before carriers are guessed.
func Parse(raw []byte, at time.Time, from string) manifest.Code {
	code := manifest.Code{At: at, From: from}
	body := string(raw)
	if len(body) > manifest.MaxCode {
		code.Text = printable(body)
		return garbled(code, "scanner.too-long")
	}
	code.AIM, body = cutAIM(body)
	code.Symbology = symbology(code.AIM)
	code.Text = printable(body)
	if problem := unprintable(body, code.AIM == "" || isGS1(code.AIM)); problem != "" {
		return garbled(code, problem)
	}
	code.Text = strings.Trim(code.Text, " ")
	if code.Text == "" {
		return garbled(code, "scanner.empty")
	}
	return classify(code, strings.Trim(body, " "))
}

func classify(code manifest.Code, body string) manifest.Code {
	if command, ok := manifest.ParseCommand(code.Text); ok {
		code.Kind, code.Command = manifest.CodeCommand, command
		return code
	}
	if strings.HasPrefix(code.Text, "PL:") {
		return garbled(code, "scanner.unknown-command", code.Text)
	}
	if label, err := manifest.ParseLabelCode(code.Text); err == nil {
		code.Kind, code.Label = manifest.CodeLabel, label
		return code
	}
	return gs1Code(code, body)
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

// unprintable gives the key of what is wrong with a text's characters. Controls are never data here but for GS where
// GS1 data may be.
func unprintable(s string, gsAllowed bool) string {
	for i := range len(s) {
		switch c := s[i]; {
		case c >= 0x80:
			return "scanner.not-ascii"
		case c == gs && gsAllowed:
		case c < 0x20, c == 0x7F:
			return "scanner.control-character"
		}
	}
	return ""
}
