package main

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"packline/cmd/internal/cli/clitest"
	"packline/manifest"
	"packline/manifest/section321"
	"packline/phrases"
	"packline/store"
	"packline/testdata"
)

// prescreened is a line of the JSON answer.
type prescreened struct {
	OrderID  string   `json:"order_id"`
	Verdict  string   `json:"verdict"`
	Rules    []string `json:"rules"`
	Says     []string `json:"says"`
	Earliest *string  `json:"earliest_border_day"`
	None     *string  `json:"reason_none"`
}

func jsonRows(t *testing.T, out string) []prescreened {
	t.Helper()
	var rows []prescreened
	for line := range strings.Lines(out) {
		d := json.NewDecoder(strings.NewReader(line))
		d.DisallowUnknownFields()
		var row prescreened
		if err := d.Decode(&row); err != nil {
			t.Fatalf("%s: %v", line, err)
		}
		rows = append(rows, row)
	}
	return rows
}

// TestPrescreenSamples holds the sample orders to what is known of them, and every format to its golden file.
func TestPrescreenSamples(t *testing.T) {
	type sample struct {
		OrderID string   `json:"order_id"`
		Verdict string   `json:"verdict"`
		Rules   []string `json:"rules"`
	}
	known := map[string]sample{}
	for line := range strings.Lines(string(testdata.Read(t, "orders/expected.jsonl"))) {
		var s sample
		if err := json.Unmarshal([]byte(line), &s); err != nil {
			t.Fatal(err)
		}
		known[s.OrderID] = s
	}
	// Sent on two days they are linked; packed for one day they are too much for it.
	known["EX-10228"] = sample{Verdict: "REJECT", Rules: []string{"PER-DAY", "PER-ONE"}}
	const name = "../../testdata/orders/orders.jsonl" // there is no config here: the demo's is used
	for _, format := range []string{"table", "csv", "json"} {
		got := do(t, "", "check", "--orders", name, "--from", "2026-11-30", "--format", format)
		clitest.Want(t, got, 0, "403 orders: 356 clean, 2 with a warning, 29 to be held, 16 to be rejected.")
		testdata.Golden(t, "prescreen/orders."+format, []byte(got.Out))
		if format != "json" {
			continue
		}
		rows := jsonRows(t, got.Out)
		for _, r := range rows {
			want, stops := known[r.OrderID]
			if !stops {
				want = sample{Verdict: "PASS", Rules: []string{}}
			}
			if r.Verdict != want.Verdict || !slices.Equal(r.Rules, want.Rules) {
				t.Errorf("%s: %s %q, want %s %q", r.OrderID, r.Verdict, r.Rules, want.Verdict, want.Rules)
			}
			if goes := r.Verdict == "PASS" || r.Verdict == "WARN"; goes != (r.Earliest != nil && *r.Earliest == "2026-11-30") || (r.Earliest == nil) == (r.None == nil) {
				t.Errorf("%s: %s, earliest %v, none %v", r.OrderID, r.Verdict, r.Earliest, r.None)
			}
		}
		if len(rows) != 403 {
			t.Errorf("%d rows", len(rows))
		}
	}
}

// TestPrescreenAnswersBadInput holds that what can't be read keeps nothing else away, and that cells can't calculate.
func TestPrescreenAnswersBadInput(t *testing.T) {
	t.Chdir(t.TempDir())
	formula := strings.ReplaceAll(order, "A-1", "=HYPERLINK(1)")
	in := order + "\nnot json\n" + strings.Replace(order, `"20.00"`, `20`, 1) + "\n" + formula + "\n" + strings.ReplaceAll(strings.ReplaceAll(order, "A-1", "A-2"), "Ann Poe", "\u202eBob Roe")
	got := do(t, in, "check", "--orders", "-", "--format", "csv", "--from", "2026-11-30")
	clitest.Want(t, got, 0, "2 problems kept orders out")
	cells, err := csv.NewReader(strings.NewReader(got.Out)).ReadAll()
	if err != nil || len(cells) != 6 || strings.Join(cells[0], ",") != "order_id,verdict,rules,says,earliest_border_day,reason_none" {
		t.Fatalf("%v: %q", err, cells)
	}
	for i, want := range []string{"A-1 PASS", "'=HYPERLINK(1) HOLD", "A-2 PASS", " ERROR", "A-1 ERROR"} {
		if said := cells[i+1][0] + " " + cells[i+1][1]; said != want {
			t.Errorf("row %d: %s, want %s", i+1, said, want)
		}
	}
	table := do(t, in, "check", "--orders", "-", "--from", "2026-11-30", "--all")
	clitest.Want(t, table, 0, "not weighed yet")
	clitest.Want(t, do(t, "", "check", "--orders", "-"), 0, "0 orders: 0 clean")
	clitest.WantExits(t, runOn, 1, []clitest.Exit{
		{"check --orders missing.jsonl", 1, "missing.jsonl"},
		{"check --orders .", 1, "folder"},
		{"check --orders - x", 2, "packstation --help"},
		{"check --orders - --format pdf", 2, "table, csv or json"},
		{"check --orders - --from tomorrow", 2, "2026-11-24"},
		{"check --orders - --config no.yaml", 1, "packstation init"},
	})
	clitest.Want(t, do(t, "what is this", "check", "--orders", "-"), 1, "can't be used")
}

