package section321_test

import (
	"crypto/sha256"
	"encoding/hex"
	"os"
	"strings"
	"testing"
	"time"

	"packline/manifest"
	"packline/manifest/section321"
)

func document(t testing.TB, name string) string {
	t.Helper()
	doc, err := os.ReadFile("rulebooks/" + name + ".json")
	if err != nil {
		t.Fatal(err)
	}
	return string(doc)
}

func TestEmbedded(t *testing.T) {
	names := []string{"section-321-classic-v1", "section-321-classic-v2", "us-entry-required-v1"}
	books := embedded(t)
	for i, book := range books {
		sum := sha256.Sum256([]byte(document(t, names[i])))
		ref := book.Ref()
		if ref.Hash != hex.EncodeToString(sum[:]) || ref.Name+"-v"+string(rune('0'+ref.Version)) != names[i] || ref.Overrides != nil {
			t.Errorf("%s: ref %+v", names[i], ref)
		}
		if book.Title() == "" {
			t.Errorf("%s has no title", names[i])
		}
	}
	if r := books[0].Release(); r != manifest.ReleaseSection321 {
		t.Errorf("classic releases as %s", r)
	}
	if r := books[2].Release(); r != manifest.ReleaseEntry {
		t.Errorf("us-entry-required releases as %s", r)
	}
	again, changed := document(t, names[0]), document(t, names[1])
	for from, to := range map[string]string{
		`"version": 1`: `"version": 2`, `"2025-05-02T00:01:00-04:00"`: `"2025-08-29T00:01:00-04:00"`,
		`"2016-03-10T00:00:00-05:00"`: `"2025-05-02T00:01:00-04:00"`, `"excluded": []`: `"excluded": ["CN", "HK"]`,
	} {
		if !strings.Contains(again, from) || !strings.Contains(changed, to) {
			t.Errorf("version 2 isn't version 1 with %s for %s", to, from)
		}
	}
}

func TestWindows(t *testing.T) {
	books := embedded(t)
	for _, w := range []struct {
		at    string
		force [3]bool
	}{
		{"2016-03-09T23:59:59-05:00", [3]bool{}},
		{"2016-03-10T00:00:00-05:00", [3]bool{true}},
		{"2025-05-02T00:00:59.999999999-04:00", [3]bool{true}},
		{"2025-05-02T00:01:00-04:00", [3]bool{false, true}},
		{"2025-08-29T04:00:59Z", [3]bool{false, true}},
		{"2025-08-29T04:01:00Z", [3]bool{false, false, true}},
		{"2099-01-01T00:00:00Z", [3]bool{false, false, true}},
	} {
		at, err := time.Parse(time.RFC3339, w.at)
		if err != nil {
			t.Fatal(err)
		}
		for i, book := range books {
			if book.InForce(at) != w.force[i] {
				t.Errorf("%s at %s: in force %v", book.Ref().Name, w.at, !w.force[i])
			}
		}
	}
}

func TestChoose(t *testing.T) {
	books := embedded(t)
	day := func(s string) time.Time {
		at, err := time.Parse(time.DateOnly, s)
		if err != nil {
			t.Fatal(err)
		}
		return at
	}
	for _, c := range []struct {
		name    string
		version int
		arrival time.Time
		want    string
	}{
		{"by-date", 0, day("2024-06-04"), "section-321-classic 1"},
		{"", 0, day("2024-06-04"), "section-321-classic 1"},
		{"by-date", 0, day("2025-06-04"), "section-321-classic 2"},
		{"by-date", 0, day("2026-11-24"), "us-entry-required 1"},
		{"by-date", 0, day("2010-01-01"), "section-321-classic 1"},
		{"by-date", 0, time.Time{}, "us-entry-required 1"},
		{"by-date", 2, day("2024-06-04"), ""},
		{"section-321-classic", 0, day("2024-06-04"), "section-321-classic 1"},
		{"section-321-classic", 0, day("2025-06-04"), "section-321-classic 2"},
		{"section-321-classic", 0, day("2026-11-24"), "section-321-classic 1"},
		{"section-321-classic", 2, day("2024-06-04"), "section-321-classic 2"},
		{"section-321-classic", 3, day("2024-06-04"), ""},
		{"us-entry-required", 0, day("2024-06-04"), "us-entry-required 1"},
		{"nothing", 0, day("2024-06-04"), ""},
	} {
		for _, simulate := range []bool{false, true} {
			book, err := section321.Choose(books, c.name, c.version, c.arrival, simulate)
			got := ""
			if err == nil {
				got = book.Ref().Name + " " + string(rune('0'+book.Ref().Version))
			}
			if got != c.want {
				t.Errorf("Choose(%q, %d, %v) = %q, %v, want %q", c.name, c.version, c.arrival, got, err, c.want)
			}
		}
	}
	if _, err := section321.Choose(nil, "by-date", 0, day("2024-06-04"), false); err == nil {
		t.Error("no rulebooks and no error")
	}
}

