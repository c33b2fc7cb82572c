package section321

import (
	"maps"
	"slices"
	"strings"

	"packline/manifest"
)

// Shelved is a rulebook with where it came from.
type Shelved struct {
	Rulebook
	From   string // empty: it came with the program
	Signer string // title of the key that signed it; empty: nobody did
}

// Shelf is the rulebooks that a program knows, no two of one name and version. It is never changed once made: taking
// another gives another shelf, so what can't be taken leaves everything in force that was.
type Shelf struct{ books []Shelved }

// NewShelf holds the rulebooks that come with the program.
func NewShelf() (Shelf, error) {
	books, err := Embedded()
	if err != nil {
		return Shelf{}, err
	}
	var s Shelf
	for _, b := range books {
		s.books = append(s.books, Shelved{Rulebook: b})
	}
	return s, nil
}

// Take reads a document, checks its signature and puts it on the shelf. The same document again changes nothing; another
// content under a name and version that are there already is refused: records name rulebooks by both.
func (s Shelf) Take(doc manifest.RulebookDocument, from string, trust Trust) (Shelf, error) {
	if len(doc.Document) > MaxDocument { // before the time is spent on its signature
		return s, errBook("the document is longer than %d bytes", MaxDocument)
	}
	by, err := trust.Verify(doc.Document, doc.Signature)
	if err != nil {
		return s, err
	}
	book, err := Parse(doc.Document)
	if err != nil {
		return s, err
	}
	for _, have := range s.books {
		if have.terms.name != book.terms.name || have.terms.version != book.terms.version {
			continue
		}
		if have.hash != book.hash {
			return s, errBook("version = %d: there is another document of %s with this version (%s); a change needs a new version",
				book.terms.version, book.terms.name, have.Source())
		}
		return s, nil
	}
	s.books = append(slices.Clone(s.books), Shelved{Rulebook: book, From: from, Signer: by})
	return s, nil
}

// Source says where a rulebook came from; "embedded" for those of the program.
func (b Shelved) Source() string {
	if b.From == "" {
		return "embedded"
	}
	return b.From
}

// Unsigned reports whether nobody answers for the rulebook: it came from outside without a signature.
func (b Shelved) Unsigned() bool { return b.From != "" && b.Signer == "" }

// Override gives a shelf on which every rulebook has these values replaced, with who did it and why.
func (s Shelf) Override(values map[string]string, notes map[string]manifest.OverrideNote) (Shelf, error) {
	out := Shelf{books: slices.Clone(s.books)}
	for i, b := range out.books {
		over, err := b.Rulebook.Override(values)
		if err != nil {
			return s, err
		}
		out.books[i].Rulebook = over.Noted(notes)
	}
	return out, nil
}

// Books gives the rulebooks alone, for Choose and Judge.
func (s Shelf) Books() []Rulebook {
	out := make([]Rulebook, len(s.books))
	for i, b := range s.books {
		out[i] = b.Rulebook
	}
	return out
}

// All gives the rulebooks by name and version.
func (s Shelf) All() []Shelved {
	out := slices.Clone(s.books)
	slices.SortStableFunc(out, func(a, b Shelved) int {
		if by := strings.Compare(a.terms.name, b.terms.name); by != 0 {
			return by
		}
		return a.terms.version - b.terms.version
	})
	return out
}

// Names lists the names on the shelf, sorted.
func (s Shelf) Names() []string {
	names := map[string]bool{}
	for _, b := range s.books {
		names[b.terms.name] = true
	}
	return slices.Sorted(maps.Keys(names))
}

// ByHash finds the rulebook that a record names by its content.
func (s Shelf) ByHash(hash string) (Rulebook, bool) {
	for _, b := range s.books {
		if b.hash == hash {
			return b.Rulebook, true
		}
	}
	return Rulebook{}, false
}
