package config

import (
	"errors"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"packline/manifest"
	"packline/phrases"
)

const whole = `station: YVR-03
warehouse: Vancouver
gs1_prefix: "952"
client: {id: example, exporter: {name: Example Goods Ltd, line1: 55 Sample Way, city: Vancouver, region: BC, postal: V6B 1A1, country: CA},
         return_address: {name: Example Goods, line1: 1234 Peace Portal Dr, city: Blaine, state: WA, zip: "98230", country: US}}
lanes: [{id: BLAINE-USPS, induction: "Blaine, WA", carrier: USPS, port: "3004", crossings: ["20:00"], cutoff: 2h, release: section_321}]
numbers: {sscc: 1-99999}
organisation_key_file: ./organisation.key
scanners: ["serial:/dev/ttyACM0?suffix=CR", "keyboard:"]
scale: "serial:/dev/ttyUSB0?protocol=toledo-8217&mode=7E1&unit=lb"
printer: "tcp:zebra-dock2:9100"
store: ./station.db
rulebook: {name: section-321-classic, simulate: true}      # the normal value is {name: by-date}
operators: [{badge: "OP-1001", name: Maya, role: picker}, {badge: "OP-2001", name: Lee, role: lead, pin_hash: "..."}]
`

func TestWholeConfig(t *testing.T) {
	c, err := Parse([]byte(whole), "/etc/packline")
	if err != nil {
		t.Fatal(err)
	}
	if c.Station != "YVR-03" || c.Kind != Bench || c.Numbers != (Numbers{1, 99999}) || c.Label.DPI != 203 || c.Unit != manifest.UnitPound {
		t.Errorf("read %+v", c)
	}
	if c.Store != "/etc/packline/station.db" || c.Log != "/etc/packline/station.log" || c.KeyFile != "/etc/packline/organisation.key" {
		t.Errorf("files %s %s %s", c.Store, c.Log, c.KeyFile)
	}
	lane := c.Lanes[0]
	if lane.Cutoff != 2*time.Hour || lane.Port != "3004" || lane.Release != manifest.ReleaseSection321 {
		t.Errorf("lane %+v", lane)
	}
	if c.Clients[0].ReturnTo("Blaine, WA").Postal != "98230" || c.Clients[0].Exporter.State != "BC" {
		t.Errorf("client %+v", c.Clients[0])
	}
	if !c.Rulebook.Simulate || c.Rulebook.Name != "section-321-classic" {
		t.Errorf("rulebook %+v", c.Rulebook)
	}
	if len(c.Warnings) != 1 || c.Warnings[0].Phrase.Key != "cmd.warn.bad-pin" || c.Warnings[0].Line != 14 {
		t.Errorf("warnings %+v", c.Warnings)
	}
}

func TestOptionalKeys(t *testing.T) {
	doc := strings.Replace(whole, "client: {id", "clients:\n - {id", 1)
	doc = strings.Replace(doc, "return_address: {", "return_addresses: {\"Blaine, WA\": {", 1)
	doc = strings.Replace(doc, "country: US}}", "country: US}}}\nkind: dock\nrates: rates.csv\nmax_carton: 22.5 kg\nweighing: {check_weight: 10 lb, check_tolerance: 2, check_every: 8h, change: 5, division: 0.02lb}\nlabel: {dpi: 300, darkness: 20, speed: 4}\nlog: /var/log/p.log", 1)
	doc = strings.Replace(doc, "port: \"3004\"", "port: 0901", 1)
	c, err := Parse([]byte(doc), "d")
	if err != nil {
		t.Fatal(err)
	}
	if c.Kind != Dock || c.Rates != "d/rates.csv" || c.MaxCarton != 22500*manifest.Gram || c.Label != (Label{300, 20, 4, ""}) || c.Log != "/var/log/p.log" {
		t.Errorf("read %+v", c)
	}
	want := Weighing{manifest.Shown{Value: "10", Unit: manifest.UnitPound}, 2, 8 * time.Hour, 5, manifest.Pound / 50}
	if c.Weighing != want {
		t.Errorf("read %+v, want %+v", c.Weighing, want)
	}
	if c.Lanes[0].Port != "0901" || c.Clients[0].ReturnTo("Blaine, WA").City != "Blaine" {
		t.Errorf("read %+v %+v", c.Lanes, c.Clients)
	}
}

