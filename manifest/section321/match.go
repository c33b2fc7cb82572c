package section321

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/agnivade/levenshtein"

	"packline/manifest"
)

// Relation says whether two consignees are the same person.
type Relation int

// The relations, from the least to the most certain.
const (
	Different Relation = iota
	Possible
	Same
)

// String is DIFFERENT, POSSIBLE or SAME.
func (r Relation) String() string {
	switch r {
	case Same:
		return "SAME"
	case Possible:
		return "POSSIBLE"
	}
	return "DIFFERENT"
}

// The tests that keys are made for. The first letters of a key name its test, so that keys of two tests never meet.
// Units can't be one key (a missing unit agrees with every other), so a key says either which unit it is or that there
// is none, and Relate puts them together.
const (
	testCompany    = "co" // company, street and ZIP
	testResident   = "nr" // name, street and ZIP; SAME if units agree
	testNameEmail  = "ne"
	testNamePhone  = "np"
	testUnit       = "un" // street, ZIP and unit
	testNoUnit     = "u0" // street and ZIP, no unit given
	testNameZIP    = "nz"
	testEmail      = "em"
	testPhone      = "ph"
	testBuyer      = "be" // e-mail of who bought
	testInitial    = "in" // street, ZIP, surname and first letter of the first name; POSSIBLE if units agree and one is bare
	testBareLetter = "ib" // the same, where the first name is that letter alone
)

// Match gives the match keys of a consignee and who bought: a keyed hash for each test of the matching rules that the
// data is there for. A shared key finds candidates; only Relate says what sharing it means. The edit distance between
// names can't be hashed and is left to who knows the names.
func Match(keys manifest.Keys, consignee, buyer manifest.Person) manifest.MatchKeys {
	id := identify(&consignee, &buyer)
	m := manifest.MatchKeys{Normaliser: NormaliserVersion}
	add := func(to *[]string, test string, parts ...string) {
		if !slices.Contains(parts, "") {
			*to = append(*to, test+":"+keys.Match(test, strings.Join(parts, "\x00")))
		}
	}
	add(&m.Same, testCompany, id.company, id.place)
	add(&m.Same, testResident, id.name, id.place)
	add(&m.Same, testNameEmail, id.name, id.email)
	add(&m.Same, testNamePhone, id.name, id.phone)

	if id.unit == "" {
		add(&m.Possible, testNoUnit, id.place)
	} else {
		add(&m.Possible, testUnit, id.place, id.unit)
	}
	add(&m.Possible, testNameZIP, id.name, id.zip)
	add(&m.Possible, testEmail, id.email)
	add(&m.Possible, testPhone, id.phone)
	add(&m.Possible, testBuyer, id.buyerEmail)
	add(&m.Possible, testInitial, id.place, id.surname, id.initial)
	if id.bare {
		add(&m.Possible, testBareLetter, id.place, id.surname, id.initial)
	}
	return m
}

// Relate compares two sets of match keys: SAME, and POSSIBLE but for the edit distance. Sets made by different versions
// of the normaliser, and a set without any key, can't be compared; that is POSSIBLE, since two persons who can't be told
// apart must not pass as different.
func Relate(a, b manifest.MatchKeys) Relation {
	if a.Normaliser != b.Normaliser || a.IsZero() || b.IsZero() {
		return Possible
	}
	units := unitsAgree(a, b)
	for _, key := range a.Same {
		if slices.Contains(b.Same, key) && (units || !isTest(key, testResident)) {
			return Same
		}
	}
	for _, key := range a.Possible {
		if !slices.Contains(b.Possible, key) {
			continue
		}
		switch key[:min(2, len(key))] {
		case testUnit, testNoUnit, testBareLetter:
		case testInitial:
			if units && (hasTest(a, testBareLetter) || hasTest(b, testBareLetter)) {
				return Possible
			}
		default:
			return Possible
		}
	}
	return Different
}

// unitsAgree reports whether one of two sets has no unit, or both have the same. It is asked only about sets that
// share a street.
func unitsAgree(a, b manifest.MatchKeys) bool {
	if hasTest(a, testNoUnit) || hasTest(b, testNoUnit) {
		return true
	}
	for _, key := range a.Possible {
		if isTest(key, testUnit) && slices.Contains(b.Possible, key) {
			return true
		}
	}
	return false
}

