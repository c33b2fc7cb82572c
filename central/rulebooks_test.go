package central_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"packline/central"
	"packline/central/centraltest"
	"packline/manifest"
	"packline/manifest/section321"
	"packline/sync/wire"
)

// classicV3 is a version of the classic rulebook that nobody has yet, in force when the tests pack, with a limit of its own
// for a person and day.
func classicV3(t testing.TB, limit string) []byte {
	t.Helper()
	books, err := section321.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	doc := strings.NewReplacer(`"version": 1`, `"version": 3`, `"2025-05-02T00:01:00-04:00"`, "null",
		`"limit": "800.00", "over": "reject",`, `"limit": "`+limit+`", "over": "reject",`).Replace(string(books[0].Bytes()))
	return []byte(doc)
}

func rulebookList(t testing.TB, limit, signature string) string {
	t.Helper()
	raw, err := json.Marshal(central.RulebookList{Rulebooks: []manifest.RulebookDocument{{Document: classicV3(t, limit), Signature: signature}}})
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}

func TestRulebooksReachTheStations(t *testing.T) {
	d := newDesk(t)
	put := func(body string) asked {
		return asked{method: "PUT", path: "/v1/rulebooks", body: body, token: adminToken}
	}
	d.admin("PUT", "/v1/rulebooks", rulebookList(t, "700.00", "c2ln"))
	d.admin("PUT", "/v1/rulebooks", rulebookList(t, "700.00", "c2ln"))
	if p := d.wantProblem("another content", d.ask(put(rulebookList(t, "600.00", "c2ln"))), 409, central.CodeRefused); p.Detail == "" {
		t.Error("nobody is told why")
	}
	malformed := strings.Replace(string(classicV3(t, "600.00")), `"hold"`, `"perhaps"`, 1)
	raw, _ := json.Marshal(central.RulebookList{Rulebooks: []manifest.RulebookDocument{{Document: []byte(malformed)}}})
	if p := d.wantProblem("malformed", d.ask(put(string(raw))), 400, wire.CodeMalformed); !strings.Contains(p.Detail, "= perhaps") {
		t.Errorf("told %q", p.Detail)
	}
	long, _ := json.Marshal(central.RulebookList{Rulebooks: []manifest.RulebookDocument{{Document: make([]byte, 300<<10)}}})
	d.wantProblem("too long", d.ask(put(string(long))), 413, wire.CodeMalformed)

	answer, err := d.centre.Feed(t.Context(), d.station.Name, 0, 0, 0)
	if err != nil {
		t.Fatal(err)
	}
	var came []manifest.RulebookDocument
	for _, c := range answer.Changes {
		change, err := c.Manifest()
		if err != nil {
			t.Fatal(err)
		}
		if change.Kind == manifest.ChangeRulebook {
			came = append(came, *change.Rulebook)
		}
	}
	if len(came) != 1 || string(came[0].Document) != string(classicV3(t, "700.00")) || came[0].Signature != "c2ln" {
		t.Errorf("the feed brought %d rulebooks", len(came))
	}
	books, err := d.centre.Rulebooks(t.Context())
	if err != nil || len(books) != 4 || books[3].Ref().Version != 3 {
		t.Errorf("the centre judges by %d rulebooks, %v", len(books), err)
	}
}

// TestTheCentreJudgesByWhatWasAdded holds that a rulebook counts from when it was added, also for a centre that was opened
// again, and that one that was refused changes nothing.
func TestTheCentreJudgesByWhatWasAdded(t *testing.T) {
	d := newDesk(t)
	again, err := central.New(t.Context(), d.storage, central.Options{Keys: centraltest.Keys(t), Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []*central.Centre{d.centre, again} {
		if books, err := c.Rulebooks(t.Context()); err != nil || len(books) != 3 {
			t.Fatalf("%d rulebooks, %v", len(books), err)
		}
	}
	doc := manifest.RulebookDocument{Document: classicV3(t, "700.00")}
	if err := d.centre.PutRulebook(t.Context(), doc); err != nil {
		t.Fatal(err)
	}
	var refused *central.Refusal
	if err := again.PutRulebook(t.Context(), manifest.RulebookDocument{Document: classicV3(t, "600.00")}); !errors.As(err, &refused) {
		t.Errorf("another content: %v", err)
	}
	if err := again.PutRulebook(t.Context(), manifest.RulebookDocument{Document: []byte("{}")}); err == nil {
		t.Error("a document that is none was kept")
	}
	for _, c := range []*central.Centre{d.centre, again} {
		books, err := c.Rulebooks(t.Context())
		if err != nil || len(books) != 4 {
			t.Fatalf("%d rulebooks, %v", len(books), err)
		}
		book, err := section321.Choose(books, section321.ByDate, 0, time.Date(2024, 6, 4, 12, 0, 0, 0, time.UTC), false)
		if err != nil || book.Ref().Version != 3 {
			t.Errorf("in 2024 version %d is in force, %v", book.Ref().Version, err)
		}
	}
}
