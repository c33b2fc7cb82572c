package section321_test

import (
	"slices"
	"testing"

	"packline/manifest"
	"packline/manifest/section321"
)

// TestHalfADivision holds both sides of the limit: a weight passes only when the most that the scale's rounding can hide
// is under it. The first value of a row is the last that passes, the second the first that doesn't.
func TestHalfADivision(t *testing.T) {
	books := embedded(t)
	cases, _ := readCases(t, "rules/cases-sample.jsonl")
	fired := func(division manifest.Weight, unit manifest.Unit, values ...string) []string {
		t.Helper()
		c := cases[0]
		c.Packages = nil
		for _, v := range values {
			c.Packages = append(c.Packages, manifest.CasePackage{
				ID: v, Weight: manifest.Shown{Value: v, Unit: unit}, Stable: true, Resolution: division,
			})
		}
		j, err := section321.Judge(books, c, section321.Options{MaxCarton: 50 * manifest.Pound})
		if err != nil {
			t.Fatal(err)
		}
		var keys []string
		for _, f := range j.Findings {
			if f.Verdict == manifest.Reject {
				keys = append(keys, f.Message.Key)
			}
		}
		return keys
	}
	both := []string{"rule.bench-max.division", "rule.wgt-max.division"}
	over := []string{"rule.bench-max", "rule.wgt-max"}
	for _, row := range []struct {
		division         manifest.Weight
		unit             manifest.Unit
		passes, may, out string
	}{
		{manifest.Pound / 100, manifest.UnitPound, "49.99", "49.995", "50.00"},
		{manifest.Pound / 50, manifest.UnitPound, "49.98", "49.99", "50.00"},
		{manifest.Pound / 20, manifest.UnitPound, "49.95", "49.975", "50.00"},
		{manifest.Pound / 10, manifest.UnitPound, "49.9", "49.95", "50.0"},
		{manifest.Pound / 5, manifest.UnitPound, "49.8", "49.9", "50.0"},
		{5 * manifest.Gram, manifest.UnitGram, "22677", "22677.1185", "22680"},
		{10 * manifest.Gram, manifest.UnitKilogram, "22.67", "22.675", "22.68"},
		{manifest.Ounce/10 + 1, manifest.UnitOunce, "799.9", "799.95", "800.0"},
		{0, manifest.UnitPound, "49.999999999", "50", "50.00"},
	} {
		if got := fired(row.division, row.unit, row.passes); got != nil {
			t.Errorf("division %d: %s %s fires %v", row.division, row.passes, row.unit, got)
		}
		want := both
		if row.division == 0 {
			want = over
		}
		if got := fired(row.division, row.unit, row.may); !slices.Equal(got, want) {
			t.Errorf("division %d: %s %s fires %v, want %v", row.division, row.may, row.unit, got, want)
		}
		if got := fired(row.division, row.unit, row.out); !slices.Equal(got, over) {
			t.Errorf("division %d: %s %s fires %v, want %v", row.division, row.out, row.unit, got, over)
		}
	}
	// The halves of several cartons add up.
	if got := fired(manifest.Pound/100, manifest.UnitPound, "25.00", "24.98"); got != nil {
		t.Errorf("two cartons of 49.98 lb fire %v", got)
	}
	if got := fired(manifest.Pound/100, manifest.UnitPound, "25.00", "24.99"); !slices.Equal(got, []string{"rule.wgt-max.division"}) {
		t.Errorf("two cartons of 49.99 lb fire %v", got)
	}
}
