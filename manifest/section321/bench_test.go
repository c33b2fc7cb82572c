package section321_test

import (
	"fmt"
	"testing"

	"packline/manifest"
	"packline/manifest/section321"
)

// crowd gives that many past shipments of the case's border day and the days around it: every tenth of the same person,
// every tenth of one who may be, the others of neighbours in the ZIP.
func crowd(b *testing.B, n int, named bool) []manifest.Past {
	b.Helper()
	keys := testKeys(b)
	history := make([]manifest.Past, 0, n)
	for i := range n {
		who := someone{name: fmt.Sprintf("Ann Lee%d", i), line1: fmt.Sprintf("%d Elm Street Apt %d", i, i), zip: zip, email: fmt.Sprintf("a%d@x.example", i)}
		switch i % 10 {
		case 3:
			who = someone{name: "Smith, John", line1: "123 Main Street", line2: "#4", zip: zip}
		case 7:
			who = someone{name: "J Smith", line1: main4, zip: zip, phone: "5035550123"}
		}
		p := manifest.Past{
			Shipment: fmt.Sprintf("S-%d", i), Order: fmt.Sprintf("P-%d", i), ValueUSD: "12.34", Status: "packed",
			ImportDate: manifest.Date(fmt.Sprintf("2024-06-%02d", 3+i%3)), PlacedAt: plainCase().Order.PlacedAt,
		}
		p.Match = section321.Match(keys, who.person(), manifest.Person{})
		if named {
			p.Person = who.person()
		}
		history = append(history, p)
	}
	return history
}

// BenchmarkJudge times every check of one shipment, its candidates given: as a station knows them, by match keys, and as
// the centre does, by name.
func BenchmarkJudge(b *testing.B) {
	books := embedded(b)
	base := plainCase()
	base.Match = section321.Match(testKeys(b), base.Order.ShipTo, base.Order.Buyer)
	run := func(name string, c manifest.Case, o section321.Options) {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := section321.Judge(books, c, o); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
	run("candidates=0", base, section321.Options{})
	for _, n := range []int{1, 10, 100} {
		for _, named := range []bool{false, true} {
			c := base
			c.History = crowd(b, n, named)
			run(fmt.Sprintf("candidates=%d/%s", n, map[bool]string{false: "keys", true: "names"}[named]), c, section321.Options{})
		}
	}
	over := base
	over.Overrides = map[string]string{"value.inclusive": "false", "person_day.mode": "aggregate", "weight.limit_g": "22000"}
	run("candidates=0/three-switches", over, section321.Options{})
	cad := base
	cad.Rates = []manifest.Rate{{Currency: "CAD", USDPerUnit: "0.7272", ValidFrom: "2024-04-01", ValidTo: "2024-06-30"}}
	cad.Order.Currency = "CAD"
	cad.Order.Lines = nil
	for range 20 {
		one := base.Order.Lines[0]
		one.UnitValue.Currency = "CAD"
		cad.Order.Lines = append(cad.Order.Lines, one)
	}
	run("candidates=0/twenty-lines-in-CAD", cad, section321.Options{})
	decided := base
	decided.History = crowd(b, 10, false)
	run("candidates=10/keys/decided", decided, section321.Options{Persons: section321.Persons{
		Shared:  map[string]bool{"em:none": true},
		Decided: map[section321.Pair]section321.Relation{section321.PairOf(base.Match, decided.History[7].Match): section321.Different},
	}})
}
