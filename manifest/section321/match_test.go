package section321_test

import (
	"strings"
	"testing"

	"packline/manifest"
	"packline/manifest/section321"
)

func testKeys(t testing.TB) manifest.Keys {
	t.Helper()
	keys, err := manifest.DeriveKeys("AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=")
	if err != nil {
		t.Fatal(err)
	}
	return keys
}

type someone struct {
	name, company, line1, line2, zip, email, phone string
}

func (s someone) person() manifest.Person {
	return manifest.Person{
		Name: s.name, Company: s.company, Email: s.email, Phone: s.phone,
		Address: manifest.Address{Line1: s.line1, Line2: s.line2, City: "Portland", State: "OR", Postal: s.zip, Country: "US"},
	}
}

const main4, zip = "123 Main St Apt 4", "97201"

func TestComparePersons(t *testing.T) {
	john := someone{name: "John Smith", line1: main4, zip: zip}
	for _, c := range []struct {
		why  string
		a, b someone
		want section321.Relation
		edit bool // by the edit distance, which keys can't tell
	}{
		{"the same words", john, john, section321.Same, false},
		{"surname first", john, someone{name: "Smith, John", line1: main4, zip: zip}, section321.Same, false},
		{"capitals, title, marks", john, someone{name: "MR. JÖHN SMITH", line1: main4, zip: zip}, section321.Same, false},
		{"care of", john, someone{name: "c/o John Smith", line1: main4, zip: zip}, section321.Same, false},
		{"apostrophe", someone{name: "Pat O'Brien", line1: main4, zip: zip}, someone{name: "PAT OBRIEN", line1: main4, zip: zip}, section321.Same, false},
		{"hyphen", someone{name: "Mary-Jane Roe", line1: main4, zip: zip}, someone{name: "Mary Jane Roe", line1: main4, zip: zip}, section321.Same, false},
		{"sharp s", someone{name: "Ute Strauß", line1: main4, zip: zip}, someone{name: "UTE STRAUSS", line1: main4, zip: zip}, section321.Same, false},
		{"a surname that is a title", someone{name: "Mr Co", line1: main4, zip: zip}, someone{name: "Mr. Co", line1: main4, zip: zip}, section321.Same, false},
		{"unit in line two", john, someone{name: "John Smith", line1: "123 Main Street", line2: "#4", zip: zip}, section321.Same, false},
		{"unit as suite, leading zero", john, someone{name: "John Smith", line1: "123 MAIN STREET STE 04", zip: zip}, section321.Same, false},
		{"designator and number sign", john, someone{name: "John Smith", line1: "123 Main St. Apt. # 4", zip: zip}, section321.Same, false},
		{"unit missing on one side", john, someone{name: "John Smith", line1: "123 Main St", zip: zip}, section321.Same, false},
		{"units in conflict", john, someone{name: "John Smith", line1: "123 Main St Apt 5", zip: zip}, section321.Possible, false},
		{"floor written after", someone{name: "John Smith", line1: "9 Elm St FL 3", zip: zip}, someone{name: "John Smith", line1: "9 Elm St, 3rd Floor", zip: zip}, section321.Same, false},
		{"floors in conflict, another initial", someone{name: "J Smith", line1: "9 Elm St FL 3", zip: zip}, someone{name: "John Smith", line1: "9 Elm St FL 4", zip: zip}, section321.Different, false},
		{"directions", someone{name: "A Roe", line1: "7 North West Oak Avenue", zip: zip}, someone{name: "A Roe", line1: "7 NW Oak Ave", zip: zip}, section321.Same, false},
		{"points in a direction", someone{name: "A Roe", line1: "7 N.W. Oak Ave", zip: zip}, someone{name: "A Roe", line1: "7 Northwest Oak Av", zip: zip}, section321.Same, false},
		{"ZIP+4", john, someone{name: "John Smith", line1: main4, zip: "97201-1234"}, section321.Same, false},
		{"another ZIP", john, someone{name: "John Smith", line1: main4, zip: "97202"}, section321.Different, false},
		{"same name in the ZIP, other street", john, someone{name: "John Smith", line1: "9 Elm St", zip: zip}, section321.Possible, false},
		{"another person in the household", john, someone{name: "Mary Smith", line1: main4, zip: zip}, section321.Different, false},
		{"bare initial", john, someone{name: "J Smith", line1: main4, zip: zip}, section321.Possible, false},
		{"bare initial after a comma", john, someone{name: "Smith, J.", line1: main4, zip: zip}, section321.Possible, false},
		{"bare initial after the surname", john, someone{name: "Smith J", line1: main4, zip: zip}, section321.Possible, false},
		{"bare initial with a generation", john, someone{name: "J. Smith Jr", line1: main4, zip: zip}, section321.Possible, false},
		{"initial that doesn't fit", john, someone{name: "M Smith", line1: main4, zip: zip}, section321.Different, false},
		{"initial, unit missing", john, someone{name: "J Smith", line1: "123 Main St", zip: zip}, section321.Possible, false},
		{"initial, units in conflict", john, someone{name: "J Smith", line1: "123 Main St Apt 5", zip: zip}, section321.Different, false},
		{"two full names with one initial", john, someone{name: "Jeremiah Smith", line1: main4, zip: zip}, section321.Different, false},
		{"two edits", john, someone{name: "Johnn Smyth", line1: main4, zip: zip}, section321.Possible, true},
		{"three edits", john, someone{name: "Johnny Smyth", line1: main4, zip: zip}, section321.Different, false},
		{"an edit that changes the sorting", someone{name: "Tim Zabel", line1: main4, zip: zip}, someone{name: "Tim Sabel", line1: main4, zip: zip}, section321.Possible, true},
		{"an edit in a short name", someone{name: "Al Poe", line1: main4, zip: zip}, someone{name: "Al Roe", line1: main4, zip: zip}, section321.Different, false},
		{"an edit, units in conflict", john, someone{name: "Jon Smith", line1: "123 Main St Apt 5", zip: zip}, section321.Different, false},
		{"name and e-mail", someone{name: "John Smith", email: "j@x.example"}, someone{name: "John Smith", line1: "9 Elm", zip: "10001", email: " J+shop@X.Example"}, section321.Same, false},
		{"another name, same e-mail", someone{name: "John Smith", email: "j@x.example"}, someone{name: "Ann Lee", email: "j@x.example"}, section321.Possible, false},
		{"no e-mail is not the same e-mail", someone{name: "John Smith", zip: "10001", email: "n/a"}, someone{name: "Ann Lee", zip: "10001", email: "n/a"}, section321.Different, false},
		{"name and phone", someone{name: "John Smith", phone: "+1 (503) 555-0123"}, someone{name: "John Smith", zip: "10001", phone: "503.555.0123 ext. 9"}, section321.Same, false},
		{"another name, same phone", someone{name: "John Smith", phone: "15035550123"}, someone{name: "Ann Lee", phone: "503 555 0123"}, section321.Possible, false},
		{"a phone of zeros is none", someone{name: "John Smith", zip: "10001", phone: "0000000000"}, someone{name: "Ann Lee", zip: "10001", phone: "000-000-0000"}, section321.Different, false},
		{"company at one address", someone{name: "A B", company: "The Widget Co., Inc.", line1: main4, zip: zip}, someone{name: "C D", company: "WIDGET, L.L.C.", line1: "123 Main St Apt 9", zip: zip}, section321.Same, false},
		{"company elsewhere", someone{name: "A B", company: "Widget", line1: main4, zip: zip}, someone{name: "C D", company: "Widget", line1: "9 Elm St", zip: zip}, section321.Different, false},
		{"no company is no equal company", someone{name: "Ann Lee", line1: main4, zip: zip}, someone{name: "Bob Roe", line1: main4, zip: zip}, section321.Different, false},
		{"nothing known", someone{}, john, section321.Possible, false},
	} {
		keys, none := testKeys(t), manifest.Person{}
		a, b := c.a.person(), c.b.person()
		for _, pair := range [][2]manifest.Person{{a, b}, {b, a}} {
			if got := section321.ComparePersons(pair[0], none, pair[1], none); got != c.want {
				t.Errorf("%s: %v, want %v", c.why, got, c.want)
			}
			want := c.want
			if c.edit {
				want = section321.Different
			}
			if got := section321.Relate(section321.Match(keys, pair[0], none), section321.Match(keys, pair[1], none)); got != want {
				t.Errorf("%s: %v by keys, want %v", c.why, got, want)
			}
		}
	}
}

