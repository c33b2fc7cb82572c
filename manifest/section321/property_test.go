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

// drawOverrides draws some switches and actions: what is said of verdicts holds under all of them.
func drawOverrides(t *rapid.T) map[string]string {
	over := map[string]string{}
	words := []string{"pass", "warn", "hold", "reject"}
	for _, row := range []struct {
		path   string
		values []string
	}{
		{"person_day.mode", []string{"aggregate", "one_shipment"}},
		{"person_day.second_shipment", words},
		{"person_day.over", words},
		{"person_day.possible_match", words},
		{"person_day.limit", []string{"100", "800"}},
		{"person_day.ignore_status", []string{"", "rejected,removed"}},
		{"order.linked_over_limit", words},
		{"order.same_order_other_shipment", words},
		{"order.linked_window_hours", []string{"0", "24", "48"}},
		{"value.inclusive", []string{"false", "true"}},
		{"value.over", words},
		{"value.at_limit", words},
		{"weight.limit_g", []string{"22000", "22600", "null"}},
		{"weight.near", words},
	} {
		if value := rapid.SampledFrom(append([]string{"-", "-", "-"}, row.values...)).Draw(t, row.path); value != "-" {
			over[row.path] = value
		}
	}
	return over
}

func drawCase(t *rapid.T) manifest.Case {
	c := manifest.Case{
		Rulebook: rapid.SampledFrom([]string{"section-321-classic", "us-entry-required", "by-date"}).Draw(t, "rulebook"),
		Shipment: "S-100", Shipper: manifest.Party{Name: "Example Goods", Address: manifest.Address{Line1: "55 Sample Way", City: "Vancouver", Country: "CA"}},
		Load:  manifest.CaseLoad{ID: "L-1", Port: "3004", Arrival: time.Date(2024, 6, 4, 20, 0, 0, 0, time.UTC)},
		Order: manifest.Order{ID: "O-100", Currency: "USD", Carrier: "USPS", PlacedAt: time.Date(2024, 6, 2, 15, 0, 0, 0, time.UTC), ShipTo: drawPerson(t, "ship to")},
		Rates: []manifest.Rate{
			{Currency: "CAD", USDPerUnit: "0.7272", ValidFrom: "2024-04-01", ValidTo: "2024-06-30"},
			{Currency: "CAD", USDPerUnit: "0.73", ValidFrom: "2024-04-01", ValidTo: "2024-06-30"},
		},
	}
	c.Overrides = drawOverrides(t)
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
		turned.Order.Lines = rapid.Permutation(c.Order.Lines).Draw(t, "lines")
		turned.Packages = rapid.Permutation(c.Packages).Draw(t, "packages")
		turned.History = rapid.Permutation(c.History).Draw(t, "history")
		turned.Rates = rapid.Permutation(c.Rates).Draw(t, "rates")
		if other := judge(turned); !reflect.DeepEqual(first, other) {
			t.Fatalf("in another order: %v, before %v", other, first)
		}
		more := c
		more.History = append(slices.Clone(c.History), drawPast(t, 9))
		if now := judge(more); now.Verdict < first.Verdict {
			t.Fatalf("one more shipment made it %v, before %v", now.Verdict, first.Verdict)
		}
	})
}

// inUnits writes a weight that is a whole number of ounces exactly in each unit.
func inUnits(w manifest.Weight) []manifest.Shown {
	grams := fmt.Sprintf("%013d", int64(w))
	return []manifest.Shown{
		{Value: w.Decimal(manifest.UnitOunce, 0), Unit: manifest.UnitOunce},
		{Value: w.Decimal(manifest.UnitPound, 4), Unit: manifest.UnitPound},
		{Value: w.Decimal(manifest.UnitGram, 9), Unit: manifest.UnitGram},
		{Value: grams[:len(grams)-12] + "." + grams[len(grams)-12:], Unit: manifest.UnitKilogram},
	}
}

// TestUnitsSayNothing holds that the cartons of a shipment get one verdict, with the same findings in the same words, in
// whichever unit each of them is written; and that a quantity is the same as so many lines.
func TestUnitsSayNothing(t *testing.T) {
	books := embedded(t)
	rapid.Check(t, func(t *rapid.T) {
		c := plainCase()
		worth("40.00")(&c)
		c.Overrides = drawOverrides(t)
		var weights []manifest.Weight
		for range rapid.IntRange(1, 4).Draw(t, "cartons") {
			weights = append(weights, manifest.Weight(rapid.SampledFrom([]int64{1, 200, 399, 400, 401, 776, 797, 798, 799, 800, 801}).Draw(t, "ounces"))*manifest.Ounce)
		}
		quantity := rapid.Int64Range(1, 20).Draw(t, "quantity")
		var before *manifest.Judgement
		for range 4 {
			c.Packages, c.Order.Lines = nil, c.Order.Lines[:1]
			for _, w := range weights {
				shown := rapid.SampledFrom(inUnits(w)).Draw(t, "unit")
				c.Packages = append(c.Packages, manifest.CasePackage{Stable: true, Weight: shown})
			}
			one := c.Order.Lines[0]
			one.Quantity = 1
			c.Order.Lines = slices.Repeat([]manifest.Line{one}, int(quantity))
			if rapid.Bool().Draw(t, "in one line") {
				one.Quantity = quantity
				c.Order.Lines = []manifest.Line{one}
			}
			j, err := section321.Judge(books, c, section321.Options{MaxCarton: 50 * manifest.Pound})
			if err != nil {
				t.Fatal(err)
			}
			if before != nil && !reflect.DeepEqual(*before, j) {
				t.Fatalf("%v of %v: %v, before %v", weights, c.Packages, j, *before)
			}
			before = &j
		}
	})
}
