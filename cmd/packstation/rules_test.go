package main

import (
	"crypto/rand"
	"encoding/json"
	"os"
	"strings"
	"testing"
	"time"

	"packline/cmd/internal/cli/clitest"
	"packline/cmd/internal/config"
	"packline/manifest"
	"packline/manifest/ledger"
	"packline/manifest/section321"
	"packline/store"
	"packline/store/storetest"
)

// classicV3 is a rulebook that nobody has yet: the classic one with another limit, still open.
func classicV3(t *testing.T, limit string) string {
	t.Helper()
	shelf, err := section321.NewShelf()
	if err != nil {
		t.Fatal(err)
	}
	return strings.NewReplacer(`"version": 2`, `"version": 3`, `"2025-08-29T00:01:00-04:00"`, "null",
		`"limit": "800.00", "inclusive"`, `"limit": "`+limit+`", "inclusive"`).Replace(string(shelf.Books()[1].Bytes()))
}

// rulebookIn puts settings in place of the config's rulebook.
func rulebookIn(t *testing.T, settings string) {
	t.Helper()
	raw, err := os.ReadFile(config.DefaultFile)
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(string(raw), "\n")
	for i, line := range lines {
		if strings.HasPrefix(line, "rulebook:") {
			lines[i] = settings
		}
	}
	write(t, "other.yaml", strings.Join(lines, "\n"))
}

