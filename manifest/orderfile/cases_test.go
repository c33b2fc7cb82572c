package orderfile_test

import (
	"bytes"
	"errors"
	"io"
	"reflect"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"packline/manifest"
	"packline/manifest/orderfile"
)

const wholeCase = `{"id":"C-1","group":"any","rulebook":"section-321-classic","rulebook_version":2,"rulebook_overrides":{"value.inclusive":false,"weight.limit_g":"22000","a.b":3,"gone":null,"origin.excluded":["CN","HK"],"document.hts_digits":[8,10],"none":[]},"simulate":true,` +
	`"load":{"load_id":"L-1","port":"3004","port_tz":"Mars/Olympus","planned_arrival":"2024-06-04T20:00:00Z","previous_planned_arrival":"2024-06-03T13:00:00-07:00","release":"entry"},` +
	`"order":{"order_id":"O-1","revision":3,"placed_at":"2024-06-02T15:00:00Z","currency":"CAD","carrier":"USPS","goods_total":"12.00"},"shipment_id":"S-1",` +
	`"packages":[{"package_id":"P-1","packed_at":"2024-06-03T18:00:00-07:00","weight":{"value":"4.20","unit":"lb"},"already_closed_on":"L-0"},{"weight":{"value":"heavy","unit":"stone","stable":false}},{}],` +
	`"shipper":{"name":"Example Goods Ltd","line1":"55 Sample Way","city":"Vancouver","region":"BC","postal":"V6B 1A1","country":"CA"},` +
	`"ship_to":{"name":"John Smith","zip":"97201"},"buyer":{"email":"b@example.com"},` +
	`"lines":[{"sku":"TEE","desc":"Shirt","qty":1,"hts":"6109.10.0012","origin":"VN"}],` +
	`"history":[{"shipment_id":"S-0","order_id":"O-0","placed_at":"2024-05-28T10:00:00Z","value_usd":"100.00","import_date":"2024-06-04","status":"closed","person":{"name":"John Smith"},"buyer":{"name":"Ann"}}],` +
	`"fx":[{"currency":"CAD","usd_per_unit":"about 0.7","valid_from":"2024-04-01","valid_to":"2024-06-30","source":"sample"}]}`

func wantCase() manifest.Case {
	at := func(day, hour int) time.Time { return time.Date(2024, 6, day, hour, 0, 0, 0, time.UTC) }
	return manifest.Case{
		ID: "C-1", Rulebook: "section-321-classic", Version: 2, Simulate: true,
		Overrides: map[string]string{"value.inclusive": "false", "weight.limit_g": "22000", "a.b": "3", "origin.excluded": "CN,HK", "document.hts_digits": "8,10", "none": ""},
		Load:      manifest.CaseLoad{ID: "L-1", Port: "3004", Zone: "Mars/Olympus", Arrival: at(4, 20), PreviousArrival: at(3, 20), Release: manifest.ReleaseEntry},
		Order: manifest.Order{
			ID: "O-1", Revision: 3, PlacedAt: at(2, 15), Currency: "CAD", Carrier: "USPS", GoodsTotal: manifest.Money{Micros: 12_000_000, Currency: "CAD"},
			ShipTo: manifest.Person{Name: "John Smith", Address: manifest.Address{Postal: "97201"}}, Buyer: manifest.Person{Email: "b@example.com"},
			Lines: []manifest.Line{{SKU: "TEE", Description: "Shirt", Quantity: 1, HTSUS: "6109.10.0012", Origin: "VN"}},
		},
		Shipment: "S-1",
		Shipper:  manifest.Party{Name: "Example Goods Ltd", Address: manifest.Address{Line1: "55 Sample Way", City: "Vancouver", State: "BC", Postal: "V6B 1A1", Country: "CA"}},
		Packages: []manifest.CasePackage{
			{ID: "P-1", PackedAt: at(4, 1), Weight: manifest.Shown{Value: "4.20", Unit: "lb"}, Stable: true, ClosedOn: "L-0"},
			{Weight: manifest.Shown{Value: "heavy", Unit: "stone"}},
			{Stable: true},
		},
		History: []manifest.Past{{
			Shipment: "S-0", Order: "O-0", PlacedAt: time.Date(2024, 5, 28, 10, 0, 0, 0, time.UTC), ValueUSD: "100.00", ImportDate: "2024-06-04",
			Status: "closed", Person: manifest.Person{Name: "John Smith"}, Buyer: manifest.Person{Name: "Ann"},
		}},
		Rates: []manifest.Rate{{Currency: "CAD", USDPerUnit: "about 0.7", ValidFrom: "2024-04-01", ValidTo: "2024-06-30", Source: "sample"}},
	}
}

