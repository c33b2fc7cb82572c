package section321_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"packline/manifest"
	"packline/manifest/section321"
)

// signer gives the same key in every run.
func signer(t testing.TB, seed byte) section321.PrivateKey {
	t.Helper()
	key, err := section321.NewPrivateKey(bytes.NewReader(bytes.Repeat([]byte{seed}, 64)))
	if err != nil {
		t.Fatal(err)
	}
	return key
}

// another is version 3 of the classic rulebook, with a limit of its own.
func another(t testing.TB) []byte {
	t.Helper()
	doc := strings.Replace(document(t, "section-321-classic-v2"), `"version": 2`, `"version": 3`, 1)
	return []byte(strings.Replace(doc, `"limit": "800.00", "inclusive"`, `"limit": "200.00", "inclusive"`, 1))
}

func newShelf(t testing.TB) section321.Shelf {
	t.Helper()
	shelf, err := section321.NewShelf()
	if err != nil {
		t.Fatal(err)
	}
	return shelf
}

func TestKeysComeBack(t *testing.T) {
	key := signer(t, 7)
	again, err := section321.ParsePrivateKey(" " + key.Secret() + "\n")
	if err != nil || again.Sign([]byte("x")) != key.Sign([]byte("x")) {
		t.Fatalf("the private key doesn't come back: %v", err)
	}
	public := key.Public("Head office, Vancouver")
	back, err := section321.ParsePublicKey(public.String() + "\n")
	if err != nil || back.String() != public.String() || back.Title() != "Head office, Vancouver" {
		t.Fatalf("the public key comes back as %v: %v", back, err)
	}
	for _, text := range []string{
		"", "x", key.Secret(), public.String()[1:], "A" + public.String(), public.String() + "\x1b", public.String() + strings.Repeat("x", 600),
	} {
		if _, err := section321.ParsePublicKey(text); !errors.Is(err, section321.ErrKey) {
			t.Errorf("%q was read as a public key: %v", text, err)
		}
	}
	for _, text := range []string{"", public.String(), key.Secret()[:50], key.Secret() + "AAAA"} {
		if _, err := section321.ParsePrivateKey(text); !errors.Is(err, section321.ErrKey) || len(text) > 30 && strings.Contains(err.Error(), text[30:]) {
			t.Errorf("a text was read as a private key, or is in the error: %v", err)
		}
	}
}

func TestOnlyTrustedRulebooksAreTaken(t *testing.T) {
	doc, key, stranger := another(t), signer(t, 1), signer(t, 2)
	signature := key.Sign(doc)
	trust := section321.Trust{Keys: []section321.PublicKey{stranger.Public("other"), key.Public("office")}}
	lax := section321.Trust{Keys: trust.Keys, Unsigned: true}
	changed := bytes.Replace(doc, []byte("200.00"), []byte("900.00"), 1)
	for _, c := range []struct {
		name      string
		doc       []byte
		signature string
		trust     section321.Trust
		want      error
	}{
		{"signed", doc, signature, trust, nil},
		{"signed, with the line end of its file", doc, signature + "\r\n", trust, nil},
		{"unsigned", doc, "", trust, section321.ErrUnsigned},
		{"unsigned and allowed", doc, " \n", lax, nil},
		{"changed", changed, signature, trust, section321.ErrSignature},
		{"changed, unsigned ones allowed", changed, signature, lax, section321.ErrSignature},
		{"a stranger's", doc, signer(t, 3).Sign(doc), trust, section321.ErrSignature},
		{"nobody is trusted", doc, signature, section321.Trust{}, section321.ErrSignature},
		{"no signature at all", doc, "hello", lax, section321.ErrSignature},
		{"cut", doc, signature[:40], trust, section321.ErrSignature},
		{"endless", doc, strings.Repeat(signature, 1000), trust, section321.ErrSignature},
	} {
		before := newShelf(t)
		after, err := before.Take(manifest.RulebookDocument{Document: c.doc, Signature: c.signature}, "a file", c.trust)
		if !errors.Is(err, c.want) || c.want == nil && err != nil {
			t.Errorf("%s: error %v, want %v", c.name, err, c.want)
		}
		taken := len(after.All()) == len(before.All())+1
		if taken != (c.want == nil) {
			t.Errorf("%s: taken %v", c.name, taken)
		}
	}
}

func TestOneContentForANameAndVersion(t *testing.T) {
	doc, lax := another(t), section321.Trust{Unsigned: true}
	take := func(s section321.Shelf, doc []byte) (section321.Shelf, error) {
		return s.Take(manifest.RulebookDocument{Document: doc}, "rules/x.json", lax)
	}
	shelf, err := take(newShelf(t), doc)
	if err != nil {
		t.Fatal(err)
	}
	if again, err := take(shelf, doc); err != nil || len(again.All()) != 4 {
		t.Errorf("the same again: %d rulebooks, %v", len(again.All()), err)
	}
	other := bytes.Replace(doc, []byte("200.00"), []byte("900.00"), 1)
	kept, err := take(shelf, other)
	if err == nil || !strings.Contains(err.Error(), "version = 3") || !strings.Contains(err.Error(), "rules/x.json") {
		t.Errorf("another content: %v", err)
	}
	over := []byte(strings.Replace(document(t, "section-321-classic-v1"), "800.00", "900.00", 1))
	if _, err := take(shelf, over); err == nil || !strings.Contains(err.Error(), "embedded") {
		t.Errorf("another content of an embedded one: %v", err)
	}
	bad := []byte(strings.Replace(string(doc), `"hold"`, `"perhaps"`, 1))
	kept, err = take(kept, bad)
	if err == nil || !strings.Contains(err.Error(), "= perhaps") || len(kept.All()) != 4 {
		t.Errorf("a malformed one: %v", err)
	}
	all := kept.All()
	if all[2].Ref().Version != 3 || all[2].Source() != "rules/x.json" || !all[2].Unsigned() || all[0].Unsigned() || all[0].Source() != "embedded" {
		t.Errorf("the shelf: %+v", all)
	}
	if _, ok := kept.ByHash(all[2].Ref().Hash); !ok {
		t.Error("a rulebook isn't found by its content")
	}
}

