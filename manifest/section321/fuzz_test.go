package section321_test

import (
	"bytes"
	"os"
	"reflect"
	"slices"
	"testing"

	"packline/manifest"
	"packline/manifest/orderfile"
	"packline/manifest/section321"
)

// FuzzJudge holds that whatever can be read as a case is judged the same twice, with a verdict that is the worst of its
// findings, and passes only with goods, cartons, an arrival and somebody to go to.
func FuzzJudge(f *testing.F) {
	for _, name := range caseFiles {
		content, err := os.ReadFile("../../testdata/" + name)
		if err != nil {
			f.Fatal(err)
		}
		n := 0
		for text := range bytes.Lines(content) {
			if n++; n%7 == 0 {
				f.Add(bytes.TrimSpace(text))
			}
		}
	}
	books, options := embedded(f), section321.Options{MaxCarton: 50 * manifest.Pound}
	f.Fuzz(func(t *testing.T, data []byte) {
		for c, err := range orderfile.ReadCases(bytes.NewReader(data)) {
			if err != nil {
				continue
			}
			j, err := section321.Judge(books, c, options)
			if err != nil {
				continue
			}
			if again, err := section321.Judge(books, c, options); err != nil || !reflect.DeepEqual(again, j) {
				t.Fatalf("judged again: %v, %v, before %v", again, err, j)
			}
			if j.Verdict != manifest.Worst(j.Findings) || !slices.IsSorted(section321.RuleIDs(j)) {
				t.Fatalf("%v of %v", j.Verdict, j.Findings)
			}
			to := c.Order.ShipTo
			if j.Verdict == manifest.Pass && (len(c.Order.Lines) == 0 || len(c.Packages) == 0 || c.Load.Arrival.IsZero() || to.Name == "" || to.Line1 == "") {
				t.Fatalf("passes with a part missing: %s", data)
			}
		}
	})
}