func TestCaseHasEveryField(t *testing.T) {
	var notes []orderfile.Note
	n := 0
	for got, err := range orderfile.ReadCases(strings.NewReader("\xef\xbb\xbf"+wholeCase+"\n\n"+wholeCase+"\n"), func(n orderfile.Note) { notes = append(notes, n) }) {
		n++
		if err != nil || !reflect.DeepEqual(got, wantCase()) {
			t.Errorf("got  %+v, %v\nwant %+v", got, err, wantCase())
		}
	}
	if n != 2 || len(notes) != 1 || notes[0].Field != "group" {
		t.Errorf("got %d cases, notes %v", n, notes)
	}
}

func TestCaseThatCannotBeReadGoesOn(t *testing.T) {
	change := func(old, new string) string { return strings.Replace(wholeCase, old, new, 1) }
	for _, c := range []struct{ name, line, id, say string }{
		{"not JSON", `{"id":`, "", "not complete"},
		{"half a line", `{"id":"C  2","lines":[{"sku":"A"`, "C  2", "not complete"},
		{"an id as a number", change(`"C-1"`, `17`), "17", "id: it is a number"},
		{"a list", `[]`, "", "not a JSON object"},
		{"too long", `{"id":"` + strings.Repeat("A", orderfile.MaxLine) + `"}`, "", "too long"},
		{"too long after its id", `{"id":"C-3","x":"` + strings.Repeat("A", orderfile.MaxLine) + `"}`, "C-3", "too long"},
		{"an id behind a field that is there twice", `{"lines":[{"id":"no"}],"lines":[],"id":"C-4"}`, "C-4", "there twice"},
		{"an id behind what lies too deep", `{"x":` + strings.Repeat("[", 99) + strings.Repeat("]", 99) + `,"id":"C-5"}`, "C-5", "too deep"},
		{"an id behind what is too deep for anybody", `{"x":` + strings.Repeat("[", 20_000), "", "not valid JSON"},
		{"a list in a list for an override", change(`false`, `["CN",["HK"]]`), "C-1", "rulebook_overrides.value.inclusive"},
		{"a comma in a list for an override", change(`false`, `["CN,HK"]`), "C-1", "rulebook_overrides.value.inclusive"},
		{"not UTF-8", change("Ann", "\xff"), "C-1", "UTF-8"},
		{"an amount as a number", change(`"12.00"`, `12.00`), "C-1", `order.goods_total: it is a number; write it in quotes, as in "12.00"`},
		{"an amount that is none", change(`"12.00"`, `"twelve"`), "C-1", "not an amount"},
		{"a past value that is none", change(`"100.00"`, `"1e2"`), "C-1", "history[0].value_usd"},
		{"half a piece", change(`"qty":1`, `"qty":1.5`), "C-1", "whole number"},
		{"a weight as a number", change(`"4.20"`, `4.20`), "C-1", "packages[0].weight.value"},
		{"an arrival that is none", change("2024-06-04T20:00:00Z", "4 June"), "C-1", "load.planned_arrival"},
		{"a past day that is none", change(`"import_date":"2024-06-04"`, `"import_date":"2024-06-31"`), "C-1", "history[0].import_date"},
		{"a release type of its own", change(`"entry"`, `"gift"`), "C-1", "load.release"},
		{"an override that is a list", change(`false`, `[false]`), "C-1", "rulebook_overrides.value.inclusive"},
		{"a truth in quotes", change(`"simulate":true`, `"simulate":"true"`), "C-1", "simulate"},
	} {
		t.Run(c.name, func(t *testing.T) {
			var errs []error
			n := 0
			for _, err := range orderfile.ReadCases(strings.NewReader(wholeCase + "\n" + c.line + "\n" + wholeCase)) {
				n++
				errs = append(errs, err)
			}
			var bad orderfile.CaseError
			if n != 3 || errs[0] != nil || errs[2] != nil || !errors.As(errs[1], &bad) {
				t.Fatalf("got %d: %v", n, errs)
			}
			if bad.ID != c.id || bad.Line != 2 || !strings.Contains(bad.Error(), c.say) || !strings.HasPrefix(bad.Error(), "cannot read ") {
				t.Errorf("got %q of line %d and case %q, want %q", bad.Error(), bad.Line, bad.ID, c.say)
			}
		})
	}
}

func TestCaseWithNothingIsLeftForTheRules(t *testing.T) {
	for _, currency := range []string{``, `"order":{"currency":"dollars"},`, `"order":{"currency":null},`} {
		for got, err := range orderfile.ReadCases(strings.NewReader(`{` + currency + `"id":"E"}`)) {
			if err != nil || got.Order.Currency != "XXX" || !got.Load.Arrival.IsZero() || got.Load.Release != manifest.ReleaseSection321 || got.Packages != nil {
				t.Errorf("got %+v, %v", got, err)
			}
		}
	}
}

