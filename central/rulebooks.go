package central

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"

	"packline/manifest"
	"packline/manifest/ledger"
	"packline/manifest/section321"
	"packline/sync/wire"
)

// countRulebooks counts what was added, so that every process over a storage notices it.
const countRulebooks = "rulebooks"

// RulebookList is rulebooks to add.
type RulebookList struct {
	Rulebooks []manifest.RulebookDocument `json:"rulebooks"`
}

// shelved is the rulebooks as they were when so many had been added.
type shelved struct {
	count uint64
	books []section321.Rulebook
}

// PutRulebook keeps a rulebook, judges by it from now on and sends it to the stations, each of which checks its signature
// for itself. The same again changes nothing, but for another signature. A document that isn't a rulebook is an error, and
// so is another content under a name and version that are there: then everything stays as it was.
func (c *Centre) PutRulebook(ctx context.Context, doc manifest.RulebookDocument) error {
	book, err := section321.Parse(doc.Document)
	if err != nil {
		return err
	}
	ref := book.Ref()
	id := ref.Name + " " + strconv.Itoa(ref.Version)
	err = c.update(ctx, func(w *work) error {
		books, err := w.rulebooks()
		if err != nil {
			return err
		}
		for _, have := range books {
			if other := have.Ref(); other.Name == ref.Name && other.Version == ref.Version && other.Hash != ref.Hash {
				return refuse(id, "central.rulebook.taken", ref.Name, strconv.Itoa(ref.Version))
			}
		}
		if _, err := w.tx.Next(countRulebooks, 1); err != nil {
			return err
		}
		return w.put(KindRulebook, id, doc, manifest.Change{Kind: manifest.ChangeRulebook, Rulebook: &doc},
			ledger.RulebookSet{Rulebook: ref, Signed: doc.Signature != ""})
	})
	if err != nil {
		return fmt.Errorf("cannot keep rulebook %s: %w", id, err)
	}
	return nil
}

// rulebooks gives the program's rulebooks and those that were added. They are read again only when there is another.
func (w *work) rulebooks() ([]section321.Rulebook, error) {
	count, err := w.tx.Count(countRulebooks)
	if err != nil {
		return nil, err
	}
	if have := w.c.shelved.Load(); have != nil && have.count == count {
		return have.books, nil
	}
	books, err := section321.Embedded()
	if err != nil {
		return nil, err
	}
	embedded := map[string]bool{}
	for _, b := range books {
		embedded[b.Ref().Hash] = true
	}
	rows, err := w.tx.Entries(KindRulebook)
	if err != nil {
		return nil, err
	}
	for _, row := range rows {
		var doc manifest.RulebookDocument
		if err := json.Unmarshal(row.Body, &doc); err != nil {
			return nil, fmt.Errorf("cannot read rulebook %s: %w", row.ID, err)
		}
		book, err := section321.Parse(doc.Document)
		if err != nil {
			// It was a rulebook when it was added: a program that knows less must not judge by half of them.
			return nil, fmt.Errorf("cannot use rulebook %s: %w", row.ID, err)
		}
		if !embedded[book.Ref().Hash] {
			books = append(books, book)
		}
	}
	w.c.shelved.Store(&shelved{count: count, books: books})
	return books, nil
}

// Rulebooks gives the rulebooks that the centre judges by.
func (c *Centre) Rulebooks(ctx context.Context) (books []section321.Rulebook, err error) {
	err = c.view(ctx, func(w *work) error {
		books, err = w.rulebooks()
		return err
	})
	return books, err
}

// maxRulebook is the longest document that is sent: an answer of the feed has room for several.
const maxRulebook = 256 << 10

func (a *API) putRulebooks(q *request) (any, error) {
	var list RulebookList
	return each(q, &list, &list.Rulebooks, func(doc manifest.RulebookDocument) error {
		if len(doc.Document) > maxRulebook || len(doc.Signature) > maxText {
			return &refusal{status: http.StatusRequestEntityTooLarge, code: wire.CodeMalformed, detail: "the rulebook is too long"}
		}
		if _, err := section321.Parse(doc.Document); err != nil {
			return unreadable(err)
		}
		return nil
	}, func(doc manifest.RulebookDocument) error { return a.centre.PutRulebook(q.Context(), doc) })
}