// TestEnormousNames holds that names of a megabyte are answered, and not taken for different.
func TestEnormousNames(t *testing.T) {
	none := manifest.Person{}
	a := someone{name: "A" + strings.Repeat("xy ", 1<<18) + strings.Repeat("z", 1<<20), line1: main4, zip: zip}.person()
	b := someone{name: "B" + strings.Repeat("yx ", 1<<18) + strings.Repeat("z", 1<<20), line1: main4, zip: zip}.person()
	if got := section321.ComparePersons(a, none, b, none); got != section321.Possible {
		t.Errorf("got %v", got)
	}
}

func TestBuyers(t *testing.T) {
	keys := testKeys(t)
	buyer := manifest.Person{Name: "Pat Roe", Email: "pat@x.example"}
	a, b := someone{name: "Ann Lee", line1: "1 Elm", zip: "10001"}.person(), someone{name: "Bob Ray", line1: "2 Oak", zip: "60601"}.person()
	pat := someone{name: "Pat Roe", line1: "3 Ash", zip: "97201", email: "Pat+me@x.example"}.person()
	for _, c := range []struct {
		a, aBuyer, b, bBuyer manifest.Person
		want                 section321.Relation
	}{
		{a, buyer, b, buyer, section321.Possible},
		{a, buyer, pat, manifest.Person{}, section321.Possible}, // without a buyer the consignee bought
		{a, buyer, b, manifest.Person{}, section321.Different},
		{a, buyer, b, manifest.Person{Name: "Pat Roe"}, section321.Different},
	} {
		whole := section321.ComparePersons(c.a, c.aBuyer, c.b, c.bBuyer)
		hashed := section321.Relate(section321.Match(keys, c.a, c.aBuyer), section321.Match(keys, c.b, c.bBuyer))
		if whole != c.want || hashed != c.want {
			t.Errorf("%s and %s: %v whole, %v by keys, want %v", c.a.Name, c.b.Name, whole, hashed, c.want)
		}
	}
}