// TestACorrectionReplaces holds that by date the highest version in force counts, whatever the order of the shelf.
func TestACorrectionReplaces(t *testing.T) {
	classic := document(t, "section-321-classic-v1")
	longer := strings.Replace(strings.Replace(classic, `"version": 1`, `"version": 4`, 1), "2016-03-10", "2015-01-01", 1)
	short := strings.Replace(strings.Replace(classic, `"version": 1`, `"version": 5`, 1), "2025-05-02", "2020-01-01", 1)
	books := embedded(t)
	for _, doc := range []string{longer, short} {
		book, err := section321.Parse([]byte(doc))
		if err != nil {
			t.Fatal(err)
		}
		books = append(books, book)
	}
	for day, want := range map[string]int{"2015-06-01": 4, "2018-06-01": 5, "2022-06-01": 4, "2025-06-01": 2} {
		at, _ := time.Parse(time.DateOnly, day)
		for range len(books) {
			books = append(books[1:], books[0])
			for _, name := range []string{"", "section-321-classic"} {
				if book, err := section321.Choose(books, name, 0, at, false); err != nil || book.Ref().Version != want {
					t.Errorf("%s %q: version %d, want %d (%v)", day, name, book.Ref().Version, want, err)
				}
			}
		}
	}
}

func TestRenderMarksOverrides(t *testing.T) {
	values := map[string]string{
		"value.inclusive": "false", "weight.limit_g": "22000", "origin.excluded": "CN, HK", "document.hts_digits": "10", "order.linked_window_hours": "48",
	}
	shelf, err := newShelf(t).Override(values, map[string]manifest.OverrideNote{
		"value.inclusive": {Name: "Lee", Reason: "the broker's reading"}, "value.limit": {Name: "nobody"},
	})
	if err != nil {
		t.Fatal(err)
	}
	book := shelf.Books()[0]
	if notes := book.Ref().Notes; len(notes) != 1 || notes["value.inclusive"].Name != "Lee" {
		t.Errorf("the record's notes: %v", notes)
	}
	doc, replaced, err := book.Render()
	if err != nil || len(replaced) != 5 {
		t.Fatalf("replaced %v, %v", replaced, err)
	}
	want := strings.NewReplacer(`"inclusive": true, "at`, `"inclusive": false, "at`, `"limit_g": null`, `"limit_g": "22000"`,
		`"excluded": []`, `"excluded": ["CN","HK"]`, "[6, 8, 10]", "[10]", `hours": 24`, `hours": 48`).Replace(document(t, "section-321-classic-v1"))
	if compact(t, doc) != compact(t, []byte(want)) {
		t.Errorf("rendered\n%s", doc)
	}
	if rendered, err := section321.Parse(doc); err != nil || rendered.Ref().Hash == book.Ref().Hash {
		t.Errorf("what was rendered is no rulebook of its own: %v", err)
	}
	if replaced[4].Path != "weight.limit_g" || string(replaced[4].Document) != "null" || string(replaced[4].Value) != `"22000"` || replaced[3].Reason == "" {
		t.Errorf("marks %+v", replaced)
	}
	if _, err := newShelf(t).Override(map[string]string{"value.limit": "x"}, nil); err == nil {
		t.Error("a wrong override was taken")
	}
	again, err := book.Override(map[string]string{"value.inclusive": "true"})
	if err != nil || len(again.Ref().Notes) != 0 || len(book.Ref().Notes) != 1 {
		t.Errorf("a note outlives its value: %v", err)
	}
}

func compact(t *testing.T, doc []byte) string {
	t.Helper()
	var out bytes.Buffer
	if err := json.Compact(&out, doc); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

// FuzzShelf holds that whatever bytes come, they are a rulebook or an error that says so in one short line, and that
// what is taken can be shown and read again.
func FuzzShelf(f *testing.F) {
	for _, name := range []string{"section-321-classic-v1", "us-entry-required-v1"} {
		f.Add([]byte(document(f, name)), "", "value.limit", "700")
	}
	f.Add(another(f), signer(f, 1).Sign(another(f)), "origin.excluded", "CN,HK")
	f.Add([]byte(`{"rulebook": {"a": {"b": [[]]}}}`), "AAAA", "", "null")
	trust := section321.Trust{Keys: []section321.PublicKey{signer(f, 1).Public("office")}, Unsigned: true}
	shelf := newShelf(f)
	f.Fuzz(func(t *testing.T, doc []byte, signature, path, value string) {
		after, err := shelf.Take(manifest.RulebookDocument{Document: doc, Signature: signature}, "fuzz", trust)
		if err != nil {
			if len(after.All()) != 3 || !strings.HasPrefix(err.Error(), "cannot ") {
				t.Fatalf("refused with %d rulebooks: %v", len(after.All()), err)
			}
			return
		}
		for _, b := range after.All() {
			book, err := b.Rulebook.Override(map[string]string{path: value})
			if err != nil {
				book = b.Rulebook
			}
			rendered, _, err := book.Render()
			if err != nil {
				t.Fatal(err)
			}
			if _, err := section321.Parse(rendered); err != nil {
				t.Fatalf("what was shown can't be read: %v\n%s", err, rendered)
			}
		}
	})
}