func TestPrinterSettings(t *testing.T) {
	for address, want := range map[string]Label{
		"tcp:zebra:9100": {DPI: 203}, "usblp:/dev/usb/lp0?darkness=9": {DPI: 203, Darkness: 9},
		"tcp:zebra:9100?dpi=300&darkness=15&speed=4&mode=peel": {300, 15, 4, "peel"},
	} {
		doc := strings.Replace(whole, "tcp:zebra-dock2:9100", address, 1)
		if c, err := Parse([]byte(doc), "."); err != nil || c.Label != want || c.Printer != address {
			t.Errorf("%s: %+v %q, %v", address, c.Label, c.Printer, err)
		}
	}
	doc := strings.Replace(whole, "zebra-dock2:9100\"", "zebra-dock2:9100?mode=cut&speed=3\"\nlabel: {dpi: 300, speed: 3}", 1)
	if c, err := Parse([]byte(doc), "."); err != nil || c.Label != (Label{300, 0, 3, "cut"}) {
		t.Errorf("both: %+v, %v", c.Label, err)
	}
}

func TestWrongValues(t *testing.T) {
	cases := []struct {
		name, from, to string // part of the whole config and what stands there instead
		line           int
		key, phrase    string
	}{
		{"unknown key", "warehouse: Vancouver", "warehouse: Vancouver\nprinters: 2", 3, "printers", "cmd.config.unknown-key"},
		{"unknown key inside", "badge: \"OP-1001\"", "bagde: \"OP-1001\"", 14, "bagde", "cmd.config.unknown-key"},
		{"key twice", "warehouse: Vancouver", "warehouse: Vancouver\nwarehouse: Toronto", 3, "", "cmd.config.syntax"},
		{"syntax", "numbers: {sscc: 1-99999}", "numbers: {sscc: 1-99999", 8, "", "cmd.config.syntax"},
		{"shape", "[\"serial:/dev/ttyACM0?suffix=CR\", \"keyboard:\"]", "keyboard", 9, "", "cmd.config.wrong-shape"},
		{"list for a value", "warehouse: Vancouver", "warehouse: [Vancouver]", 2, "warehouse", "cmd.config.not-single"},
		{"station long", "YVR-03", "YVR-03-EAST", 1, "station", "cmd.config.station"},
		{"station lower", "YVR-03", "yvr-03", 1, "station", "cmd.config.station"},
		{"no station", "station: YVR-03", "station:", 1, "station", "cmd.config.missing"},
		{"no warehouse", "warehouse: Vancouver\n", "", 0, "warehouse", "cmd.config.missing"},
		{"kind", "warehouse: Vancouver", "warehouse: Vancouver\nkind: door", 3, "kind", "cmd.config.one-of"},
		{"prefix", "\"952\"", "95A2", 3, "gs1_prefix", "cmd.config.gs1-prefix"},
		{"prefix short", "\"952\"", "\"95\"", 3, "gs1_prefix", "cmd.config.gs1-prefix"},
		{"no numbers", "numbers: {sscc: 1-99999}", "kind: bench", 0, "numbers.sscc", "cmd.config.no-numbers"},
		{"numbers backwards", "1-99999", "99999-1", 7, "numbers.sscc", "cmd.config.numbers"},
		{"numbers from zero", "1-99999", "0-99999", 7, "numbers.sscc", "cmd.config.numbers"},
		{"numbers one", "1-99999", "99999", 7, "numbers.sscc", "cmd.config.numbers"},
		{"numbers too long", "1-99999", "1-99999999999999", 7, "numbers.sscc", "cmd.config.numbers-too-long"},
		{"named rulebook", ", simulate: true", "", 13, "rulebook.name", "cmd.config.rulebook-simulate"},
		{"by-date version", "{name: section-321-classic, simulate: true}", "{name: by-date, version: 2}", 13, "rulebook.version", "cmd.config.rulebook-version"},
		{"simulate word", "simulate: true", "simulate: perhaps", 13, "rulebook.simulate", "cmd.config.one-of"},
		{"check weight", "warehouse: Vancouver", "warehouse: Vancouver\nweighing: {check_weight: ten}", 3, "weighing.check_weight", "cmd.config.max-carton"},
		{"check time", "warehouse: Vancouver", "warehouse: Vancouver\nweighing: {check_every: shift}", 3, "weighing.check_every", "cmd.config.check-every"},
		{"roller bench", "warehouse: Vancouver", "warehouse: Vancouver\nweighing: {change: 0}", 3, "weighing.change", "cmd.config.whole"},
		{"max carton", "warehouse: Vancouver", "warehouse: Vancouver\nmax_carton: 50", 3, "max_carton", "cmd.config.max-carton"},
		{"dpi", "warehouse: Vancouver", "warehouse: Vancouver\nlabel: {dpi: 250}", 3, "label.dpi", "cmd.config.one-of"},
		{"darkness", "warehouse: Vancouver", "warehouse: Vancouver\nlabel: {darkness: 31}", 3, "label.darkness", "cmd.config.whole"},
		{"mode", "warehouse: Vancouver", "warehouse: Vancouver\nlabel: {mode: rewind}", 3, "label.mode", "cmd.config.one-of"},
		{"dpi in the address", "zebra-dock2:9100", "zebra-dock2:9100?dpi=250", 11, "printer", "cmd.config.one-of"},
		{"darkness in the address", "zebra-dock2:9100", "zebra-dock2:9100?darkness=x", 11, "printer", "cmd.config.whole"},
		{"speed in the address", "zebra-dock2:9100", "zebra-dock2:9100?speed=15", 11, "printer", "cmd.config.whole"},
		{"mode in the address", "zebra-dock2:9100", "zebra-dock2:9100?mode=rewind", 11, "printer", "cmd.config.one-of"},
		{"dpi twice", "zebra-dock2:9100\"", "zebra-dock2:9100?dpi=300\"\nlabel: {dpi: 203}", 12, "label.dpi", "cmd.config.printer-differs"},
		{"speed", "warehouse: Vancouver", "warehouse: Vancouver\nlabel: {speed: fast}", 3, "label.speed", "cmd.config.whole"},
		{"no scanner", "[\"serial:/dev/ttyACM0?suffix=CR\", \"keyboard:\"]", "[]", 9, "scanners", "cmd.config.no-scanner"},
		{"scanner address", "\"keyboard:\"", "\"keyboard\"", 9, "scanners[1]", "cmd.config.address"},
		{"scanner twice", "\"serial:/dev/ttyACM0?suffix=CR\"", "\"keyboard:\"", 9, "scanners[1]", "cmd.config.twice"},
		{"scale unit", "unit=lb", "unit=stone", 10, "scale", "cmd.config.scale-unit"},
		{"scale missing", "scale: \"serial:/dev/ttyUSB0?protocol=toledo-8217&mode=7E1&unit=lb\"\n", "", 0, "scale", "cmd.config.missing"},
		{"printer address", "\"tcp:zebra-dock2:9100\"", "zebra-dock2", 11, "printer", "cmd.config.address"},
		{"no lane", "[{id: BLAINE-USPS, induction: \"Blaine, WA\", carrier: USPS, port: \"3004\", crossings: [\"20:00\"], cutoff: 2h, release: section_321}]", "[]", 6, "lanes", "cmd.config.no-lane"},
		{"lane id", "id: BLAINE-USPS, ", "", 6, "lanes[0].id", "cmd.config.missing"},
		{"port", "\"3004\"", "\"9999\"", 6, "lanes[0].port", "cmd.config.port"},
		{"inland port", "\"3004\"", "\"4601\"", 6, "lanes[0].port", "cmd.config.port-inland"},
		{"crossing", "\"20:00\"", "\"8pm\"", 6, "lanes[0].crossings[0]", "cmd.config.crossing"},
		{"crossing short", "\"20:00\"", "\"8:00\"", 6, "lanes[0].crossings[0]", "cmd.config.crossing"},
		{"no crossing", "[\"20:00\"]", "[]", 6, "lanes[0].crossings", "cmd.config.no-crossing"},
		{"cutoff", "2h", "two hours", 6, "lanes[0].cutoff", "cmd.config.cutoff"},
		{"cutoff zero", "2h", "0s", 6, "lanes[0].cutoff", "cmd.config.cutoff"},
		{"release", "release: section_321", "release: type86", 6, "lanes[0].release", "cmd.config.one-of"},
		{"return country", "country: US", "country: CA", 5, "client.return_address.country", "cmd.config.return-country"},
		{"return state", "state: WA", "state: Washington", 5, "client.return_address.state", "cmd.config.return-state"},
		{"return zip", "\"98230\"", "9823", 5, "client.return_address.zip", "cmd.config.return-zip"},
		{"country", "country: CA", "country: Canada", 4, "client.exporter.country", "cmd.config.country"},
		{"exporter name", "name: Example Goods Ltd, ", "", 4, "client.exporter.name", "cmd.config.missing"},
		{"both spellings", "region: BC", "region: BC, state: BC", 4, "client.exporter", "cmd.config.party-twice"},
		{"no operator", "operators: [{badge: \"OP-1001\", name: Maya, role: picker}, {badge: \"OP-2001\", name: Lee, role: lead, pin_hash: \"...\"}]\n", "", 0, "operators", "cmd.config.no-operator"},
		{"badge twice", "OP-2001", "OP-1001", 14, "operators[1].badge", "cmd.config.twice"},
		{"badge a command", "OP-2001", "PL:ACK", 14, "operators[1].badge", "cmd.config.badge"},
		{"role", "role: picker", "role: boss", 14, "operators[0].role", "cmd.config.one-of"},
	}
	book := phrases.In(phrases.English)
	for _, test := range cases {
		t.Run(test.name, func(t *testing.T) {
			doc := strings.Replace(whole, test.from, test.to, 1)
			if doc == whole {
				t.Fatalf("%q is not in the config", test.from)
			}
			_, err := Parse([]byte(doc), ".")
			var problems Problems
			if !errors.As(err, &problems) {
				t.Fatalf("gave %v", err)
			}
			p := problems[0]
			if p.Line != test.line || p.Key != test.key || p.Phrase.Key != test.phrase {
				t.Errorf("gave line %d, key %q, %s; want line %d, key %q, %s", p.Line, p.Key, p.Phrase.Key, test.line, test.key, test.phrase)
			}
			if !book.Has(p.Phrase.Key) || strings.Contains(book.Say(p.Phrase.Key, p.Phrase.Args...), "{1}") {
				t.Errorf("%s has no sentence for %v", p.Phrase.Key, p.Phrase.Args)
			}
			if strings.Contains(err.Error(), "pin_hash: \"...\"") {
				t.Error("the error quotes the file")
			}
		})
	}
}

