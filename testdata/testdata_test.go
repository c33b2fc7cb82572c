package testdata_test

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"packline/manifest"
	"packline/manifest/orderfile"
	"packline/manifest/section321"
	"packline/testdata"
)

// answer is a line of orders/expected.jsonl.
type answer struct {
	OrderID string   `json:"order_id"`
	Verdict string   `json:"verdict"`
	Rules   []string `json:"rules"`
	AfterOn string   `json:"after_on"`
}

// TestSampleOrdersAreJudgedAsExpected packs every sample order in the order of its file, all for one border day but
// for those that want another one, and holds each verdict to expected.jsonl: what isn't in it passes.
func TestSampleOrdersAreJudgedAsExpected(t *testing.T) {
	books, err := section321.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	expected := map[string]answer{}
	for line := range strings.Lines(string(testdata.Read(t, "orders/expected.jsonl"))) {
		var a answer
		if err := json.Unmarshal([]byte(line), &a); err != nil {
			t.Fatal(err)
		}
		expected[a.OrderID] = a
	}
	seen := 0
	for _, name := range []string{"orders/orders.jsonl", "orders/orders.csv"} {
		orders, _, err := orderfile.ReadOrders(bytes.NewReader(testdata.Read(t, name)), name)
		if err != nil {
			t.Fatal(err)
		}
		shift := shift{rates: sampleRates(t), books: books}
		for _, o := range orders {
			want, stops := expected[o.ID]
			if !stops {
				want = answer{Verdict: "PASS", Rules: []string{}}
			} else {
				seen++
			}
			got := shift.pack(t, o, want.AfterOn == "another day")
			if got.Verdict != want.Verdict || !reflect.DeepEqual(got.Rules, want.Rules) {
				t.Errorf("%s: got %s %v, want %s %v", o.ID, got.Verdict, got.Rules, want.Verdict, want.Rules)
			}
		}
	}
	if seen != len(expected) || seen == 0 {
		t.Errorf("%d of %d expected orders are in the files", seen, len(expected))
	}
}

// shift packs orders one after the other.
type shift struct {
	books   []section321.Rulebook
	rates   []manifest.Rate
	history []manifest.Past
}

func (s *shift) pack(t *testing.T, o manifest.Order, nextDay bool) answer {
	t.Helper()
	arrival, day := time.Date(2026, 11, 23, 20, 0, 0, 0, time.UTC), manifest.Date("2026-11-23")
	if nextDay {
		arrival, day = arrival.AddDate(0, 0, 1), "2026-11-24"
	}
	shipper := o.Shipper
	if shipper.IsZero() {
		shipper = manifest.Party{Name: "Example Goods Ltd", Address: manifest.Address{Line1: "55 Sample Way", City: "Vancouver", State: "BC", Postal: "V6B 1A1", Country: "CA"}}
	}
	c := manifest.Case{
		ID: o.ID, Rulebook: "section-321-classic", Simulate: true, Order: o, Shipment: o.ID, Shipper: shipper, Rates: s.rates, History: s.history,
		Load:     manifest.CaseLoad{ID: "L-1", Port: "3004", Arrival: arrival, Release: manifest.ReleaseSection321},
		Packages: []manifest.CasePackage{{ID: o.ID, Weight: manifest.Shown{Value: "5.00", Unit: manifest.UnitPound}, Stable: true}},
	}
	j, err := section321.Judge(s.books, c, section321.Options{OnBench: true})
	if err != nil {
		t.Fatalf("%s: %v", o.ID, err)
	}
	var sum manifest.Money
	for _, l := range o.Lines {
		sum.Micros += l.Quantity * l.UnitValue.Micros
	}
	s.history = append(s.history, manifest.Past{
		Shipment: o.ID, Order: o.ID, PlacedAt: o.PlacedAt, ValueUSD: sum.Amount(), ImportDate: day, Status: "packed", Person: o.ShipTo, Buyer: o.Buyer,
	})
	return answer{Verdict: j.Verdict.String(), Rules: section321.RuleIDs(j)}
}

func sampleRates(t *testing.T) []manifest.Rate {
	t.Helper()
	content, err := os.ReadFile(filepath.Join("..", "cmd", "internal", "demo", "orders", "rates.csv"))
	if err != nil {
		t.Fatal(err)
	}
	rates, err := orderfile.ReadRates(bytes.NewReader(content), "rates.csv")
	if err != nil {
		t.Fatal(err)
	}
	return rates
}

// watched is a test whose failures are looked at instead of counted.
type watched struct {
	testing.TB
	said string
}

func (w *watched) Helper() {}

func (w *watched) Errorf(format string, args ...any) { w.said = format }

func TestGoldenComparesWithTheTree(t *testing.T) {
	w := &watched{TB: t}
	testdata.Golden(w, "frames/README.md", testdata.Read(t, "frames/README.md"))
	if w.said != "" {
		t.Errorf("the same bytes gave %q", w.said)
	}
	testdata.Golden(w, "frames/README.md", []byte("something else"))
	if w.said == "" {
		t.Error("other bytes were taken for the same")
	}
}
