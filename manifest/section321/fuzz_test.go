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

// FuzzPersons holds that two persons are compared alike both ways, that nobody differs from themselves, and that keys
// never say more than the names do, in whatever script and with whatever signs they are written.
func FuzzPersons(f *testing.F) {
	f.Add("John Smith", "123 Main St Apt4", "", "97201", "j+x@x.example", "Fax 503 555 0123 #7", "Smith, J.", "123 Main St.", "#4", "97201-1234", "J@x.example", "5035550123")
	f.Add("王 小明", "१२३ मार्ग", "FL3", "1", "@", "x", "Jo\u200bhn", "APT", "# #", "\xff", "a@b", "0000000")
	keys := testKeys(f)
	f.Fuzz(func(t *testing.T, name, line1, line2, zip, email, phone, otherName, otherLine1, otherLine2, otherZIP, otherEmail, otherPhone string) {
		none := manifest.Person{}
		a := someone{name: name, line1: line1, line2: line2, zip: zip, email: email, phone: phone}.person()
		b := someone{name: otherName, line1: otherLine1, line2: otherLine2, zip: otherZIP, email: otherEmail, phone: otherPhone}.person()
		whole, back := section321.ComparePersons(a, none, b, none), section321.ComparePersons(b, none, a, none)
		ka, kb := section321.Match(keys, a, none), section321.Match(keys, b, none)
		hashed := section321.Relate(ka, kb)
		if whole != back || hashed != section321.Relate(kb, ka) {
			t.Fatalf("%v one way, %v the other; %v by keys", whole, back, hashed)
		}
		if hashed > whole || whole == section321.Same && hashed != whole {
			t.Fatalf("%v whole, %v by keys", whole, hashed)
		}
		if self := section321.ComparePersons(a, none, a, none); self == section321.Different && !section321.PartMissing(a, a) {
			t.Fatalf("%+v differs from itself", a)
		}
	})
}
