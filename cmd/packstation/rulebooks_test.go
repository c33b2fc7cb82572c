package main

import (
	"context"
	"log/slog"
	"strings"
	"testing"
	"time"

	"packline/cmd/internal/config"
	"packline/devices/printer"
	"packline/devices/scale"
	"packline/devices/scanner"
	"packline/manifest"
	"packline/store"
)

// TestRulebooksOfTheFeed holds what a running bench does with rulebooks that come: each is checked here, one that can't be
// used is told and changes nothing, one that can is in force from the next carton on, also after the next start.
func TestRulebooksOfTheFeed(t *testing.T) {
	name, key := newStation(t), newSigner(t)
	c, err := config.Load(name)
	if err != nil {
		t.Fatal(err)
	}
	organisation, err := config.OpenKey(c.KeyFile)
	if err != nil {
		t.Fatal(err)
	}
	c.Scanners, c.Scale, c.Printer = []string{"virtual:scanner"}, "virtual:scale", "virtual:printer"
	c.Rulebook.Keys = []string{key.Public("Head office").String()}
	c.Rulebook.Overrides = map[string]string{"value.inclusive": "false"}
	far := far{scanner: &scanner.VirtualScanner{}, scale: &scale.VirtualScale{}, printer: &printer.VirtualPrinter{}}
	screen := newShownScreen()
	b := &bench{config: c, keys: organisation.Keys, far: far, screen: screen, book: newProgram(nil, nil, nil).Book, log: slog.New(slog.DiscardHandler)}
	ctx, stop := context.WithTimeout(t.Context(), time.Minute)
	defer stop()
	if err := b.open(ctx); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- b.live(ctx) }()
	await(t, screen, "Maya", func() { far.scanner.Scan("OP-1001") })
	await(t, screen, "Scan an order", func() { far.scanner.Scan("PL:ACK") })

	good := []byte(classicV3(t, "300.00"))
	sent := func(doc []byte, signature string) []manifest.Change {
		return []manifest.Change{{Kind: manifest.ChangeRulebook, Rulebook: &manifest.RulebookDocument{Document: doc, Signature: signature}}}
	}
	client, err := store.Connect(ctx, c.Store, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = client.Close() }()
	apply := func(changes []manifest.Change, says string) {
		if err := client.Apply(ctx, 0, changes); err != nil {
			t.Error(err)
		}
		await(t, screen, says, func() {})
	}
	bad := []byte(strings.Replace(string(good), `"cpsc": "hold"`, `"cpsc": "maybe"`, 1))
	apply(sent(bad, key.Sign(bad)), "product.cpsc = maybe")
	apply(sent(good, ""), "it has no ")
	if n := len(b.rulebooks.shelf.All()); n != 3 {
		t.Errorf("%d rulebooks are in force after refusals", n)
	}
	apply(sent(good, key.Sign(good)), "New rulebooks came")
	b.booksLock.Lock()
	shelf, err := b.rulebooks.inUse()
	b.booksLock.Unlock()
	if all := shelf.All(); err != nil || len(all) != 4 || all[2].Source() != "centre" || all[2].Signer != "Head office" || all[2].Ref().Overrides["value.inclusive"] != "false" {
		t.Errorf("in force: %+v, %v", all, err)
	}
	stop()
	if err := <-ended; err != nil {
		t.Fatal(err)
	}

	// Only a station with a centre takes what the feed brought before. The document that was never signed stays refused,
	// and its signed copy is the same document: two are refused no more.
	s, err := store.Open(c.Store, store.Options{Station: c.Station, Keys: organisation.Keys})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = s.Close() }()
	feed, err := s.Reference(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	again := &bench{config: c, log: b.log}
	if err := again.openRulebooks(feed); err != nil || len(again.rulebooks.shelf.All()) != 4 || len(again.refusedBooks) != 1 {
		t.Errorf("after the next start: %v, refused %q", err, again.refusedBooks)
	}
	again.config.Rulebook.Name, again.config.Rulebook.Version = "section-321-classic", 3
	if err := again.openRulebooks(feed); err != nil {
		t.Errorf("a rulebook of the feed can't be named: %v", err)
	}
}