func TestParseRefuses(t *testing.T) {
	const v1 = "section-321-classic-v1"
	for _, c := range []struct{ from, to, names string }{
		{`"over": "reject",`, `"over": "explode",`, "value.over = explode"},
		{`"version": 1`, `"version": 1, "extra": true`, "extra = true"},
		{`"mode": "one_shipment"`, `"mode": "weekly"`, "person_day.mode = weekly"},
		{`"regime": {`, `"regime": {"moon": "full", `, "regime.moon = full"},
		{`"inclusive": true`, `"inclusive": "true"`, "value.inclusive"},
		{`"limit": "800.00"`, `"limit": 800`, "value.limit"},
		{`"limit": "800.00"`, `"limit": "-800"`, "value.limit = -800"},
		{`"limit": "800.00"`, `"limit": "8e2"`, "value.limit = 8e2"},
		{`"limit": "800.00"`, `"limit": null`, "value.limit"},
		{`"limit": "800.00"`, `"limit": {"usd": "800"}`, "value.limit"},
		{`"limit": "800.00", "inclusive"`, `"limit": "800.00", "limit": "900.00", "inclusive"`, "value.limit is given twice"},
		{`"at_limit": "warn", `, ``, "value.at_limit is missing"},
		{`"excluded": []`, `"excluded": ["UK"]`, `"UK"`},
		{`"excluded": []`, `"excluded": "CN"`, "origin.excluded"},
		{`"hts_digits": [6, 8, 10]`, `"hts_digits": [7]`, "document.hts_digits = 7"},
		{`"hts_digits": [6, 8, 10]`, `"hts_digits": []`, "document.hts_digits"},
		{`"section_232_301_201": "pass"`, `"section_232_301_201": "hold"`, "product.section_232_301_201 = hold"},
		{`"north_america": "pass"`, `"north_america": "reject"`, "origin.north_america = reject"},
		{`"ignore_status": ["removed"`, `"ignore_status": ["packed"`, `"packed"`},
		{`"linked_window_hours": 24`, `"linked_window_hours": 1.5`, "order.linked_window_hours = 1.5"},
		{`"effective_from": "2016`, `"effective_from": "2026`, "effective_to = 2025-05-02T00:01:00-04:00 is not after effective_from = 2026"},
		{`"effective_from": "2016-03-10T00:00:00-05:00"`, `"effective_from": null`, "effective_from"},
		{`"effective_from": "2016-03-10T00:00:00-05:00"`, `"effective_from": "2016-03-10"`, "effective_from"},
		{`"version": 1`, `"version": 0`, "version = 0"},
		{`"rulebook": "section-321-classic"`, `"rulebook": "by-date"`, "rulebook = by-date"},
		{`"version": 1`, `"version": 1, "value.limit": "9"`, "value.limit"},
	} {
		doc := document(t, v1)
		if !strings.Contains(doc, c.from) {
			t.Fatalf("%s isn't in the document", c.from)
		}
		_, err := section321.Parse([]byte(strings.Replace(doc, c.from, c.to, 1)))
		if err == nil || !strings.Contains(err.Error(), c.names) || !strings.HasPrefix(err.Error(), "cannot ") {
			t.Errorf("%s for %s: error %v doesn't name %s", c.to, c.from, err, c.names)
		}
	}
	for _, doc := range []string{"", "null", "[]", "{}", "{", document(t, v1) + "{}", strings.Repeat(" ", 2<<20)} {
		if _, err := section321.Parse([]byte(doc)); err == nil {
			t.Errorf("%.20q was read", doc)
		}
	}
}

func TestOverride(t *testing.T) {
	book := embedded(t)[0]
	values := map[string]string{"value.inclusive": "false", "weight.limit_g": "22000", "person_day.mode": "aggregate", "origin.excluded": "CN, HK"}
	over, err := book.Override(values)
	if err != nil {
		t.Fatal(err)
	}
	values["value.inclusive"] = "changed later"
	ref := over.Ref()
	if ref.Hash != book.Ref().Hash || len(ref.Overrides) != 4 || ref.Overrides["value.inclusive"] != "false" {
		t.Errorf("ref %+v", ref)
	}
	if book.Ref().Overrides != nil {
		t.Error("an override changed the rulebook it was made from")
	}
	if back, err := over.Override(map[string]string{"weight.limit_g": "null"}); err != nil || len(back.Ref().Overrides) != 4 {
		t.Errorf("back to pounds: %v", err)
	}
	for path, value := range map[string]string{
		"value.inclusive": "no", "value.limit": "null", "weight.limit_g": "0", "person_day.mode": "", "moon.phase": "full", "value": "1",
		"version": "9", "effective_to": "null", "rulebook": "x", "": "", "product.section_232_301_201": "hold", "origin.excluded": "UK",
	} {
		_, err := book.Override(map[string]string{path: value})
		if err == nil || !strings.Contains(err.Error(), path) || !strings.Contains(err.Error(), value) && value != "null" {
			t.Errorf("override %s = %q: %v", path, value, err)
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, name := range []string{"section-321-classic-v1", "section-321-classic-v2", "us-entry-required-v1"} {
		f.Add([]byte(document(f, name)))
	}
	f.Add([]byte(`{"rulebook": "x", "value": {"limit": [1, {"a": []}]}}`))
	f.Fuzz(func(t *testing.T, doc []byte) {
		book, err := section321.Parse(doc)
		if err != nil {
			return
		}
		if _, err := book.Override(map[string]string{"value.limit": "1"}); err != nil {
			t.Fatal(err)
		}
		book.Check(manifest.Case{}, section321.Options{})
	})
}
