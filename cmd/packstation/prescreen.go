package main

import (
	"context"
	"slices"
	"time"

	"packline/cmd/internal/cli"
	"packline/cmd/internal/config"
	"packline/cmd/internal/demo"
	"packline/cmd/internal/prescreen"
	"packline/manifest"
	"packline/manifest/section321"
	"packline/store"
)

// prescreenFlags are what packstation check --orders is told.
type prescreenFlags struct {
	orders, format, from string
	all                  bool
}

// prescreen screens the orders of a file before anyone picks them, with what this station's config and store know.
func (p *program) prescreen(ctx context.Context, f prescreenFlags) error {
	format, err := prescreen.ParseFormat(f.format)
	if err != nil {
		return err
	}
	day, err := prescreen.ParseDay(f.from)
	if err != nil {
		return err
	}
	file, err := prescreen.Read(p.Program, f.orders)
	if err != nil {
		return err
	}
	screened, err := p.screen(ctx, file.Orders, day)
	if err != nil {
		return err
	}
	return prescreen.Write(p.Program, format, prescreen.Rows(p.Program, screened, file.Problems), f.all)
}

// screen judges orders before they are picked.
func (p *program) screen(ctx context.Context, orders []manifest.Order, day manifest.Date) ([]section321.Prescreened, error) {
	setup, past, err := p.prescreenSetup(ctx, orders)
	if err != nil {
		return nil, err
	}
	setup.From, setup.FirstDay = time.Now(), day
	screening, err := section321.NewPrescreening(setup)
	if err != nil {
		return nil, cli.Fail(err, "prescreen.rulebook", err.Error())
	}
	screened := make([]section321.Prescreened, 0, len(orders))
	for i, order := range orders {
		if ctx.Err() != nil {
			return nil, cli.Fail(ctx.Err(), "cli.interrupted")
		}
		u := section321.Unpacked{Order: order}
		if past != nil {
			u.Past = past[i]
		}
		screened = append(screened, screening.Screen(u))
	}
	return screened, nil
}

// countImported says how many of imported orders will be held or rejected. They are in already, so what keeps them from
// being judged is told and fails nothing.
func (p *program) countImported(ctx context.Context, orders []manifest.Order) error {
	screened, err := p.screen(ctx, orders, "")
	if err != nil {
		for _, line := range p.sentences(cli.Failed(err)) {
			p.Tell(line)
		}
		p.Tell(p.Say("prescreen.import.unscreened"))
		return nil
	}
	return prescreen.WriteCounts(p.Program, prescreen.Rows(p.Program, screened, nil))
}

// prescreenSetup is what the station would judge the orders with, and the shipments that may count beside each; none
// where there is no store yet. Without a config it is the demo's set-up, simulated.
func (p *program) prescreenSetup(ctx context.Context, orders []manifest.Order) (section321.Prescreen, [][]manifest.Past, error) {
	setup := section321.Prescreen{MaxCarton: benchLimit}
	if !cli.Exists(p.config) && p.config == config.DefaultFile {
		return p.prescreenByDemo(setup)
	}
	c, err := p.load()
	if err != nil {
		return setup, nil, err
	}
	if setup.Books, err = p.prescreenBooks(ctx, c); err != nil {
		return setup, nil, err
	}
	setup.Rulebook, setup.Version, setup.Simulate = c.Rulebook.Name, c.Rulebook.Version, c.Rulebook.Simulate
	setup.Clients, setup.Lanes = c.Clients, c.Lanes
	if c.MaxCarton > 0 {
		setup.MaxCarton = c.MaxCarton
	}
	if c.Rates != "" {
		if setup.Rates, err = readRates(c.Rates); err != nil {
			return setup, nil, err
		}
	}
	if !cli.Exists(c.Store) {
		p.Tell(p.Say("prescreen.no-store", c.Store))
		return setup, nil, nil
	}
	past, err := p.knownAtStation(ctx, c, &setup, orders)
	return setup, past, err
}

// prescreenByDemo is the set-up without a config.
func (p *program) prescreenByDemo(setup section321.Prescreen) (section321.Prescreen, [][]manifest.Past, error) {
	p.Tell(p.Say("prescreen.no-config", p.config))
	c, err := demo.Setup()
	if err != nil {
		return setup, nil, err
	}
	setup.Clients, setup.Lanes, setup.Rulebook, setup.Simulate = c.Clients, c.Lanes, demo.Classic, true
	if setup.Books, err = section321.Embedded(); err != nil {
		return setup, nil, err
	}
	setup.Rates, err = demo.Rates()
	return setup, nil, err
}

// prescreenBooks gives the rulebooks that the bench would judge by, its overrides in them.
func (p *program) prescreenBooks(ctx context.Context, c config.Config) ([]section321.Rulebook, error) {
	books, err := p.reached(ctx, c)
	if err != nil {
		return nil, err
	}
	if err := books.named(); err != nil {
		return nil, err
	}
	shelf, err := books.inUse()
	var out []section321.Rulebook
	for _, book := range shelf.All() {
		out = append(out, book.Rulebook)
	}
	return out, err
}

// knownAtStation adds what came down from the centre and gives the shipments of each order's person.
func (p *program) knownAtStation(ctx context.Context, c config.Config, setup *section321.Prescreen, orders []manifest.Order) (past [][]manifest.Past, err error) {
	key, err := p.key(c)
	if err != nil {
		return nil, err
	}
	setup.Keys = key.Keys
	err = p.ask(ctx, func(client *store.Client) error {
		if c.Central != nil {
			feed, err := client.Reference(ctx)
			if err != nil {
				return err
			}
			setup.Clients, setup.Lanes = slices.Concat(setup.Clients, feed.Clients), slices.Concat(setup.Lanes, feed.Lanes)
			setup.Rates = slices.Concat(setup.Rates, feed.Rates)
		}
		of := make([]store.Candidate, len(orders))
		for i, o := range orders {
			of[i] = store.Candidate{Match: section321.Match(key.Keys, o.ShipTo, o.Buyer), Order: o.ID}
		}
		past, err = client.Candidates(ctx, of)
		return err
	})
	return past, err
}