// TestPrescreenKnowsTheStore holds an order against what other stations packed, as the station's store knows it.
func TestPrescreenKnowsTheStore(t *testing.T) {
	t.Chdir(t.TempDir())
	clitest.Want(t, do(t, strings.Repeat("\n", 15)+"by-date\n", "init"), 0, "")
	check := func() []prescreened {
		got := do(t, order, "check", "--orders", "-", "--format", "json", "--from", "2024-06-03")
		if got.Code != 0 {
			t.Fatalf("exit %d: %s", got.Code, got.Errs)
		}
		return jsonRows(t, got.Out)
	}
	clitest.Want(t, do(t, order, "check", "--orders", "-"), 0, "nothing that was packed before")
	clitest.Want(t, do(t, order, "orders", "import", "-"), 0, "1 orders: 1 clean, 0 with a warning, 0 to be held, 0 to be rejected.")
	if rows := check(); len(rows) != 1 || rows[0].Verdict != "PASS" {
		t.Fatalf("without a history: %+v", rows)
	}
	claimAnn(t, "2024-06-03")
	rows := check()
	if rows[0].Verdict != "HOLD" || rows[0].Earliest == nil || *rows[0].Earliest != "2024-06-04" || !strings.Contains(fmt.Sprint(rows[0].Says), "B-1") {
		t.Errorf("beside a claim of the day: %+v", rows[0])
	}
	if strings.Contains(fmt.Sprint(rows), "Poe") {
		t.Error("the answer names a person")
	}
}

// claimAnn puts a claim of the order's person into the station's store.
func claimAnn(t *testing.T, day manifest.Date) {
	t.Helper()
	p := newProgram(strings.NewReader(""), os.Stdout, os.Stderr)
	p.config = "packstation.yaml"
	c, err := p.load()
	if err != nil {
		t.Fatal(err)
	}
	key, err := p.key(c)
	if err != nil {
		t.Fatal(err)
	}
	s, err := store.Open(c.Store, store.Options{Station: c.Station, Keys: key.Keys})
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}()
	ann := manifest.Person{Name: "Ann Poe", Address: manifest.Address{Line1: "1 Main St", City: "Portland", State: "OR", Postal: "97201", Country: "US"}}
	claim := manifest.Claim{
		Shipment: manifest.ID{1}, Order: "B-1", Match: section321.Match(key.Keys, ann, manifest.Person{}), ValueUSD: "10", Rank: 1,
		Crossing: manifest.Crossing{Lane: "BLAINE-USPS", Date: day, Port: "3004"},
	}
	if err := s.Apply(t.Context(), 1, []manifest.Change{{Kind: manifest.ChangeClaim, Claim: &claim}}); err != nil {
		t.Fatal(err)
	}
}

// TestPrescreenPhrases holds what the screening says to the book.
func TestPrescreenPhrases(t *testing.T) {
	book, used := phrases.In(phrases.English), map[string]bool{}
	for _, dir := range []string{"../internal/prescreen", ".", "../manifestd", "../../manifest/section321"} {
		files, err := filepath.Glob(dir + "/*.go")
		if err != nil || len(files) == 0 {
			t.Fatal(dir, err)
		}
		for _, file := range files {
			source, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			for key := range book.Keys() {
				short := strings.TrimSuffix(strings.TrimPrefix(strings.TrimPrefix(key, "prescreen.rule."), "prescreen.counts."), ".action")
				used[key] = used[key] || !strings.HasSuffix(file, "_test.go") && (strings.Contains(string(source), `"`+key+`"`) || short != key && strings.Contains(string(source), `"`+short+`"`))
			}
		}
	}
	for key := range book.Keys() {
		made := key == "prescreen.counts.hold" || key == "prescreen.counts.reject" // of the verdict's own name
		if strings.HasPrefix(key, "prescreen.") && !used[key] && !made {
			t.Errorf("%s has a sentence and is never said", key)
		}
	}
}
