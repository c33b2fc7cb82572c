package section321_test

import (
	"fmt"
	"reflect"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"packline/manifest"
	"packline/manifest/section321"
)

func drawPerson(t *rapid.T, label string) manifest.Person {
	pick := func(what string, from ...string) string { return rapid.SampledFrom(from).Draw(t, label+" "+what) }
	return someone{
		name: pick("name", "", "John Smith", "Smith, John", "J Smith", "J. A. Smith", "Jane Smith", "John Smith Jr", "Smith J", "Ann Lee",
			"Mr Co", "Dr. ATTN", "Ümit Öz", "O'Brien, Pat", "John", "J"),
		company: pick("company", "", "", "Widget Inc", "The Widget Co", "Inc"),
		line1:   pick("line1", "", "123 Main St", "123 Main Street", "123 Main St Apt 4", "123 Main St #5", "9 Elm St Floor 3", "Apt", "#"),
		line2:   pick("line2", "", "", "Unit 4", "STE 5"),
		zip:     pick("zip", "", "97201", "97201-0001", "10001"),
		email:   pick("email", "", "", "a@x.example", "A+b@x.example", "c@x.example"),
		phone:   pick("phone", "", "", "5035550123", "+1 503 555 0123", "0000000000"),
	}.person()
}

// TestKeysAgree holds that keys decide as the persons themselves do, but for the edit distance and for what is missing.
func TestKeysAgree(t *testing.T) {
	keys := testKeys(t)
	rapid.Check(t, func(t *rapid.T) {
		a, b := drawPerson(t, "a"), drawPerson(t, "b")
		var aBuyer, bBuyer manifest.Person
		if rapid.Bool().Draw(t, "bought by others") {
			aBuyer, bBuyer = drawPerson(t, "buyer of a"), drawPerson(t, "buyer of b")
		}
		whole := section321.ComparePersons(a, aBuyer, b, bBuyer)
		ka, kb := section321.Match(keys, a, aBuyer), section321.Match(keys, b, bBuyer)
		hashed := section321.Relate(ka, kb)
		unhashed := section321.NearlyNamed(a, b) || section321.PartMissing(a, b)
		if whole != hashed && !(whole == section321.Possible && hashed == section321.Different && unhashed) {
			t.Fatalf("%v whole, %v by keys", whole, hashed)
		}
		if back := section321.Relate(kb, ka); back != hashed {
			t.Fatalf("%v one way, %v the other", hashed, back)
		}
		if back := section321.ComparePersons(b, bBuyer, a, aBuyer); back != whole {
			t.Fatalf("%v one way, %v the other, whole", whole, back)
		}
	})
}

func drawLine(t *rapid.T, i int) manifest.Line {
	pick := func(what string, from ...string) string {
		return rapid.SampledFrom(from).Draw(t, fmt.Sprintf("line %d %s", i, what))
	}
	line := manifest.Line{
		SKU: fmt.Sprintf("SKU-%d", i), Description: pick("desc", "Knit shirt", "Gift", ""),
		Quantity: rapid.Int64Range(-1, 9).Draw(t, "qty"), HTSUS: pick("hts", "6109.10.0012", "2204", "", "9503.00.0073", "4420.10.0000"),
		Origin: pick("origin", "VN", "CN", "UK", "US", ""),
	}
	if amount := pick("value", "", "0", "45.00", "400.00", "-3", "799.999999"); amount != "" {
		line.UnitValue, _ = manifest.NewMoney(amount, pick("currency", "USD", "CAD", "XXX"))
	}
	if flag := pick("flag", "", "", "alcohol", "battery_lithium", "ad_cvd", "novel"); flag != "" {
		line.Flags = []string{flag}
	}
	return line
}

func drawPast(t *rapid.T, i int) manifest.Past {
	pick := func(what string, from ...string) string {
		return rapid.SampledFrom(from).Draw(t, fmt.Sprintf("past %d %s", i, what))
	}
	placed := time.Date(2024, 6, 2, 15, 0, 0, 0, time.UTC)
	return manifest.Past{
		Shipment: fmt.Sprintf("S-%d", i), Order: pick("order", "O-100", "O-90", ""), PlacedAt: placed.Add(time.Duration(rapid.IntRange(-50, 50).Draw(t, "hours")) * time.Hour),
		ValueUSD: pick("value", "100.00", "500", "", "799.99"), ImportDate: manifest.Date(pick("day", "2024-06-04", "2024-06-05", "")),
		Status: pick("status", "packed", "departed", "removed", "rejected", ""), Person: drawPerson(t, fmt.Sprintf("past %d", i)),
	}
}

