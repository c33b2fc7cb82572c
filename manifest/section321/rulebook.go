package section321

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"packline/manifest"
)

// Rulebook is one document: the checks in force between two moments, with their limits and how bad each answer is.
// Its zero value is no rulebook. It is never changed once made, so it may be used by several goroutines.
type Rulebook struct {
	terms     terms
	hash      string
	doc       []byte // as it was read; never changed
	overrides map[string]string
	notes     map[string]manifest.OverrideNote
}

//go:embed rulebooks/*.json
var documents embed.FS

// MaxDocument is the longest document in bytes that is read.
const MaxDocument = 1 << 20

// longestSaid is how many characters of a document's own text an error repeats.
const longestSaid = 80

// Parse reads a rulebook document. It refuses a key or a value that no check here stands behind, a key that is missing
// and a key given twice, naming the path and the value: what a check doesn't know it doesn't pass.
func Parse(doc []byte) (Rulebook, error) {
	if len(doc) > MaxDocument {
		return Rulebook{}, errBook("the document is longer than %d bytes", MaxDocument)
	}
	entries, err := flatten(doc)
	if err != nil {
		return Rulebook{}, err
	}
	var t terms
	known := settingsByPath(&t)
	for _, e := range entries {
		s, ok := known[e.path]
		if !ok {
			return Rulebook{}, errBook("there is no check for %s = %s", clip(e.path, longestSaid), clip(e.text, longestSaid))
		}
		if e.form != s.form && (e.form != formNull || !s.nullable) {
			return Rulebook{}, errBook("%s = %s is %s, it must be %s", e.path, clip(e.text, longestSaid), e.form, s.form)
		}
		if err := s.set(e.text); err != nil {
			return Rulebook{}, errBook("%s = %s: %w", e.path, clip(e.text, longestSaid), err)
		}
		delete(known, e.path)
	}
	for _, s := range settings(&t) {
		if _, missing := known[s.path]; missing {
			return Rulebook{}, errBook("%s is missing", s.path)
		}
	}
	if !t.to.IsZero() && !t.from.Before(t.to) {
		return Rulebook{}, errBook("effective_to = %s is not after effective_from = %s", t.to.Format(time.RFC3339), t.from.Format(time.RFC3339))
	}
	sum := sha256.Sum256(doc)
	return Rulebook{terms: t, hash: hex.EncodeToString(sum[:]), doc: bytes.Clone(doc)}, nil
}

// Embedded gives the rulebooks that come with the program: section-321-classic versions 1 and 2, us-entry-required
// version 1, in the order of their windows.
func Embedded() ([]Rulebook, error) {
	var books []Rulebook
	for _, name := range []string{"section-321-classic-v1", "section-321-classic-v2", "us-entry-required-v1"} {
		doc, err := documents.ReadFile("rulebooks/" + name + ".json")
		if err != nil {
			return nil, fmt.Errorf("cannot read rulebook %s: %w", name, err)
		}
		book, err := Parse(doc)
		if err != nil {
			return nil, fmt.Errorf("%w (in %s)", err, name)
		}
		books = append(books, book)
	}
	return books, nil
}

// Ref names the document by its content, with the overrides that are in force over it.
func (r Rulebook) Ref() manifest.RulebookRef {
	return manifest.RulebookRef{
		Name: r.terms.name, Version: r.terms.version, Hash: r.hash, Overrides: maps.Clone(r.overrides),
		Notes: maps.Clone(r.notes),
	}
}

// Title is the document's own name for people.
func (r Rulebook) Title() string { return r.terms.title }

// Window gives the first moment of the rulebook and the first after it, which is zero where the window is open.
func (r Rulebook) Window() (from, to time.Time) { return r.terms.from, r.terms.to }

// Bytes gives the document as it was read, for its hash and its signature.
func (r Rulebook) Bytes() []byte { return bytes.Clone(r.doc) }

// Release is the release type that shipments get under this rulebook.
func (r Rulebook) Release() manifest.ReleaseType { return r.terms.release }

// InForce reports whether a moment of arrival is in the rulebook's window: from the start, up to and without the end.
func (r Rulebook) InForce(at time.Time) bool {
	return !at.Before(r.terms.from) && (r.terms.to.IsZero() || at.Before(r.terms.to))
}

// Override gives the rulebook with some values replaced, by dotted path: "value.inclusive" = "false", "weight.limit_g" =
// "22000", "person_day.mode" = "aggregate". A list is written with commas, no value as "null". A path that doesn't exist
// and a value that isn't valid there are errors; so are the document's name, version and window, which are no values.
func (r Rulebook) Override(values map[string]string) (Rulebook, error) {
	if len(values) == 0 {
		return r, nil
	}
	out := r
	out.overrides = maps.Clone(r.overrides)
	if out.overrides == nil {
		out.overrides = map[string]string{}
	}
	known := settingsByPath(&out.terms)
	var errs []error
	for _, path := range slices.Sorted(maps.Keys(values)) {
		text := values[path]
		if err := override(known, path, text); err != nil {
			errs = append(errs, err)
			continue
		}
		out.overrides[path] = text
		if _, noted := out.notes[path]; noted { // another value than the one it is about
			out.notes = maps.Clone(out.notes)
			delete(out.notes, path)
		}
	}
	if err := errors.Join(errs...); err != nil {
		return Rulebook{}, err
	}
	return out, nil
}

func override(known map[string]setting, path, text string) error {
	s, ok := known[path]
	if !ok || s.fixed {
		return errBook("%s (%q) can't be overridden: there is no such value", clip(path, longestSaid), clip(text, longestSaid))
	}
	if text == nullText && !s.nullable {
		return errBook("%s can't be without a value", path)
	}
	if err := s.set(text); err != nil {
		return errBook("override %s = %q: %w", path, clip(text, longestSaid), err)
	}
	return nil
}

// Noted gives the rulebook with who replaced its values and why. Notes on values that aren't overridden are left out.
func (r Rulebook) Noted(notes map[string]manifest.OverrideNote) Rulebook {
	r.notes = maps.Clone(r.notes)
	for path, note := range notes {
		if _, ok := r.overrides[path]; !ok {
			continue
		}
		if r.notes == nil {
			r.notes = map[string]manifest.OverrideNote{}
		}
		r.notes[path] = note
	}
	return r
}

// Overridable lists the paths that Override takes, sorted.
func Overridable() []string {
	var paths []string
	for _, s := range settings(&terms{}) {
		if !s.fixed {
			paths = append(paths, s.path)
		}
	}
	slices.Sort(paths)
	return paths
}
