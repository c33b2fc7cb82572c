package section321_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"packline/manifest"
	"packline/manifest/section321"
)

// change makes a case that passes fire one action of the rulebook.
type change func(*manifest.Case)

func line(edit func(*manifest.Line)) change {
	return func(c *manifest.Case) {
		c.Order.Lines = slices.Clone(c.Order.Lines)
		edit(&c.Order.Lines[0])
	}
}

func flagged(flags ...string) change { return line(func(l *manifest.Line) { l.Flags = flags }) }

func tariff(code string) change { return line(func(l *manifest.Line) { l.HTSUS = code }) }

func worth(amount string) change {
	return line(func(l *manifest.Line) { l.UnitValue, _ = manifest.NewMoney(amount, "USD") })
}

func weighing(value string, unit manifest.Unit) change {
	return func(c *manifest.Case) {
		c.Packages = []manifest.CasePackage{{ID: "P-1", Stable: true, Weight: manifest.Shown{Value: value, Unit: unit}}}
	}
}

func past(edit func(*manifest.Past)) change {
	return func(c *manifest.Case) {
		p := manifest.Past{
			Shipment: "S-90", Order: "O-90", PlacedAt: c.Order.PlacedAt.AddDate(0, 0, -9), ValueUSD: "100.00",
			ImportDate: "2024-06-04", Status: "packed", Person: c.Order.ShipTo,
		}
		edit(&p)
		c.History = []manifest.Past{p}
	}
}

// actions gives for each action of a rulebook what makes it answer, and the finding that then says it.
func actions() map[string]struct {
	fire change
	key  string
	side map[string]string // other values that keep other rules of the same case silent
} {
	type row = struct {
		fire change
		key  string
		side map[string]string
	}
	off := func(paths ...string) map[string]string {
		side := map[string]string{}
		for _, path := range paths {
			side[path] = "pass"
		}
		return side
	}
	ship := func(edit func(*manifest.Person)) change { return func(c *manifest.Case) { edit(&c.Order.ShipTo) } }
	state := func(state, zip string) change {
		return ship(func(p *manifest.Person) { p.State, p.Postal = state, zip })
	}
	return map[string]row{
		"regime.out_of_window":          {func(c *manifest.Case) { c.Load.Arrival = c.Load.Arrival.AddDate(5, 0, 0) }, "reg-window", nil},
		"regime.simulate_out_of_window": {func(c *manifest.Case) { c.Load.Arrival, c.Simulate = c.Load.Arrival.AddDate(5, 0, 0), true }, "reg-window", nil},
		"value.at_limit":                {worth("800.00"), "val-max.at-limit", nil},
		"value.over":                    {worth("800.01"), "val-max", nil},
		"value.zero_or_missing":         {line(func(l *manifest.Line) { l.UnitValue = manifest.Money{} }), "val-zero", nil},
		"value.fx_missing":              {func(c *manifest.Case) { c.Order.Currency = "CAD" }, "val-fx", nil},
		"weight.over":                   {weighing("50", manifest.UnitPound), "wgt-max", nil},
		"weight.near":                   {weighing("22600", manifest.UnitGram), "wgt-max.near", nil},
		"weight.bad_reading":            {weighing("4.2", "stone"), "wgt-bad", nil},
		"person_day.second_shipment":    {past(func(*manifest.Past) {}), "per-one", nil},
		"person_day.over":               {past(func(p *manifest.Past) { p.ValueUSD = "790.00" }), "per-day", off("person_day.second_shipment")},
		"person_day.possible_match":     {past(func(p *manifest.Past) { p.Person.Name = "J Smith" }), "per-maybe", nil},
		"order.split_over_limit":        {func(c *manifest.Case) { c.Order.GoodsTotal, _ = manifest.NewMoney("1200", "USD") }, "ord-split", nil},
		"order.same_order_other_shipment": {
			past(func(p *manifest.Past) { p.Order, p.ImportDate = "O-100", "2024-05-01" }), "ord-split.lots", nil,
		},
		"order.linked_over_limit": {past(func(p *manifest.Past) {
			p.PlacedAt, p.ImportDate, p.ValueUSD = p.PlacedAt.AddDate(0, 0, 9), "2024-06-03", "790.00"
		}), "ord-link", nil},
		"destination.military":    {state("AP", "96201"), "dst-us.military", nil},
		"destination.territory":   {state("GU", "96910"), "dst-us", nil},
		"destination.foreign":     {ship(func(p *manifest.Person) { p.Country = "MX" }), "dst-us", nil},
		"destination.bad_address": {state("WA", "97201"), "dst-addr", nil},
		"origin.missing_or_invalid": {
			line(func(l *manifest.Line) { l.Origin = "VT" }), "org-ctry", nil,
		},
		"origin.excluded_action":        {func(*manifest.Case) {}, "org-ctry.excluded", map[string]string{"origin.excluded": "CN, VN"}},
		"product.alcohol":               {tariff("2204.21"), "prd-alc", nil},
		"product.tobacco":               {flagged("tobacco"), "prd-tob", nil},
		"product.pga":                   {tariff("3304.99"), "prd-pga", nil},
		"product.pga_check":             {tariff("6911.10"), "prd-pga.check", nil},
		"product.hazmat":                {flagged("chemical"), "prd-haz", nil},
		"product.hazmat_check":          {flagged("battery_lithium"), "prd-haz.check", nil},
		"product.cpsc":                  {tariff("9503.00"), "prd-cpsc", nil},
		"product.ad_cvd":                {flagged("ad_cvd"), "prd-trade", nil},
		"product.quota":                 {flagged("quota"), "prd-trade", nil},
		"product.unclassified":          {tariff(""), "prd-unk", nil},
		"document.bad_hts":              {tariff("6109.1"), "doc-hts", nil},
		"document.vague_description":    {line(func(l *manifest.Line) { l.Description = "Gift" }), "doc-desc", nil},
		"document.missing_data":         {line(func(l *manifest.Line) { l.Quantity = 0 }), "doc-data", nil},
		"document.shipper_not_canadian": {func(c *manifest.Case) { c.Shipper.Country = "US" }, "doc-shpr", nil},
		"carrier.po_box_not_usps":       {func(c *manifest.Case) { c.Order.Carrier, c.Order.ShipTo.Line1 = "UPS", "PO Box 12" }, "lbl-pobox", nil},
		"station.duplicate_package":     {func(c *manifest.Case) { c.Packages[0].ClosedOn = "L-0" }, "pkg-dup", nil},
		"origin.north_america":          {line(func(l *manifest.Line) { l.Origin = "MX" }), "org-ctry.north-america", nil},
	}
}

