package orderfile_test

import (
	"bytes"
	"encoding/json"
	"math/big"
	"os"
	"regexp"
	"strings"
	"testing"

	"packline/manifest"
	"packline/manifest/orderfile"
	"packline/testdata"
)

const demoOrders = "../../cmd/internal/demo/orders/"

func sample(t *testing.T, name string) []manifest.Order {
	t.Helper()
	content, err := testdata.Files.ReadFile(name)
	if err != nil {
		content, err = os.ReadFile(name)
	}
	if err != nil {
		t.Fatal(err)
	}
	orders, notes, err := orderfile.ReadOrders(bytes.NewReader(content), name)
	if err != nil || len(notes) > 0 {
		t.Fatalf("%s: %v, %v", name, err, notes)
	}
	return orders
}

// held reads which sample orders are not to pass.
func held(t *testing.T) map[string]string {
	t.Helper()
	verdicts := map[string]string{}
	for line := range strings.Lines(string(testdata.Read(t, "orders/expected.jsonl"))) {
		var answer struct {
			OrderID string   `json:"order_id"`
			Verdict string   `json:"verdict"`
			Rules   []string `json:"rules"`
			Why     string   `json:"why"`
		}
		if err := json.Unmarshal([]byte(line), &answer); err != nil || answer.Why == "" || len(answer.Rules) == 0 {
			t.Fatalf("%s: %v", line, err)
		}
		verdicts[answer.OrderID] = answer.Verdict
	}
	return verdicts
}

func TestSamplesAreEnoughAndDiffer(t *testing.T) {
	all, table := sample(t, "orders/orders.jsonl"), sample(t, "orders/orders.csv")
	demo := sample(t, demoOrders+"demo.jsonl")
	if len(all) < 300 || len(table) < 36 || len(demo) != 24 {
		t.Errorf("got %d, %d and %d orders", len(all), len(table), len(demo))
	}
	verdicts := held(t)
	stopped, kinds := 0, map[string]int{}
	for _, o := range all {
		if verdicts[o.ID] != "" {
			stopped++
		}
		count(kinds, o)
	}
	if stopped < len(all)/10 || stopped > len(all)/6 {
		t.Errorf("%d of %d orders stop", stopped, len(all))
	}
	for _, kind := range []string{"CAD", "USD", "example", "maple", "accents", "PO box", "several lines", "several cartons", "tracking", "buyer", "company"} {
		if kinds[kind] < 10 {
			t.Errorf("only %d orders with %s", kinds[kind], kind)
		}
	}
}

func count(kinds map[string]int, o manifest.Order) {
	for kind, is := range map[string]bool{
		"accents": strings.ContainsFunc(o.ShipTo.Name, func(r rune) bool { return r > 127 }), "PO box": strings.Contains(o.ShipTo.Line1, "Box"),
		"several lines": len(o.Lines) > 1, "several cartons": o.Planned() > 1, "tracking": len(o.Tracking) > 0, "buyer": !o.Buyer.IsZero(),
		"company": o.ShipTo.Company != "",
	} {
		if is {
			kinds[kind]++
		}
	}
	kinds[o.Currency]++
	kinds[o.Client]++
}

// TestSamplesThatPassAreSound holds what can be seen without a rulebook: values, weights, contacts, numbers.
func TestSamplesThatPassAreSound(t *testing.T) {
	verdicts := held(t)
	rate, _ := new(big.Rat).SetString("0.7448") // above any of the sample rates
	seen := map[string]string{}
	for _, o := range append(sample(t, "orders/orders.jsonl"), sample(t, "orders/orders.csv")...) {
		if verdicts[o.ID] != "" {
			continue
		}
		value, weight := new(big.Rat), manifest.Weight(0)
		for _, l := range o.Lines {
			value.Add(value, new(big.Rat).Mul(l.UnitValue.Rat(), big.NewRat(l.Quantity, 1)))
			one, err := l.UnitWeight.Weight()
			if err != nil || l.Quantity < 1 || l.UnitValue.Micros <= 0 || len(l.Origin) != 2 || l.HTSUS == "" {
				t.Errorf("%s: line %+v, %v", o.ID, l, err)
			}
			weight += one * manifest.Weight(l.Quantity)
		}
		if o.Currency == "CAD" {
			value.Mul(value, rate)
		}
		if value.Cmp(big.NewRat(800, 1)) >= 0 || weight > 45*manifest.Pound {
			t.Errorf("%s is worth %s USD and weighs %s lb", o.ID, value.FloatString(2), weight.Decimal(manifest.UnitPound, 2))
		}
		for _, contact := range []string{o.ShipTo.Email, o.ShipTo.Phone, o.ShipTo.Line1 + o.ShipTo.Postal} {
			if other := seen[contact]; other != "" && contact != "" {
				t.Errorf("%s and %s share %s", other, o.ID, contact)
			}
			seen[contact] = o.ID
		}
	}
}

