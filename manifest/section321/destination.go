package section321

import (
	"strings"
	"unicode"

	"packline/manifest"
)

// place is where a shipment goes, as far as its country, state and ZIP tell.
type place struct {
	country string // US for the territories given as a country
	state   string // capital letters, as given
	kind    placeKind
}

type placeKind int

const (
	placeUnknown    placeKind = iota // the country or the state isn't one we know
	placeDomestic                    // 50 states, DC and PR: the customs territory (19 CFR 101.1)
	placeMilitary                    // AA, AE, AP
	placeTerritory                   // AS, GU, MP, VI, UM: outside the customs territory
	placeAssociated                  // FM, MH, PW as states: foreign states that the U.S. post serves
	placeForeign
)

// placeOf reads an address. A territory given as a country is read as US with that state, as the post does it. Micronesia,
// the Marshall Islands and Palau given as countries are what they are: foreign.
func placeOf(a manifest.Address) place {
	p := place{country: upper(a.Country), state: upper(a.State)}
	switch p.country {
	case "PR", "GU", "VI", "AS", "MP":
		p.country, p.state = "US", p.country
	case "UM":
		p.country, p.state = "US", "UM"
	}
	switch {
	case p.country == "US":
		p.kind = stateKind(p.state)
	case IsCountry(p.country):
		p.kind = placeForeign
	}
	return p
}

// stateKind tells the codes of USPS Publication 28, appendix B, apart.
func stateKind(state string) placeKind {
	switch state {
	case "AA", "AE", "AP":
		return placeMilitary
	case "AS", "GU", "MP", "VI", "UM":
		return placeTerritory
	case "FM", "MH", "PW":
		return placeAssociated
	}
	if len(state) == 2 && domesticStates()[state] {
		return placeDomestic
	}
	return placeUnknown
}

// checkCountry is DST-US: goods for a person in the United States only. The customs territory is the states, the
// District of Columbia and Puerto Rico (19 CFR 101.1); territories outside it and foreign states have actions of their
// own, military addresses are for compliance to decide.
func checkCountry(j *judging) {
	switch j.place.kind {
	case placeForeign:
		j.fire("DST-US", "", j.t.foreign, j.place.country)
	case placeAssociated:
		j.fire("DST-US", "", j.t.foreign, j.place.state)
	case placeTerritory:
		j.fire("DST-US", "", j.t.territory, j.place.state)
	case placeMilitary:
		j.fire("DST-US", "military", j.t.military)
	}
}

// checkAddress is DST-ADDR: the consignee's name, street and city (19 CFR 128.21 asks for name and address), a state
// that exists, a ZIP of 5 or 5+4 digits, and one that lies in the state (USPS Publication 28). A country that is missing
// or none holds here. Abroad there is no state and no ZIP to check.
func checkAddress(j *judging) {
	to := &j.c.Order.ShipTo
	fields := unsaid(nil, "name", to.Name)
	fields = unsaid(fields, "street", to.Line1)
	fields = unsaid(fields, "city", to.City)
	switch {
	case j.place.kind == placeForeign:
	case j.place.country != "US":
		fields = append(fields, "country")
	default:
		fields = append(fields, checkZIP(j.place, to.Postal)...)
	}
	if len(fields) > 0 {
		j.fire("DST-ADDR", "", j.t.badAddress, strings.Join(fields, ", "))
	}
}

// unsaid adds a field to those that are missing when its text says nothing: it has no letter and no digit in any script,
// or a part of it was lost on the way (U+FFFD). Two persons called "-" couldn't be told apart.
func unsaid(fields []string, field, text string) []string {
	says := strings.ContainsFunc(text, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) })
	if says && !strings.ContainsRune(text, unicode.ReplacementChar) {
		return fields
	}
	return append(fields, field)
}

func checkZIP(p place, postal string) []string {
	zip, ok := zip5(postal)
	switch {
	case p.kind == placeUnknown && !ok:
		return []string{"state", "ZIP"}
	case p.kind == placeUnknown:
		return []string{"state"}
	case !ok:
		return []string{"ZIP"}
	case p.state != "UM" && !zipInState(zip, p.state): // the Minor Outlying Islands have no ZIP of their own
		return []string{"ZIP is not in " + p.state}
	}
	return nil
}

// zip5 reads a ZIP of 5 digits or 5+4, with or without the hyphen, and gives its first five.
func zip5(postal string) (string, bool) {
	postal = strings.TrimSpace(postal)
	rest := ""
	switch {
	case len(postal) == 5, len(postal) == 9:
		rest = postal
	case len(postal) == 10 && postal[5] == '-':
		rest = postal[:5] + postal[6:]
	default:
		return "", false
	}
	for i := range len(rest) {
		if rest[i] < '0' || rest[i] > '9' {
			return "", false
		}
	}
	return rest[:5], true
}