func TestEveryProblemIsTold(t *testing.T) {
	doc := strings.NewReplacer("YVR-03", "much too long", "3004", "1", "role: picker", "role: x").Replace(whole)
	_, err := Parse([]byte(doc), ".")
	var problems Problems
	if !errors.As(err, &problems) || len(problems) != 3 {
		t.Fatalf("gave %v", err)
	}
}

func TestReturnPointMustBeOfALane(t *testing.T) {
	doc := strings.Replace(whole, "return_address: {", "return_addresses: {\"Fife, WA\": {", 1)
	doc = strings.Replace(doc, "country: US}}", "country: US}}}", 1)
	_, err := Parse([]byte(doc), ".")
	var problems Problems
	if !errors.As(err, &problems) || len(problems) != 2 {
		t.Fatalf("gave %v", err)
	}
	for i, want := range []string{"cmd.config.no-return", "cmd.config.return-point"} {
		if !strings.Contains(problems[0].Phrase.Key+problems[1].Phrase.Key, want) {
			t.Errorf("%d: no %s in %v", i, want, problems)
		}
	}
}

func TestLeadWithoutPIN(t *testing.T) {
	doc := strings.Replace(whole, ", pin_hash: \"...\"", "", 1)
	c, err := Parse([]byte(doc), ".")
	if err != nil || len(c.Warnings) != 1 || c.Warnings[0].Phrase.Key != "cmd.warn.no-pin" || c.Warnings[0].Phrase.Args[0] != "OP-2001" {
		t.Errorf("gave %v %v", c.Warnings, err)
	}
}

