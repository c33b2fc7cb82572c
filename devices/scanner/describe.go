package scanner

import (
	"strings"

	"packline/manifest"
)

// Kind is what a code is by its own form, more finely than a manifest.CodeKind.
type Kind string

// The kinds, a closed list.
const (
	KindCommand  Kind = "command"      // PL:...
	KindLabel    Kind = "label"        // the 2D code of a label of ours
	KindSSCC     Kind = "sscc"         // a logistic unit: AI 00, or its 18 digits alone
	KindGTIN     Kind = "gtin"         // one trade item and nothing else: EAN, UPC, ITF-14 or AI 01 alone
	KindGS1      Kind = "gs1"          // other GS1 element strings
	KindLink     Kind = "digital-link" // a GS1 Digital Link
	KindTracking Kind = "tracking"     // fits, or has the certain form of, at least one carrier's numbers
	KindText     Kind = "text"         // anything else that can be read: an order number, a badge
	KindGarbled  Kind = "garbled"      // can't be read at all
)

// Description is everything that a code says by its own form.
type Description struct {
	AIM       string // with its bracket, as scanned; empty when there was none
	Symbology string // by the AIM identifier; empty when not known
	Kind      Kind
	Text      string // without the AIM identifier, printable ASCII only
	Elements  []manifest.Element
	Carriers  []string
	Problems  []manifest.Phrase // what is wrong with it; none in a valid code

	command manifest.Command
	label   manifest.LabelCode
	sscc    manifest.SSCC
	refused bool            // the first problem is beyond doubt: nothing may be looked up by this code
	hint    manifest.Phrase // of a code without problems: what to scan instead when nobody knows it
}

// Valid reports whether nothing is wrong with the code.
func (d Description) Valid() bool { return len(d.Problems) == 0 }

// Describe says what a scanned code is by its own form. It takes any bytes and never fails.
func Describe(raw []byte) Description {
	body := string(raw)
	if len(body) > manifest.MaxCode {
		return Description{Text: printable(body)}.garbled("scanner.too-long")
	}
	aim, body := cutAIM(body)
	d := Description{Symbology: symbology(aim)}
	if aim != "" {
		d.AIM = "]" + aim
	}
	d.Text = printable(body)
	if problem := unprintable(body, aim == "" || isGS1(aim)); problem != "" {
		return d.garbled(problem)
	}
	d.Text = strings.Trim(d.Text, " ")
	if d.Text == "" {
		return d.garbled("scanner.empty")
	}
	body = strings.Trim(body, " ")
	for _, try := range []func(aim, body string) bool{d.asOurs, d.asMessage, d.asLink, d.asGS1, d.asRetail, d.asSSCC} {
		if try(aim, body) {
			return d
		}
	}
	d.asText(aim, body)
	return d
}

func (d Description) garbled(key string, args ...string) Description {
	d.Kind, d.refused = KindGarbled, true
	d.Problems = []manifest.Phrase{manifest.Say(key, args...)}
	return d
}

// problem adds something wrong. A certain one refuses the code: no order may be looked up by it.
func (d *Description) problem(certain bool, key string, args ...string) {
	d.refused = d.refused || certain && len(d.Problems) == 0
	d.Problems = append(d.Problems, manifest.Say(key, args...))
}

// asOurs reads command codes and the 2D codes of our labels.
func (d *Description) asOurs(_, _ string) bool {
	if command, ok := manifest.ParseCommand(d.Text); ok {
		d.Kind, d.command = KindCommand, command
		return true
	}
	if strings.HasPrefix(d.Text, "PL:") {
		*d = d.garbled("scanner.unknown-command", d.Text)
		return true
	}
	label, err := manifest.ParseLabelCode(d.Text)
	if err == nil {
		d.Kind, d.label = KindLabel, label
	}
	return err == nil
}

// asMessage reads carriers' structured messages: of UPS's the whole tracking number becomes the code's text. A message
// that lost its end proves nothing, unless the number in it has the right check digit.
func (d *Description) asMessage(_, body string) bool {
	fields, whole, ok := cutMessage(body)
	if !ok {
		return false
	}
	d.Kind = KindText
	switch number, found := upsNumber(fields, whole); {
	case found == upsWhole:
		d.Kind, d.Text = KindTracking, number
		d.carriers(number)
	case found == upsPart:
		d.Kind, d.Carriers, d.hint = KindTracking, []string{carrierUPS}, manifest.Say("scanner.maxicode")
	case found == upsTorn:
		d.Kind = KindTracking
		d.problem(false, "scanner.maxicode-torn")
	case !whole:
		d.problem(false, "scanner.maxicode-torn")
	}
	return true
}