func newSigner(t *testing.T) section321.PrivateKey {
	t.Helper()
	key, err := section321.NewPrivateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

func TestRulesList(t *testing.T) {
	newStation(t)
	doc, key := classicV3(t, "200.00"), newSigner(t)
	write(t, "v3.json", doc)
	write(t, "v3.json.sig", key.Sign([]byte(doc))+"\n")
	rulebookIn(t, `rulebook: {keys: ["`+key.Public("Head office").String()+`"], files: [v3.json]}`)
	got := do(t, "", "rules", "list", "--json", "--config", "other.yaml")
	var lines []rulebookLine
	if err := json.Unmarshal([]byte(got.Out), &lines); err != nil || len(lines) != 4 {
		t.Fatalf("%v\n%s%s", err, got.Out, got.Errs)
	}
	third := lines[2]
	if third.Version != 3 || third.Source != "v3.json" || third.SignedBy != "Head office" || third.To != nil || third.Release != "section_321" {
		t.Errorf("listed %+v", third)
	}
	if third.InForce || !lines[3].InForce { // both windows are open: the one that began last judges
		t.Errorf("in force: %+v", lines)
	}
	if lines[0].Source != "embedded" || lines[0].To == nil || lines[0].InForce || len(lines[0].SHA256) != 64 {
		t.Errorf("listed %+v", lines[0])
	}
	table := do(t, "", "rules", "list", "--config", "other.yaml")
	clitest.Want(t, table, 0, "Head office")
	clitest.Want(t, table, 0, "today")
	clitest.Want(t, do(t, "", "rules", "list"), 0, "simulated")
}

func TestRulebookFilesAreRefused(t *testing.T) {
	newStation(t)
	good, key, stranger := classicV3(t, "200.00"), newSigner(t), newSigner(t)
	trusted := `rulebook: {keys: ["` + key.Public("Head office").String() + `"], files: [v3.json]`
	for _, c := range []struct{ name, settings, doc, signature, contains string }{
		{"unsigned", trusted + "}", good, "", "v3.json.sig beside it, or write allow_unsigned"},
		{"a stranger's", trusted + "}", good, stranger.Sign([]byte(good)), "not signed by any key"},
		{"changed", trusted + ", allow_unsigned: true}", strings.Replace(good, "200", "900", 1), key.Sign([]byte(good)), "changed after it was signed"},
		{"a value that is none", trusted + ", allow_unsigned: true}", strings.Replace(good, `"at_limit": "warn"`, `"at_limit": "maybe"`, 1), "", "value.at_limit = maybe"},
		{"a key that is none", trusted + ", allow_unsigned: true}", strings.Replace(good, `"at_limit"`, `"atlimit"`, 1), "", "value.atlimit = warn"},
		{"a window", trusted + ", allow_unsigned: true}", strings.Replace(good, `"effective_to": null`, `"effective_to": "2020-01-01T00:00:00Z"`, 1), "", "effective_to = 2020-01-01T00:00:00Z"},
		{"a version taken", trusted + ", allow_unsigned: true}", strings.Replace(good, `"version": 3`, `"version": 2`, 1), "", "version = 2"},
		{"no file", `rulebook: {files: [none.json]}`, good, "", "none.json can't be read"},
		{"no key", `rulebook: {keys: [hello]}`, good, "", "\"hello\" is no public key"},
		{"no such rulebook", `rulebook: {name: section-321-modern, simulate: true}`, good, "", "us-entry-required"},
		{"no such override", `rulebook: {overrides: {value.limits: "4"}}`, good, "", "value.limits"},
	} {
		write(t, "v3.json", c.doc)
		_ = os.Remove("v3.json.sig")
		if c.signature != "" {
			write(t, "v3.json.sig", c.signature)
		}
		rulebookIn(t, c.settings)
		for _, command := range [][]string{{"run"}, {"rules", "list"}} {
			got := do(t, "", append(command, "--config", "other.yaml")...)
			if got.Code != 1 || !strings.Contains(got.Errs, c.contains) {
				t.Errorf("%s: %s: exit %d, %s", c.name, command[0], got.Code, got.Errs)
			}
		}
		if _, err := os.Stat("station.db"); err == nil {
			t.Fatalf("%s: the bench was opened", c.name)
		}
	}
}

func TestRulesShowAndOverride(t *testing.T) {
	newStation(t)
	rulebookIn(t, `rulebook: {overrides: {weight.limit_g: {value: "22000", name: Lee, reason: the guide's other figure}}}`)
	got := do(t, "", "rules", "show", "section-321-classic", "--version", "1", "--config", "other.yaml")
	var shown struct {
		rulebookLine
		Document struct {
			Weight map[string]any `json:"weight"`
		} `json:"document"`
		Overrides []section321.Overridden `json:"overrides"`
	}
	if err := json.Unmarshal([]byte(got.Out), &shown); err != nil || shown.Version != 1 || shown.Document.Weight["limit_g"] != "22000" {
		t.Fatalf("%v\n%s%s", err, got.Out, got.Errs)
	}
	if len(shown.Overrides) != 1 || shown.Overrides[0].Name != "Lee" || string(shown.Overrides[0].Document) != "null" {
		t.Errorf("marked %+v", shown.Overrides)
	}
	clitest.Want(t, do(t, "", "rules", "show", "nothing"), 1, "us-entry-required")
	clitest.Want(t, do(t, "", "rules", "show", "section-321-classic", "--version", "7"), 1, "version 7")
	clitest.Want(t, do(t, "", "rules", "show", "by-date"), 0, "us-entry-required")

	clitest.Want(t, do(t, "", "rules", "override", "value.inclusive", "false"), 2, "--reason")
	note := []string{"--name", "Maya", "--reason", `says: "no"`}
	clitest.Want(t, do(t, "", append([]string{"rules", "override", "value.inclusive", "no"}, note...)...), 1, "value.inclusive = \"no\": there is a check for true, false only")
	clitest.Want(t, do(t, "", append([]string{"rules", "override", "value.limits", "no"}, note...)...), 1, "value.over")
	clitest.Want(t, do(t, "", append([]string{"rules", "override", "moon.phase", "full"}, note...)...), 1, "person_day.…")
	block := do(t, "", append([]string{"rules", "override", "value.inclusive", "false", "--config", "other.yaml"}, note...)...)
	if block.Code != 0 {
		t.Fatal(block.Errs)
	}
	rulebookIn(t, "rulebook:\n"+block.Out)
	c, err := config.Load("other.yaml")
	if err != nil || len(c.Rulebook.Overrides) != 2 || c.Rulebook.Notes["value.inclusive"].Reason != `says: "no"` || c.Rulebook.Notes["weight.limit_g"].Name != "Lee" {
		t.Fatalf("the printed block reads as %+v, %v\n%s", c.Rulebook, err, block.Out)
	}
}

// packed is a shipment in the store of the station of the tests.
type packed struct {
	order  string
	name   string
	cents  int64
	origin string
	judged manifest.Judgement
	sealed bool // its key is lost
}

// pack fills the station's store with shipments, minutes apart.
func pack(t *testing.T, shipments ...packed) {
	t.Helper()
	raw, err := os.ReadFile(config.DefaultFile)
	if err != nil {
		t.Fatal(err)
	}
	write(t, config.DefaultFile, strings.Replace(string(raw), "YVR-01", storetest.Station, 1))
	c, err := config.Load(config.DefaultFile)
	if err != nil {
		t.Fatal(err)
	}
	key, err := config.OpenKey(c.KeyFile)
	if err != nil {
		t.Fatal(err)
	}
	s, err := store.Open(c.Store, store.Options{Station: c.Station, Keys: key.Keys})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = s.Close() }()
	w := storetest.NewWriter(t, s)
	w.At = time.Date(2024, 6, 4, 16, 0, 0, 0, time.UTC)
	add := func(entries []ledger.Entry, err error) {
		if err == nil {
			err = s.Append(t.Context(), entries)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	add(w.OpenEpoch("new", false))
	for _, one := range shipments {
		carton, err := w.NewCarton()
		if err != nil {
			t.Fatal(err)
		}
		order := storetest.Order(uint64(one.name[0])) // each person has an address of their own
		order.ID, order.ShipTo.Name, order.ShipTo.Phone, order.Tracking = one.order, one.name, "", nil
		order.Lines = order.Lines[:1]
		order.Lines[0].Quantity, order.Lines[0].Origin, order.Lines[0].HTSUS, order.Lines[0].Description = 1, one.origin, "610910", "cotton shirt"
		order.Lines[0].UnitValue = manifest.Money{Micros: one.cents * 10_000, Currency: "USD"}
		carton.Order = order.ID
		orderKey := storetest.OrderKey(order.ID)
		if carton.Sealed, err = ledger.SealOrder(order, orderKey); err != nil {
			t.Fatal(err)
		}
		if !one.sealed {
			if err := s.Apply(t.Context(), 0, []manifest.Change{{Kind: manifest.ChangeOrder, Order: &order, OrderKey: orderKey}}); err != nil {
				t.Fatal(err)
			}
		}
		carton.Match = section321.Match(key.Keys, order.ShipTo, order.Buyer)
		body, err := w.Packed(carton)
		if err != nil {
			t.Fatal(err)
		}
		was := body.(ledger.Packed)
		was.Judgement = one.judged
		add(w.Entries(carton.About, carton.Opened()))
		add(w.Entries(carton.About, was, ledger.LabelIntended{Copy: 1}))
		w.At = w.At.Add(time.Minute)
	}
}

// judgedAs is what the classic rulebook said of a shipment.
func judgedAs(t *testing.T, v manifest.Verdict, overrides map[string]string) manifest.Judgement {
	t.Helper()
	books, err := section321.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	book, err := books[0].Override(overrides)
	if err != nil {
		t.Fatal(err)
	}
	return manifest.Judgement{Verdict: v, Provisional: true, Rulebook: book.Ref()}
}

func whatIfOf(t *testing.T, args ...string) whatIfAnswer {
	t.Helper()
	before, err := os.ReadFile("station.db")
	if err != nil {
		t.Fatal(err)
	}
	got := do(t, "", append([]string{"rules", "what-if", "--json"}, args...)...)
	var answer whatIfAnswer
	if err := json.Unmarshal([]byte(got.Out), &answer); got.Code != 0 || err != nil {
		t.Fatalf("exit %d, %v\n%s%s", got.Code, err, got.Out, got.Errs)
	}
	if after, err := os.ReadFile("station.db"); err != nil || string(after) != string(before) {
		t.Error("the store was written to")
	}
	return answer
}

// changes writes what changed in one line.
func changes(a whatIfAnswer) string {
	var lines []string
	for _, c := range a.Changed {
		lines = append(lines, c.Order+" "+c.From.Verdict.String()+" "+strings.Join(c.From.RuleIDs, "+")+" > "+c.To.Verdict.String()+" "+strings.Join(c.To.RuleIDs, "+"))
	}
	return strings.Join(lines, "; ")
}

func TestWhatIf(t *testing.T) {
	newStation(t)
	pass, strict := judgedAs(t, manifest.Pass, nil), judgedAs(t, manifest.Pass, map[string]string{"value.limit": "2000"})
	unknown := pass
	unknown.Rulebook.Hash = strings.Repeat("0", 64)
	pack(t,
		packed{order: "CHEAP", name: "Ann Poe", cents: 2000, origin: "CA", judged: pass},
		packed{order: "CHINA", name: "Bea Roe", cents: 9000, origin: "CN", judged: pass},
		packed{order: "DEAR", name: "Cid Low", cents: 99000, origin: "CA", judged: strict},
		packed{order: "OTHER", name: "Gil May", cents: 3000, origin: "CA", judged: pass},
		packed{order: "OLD", name: "Dee Fox", cents: 30000, origin: "CA", judged: unknown},
		packed{order: "GONE", name: "Eve Kay", cents: 30000, origin: "CA", judged: pass, sealed: true},
	)
	same := whatIfOf(t, "section-321-classic", "--version", "1", "--override", "value.limit=2000")
	if changes(same) != "" || same.Shipments != 6 || same.Cartons != 6 || same.Drifted != 0 || same.Recorded != 1 || same.Outside != 0 {
		t.Errorf("the same again: %+v", same)
	}
	if len(same.Unjudged) != 1 || same.Unjudged[0].Order != "GONE" || same.Unjudged[0].Reason != "person" {
		t.Errorf("not judged: %+v", same.Unjudged)
	}
	if got := changes(whatIfOf(t, "section-321-classic", "--version", "1")); got != "DEAR PASS  > REJECT VAL-MAX" {
		t.Errorf("without the override: %s", got)
	}
	two := whatIfOf(t, "section-321-classic", "--version", "2", "--override", "value.limit=2000")
	if got := changes(two); got != "CHINA PASS  > REJECT ORG-CTRY" || two.Outside != 5 || two.Totals["PASS > PASS"] != 4 || two.Totals["PASS > REJECT"] != 1 {
		t.Errorf("version 2: %s, %+v", got, two)
	}
	entry := whatIfOf(t, "us-entry-required")
	if len(entry.Changed) != 5 || entry.Changed[0].To.Route != manifest.RouteInformal || entry.Changed[0].To.Verdict != manifest.Reject {
		t.Errorf("entries: %+v", entry.Changed)
	}
	write(t, "v3.json", classicV3(t, "200.00"))
	tried := whatIfOf(t, "section-321-classic", "--version", "3", "--file", "v3.json")
	if got := changes(tried); got != "CHINA PASS  > REJECT ORG-CTRY; DEAR PASS  > REJECT VAL-MAX; OLD PASS  > REJECT VAL-MAX" {
		t.Errorf("a file's: %s", got)
	}
	table := do(t, "", "rules", "what-if", "section-321-classic", "--version", "2")
	clitest.Want(t, table, 0, "Verdicts that change: 2 of 6 shipments (6 cartons). Nothing was written.")
	clitest.Want(t, table, 0, "Order GONE can't be judged again: its personal data")
	for _, wrong := range [][]string{
		{"nothing"}, {"section-321-classic", "--version", "9"}, {"section-321-classic", "--override", "value.limit=x"}, {"by-date", "--file", "none.json"},
	} {
		clitest.Want(t, do(t, "", append([]string{"rules", "what-if"}, wrong...)...), 1, "")
	}
	clitest.Want(t, do(t, "", "rules", "what-if", "section-321-classic", "--override", "value.limit"), 2, "value.inclusive=false")
}

// TestWhatIfKnowsWhoWasFirst holds that of one person's two shipments of a day only the second changes.
func TestWhatIfKnowsWhoWasFirst(t *testing.T) {
	newStation(t)
	off := map[string]string{"person_day.second_shipment": "pass", "order.linked_over_limit": "pass"}
	pass := judgedAs(t, manifest.Pass, off)
	pack(t,
		packed{order: "ONE", name: "Ann Poe", cents: 2000, origin: "CA", judged: pass},
		packed{order: "TWO", name: "Ann Poe", cents: 3000, origin: "CA", judged: pass},
	)
	if got := changes(whatIfOf(t, "section-321-classic", "--version", "1")); got != "TWO PASS  > HOLD PER-ONE" {
		t.Errorf("changed %s", got)
	}
	if got := whatIfOf(t, "section-321-classic", "--version", "1", "--override", "person_day.second_shipment=warn"); changes(got) != "TWO PASS  > WARN PER-ONE" {
		t.Errorf("changed %s", changes(got))
	}
}
