package section321

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
)

// checkTariffCode is DOC-HTS: a tariff code has 6 digits internationally, 8 as a U.S. rate line, 10 with the
// statistical suffix, after its dots are removed (Harmonized Tariff Schedule of the United States).
func checkTariffCode(j *judging) {
	for i := range j.c.Order.Lines {
		raw := j.c.Order.Lines[i].HTSUS
		if strings.TrimSpace(raw) == "" {
			continue
		}
		code := tariffDigits(raw)
		if !slices.Contains(j.t.tariffDigits, len(code)) || strings.Trim(code, "0123456789") != "" {
			j.fire("DOC-HTS", "", j.t.badTariff)
			return
		}
	}
}

// checkDescription is DOC-DESC: a description specific enough to know the goods by (19 CFR 128.21(a)(4)).
func checkDescription(j *judging) {
	for i := range j.c.Order.Lines {
		if !describes(j.c.Order.Lines[i].Description) {
			j.fire("DOC-DESC", "", j.t.vagueText)
			return
		}
	}
}

// describes reports whether a text holds at least one word of three letters or more that isn't vague: without one it
// is too short, has no word, or is made of vague words, numbers and crumbs.
func describes(text string) bool {
	for word := range strings.FieldsFuncSeq(fold(text), func(r rune) bool { return !unicode.IsLetter(r) }) {
		if len([]rune(word)) >= 3 && !vague(word) {
			return true
		}
	}
	return false
}

func vague(word string) bool {
	switch word {
	case "GIFT", "GIFTS", "SAMPLE", "SAMPLES", "MERCHANDISE", "GOODS", "PARTS", "ACCESSORIES", "ITEM", "ITEMS", "MISC",
		"PRODUCT", "PRODUCTS", "STUFF", "ELECTRONICS", "CLOTHES", "FREIGHT", "FAK":
		return true
	}
	return false
}

// checkData is DOC-DATA: shipper name, street, city and country, a quantity above zero on every line (19 CFR 128.21),
// at least one line, and a port whose border day can be told.
func checkData(j *judging) {
	s := &j.c.Shipper
	fields := unsaid(nil, "shipper name", s.Name)
	fields = unsaid(fields, "shipper street", s.Line1)
	fields = unsaid(fields, "shipper city", s.City)
	fields = unsaid(fields, "shipper country", s.Country)
	if len(j.c.Order.Lines) == 0 {
		fields = append(fields, "goods")
	}
	for i := range j.c.Order.Lines {
		if j.c.Order.Lines[i].Quantity <= 0 {
			fields = append(fields, "quantity")
			break
		}
	}
	if j.day == "" && !j.c.Load.Arrival.IsZero() {
		fields = append(fields, "time zone of the port")
	}
	if len(fields) > 0 {
		j.fire("DOC-DATA", "", j.t.missingData, strings.Join(fields, ", "))
	}
}

// checkShipper is DOC-SHPR: the manifest's shipper (19 CFR 128.21, 143.23) is the Canadian exporter; the U.S. address is
// for the label only, as the guide says.
func checkShipper(j *judging) {
	if country := upper(j.c.Shipper.Country); country != "" && country != "CA" {
		j.fire("DOC-SHPR", "", j.t.notCanada)
	}
}

// checkPOBox is LBL-POBOX: only the post delivers to a PO box (USPS Publication 28, section 281). A carrier that isn't
// given holds too.
func checkPOBox(j *judging) {
	to := &j.c.Order.ShipTo
	if deliversNoBox(j.c.Order.Carrier) && (isPOBox(to.Line1, true) || isPOBox(to.Line2, false)) {
		j.fire("LBL-POBOX", "", j.t.poBox)
	}
}

func deliversNoBox(carrier string) bool {
	name := strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) {
			return r
		}
		return -1
	}, fold(carrier))
	for _, prefix := range []string{"UPS", "FEDEX", "FEDERALEXPRESS", "DHL"} {
		if strings.HasPrefix(name, prefix) {
			return true
		}
	}
	return name == ""
}

// poBox finds the ways people write PO box anywhere in a line; wholeBox the ways that only count as a whole street
// line (USPS Publication 28, section 281: caller, firm caller, bin, lockbox, drawer).
var (
	poBox = regexp.MustCompile(`(?:^|[^A-Z0-9])(?:` +
		`P[\s.,/_-]*[O0][\s.,/_-]*(?:B[\s.]*(?:[O0][\s.]*)?X|B[\s.]*(?:#|NO\b|[0-9]))` +
		`|P(?:OST|OSTAL)?[\s.]*(?:[O0]FF(?:ICE|\.)?|[O0]FC)?[\s.]*B[O0]?X` +
		`|APARTADO(?:\s+POSTAL)?[\s.]*#?[0-9]` +
		`)(?:[^A-Z]|$)`)
	wholeBox = regexp.MustCompile(`^(?:LOCK\s*)?(?:BOX|DRAWER|BIN|(?:FIRM\s*)?CALLER)[\s.]*(?:#|NO\.?)?[\s.]*[0-9]+[A-Z]?$`)
)

func isPOBox(line string, street bool) bool {
	if line == "" {
		return false
	}
	text := strings.TrimSpace(fold(line))
	if !strings.ContainsAny(text, "BD") && !strings.Contains(text, "CALLER") { // every form has one of these
		return false
	}
	return poBox.MatchString(text) || (street && wholeBox.MatchString(text))
}

// checkDuplicate is PKG-DUP: a carton that was already closed on another load, a rule of this house: one carton is on one
// manifest.
func checkDuplicate(j *judging) {
	var loads []string
	for i := range j.c.Packages {
		if on := j.c.Packages[i].ClosedOn; on != "" && on != j.c.Load.ID {
			loads = append(loads, on)
		}
	}
	if len(loads) > 0 {
		j.fire("PKG-DUP", "", j.t.duplicatePackage, listed(loads))
	}
}

func phraseKey(id, variant string) string {
	key := "rule." + strings.ToLower(id)
	if variant != "" {
		key += "." + variant
	}
	return key
}
