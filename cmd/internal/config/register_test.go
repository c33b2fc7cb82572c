package config

import (
	"errors"
	"strings"
	"testing"
	"time"

	"packline/manifest"
	"packline/phrases"
)

const (
	exporter = "exporter: {name: Ex, line1: 1 Main, city: Vancouver, region: BC, postal: V5K 0A1, country: CA}"
	returns  = "return_address: {name: Desk, line1: 2 Main, city: Blaine, state: WA, zip: \"98230\", country: US}"
	bare     = "id: example\n" + exporter + "\n" + returns + "\n"
)

func indented(s string) string {
	return "  " + strings.ReplaceAll(strings.TrimSpace(s), "\n", "\n  ") + "\n"
}

func TestParseClients(t *testing.T) {
	full := bare + "importer: {name: Im, line1: 3 Main, city: Blaine, state: WA, zip: \"98230\", country: US}\nfiler: {name: Brokers, code: ABC}\n" +
		"signer: {name: Ann, title: Manager}\norder_pattern: \"^EX-[0-9]{5}$\"\nclosing_scan: door\nitem_scan: true\nweight_tolerance: \"2.5\"\nproduct_overrides: {hts: \"6109\"}\n"
	for name, doc := range map[string]string{
		"bare": full, "one": "client:\n" + indented(full), "list": "clients:\n- " + strings.TrimSpace(indented(full)) + "\n",
	} {
		clients, _, err := ParseClients([]byte(doc))
		if err != nil || len(clients) != 1 {
			t.Errorf("%s: %v\n%s", name, err, doc)
			continue
		}
		c := clients[0]
		if c.ID != "example" || c.Importer.Postal != "98230" || c.Filer.Code != "ABC" || c.Signer.Title != "Manager" || c.OrderPattern != "^EX-[0-9]{5}$" ||
			c.Switches.ClosingScan != manifest.ClosingAtDoor || !c.Switches.ItemScan || c.Switches.WeightTolerance != "2.5" || c.Switches.ProductOverrides["hts"] != "6109" {
			t.Errorf("%s: %+v", name, c)
		}
	}
	points := "id: example\n" + exporter + "\nreturn_addresses:\n  Blaine:\n    " + strings.NewReplacer("return_address: {", "", "}", "", ", ", "\n    ").Replace(returns) + "\n"
	if clients, _, err := ParseClients([]byte(points)); err != nil || clients[0].ReturnTo("Blaine").City != "Blaine" {
		t.Errorf("return address of a point: %v %+v\n%s", err, clients, points)
	}
	if _, warnings, err := ParseClients([]byte(strings.Replace(bare, "country: CA", "country: MX", 1))); err != nil || len(warnings) != 1 {
		t.Errorf("an exporter elsewhere: %v %v", err, warnings)
	}
}

func TestParseLanes(t *testing.T) {
	const lane = "{id: A, induction: Blaine, carrier: USPS, port: 0901, crossings: [\"20:00\"], cutoff: 3h, release: entry}"
	for name, doc := range map[string]string{
		"bare": strings.Trim(strings.ReplaceAll(lane, ", ", "\n"), "{}"), "one": "lane: " + lane, "list": "lanes: [" + lane + "]",
		"json": `{"lanes":[{"id":"A","induction":"Blaine","carrier":"USPS","port":"0901","crossings":["20:00"],"cutoff":"3h","release":"entry"}]}`,
	} {
		lanes, err := ParseLanes([]byte(doc))
		if err != nil || len(lanes) != 1 || lanes[0].Port != "0901" || lanes[0].Cutoff != 3*time.Hour || lanes[0].Release != manifest.ReleaseEntry {
			t.Errorf("%s: %v %+v", name, err, lanes)
		}
	}
}

func TestRegisterRefusals(t *testing.T) {
	for _, test := range []struct {
		doc, key string
		line     int
	}{
		{"", "cmd.config.empty", 0},
		{"colour: red\n", "cmd.config.unknown-key", 1},
		{"client: null\n", "centre.config.none", 0},
		{"clients: []\n", "centre.config.none", 0},
		{bare + "colour: red\n", "cmd.config.unknown-key", 4},
		{"client:\n" + indented(bare) + "clients:\n- " + strings.TrimSpace(indented(bare)), "centre.config.both", 5},
		{"clients:\n- " + strings.TrimSpace(indented(bare)) + "\n- " + strings.TrimSpace(indented(bare)), "cmd.config.twice", 5},
		{"id: example\n" + exporter + "\n", "centre.config.no-return", 0},
		{bare + "order_pattern: \"[\"\n", "centre.config.pattern", 4},
		{bare + "weight_tolerance: 101\n", "centre.config.percent", 4},
		{bare + "weight_tolerance: -1\n", "centre.config.percent", 4},
		{bare + "item_scan: maybe\n", "cmd.config.one-of", 4},
		{strings.Replace(bare, "country: US", "country: CA", 1), "cmd.config.return-country", 3},
		{"a: &x 1\nb: *x\n", "cmd.config.anchor", 2},
		{strings.Repeat("#", MaxFile+1), "cmd.config.too-long", 0},
	} {
		_, _, err := ParseClients([]byte(test.doc))
		var problems Problems
		if !errors.As(err, &problems) || problems[0].Phrase.Key != test.key || problems[0].Line != test.line {
			t.Errorf("%.60q: %v, want %s at line %d", test.doc, err, test.key, test.line)
		}
	}
	if _, _, err := CheckOperator("PL:NEXT", "Maya", "picker", ""); err == nil {
		t.Error("a command was taken for a badge")
	}
	if o, _, err := CheckOperator("OP-1", "Maya", "", ""); err != nil || o.Role != manifest.RolePicker {
		t.Errorf("%+v %v", o, err)
	}
}

func FuzzRegisters(f *testing.F) {
	f.Add([]byte(bare))
	f.Add([]byte("lanes: [{id: A, port: 3004, crossings: [\"20:00\"]}]"))
	f.Add([]byte(`{"clients":[{"id":"x","return_addresses":{"A":{"name":"x"}}}]}`))
	book := phrases.In(phrases.English)
	f.Fuzz(func(t *testing.T, doc []byte) {
		_, _, err := ParseClients(doc)
		_, laneErr := ParseLanes(doc)
		for _, err := range []error{err, laneErr} {
			var problems Problems
			if err != nil && !errors.As(err, &problems) {
				t.Errorf("the error holds no problems: %v", err)
			}
			for _, p := range problems {
				if !book.Has(p.Phrase.Key) {
					t.Errorf("%s has no sentence", p.Phrase.Key)
				}
			}
		}
	})
}
