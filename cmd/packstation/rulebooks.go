package main

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"strings"

	"packline/cmd/internal/cli"
	"packline/cmd/internal/config"
	"packline/manifest"
	"packline/manifest/section321"
	"packline/station"
	"packline/store"
)

// fromCentre is what rulebooks say that came by the feed.
const fromCentre = "centre"

// signatureSuffix is what the name of a rulebook's signature has after the name of the rulebook.
const signatureSuffix = ".sig"

// rulebooks is the rulebooks of a station, and whose are taken.
type rulebooks struct {
	settings config.Rulebook
	trust    section321.Trust
	shelf    section321.Shelf // without overrides
}

// newRulebooks reads the rulebooks of the config and its keys. A file that can't be used and an override without a check
// are refused here, before a carton meets them.
func newRulebooks(settings config.Rulebook) (*rulebooks, error) {
	r := &rulebooks{settings: settings, trust: section321.Trust{Unsigned: settings.Unsigned}}
	for _, text := range settings.Keys {
		key, err := section321.ParsePublicKey(text)
		if err != nil {
			return nil, cli.Fail(err, "cmd.rules.key", text)
		}
		r.trust.Keys = append(r.trust.Keys, key)
	}
	var err error
	if r.shelf, err = section321.NewShelf(); err != nil {
		return nil, err
	}
	for _, name := range settings.Files {
		doc, err := readRulebook(name)
		if err != nil {
			return nil, err
		}
		if r.shelf, err = r.shelf.Take(doc, name, r.trust); err != nil {
			return nil, refusedRulebook(name, err)
		}
	}
	_, err = r.inUse()
	return r, err
}

// readRulebook reads a document and the signature beside it, if there is one.
func readRulebook(name string) (manifest.RulebookDocument, error) {
	doc, err := readSmall(name, section321.MaxDocument)
	if err != nil {
		return manifest.RulebookDocument{}, cli.Fail(err, "cmd.rules.open", name, cli.Reason(err))
	}
	signature, err := readSmall(name+signatureSuffix, section321.MaxDocument)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return manifest.RulebookDocument{}, cli.Fail(err, "cmd.rules.open", name+signatureSuffix, cli.Reason(err))
	}
	return manifest.RulebookDocument{Document: doc, Signature: string(signature)}, nil
}

// readSmall reads a file, and of a longer one a byte more than it may have.
func readSmall(name string, most int64) ([]byte, error) {
	file, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer func() { _ = file.Close() }()
	return io.ReadAll(io.LimitReader(file, most+1))
}

// refusedRulebook gives the sentence for a document that isn't taken.
func refusedRulebook(name string, err error) error {
	switch {
	case errors.Is(err, section321.ErrUnsigned):
		return cli.Fail(err, "cmd.rules.unsigned", name, name+signatureSuffix)
	case errors.Is(err, section321.ErrSignature):
		return cli.Fail(err, "cmd.rules.signature", name)
	}
	return cli.Fail(err, "cmd.rules.file", name, why(err))
}

// why is an error about a rulebook without its prefix: the sentence around it says that it can't be used.
func why(err error) string {
	return strings.ReplaceAll(strings.TrimPrefix(err.Error(), "cannot use rulebook: "), "\n", "; ")
}

// feed takes what came from the centre, checking each signature here. What can't be used is left out and given back,
// with why; everything else stays as it was.
func (r *rulebooks) feed(documents []manifest.RulebookDocument) (refused []error) {
	for _, doc := range documents {
		shelf, err := r.shelf.Take(doc, fromCentre, r.trust)
		if err == nil {
			r.shelf = shelf
			continue
		}
		refused = append(refused, err)
	}
	return refused
}

// inUse gives the rulebooks with the config's overrides.
func (r *rulebooks) inUse() (section321.Shelf, error) {
	shelf, err := r.shelf.Override(r.settings.Overrides, r.settings.Notes)
	if err != nil {
		return shelf, cli.Fail(err, "cmd.run.rulebook", why(err))
	}
	return shelf, nil
}

// named refuses a config that names a rulebook which isn't there.
func (r *rulebooks) named() error {
	s := r.settings
	if s.Name == section321.ByDate {
		return nil
	}
	for _, book := range r.shelf.All() {
		ref := book.Ref()
		if ref.Name == s.Name && (s.Version == 0 || s.Version == ref.Version) {
			return nil
		}
	}
	return cli.Fail(nil, "cmd.run.no-rulebook", s.Name, " "+strings.Join(r.shelf.Names(), " "))
}

// checkRulebook refuses settings that can't be used by the rulebooks of the program and of the config's files.
func checkRulebook(settings config.Rulebook) error {
	r, err := newRulebooks(settings)
	if err != nil {
		return err
	}
	return r.named()
}

// unsigned gives the warnings about rulebooks that nobody answers for.
func (p *program) unsigned(r *rulebooks) []string {
	var lines []string
	for _, book := range r.shelf.All() {
		if book.Unsigned() {
			lines = append(lines, p.Say("cmd.warn.unsigned", book.Ref().Name, book.Source()))
		}
	}
	return lines
}

// openRulebooks reads the bench's rulebooks, with those that came from the centre before.
func (b *bench) openRulebooks(feed store.Reference) error {
	books, err := newRulebooks(b.config.Rulebook)
	if err != nil {
		return err
	}
	for _, err := range books.feed(feed.Rulebooks) {
		b.log.Warn("a rulebook from the centre was refused", "err", err)
		b.refusedBooks = append(b.refusedBooks, why(err))
	}
	b.rulebooks = books
	return books.named()
}

// changed hands what came from the centre to the station. Rulebooks are checked here: the station only gets those that
// can be used.
func (b *bench) changed(changes []manifest.Change) {
	b.post(station.Changed{Changes: changes})
	var came []manifest.RulebookDocument
	for _, c := range changes {
		if c.Kind == manifest.ChangeRulebook && c.Rulebook != nil {
			came = append(came, *c.Rulebook)
		}
	}
	if len(came) == 0 {
		return
	}
	b.booksLock.Lock()
	defer b.booksLock.Unlock()
	before := len(b.rulebooks.shelf.All())
	refused := b.rulebooks.feed(came)
	shelf, err := b.rulebooks.inUse()
	if err == nil && len(shelf.All()) > before {
		b.log.Info("rulebooks came from the centre", "rulebooks", len(shelf.All())-before)
		b.post(station.RulebooksChanged{Rulebooks: shelf.Books()})
	}
	for _, err := range refused {
		b.log.Warn("a rulebook from the centre was refused", "err", err)
		b.post(station.RulebookRefused{Why: why(err)})
	}
}

// reached gives the rulebooks that commands beside a bench know: those of the config, and those of the feed where there
// is a store.
func (p *program) reached(ctx context.Context, c config.Config) (*rulebooks, error) {
	books, err := newRulebooks(c.Rulebook)
	if err != nil || c.Central == nil || !cli.Exists(c.Store) {
		return books, err
	}
	err = p.ask(ctx, func(client *store.Client) error {
		feed, err := client.Reference(ctx)
		for _, refused := range books.feed(feed.Rulebooks) {
			p.Tell(p.Say("cmd.rules.refused", why(refused)))
		}
		return err
	})
	return books, err
}