func isTest(key, test string) bool { return strings.HasPrefix(key, test+":") }

func hasTest(k manifest.MatchKeys, test string) bool {
	return slices.ContainsFunc(k.Possible, func(key string) bool { return isTest(key, test) })
}

// ComparePersons compares two consignees and who bought, whole: also by the edit distance of their names, and by what is
// missing, which no key can say. Two persons nothing is known of are POSSIBLE; so are an equal name where a ZIP is missing
// and an equal street where a name is: what isn't known isn't passed.
func ComparePersons(a, aBuyer, b, bBuyer manifest.Person) Relation {
	x, y := identify(&a, &aBuyer), identify(&b, &bBuyer)
	return relateIdentities(&x, &y)
}

func relateIdentities(x, y *identity) Relation {
	if x.empty() || y.empty() {
		return Possible
	}
	units := x.unit == "" || y.unit == "" || x.unit == y.unit
	housed := equal(x.place, y.place) && units
	named := equal(x.name, y.name)
	nameless := x.name == "" || y.name == ""
	nowhere := x.zip == "" || y.zip == ""
	switch {
	case equal(x.company, y.company) && equal(x.place, y.place), named && housed,
		named && (equal(x.email, y.email) || equal(x.phone, y.phone)):
		return Same
	case named && (nowhere || equal(x.zip, y.zip)),
		equal(x.email, y.email), equal(x.phone, y.phone), equal(x.buyerEmail, y.buyerEmail),
		housed && (nameless || initialFits(x, y) || nearlyNamed(x, y)):
		return Possible
	}
	return Different
}

// equal reports whether two parts are there and equal: what is missing equals nothing.
func equal(a, b string) bool { return a != "" && a == b }

func initialFits(x, y *identity) bool {
	return equal(x.surname, y.surname) && equal(x.initial, y.initial) && (x.bare || y.bare)
}

// nearlyNamed reports whether two whole names of eight characters or more are at most two edits apart, in the order
// written or sorted. Counting edits takes the square of the length: names that nobody has are taken for near.
func nearlyNamed(x, y *identity) bool {
	const shortest, longest, edits = 8, 200, 2
	if utf8.RuneCountInString(x.name) < shortest || utf8.RuneCountInString(y.name) < shortest {
		return false
	}
	near := func(a, b string) bool {
		long := utf8.RuneCountInString(a)
		gap := long - utf8.RuneCountInString(b)
		return gap <= edits && gap >= -edits && (long > longest || levenshtein.ComputeDistance(a, b) <= edits)
	}
	return near(x.name, y.name) || near(x.written, y.written)
}

// empty reports whether no test has anything to go by, as Match would make no key.
func (id *identity) empty() bool {
	return id.place == "" && id.email == "" && id.phone == "" && id.buyerEmail == "" && (id.name == "" || id.zip == "")
}

// matcher relates the shipment of a case to past ones: whole where the names are known, else by match keys.
type matcher struct {
	c       *manifest.Case
	persons *Persons
	self    identity
	read    bool
}

func (m *matcher) relate(p *manifest.Past) Relation {
	if p.Person.IsZero() {
		return m.persons.Relate(m.c.Match, p.Match)
	}
	if !m.read {
		m.self, m.read = identify(&m.c.Order.ShipTo, &m.c.Order.Buyer), true
		m.persons.leaveOut(&m.self, m.c.Match)
	}
	other := identify(&p.Person, &p.Buyer)
	m.persons.leaveOut(&other, p.Match)
	return m.persons.settle(relateIdentities(&m.self, &other), m.c.Match, p.Match)
}

// Place gives the key of a consignee's street and ZIP without the unit, empty when either is missing. It decides
// nothing: who knows the names looks under it for persons that only the edit distance can tell.
func Place(keys manifest.Keys, consignee manifest.Person) string {
	id := identify(&consignee, &manifest.Person{})
	if id.place == "" {
		return ""
	}
	return "pl:" + keys.Match("pl", id.place)
}