func plainCase() manifest.Case {
	price, _ := manifest.NewMoney("45.00", "USD")
	at := time.Date(2024, 6, 4, 20, 0, 0, 0, time.UTC)
	return manifest.Case{
		ID: "C-1", Rulebook: "section-321-classic", Shipment: "S-100",
		Load:    manifest.CaseLoad{ID: "L-1", Port: "3004", Arrival: at},
		Shipper: manifest.Party{Name: "Example Goods Ltd", Address: manifest.Address{Line1: "55 Sample Way", City: "Vancouver", Country: "CA"}},
		Order: manifest.Order{
			ID: "O-100", Currency: "USD", Carrier: "USPS", PlacedAt: at.AddDate(0, 0, -2),
			ShipTo: someone{name: "John Smith", line1: main4, zip: zip}.person(),
			Lines: []manifest.Line{{
				SKU: "TEE-1", Description: "Men's cotton knit T-shirt", Quantity: 1, UnitValue: price, HTSUS: "6109.10.0012", Origin: "VN",
			}},
		},
		Packages: []manifest.CasePackage{{ID: "P-1", Stable: true, Weight: manifest.Shown{Value: "4.20", Unit: manifest.UnitPound}}},
	}
}

// TestEveryActionAnswersAsTheRulebookSays holds that each action of a rulebook is behind the finding it names: that it is
// silent on the near side of its boundary, and that each word in its place is the verdict, pass being none.
func TestEveryActionAnswersAsTheRulebookSays(t *testing.T) {
	books := embedded(t)
	judge := func(c manifest.Case) manifest.Judgement {
		t.Helper()
		j, err := section321.Judge(books, c, section321.Options{})
		if err != nil {
			t.Fatal(err)
		}
		return j
	}
	if j := judge(plainCase()); j.Verdict != manifest.Pass {
		t.Fatalf("the plain case: %v", j)
	}
	words := map[string]manifest.Verdict{"pass": manifest.Pass, "warn": manifest.Warn, "hold": manifest.Hold, "reject": manifest.Reject}
	seen := 0
	for path, a := range actions() {
		seen++
		for word, verdict := range words {
			if path == "origin.north_america" && verdict > manifest.Warn {
				continue
			}
			c := plainCase()
			a.fire(&c)
			c.Overrides = map[string]string{path: word}
			for other, value := range a.side {
				c.Overrides[other] = value
			}
			j := judge(c)
			said := slices.ContainsFunc(j.Findings, func(f manifest.Finding) bool { return f.Message.Key == "rule."+a.key })
			if j.Verdict != verdict || said != (verdict > manifest.Pass) || len(j.Findings) > 1 {
				t.Errorf("%s = %s: %v of %v, want %s alone", path, word, j.Verdict, j.Findings, a.key)
			}
		}
	}
	// Every path of the document that holds a verdict is in the table above.
	for row := range strings.SplitSeq(document(t, "section-321-classic-v1"), ",") {
		for _, word := range []string{`"pass"`, `"warn"`, `"hold"`, `"reject"`} {
			if strings.HasSuffix(strings.TrimRight(row, " }\n"), word) && !strings.Contains(row, "section_232") {
				seen--
			}
		}
	}
	if seen != 0 {
		t.Errorf("%d actions too many in the table", seen)
	}
}