// asLink reads GS1 Digital Links. Other web addresses are texts.
func (d *Description) asLink(_, body string) bool {
	if !isLink(body) {
		return false
	}
	elements, faults, ok := parseLink(body)
	if !ok {
		d.Kind = KindText
		return true
	}
	d.elements(elements, faults, false)
	d.Kind = KindLink
	return true
}

// asGS1 reads element strings: where the AIM identifier promises them, or where separators can't be anything else. What
// has no GS1 grammar may still be a carrier's number: some print their own under FNC1.
func (d *Description) asGS1(aim, body string) bool {
	separated := strings.IndexByte(body, gs) >= 0
	postal := false
	if aim == "" || aim[0] == 'C' {
		_, postal = splitPostal(body)
	}
	if !isGS1(aim) && !separated && !postal {
		return false
	}
	if aim == "e0" {
		body = strings.Replace(body, "|]e0", "\x1D", 1) // the second message of a composite
	}
	elements, faults := parseElements(strings.TrimLeft(body, "\x1D"))
	if len(elements) == 0 {
		if aim == "" {
			*d = d.garbled("scanner.control-character")
			return true
		}
		if d.carriers(d.Text); len(d.Carriers) > 0 || len(d.Problems) > 0 {
			d.Kind = KindTracking
			return true
		}
		if _, _, known := identify(body); (!known || len(body) == 34) && d.asMisread(body) { // FedEx prints 34 digits so
			return true
		}
	}
	d.elements(elements, faults, isGS1(aim) || separated)
	d.postal(separated)
	return true
}

// elements takes element strings over, and what is wrong with them. A wrong check digit under a GS1 symbology is beyond
// doubt; a wrong date or a missing partner makes a bad label, and perhaps a good order number.
func (d *Description) elements(elements []manifest.Element, faults []manifest.Phrase, certain bool) {
	d.Elements, d.Kind = elements, KindGS1
	for _, fault := range append(faults, crossRules(elements)...) {
		d.problem(certain && fault.Key == faultDigit, fault.Key, fault.Args...)
	}
	for _, e := range elements {
		if e.AI == "00" {
			d.Kind = KindSSCC
			d.takeSSCC(e.Data)
			return
		}
	}
	if len(elements) == 1 && elements[0].AI == "01" {
		d.Kind = KindGTIN
	}
}

func (d *Description) takeSSCC(digits string) {
	if sscc, err := manifest.ParseSSCC(digits); err == nil {
		d.sscc = sscc
	}
}

// asRetail reads EAN and UPC symbologies, which hold nothing but a GTIN. Their check digit is wrong only where something
// changed it after the scanner.
func (d *Description) asRetail(aim, body string) bool {
	if !isRetail(aim) {
		return false
	}
	d.Kind = KindGTIN
	gtin, ok := retailGTIN(aim, body)
	if !ok {
		d.problem(true, faultForm, "01")
		return true
	}
	d.Elements = []manifest.Element{{AI: "01", Data: fill(gtin)}}
	if !checkDigitRight(gtin) {
		d.problem(true, faultDigit, "01")
	}
	return true
}

// asSSCC reads an SSCC without a GS1 symbology: 00 and 18 digits, or the 18 alone when their check digit is right. Then
// it may be FedEx's too.
func (d *Description) asSSCC(aim, body string) bool {
	if !allDigits(body) || aim != "" && aim[0] != 'C' {
		return false
	}
	digits := body
	if len(body) == 20 && body[:2] == "00" {
		digits = body[2:]
	}
	if len(digits) != 18 || !checkDigitRight(digits) {
		return false
	}
	d.Kind = KindSSCC
	d.Elements = []manifest.Element{{AI: "00", Data: digits}}
	d.takeSSCC(digits)
	if len(body) == 18 {
		d.carriers(digits)
	}
	return true
}

// asText reads what anybody may have printed: carriers' numbers first, then bare GTINs.
func (d *Description) asText(aim, body string) {
	d.Kind = KindText
	d.carriers(d.Text)
	bare := aim == "" || aim[0] == 'I' && len(body) == 14
	switch {
	case len(d.Carriers) > 0 || len(d.Problems) > 0:
		d.Kind = KindTracking
	case bare && allDigits(body) && isGTINLength(len(body)) && checkDigitRight(body):
		d.Kind, d.Elements = KindGTIN, []manifest.Element{{AI: "01", Data: fill(body)}}
	case aim == "" && len(body) == 20 && allDigits(body) && body[:2] == "00":
		d.Kind = KindSSCC
		d.problem(false, faultDigit, "00")
	case aim == "" || aim[0] == 'I':
		d.asMisread(body)
	}
}

// carriers names the carriers that a number may be of. A number that was misread may still be an order's: only when
// no order has it is the check digit what is wrong.
func (d *Description) carriers(text string) {
	names, misread := carriersOf(text)
	d.Carriers = names
	if !misread.IsZero() {
		d.problem(false, misread.Key, misread.Args...)
	}
}
