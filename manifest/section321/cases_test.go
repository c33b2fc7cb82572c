package section321_test

import (
	"bufio"
	"bytes"
	"encoding/json"
	"slices"
	"testing"

	"packline/manifest"
	"packline/manifest/orderfile"
	"packline/manifest/section321"
	"packline/phrases"
	"packline/testdata"
)

// expectation is what a line of a case file expects, beside the case itself.
type expectation struct {
	ID       string `json:"id"`
	Reason   string `json:"reason"`
	Expected struct {
		Verdict manifest.Verdict `json:"verdict"`
		RuleIDs []string         `json:"rule_ids"`
		Route   manifest.Route   `json:"route"`
	} `json:"expected"`
}

// caseFiles are all files of cases with their answers.
var caseFiles = []string{"rules/cases-sample.jsonl", "rules/cases.jsonl", "rules/cases-more.jsonl"}

func embedded(t testing.TB) []section321.Rulebook {
	t.Helper()
	books, err := section321.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	return books
}

func readCases(t testing.TB, file string) ([]manifest.Case, []expectation) {
	t.Helper()
	content := testdata.Read(t, file)
	var cases []manifest.Case
	for c, err := range orderfile.ReadCases(bytes.NewReader(content)) {
		if err != nil {
			t.Fatal(err)
		}
		cases = append(cases, c)
	}
	var expected []expectation
	for lines := bufio.NewScanner(bytes.NewReader(content)); lines.Scan(); {
		var e expectation
		if err := json.Unmarshal(lines.Bytes(), &e); err != nil {
			t.Fatal(err)
		}
		expected = append(expected, e)
	}
	if len(cases) != len(expected) {
		t.Fatalf("%s: %d cases, %d expectations", file, len(cases), len(expected))
	}
	return cases, expected
}

func TestCases(t *testing.T) {
	books := embedded(t)
	for _, file := range caseFiles {
		cases, expected := readCases(t, file)
		for i, c := range cases {
			e := expected[i]
			got, err := section321.Judge(books, c, section321.Options{})
			if err != nil {
				t.Errorf("%s (%s): %v", e.ID, e.Reason, err)
				continue
			}
			ids := section321.RuleIDs(got)
			if got.Verdict != e.Expected.Verdict || !slices.Equal(ids, e.Expected.RuleIDs) || got.Route != e.Expected.Route {
				t.Errorf("%s (%s):\n got %v %v %q\nwant %v %v %q", e.ID, e.Reason,
					got.Verdict, ids, got.Route, e.Expected.Verdict, e.Expected.RuleIDs, e.Expected.Route)
			}
		}
	}
}

// TestEverythingIsSaid holds that every finding of all cases has its sentences with the right number of arguments, and
// that the cases make every rule and variant speak.
func TestEverythingIsSaid(t *testing.T) {
	books, book := embedded(t), phrases.In(phrases.English)
	placeholders := book.Keys()
	silent := section321.Sayings()
	note := func(j manifest.Judgement) {
		for _, f := range j.Findings {
			want, ok := section321.Sayings()[f.Message.Key]
			switch {
			case !ok:
				t.Errorf("%s says %s, which its rule doesn't list", f.Rule, f.Message.Key)
			case len(f.Message.Args) != want || placeholders[f.Message.Key] != want:
				t.Errorf("%s: %d arguments, %d places, %d listed", f.Message.Key, len(f.Message.Args), placeholders[f.Message.Key], want)
			}
			delete(silent, f.Message.Key)
		}
	}
	for _, file := range caseFiles {
		cases, _ := readCases(t, file)
		for _, c := range cases {
			j, err := section321.Judge(books, c, section321.Options{MaxCarton: 50 * manifest.Pound})
			if err != nil {
				t.Fatal(err)
			}
			note(j)
		}
	}
	cases, _ := readCases(t, "rules/cases-sample.jsonl") // files carry no division of a scale
	cases[0].Packages[0].Weight = manifest.Shown{Value: "49.99", Unit: manifest.UnitPound}
	cases[0].Packages[0].Stable, cases[0].Packages[0].Resolution = true, manifest.Pound/50
	j, err := section321.Judge(books, cases[0], section321.Options{MaxCarton: 50 * manifest.Pound})
	if err != nil {
		t.Fatal(err)
	}
	note(j)
	for key := range silent {
		t.Errorf("no case makes %s speak", key)
	}
	for key := range section321.Sayings() {
		if !book.Has(key) || !book.Has(key+".action") || placeholders[key+".action"] != 0 {
			t.Errorf("%s or its action has no sentence", key)
		}
	}
}

func TestBenchOptions(t *testing.T) {
	books := embedded(t)
	cases, _ := readCases(t, "rules/cases-sample.jsonl")
	c := cases[0]
	c.Packages[0].Weight = manifest.Shown{Value: "50.00", Unit: manifest.UnitPound}
	check := func(why string, o section321.Options, want ...string) {
		t.Helper()
		j, err := section321.Judge(books, c, o)
		if err != nil || !slices.Equal(section321.RuleIDs(j), want) {
			t.Errorf("%s: got %v, %v, want %v", why, section321.RuleIDs(j), err, want)
		}
	}
	max50 := section321.Options{MaxCarton: 50 * manifest.Pound}
	check("both limits", max50, "BENCH-MAX", "WGT-MAX")
	check("weight pending", section321.Options{MaxCarton: 50 * manifest.Pound, WeightPending: true})
	c.Rulebook, c.Load.Release, c.Load.Arrival = section321.ByDate, manifest.ReleaseEntry, c.Load.Arrival.AddDate(2, 5, 0)
	check("under every rulebook", max50, "BENCH-MAX")
	c.Packages[0].Weight.Value = "49.999999"
	check("under the bench limit", max50)
	c.Packages = append(c.Packages, c.Packages[0])
	check("each carton by itself", max50)
	c.Packages[1].Stable, c.Packages[1].Weight.Value = false, "50.1"
	check("unstable and heavy", max50, "BENCH-MAX", "WGT-BAD")

	c.Packages, c.Rulebook, c.Simulate, c.Load.Release = c.Packages[:1], "section-321-classic", true, ""
	c.Packages[0].Weight.Value = "4.2"
	check("simulation in a file", section321.Options{}, "REG-WINDOW")
	check("simulation on the bench", section321.Options{OnBench: true})
	c.Simulate = false
	check("no simulation on the bench", section321.Options{OnBench: true}, "REG-WINDOW")
}