// TestSwitchesTogether holds every combination of the three switches that must work, at both sides of what each moves.
func TestSwitchesTogether(t *testing.T) {
	books := embedded(t)
	for mask := range 8 {
		strict, grams, aggregate := mask&1 != 0, mask&2 != 0, mask&4 != 0
		over := map[string]string{}
		if strict {
			over["value.inclusive"] = "false"
		}
		if grams {
			over["weight.limit_g"] = "22000"
		}
		if aggregate {
			over["person_day.mode"] = "aggregate"
		}
		for _, row := range []struct {
			why   string
			makes []change
			want  manifest.Verdict
		}{
			{"799.99", []change{worth("799.99")}, manifest.Pass},
			{"800.00", []change{worth("800.00")}, pick(strict, manifest.Reject, manifest.Warn)},
			{"800.01", []change{worth("800.01")}, manifest.Reject},
			{"21,999.999 g", []change{weighing("21999.999", manifest.UnitGram)}, manifest.Pass},
			{"22,000 g", []change{weighing("22000", manifest.UnitGram)}, pick(grams, manifest.Reject, manifest.Pass)},
			{"22,600 g", []change{weighing("22600", manifest.UnitGram)}, pick(grams, manifest.Reject, manifest.Warn)},
			{"another of 755.00", []change{past(func(p *manifest.Past) { p.ValueUSD = "755.00" })}, pick(aggregate, manifest.Pass, manifest.Hold)},
			{"another of 755.01", []change{past(func(p *manifest.Past) { p.ValueUSD = "755.01" })}, manifest.Reject},
			{"a possible one of 755.00", []change{past(func(p *manifest.Past) {
				p.ValueUSD, p.Person.Name = "755.00", "J Smith"
			})}, pick(aggregate, manifest.Pass, manifest.Hold)},
			{"a possible one of 755.01", []change{past(func(p *manifest.Past) {
				p.ValueUSD, p.Person.Name = "755.01", "J Smith"
			})}, manifest.Hold},
		} {
			c := plainCase()
			c.Overrides = over
			for _, make := range row.makes {
				make(&c)
			}
			if j, err := section321.Judge(books, c, section321.Options{}); err != nil || j.Verdict != row.want {
				t.Errorf("%s under %v: %v, %v, want %v", row.why, over, j.Verdict, err, row.want)
			}
		}
	}
}

func pick(first bool, a, b manifest.Verdict) manifest.Verdict {
	if first {
		return a
	}
	return b
}