func TestCasesStopWhenAsked(t *testing.T) {
	for _, text := range []string{wholeCase + "\n" + wholeCase, "x\nx", strings.Repeat("x", orderfile.MaxLine+1) + "\nx"} {
		n := 0
		for range orderfile.ReadCases(strings.NewReader(text)) {
			n++
			break
		}
		if n != 1 {
			t.Errorf("got %d", n)
		}
	}
	var last error
	for _, last = range orderfile.ReadCases(io.MultiReader(strings.NewReader(wholeCase+"\n"), iotest.ErrReader(io.ErrClosedPipe))) {
		continue
	}
	if !errors.Is(last, io.ErrClosedPipe) {
		t.Errorf("a reader that failed ended with %v", last)
	}
}

func TestReadRates(t *testing.T) {
	want := []manifest.Rate{
		{Currency: "CAD", USDPerUnit: "0.7272", ValidFrom: "2026-10-01", ValidTo: "2026-12-31", Source: "sample, not official"},
		{Currency: "EUR", USDPerUnit: "1.1", ValidFrom: "2026-10-01", ValidTo: "2026-10-01"},
	}
	for name, text := range map[string]string{
		"rates.csv": "\xef\xbb\xbfcurrency,usd_per_unit,valid_from,valid_to,source\r\nCAD,0.7272,2026-10-01,2026-12-31,\"sample, not official\"\r\n\r\nEUR,1.1,2026-10-01,2026-10-01,\r\n",
		"rates": `{"currency":"CAD","usd_per_unit":"0.7272","valid_from":"2026-10-01","valid_to":"2026-12-31","source":"sample, not official"}` + "\n" +
			`{"currency":"EUR","usd_per_unit":"1.1","valid_from":"2026-10-01","valid_to":"2026-10-01"}`,
	} {
		if got, err := orderfile.ReadRates(strings.NewReader(text), name); err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%s: got %+v, %v", name, got, err)
		}
	}
	const header = "currency,usd_per_unit,valid_from,valid_to,source\n"
	const fine = "EUR,1.1,2026-10-01,2026-10-01,\n"
	for _, c := range []struct{ row, field, say string }{
		{"cad,0.7,2026-10-01,2026-12-31,x\n", "currency", "three capital letters"},
		{"CAD,0,2026-10-01,2026-12-31,x\n", "usd_per_unit", "above zero"},
		{"CAD,-1,2026-10-01,2026-12-31,x\n", "usd_per_unit", "above zero"},
		{"CAD,7/10,2026-10-01,2026-12-31,x\n", "usd_per_unit", "not a decimal"},
		{"CAD,,2026-10-01,2026-12-31,x\n", "usd_per_unit", "above zero"},
		{"CAD,0.7,2026-10-32,2026-12-31,x\n", "valid_from", "not a day"},
		{"CAD,0.7,2026-10-01,,x\n", "valid_to", "span"},
		{"CAD,0.7,2026-10-02,2026-10-01,x\n", "valid_to", "span"},
		{"CAD,0.7\n", "", "columns"},
	} {
		got, err := orderfile.ReadRates(strings.NewReader(header+c.row+fine), "rates.csv")
		var bad orderfile.Problem
		if !errors.As(err, &bad) || len(got) != 1 || bad.Line != 2 || bad.Field != c.field || !strings.Contains(err.Error(), c.say) {
			t.Errorf("%q: got %v, %v", c.row, got, err)
		}
	}
	if _, err := orderfile.ReadRates(strings.NewReader("usd_per_unit,currency\n"), "rates.csv"); err == nil || !strings.Contains(err.Error(), "valid_from") {
		t.Errorf("a header without valid_from gave %v", err)
	}
}

func FuzzReadCases(f *testing.F) {
	f.Add([]byte(wholeCase))
	f.Add([]byte(wholeCase + "\n[]\n{}\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		lines := 0
		for c, err := range orderfile.ReadCases(bytes.NewReader(data)) {
			lines++
			var bad orderfile.CaseError
			if err != nil && !errors.As(err, &bad) {
				t.Fatalf("an error that names no line: %v", err)
			}
			if err == nil && c.Order.Currency == "" {
				t.Fatal("a case without any currency")
			}
		}
		if most := bytes.Count(data, []byte("\n")) + 1; lines > most {
			t.Fatalf("%d answers to %d lines", lines, most)
		}
	})
}

func FuzzReadRates(f *testing.F) {
	f.Add([]byte("currency,usd_per_unit,valid_from,valid_to,source\nCAD,0.7,2026-10-01,2026-12-31,x\n"))
	f.Add([]byte(`{"currency":"CAD","usd_per_unit":"0.7272","valid_from":"2026-10-01","valid_to":"2026-12-31"}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		rates, _ := orderfile.ReadRates(bytes.NewReader(data), "rates.csv")
		for _, r := range rates {
			if _, err := r.USD(manifest.Money{Micros: 1, Currency: r.Currency}); err != nil || r.ValidTo < r.ValidFrom {
				t.Fatalf("a rate that can't be used: %+v, %v", r, err)
			}
		}
	})
}