func TestRelateVersions(t *testing.T) {
	keys, person := testKeys(t), someone{name: "John Smith", line1: main4, zip: zip}.person()
	a := section321.Match(keys, person, manifest.Person{})
	b := section321.Match(keys, person, manifest.Person{})
	b.Normaliser++
	if got := section321.Relate(a, b); got != section321.Possible {
		t.Errorf("two normalisers: %v", got)
	}
	if got := section321.Relate(a, manifest.MatchKeys{Normaliser: section321.NormaliserVersion}); got != section321.Possible {
		t.Errorf("no keys: %v", got)
	}
}

// TestHistoryByKeys holds that a station, which knows others' persons only by keys, comes to the same findings.
func TestHistoryByKeys(t *testing.T) {
	books, keys := embedded(t), testKeys(t)
	cases, expected := readCases(t, "rules/cases.jsonl")
	seen := 0
	for i, c := range cases {
		if len(c.History) == 0 || expected[i].Reason == "a slip of the pen" {
			continue
		}
		seen++
		c.Match = section321.Match(keys, c.Order.ShipTo, c.Order.Buyer)
		for k := range c.History {
			p := &c.History[k]
			p.Match = section321.Match(keys, p.Person, p.Buyer)
			p.Person, p.Buyer = manifest.Person{}, manifest.Person{}
		}
		j, err := section321.Judge(books, c, section321.Options{})
		if err != nil || j.Verdict != expected[i].Expected.Verdict {
			t.Errorf("%s (%s): %v, %v", c.ID, expected[i].Reason, j.Verdict, err)
		}
	}
	if seen < 40 {
		t.Errorf("only %d cases have a history", seen)
	}
}