func FuzzParse(f *testing.F) {
	f.Add([]byte(whole))
	f.Add([]byte("a: &x [*x]"))
	f.Add([]byte("station: |\n  A\n---\nb: 1"))
	f.Fuzz(func(t *testing.T, doc []byte) {
		c, err := Parse(doc, ".")
		if err == nil && (c.Station == "" || len(c.Scanners) == 0 || len(c.Operators) == 0) {
			t.Errorf("accepted %+v", c)
		}
	})
}

func TestFilesAreBesideTheConfig(t *testing.T) {
	doc := strings.Replace(whole, "tcp:zebra-dock2:9100", "file:labels.zpl", 1)
	c, err := Parse([]byte(doc), "/etc/packline")
	if err != nil || c.Printer != "file:/etc/packline/labels.zpl" {
		t.Errorf("gave %q, %v", c.Printer, err)
	}
	doc = strings.Replace(whole, "./station.db", "/var/lib/packline/a.db", 1)
	if c, err := Parse([]byte(doc), "/etc/packline"); err != nil || c.Store != "/var/lib/packline/a.db" || c.Log != "/var/lib/packline/a.log" {
		t.Errorf("gave %q %q, %v", c.Store, c.Log, err)
	}
}

func TestAnchorsAreRefused(t *testing.T) {
	_, err := Parse([]byte(strings.Replace(whole, "station: YVR-03", "station: &name YVR-03", 1)), ".")
	var problems Problems
	if !errors.As(err, &problems) || problems[0].Phrase.Key != "cmd.config.anchor" || problems[0].Line != 1 {
		t.Errorf("gave %v", err)
	}
}

// TestCentralMakesTheRestOptional reads the config of a station whose clients, lanes, operators and numbers come from a
// centre, and refuses an address that is none.
func TestCentralMakesTheRestOptional(t *testing.T) {
	doc := `station: YVR-03
warehouse: Vancouver
gs1_prefix: "952"
central: {url: "http://127.0.0.1:8420", token_file: ./token}
scanners: ["keyboard:"]
scale: "virtual:scale"
printer: "tcp:zebra:9100"
`
	c, err := Parse([]byte(doc), "/etc/packline")
	if err != nil {
		t.Fatal(err)
	}
	if c.Central == nil || c.Central.URL != "http://127.0.0.1:8420" || c.Central.TokenFile != filepath.Join("/etc/packline", "token") {
		t.Errorf("got %+v", c.Central)
	}
	if _, err := Parse([]byte(strings.Replace(doc, "http://127", "127", 1)), "."); err == nil || !strings.Contains(err.Error(), "central.url") {
		t.Errorf("an address without a scheme: %v", err)
	}
	if _, err := Parse([]byte(strings.Replace(doc, "central:", "# central:", 1)), "."); err == nil {
		t.Error("without a centre a station was let do without lanes and numbers")
	}
}