func TestSampleNumbersArePlainlyForTests(t *testing.T) {
	phone, mail := regexp.MustCompile(`^\d{3}-555-01\d\d$`), regexp.MustCompile(`@example\.(com|org)$`)
	usps, ups := regexp.MustCompile(`^92055999999999\d{8}$`), regexp.MustCompile(`^1Z999AA1\d{10}$`)
	if got := upsCheckDigit("999AA1012345678"); got != '4' {
		t.Fatalf("UPS's own example number ends in 4, not %c", got)
	}
	for _, name := range []string{"orders/orders.jsonl", "orders/orders.csv", demoOrders + "demo.jsonl"} {
		for _, o := range sample(t, name) {
			if !phone.MatchString(o.ShipTo.Phone) || !mail.MatchString(o.ShipTo.Email) {
				t.Errorf("%s: %s, %s", o.ID, o.ShipTo.Phone, o.ShipTo.Email)
			}
			for _, n := range o.Tracking {
				right := usps.MatchString(n) && manifest.CheckDigit(n[:21]) == n[21] || ups.MatchString(n) && upsCheckDigit(n[2:17]) == n[17]
				if !right {
					t.Errorf("%s: tracking number %s", o.ID, n)
				}
			}
			for _, l := range o.Lines {
				if len(l.GTIN) != 13 || l.GTIN[:3] != "952" || manifest.CheckDigit(l.GTIN[:12]) != l.GTIN[12] {
					t.Errorf("%s: GTIN %s", o.ID, l.GTIN)
				}
			}
		}
	}
}

// upsCheckDigit is worked out by the table of letters, not by the generator's formula.
func upsCheckDigit(body string) byte {
	const letters = "2345678901" + "2345678901" + "234567" // A to Z
	sum := 0
	for i := range len(body) {
		digit := body[i]
		if digit >= 'A' {
			digit = letters[digit-'A']
		}
		value := int(digit - '0')
		if i%2 == 1 {
			value *= 2
		}
		sum += value
	}
	return byte('0' + (10-sum%10)%10)
}

func TestDemoSetup(t *testing.T) {
	content, err := os.ReadFile(demoOrders + "setup.json")
	if err != nil {
		t.Fatal(err)
	}
	var setup struct {
		Clients []manifest.Client
		Lanes   []manifest.Lane
	}
	if err := json.Unmarshal(content, &setup); err != nil {
		t.Fatal(err)
	}
	clients, lanes := map[string]manifest.Client{}, map[string]manifest.Lane{}
	for _, c := range setup.Clients {
		clients[c.ID] = c
	}
	for _, l := range setup.Lanes {
		lanes[l.ID] = l
	}
	orders := append(sample(t, demoOrders+"demo.jsonl"), sample(t, "orders/orders.jsonl")...)
	for _, o := range append(orders, sample(t, "orders/orders.csv")...) {
		lane, client := lanes[o.Lane], clients[o.Client]
		if lane.Carrier != o.Carrier || client.ReturnTo(lane.Induction).IsZero() || !regexp.MustCompile(client.OrderPattern).MatchString(o.ID) {
			t.Errorf("%s: client %q, lane %q, carrier %q don't fit the set-up", o.ID, o.Client, o.Lane, o.Carrier)
		}
	}
}

func TestSampleRatesCoverFourYears(t *testing.T) {
	content, err := os.ReadFile(demoOrders + "rates.csv")
	if err != nil {
		t.Fatal(err)
	}
	rates, err := orderfile.ReadRates(bytes.NewReader(content), "rates.csv")
	if err != nil || len(rates) != 16 || rates[0].ValidFrom != "2024-01-01" || rates[15].ValidTo != "2027-12-31" {
		t.Fatalf("got %+v, %v", rates, err)
	}
	for i, r := range rates {
		if !strings.Contains(r.Source, "not an official rate") || i > 0 && r.ValidFrom <= rates[i-1].ValidTo {
			t.Errorf("rate %+v", r)
		}
	}
}

// TestDocumentation reads the examples of docs/order-files.md as they stand there.
func TestDocumentation(t *testing.T) {
	content, err := os.ReadFile("../../docs/order-files.md")
	if err != nil {
		t.Fatal(err)
	}
	blocks := strings.Split(string(content), "```")[1:]
	if len(blocks) != 10 {
		t.Fatalf("the page has %d parts after its first fence; look at this test again", len(blocks))
	}
	oneLine := strings.ReplaceAll(strings.TrimPrefix(blocks[0], "json"), "\n", " ")
	table := strings.TrimSpace(blocks[2]) + blocks[4]
	for _, text := range []string{oneLine, table} {
		orders, notes, problems := read(t, text)
		if len(orders) != 1 || len(orders[0].Lines) != 2 || len(notes) > 0 || len(problems) > 0 || orders[0].Buyer.Name != "Ann Lee" {
			t.Errorf("an example gave %+v, %v, %v", orders, notes, problems)
		}
	}
	if rates, err := orderfile.ReadRates(strings.NewReader(blocks[6]), "rates.csv"); err != nil || len(rates) != 1 {
		t.Errorf("the rates gave %v, %v", rates, err)
	}
	for c, err := range orderfile.ReadCases(strings.NewReader(strings.TrimPrefix(blocks[8], "json"))) {
		if err != nil || c.ID != "VAL-01" {
			t.Errorf("the case gave %+v, %v", c, err)
		}
	}
}
