package section321_test

import (
	"errors"
	"math/big"
	"testing"
	"time"

	"packline/manifest"
	"packline/manifest/section321"
)

func TestBorderDay(t *testing.T) {
	for _, c := range []struct {
		port, zone, arrival string
		want                manifest.Date
	}{
		{"3004", "", "2024-06-05T06:59:59Z", "2024-06-04"},
		{"3004", "", "2024-06-05T07:00:00Z", "2024-06-05"},
		{"0901", "", "2024-06-05T03:59:59Z", "2024-06-04"},
		{"0901", "", "2024-06-05T04:00:00Z", "2024-06-05"},
		{"3801", "", "2024-01-05T04:59:59Z", "2024-01-04"},
		{"3004", "", "2024-03-10T07:59:59Z", "2024-03-09"}, // summer time begins that day: the midnight before it is in winter time
		{"3004", "", "2024-03-11T06:59:59Z", "2024-03-10"},
		{"3004", "", "2024-11-03T06:59:59Z", "2024-11-02"}, // it ends that day: 25 hours
		{"3004", "", "2024-11-04T07:59:59Z", "2024-11-03"},
		{"3004", "America/New_York", "2024-06-05T04:00:00Z", "2024-06-05"},
		{"3004", "", "2024-06-04T23:40:00-07:00", "2024-06-04"},
		{"3004", "", "2024-06-05T00:20:00-07:00", "2024-06-05"},
		{"9999", "", "2024-06-05T07:00:00Z", ""},
		{"3004", "Moon/Crater", "2024-06-05T07:00:00Z", ""},
		{"3004", "Local", "2024-06-05T07:00:00Z", ""},
		{"3004", "../../etc/passwd", "2024-06-05T07:00:00Z", ""},
	} {
		at, err := time.Parse(time.RFC3339, c.arrival)
		if err != nil {
			t.Fatal(err)
		}
		if got := section321.BorderDay(manifest.CaseLoad{Port: c.port, Zone: c.zone, Arrival: at}); got != c.want {
			t.Errorf("port %s zone %q at %s: %q, want %q", c.port, c.zone, c.arrival, got, c.want)
		}
	}
	if got := section321.BorderDay(manifest.CaseLoad{Port: "3004"}); got != "" {
		t.Errorf("no arrival: %q", got)
	}
}

func TestGoodsUSD(t *testing.T) {
	money := func(s, currency string) manifest.Money {
		m, err := manifest.NewMoney(s, currency)
		if err != nil {
			t.Fatal(err)
		}
		return m
	}
	order := manifest.Order{Currency: "CAD", Lines: []manifest.Line{{SKU: "A", Quantity: 3, UnitValue: money("1099.99", "CAD")}}}
	rates := []manifest.Rate{{Currency: "CAD", USDPerUnit: "0.7272", ValidFrom: "2024-04-01", ValidTo: "2024-06-30"}}
	got, err := section321.GoodsUSD(order, rates, "2024-06-04")
	if err != nil || section321.Exact(got) != "2399.738184" {
		t.Errorf("%v, %v", got, err)
	}
	if _, err := section321.GoodsUSD(order, rates, "2024-07-01"); !errors.Is(err, section321.ErrNoRate) {
		t.Errorf("no rate: %v", err)
	}
	order.Lines = append(order.Lines, manifest.Line{SKU: "FREE", Quantity: 1})
	if _, err := section321.GoodsUSD(order, rates, "2024-06-04"); !errors.Is(err, section321.ErrNoValue) {
		t.Errorf("no value: %v", err)
	}
	huge := manifest.Order{Currency: "USD", Lines: []manifest.Line{{Quantity: 1 << 62, UnitValue: money("9000000000000", "USD")}}}
	if got, err := section321.GoodsUSD(huge, nil, ""); err != nil || got.Cmp(big.NewRat(1<<62, 1)) < 0 {
		t.Errorf("a sum past 64 bits: %v, %v", got, err)
	}
}

func BenchmarkCheck(b *testing.B) {
	books := embedded(b)
	cases, expected := readCases(b, "rules/cases-sample.jsonl")
	keys := testKeys(b)
	for _, name := range []string{"VAL-01", "MIX-01", "PER-02"} {
		for i, c := range cases {
			if expected[i].ID != name {
				continue
			}
			b.Run(name, func(b *testing.B) {
				b.ReportAllocs()
				for b.Loop() {
					books[0].Check(c, section321.Options{})
				}
			})
		}
	}
	b.Run("hundred past by keys", func(b *testing.B) {
		c := cases[0]
		c.Match = section321.Match(keys, c.Order.ShipTo, c.Order.Buyer)
		for range 100 {
			c.History = append(c.History, manifest.Past{Match: c.Match, ValueUSD: "1.00", ImportDate: "2024-06-03", Status: "packed"})
		}
		b.ReportAllocs()
		for b.Loop() {
			books[0].Check(c, section321.Options{})
		}
	})
	b.Run("match keys", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			section321.Match(keys, cases[0].Order.ShipTo, cases[0].Order.Buyer)
		}
	})
}
