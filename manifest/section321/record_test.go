package section321_test

import (
	"encoding/json"
	"strings"
	"testing"

	"packline/manifest"
	"packline/manifest/section321"
)

// TestRecordable holds that a judgement made to be recorded says nothing of the persons it was about, and that the one
// it was made from still does.
func TestRecordable(t *testing.T) {
	books := embedded(t)
	for _, file := range caseFiles {
		cases, _ := readCases(t, file)
		for _, c := range cases {
			c.Order.ShipTo.Email, c.Order.ShipTo.Phone = "unseen@private.example", "503 555 0199"
			j, err := section321.Judge(books, c, section321.Options{MaxCarton: 50 * manifest.Pound})
			if err != nil {
				t.Fatal(err)
			}
			shown := len(j.Findings) > 0 && saysOf(t, j, c.Order.ShipTo)
			record := section321.Recordable(j)
			if saysOf(t, record, c.Order.ShipTo) {
				t.Errorf("%s: %v", c.ID, record.Findings)
			}
			if shown != (len(j.Findings) > 0 && saysOf(t, j, c.Order.ShipTo)) {
				t.Errorf("%s: making the record changed the judgement", c.ID)
			}
		}
	}
}

func saysOf(t *testing.T, j manifest.Judgement, p manifest.Person) bool {
	t.Helper()
	text, err := json.Marshal(j)
	if err != nil {
		t.Fatal(err)
	}
	for _, secret := range []string{p.Name, p.Line1, p.Postal, p.Email, p.Phone, p.City} {
		if len(strings.TrimSpace(secret)) > 2 && strings.Contains(string(text), secret) {
			return true
		}
	}
	return false
}