func drawCase(t *rapid.T) manifest.Case {
	c := manifest.Case{
		Rulebook: rapid.SampledFrom([]string{"section-321-classic", "us-entry-required", "by-date"}).Draw(t, "rulebook"),
		Shipment: "S-100", Shipper: manifest.Party{Name: "Example Goods", Address: manifest.Address{Line1: "55 Sample Way", City: "Vancouver", Country: "CA"}},
		Load:  manifest.CaseLoad{ID: "L-1", Port: "3004", Arrival: time.Date(2024, 6, 4, 20, 0, 0, 0, time.UTC)},
		Order: manifest.Order{ID: "O-100", Currency: "USD", Carrier: "USPS", PlacedAt: time.Date(2024, 6, 2, 15, 0, 0, 0, time.UTC), ShipTo: drawPerson(t, "ship to")},
		Rates: []manifest.Rate{{Currency: "CAD", USDPerUnit: "0.7272", ValidFrom: "2024-04-01", ValidTo: "2024-06-30"}},
	}
	if rapid.Bool().Draw(t, "aggregate") {
		c.Overrides = map[string]string{"person_day.mode": "aggregate"}
	}
	for i := range rapid.IntRange(0, 4).Draw(t, "lines") {
		c.Order.Lines = append(c.Order.Lines, drawLine(t, i))
	}
	for i := range rapid.IntRange(0, 3).Draw(t, "packages") {
		shown := manifest.Shown{Value: rapid.SampledFrom([]string{"4.2", "25", "49.9", "50", "0", "x"}).Draw(t, "weight"), Unit: manifest.UnitPound}
		c.Packages = append(c.Packages, manifest.CasePackage{ID: fmt.Sprintf("P-%d", i), Weight: shown, Stable: rapid.Bool().Draw(t, "stable")})
	}
	for i := range rapid.IntRange(0, 3).Draw(t, "history") {
		c.History = append(c.History, drawPast(t, i))
	}
	return c
}

// TestVerdictProperties holds that the verdict is the worst finding, that judging again says the same, that the order
// of lines, cartons and history says nothing, and that one more counted shipment never makes it better.
func TestVerdictProperties(t *testing.T) {
	books := embedded(t)
	rapid.Check(t, func(t *rapid.T) {
		c := drawCase(t)
		judge := func(c manifest.Case) manifest.Judgement {
			j, err := section321.Judge(books, c, section321.Options{MaxCarton: 50 * manifest.Pound})
			if err != nil {
				t.Fatal(err)
			}
			return j
		}
		first := judge(c)
		worst := manifest.Pass
		for _, f := range first.Findings {
			worst = max(worst, f.Verdict)
		}
		if first.Verdict != worst || !slices.IsSortedFunc(first.Findings, func(a, b manifest.Finding) int {
			if a.Rule < b.Rule {
				return -1
			}
			return map[bool]int{true: 1}[a.Rule > b.Rule]
		}) {
			t.Fatalf("verdict %v of %v", first.Verdict, first.Findings)
		}
		if again := judge(c); !reflect.DeepEqual(first, again) {
			t.Fatalf("judged again: %v, before %v", again, first)
		}
		turned := c
		turned.Order.Lines = slices.Clone(c.Order.Lines)
		turned.Packages, turned.History = slices.Clone(c.Packages), slices.Clone(c.History)
		slices.Reverse(turned.Order.Lines)
		slices.Reverse(turned.Packages)
		slices.Reverse(turned.History)
		if other := judge(turned); !reflect.DeepEqual(first, other) {
			t.Fatalf("the other way round: %v, before %v", other, first)
		}
		more := c
		more.History = append(slices.Clone(c.History), drawPast(t, 9))
		if now := judge(more); now.Verdict < first.Verdict {
			t.Fatalf("one more shipment made it %v, before %v", now.Verdict, first.Verdict)
		}
	})
}

// TestUnitsSayNothing holds that one weight in four units is one verdict.
func TestUnitsSayNothing(t *testing.T) {
	books := embedded(t)
	cases, _ := readCases(t, "rules/cases-sample.jsonl")
	rapid.Check(t, func(t *rapid.T) {
		// A multiple of 1/16 lb is a whole number of ounces, and exact in grams with 9 decimals.
		ounces := rapid.Int64Range(1, 900).Draw(t, "ounces")
		weight := manifest.Weight(ounces) * manifest.Ounce
		var verdicts []manifest.Verdict
		for unit, decimals := range map[manifest.Unit]int{manifest.UnitOunce: 0, manifest.UnitPound: 4, manifest.UnitGram: 9, manifest.UnitKilogram: 12} {
			c := cases[0]
			value := weight.Decimal(unit, min(decimals, 9))
			if unit == manifest.UnitKilogram { // 12 decimals, as grams with the point moved
				grams := fmt.Sprintf("%013d", int64(weight))
				value = grams[:len(grams)-12] + "." + grams[len(grams)-12:]
			}
			c.Packages = []manifest.CasePackage{{ID: "P-1", Stable: true, Weight: manifest.Shown{Value: value, Unit: unit}}}
			j, err := section321.Judge(books, c, section321.Options{})
			if err != nil {
				t.Fatal(err)
			}
			verdicts = append(verdicts, j.Verdict)
		}
		if len(slices.Compact(verdicts)) != 1 {
			t.Fatalf("%d oz: %v", ounces, verdicts)
		}
	})
}
