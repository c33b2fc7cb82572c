package main

import (
	"context"
	"errors"
	"log/slog"
	"strings"

	"github.com/spf13/cobra"

	"packline/cmd/internal/cli"
	"packline/cmd/internal/config"
	"packline/station"
)

func (p *program) runCommand() *cobra.Command {
	return p.ofStation(p.Command("run", "run", cobra.NoArgs, func(ctx context.Context, _ []string) error {
		c, err := p.load()
		if err != nil {
			return err
		}
		if c.Kind != config.Bench {
			return cli.Fail(nil, "cmd.run.kind", string(c.Kind))
		}
		if err := checkReal(c); err != nil {
			return err
		}
		books, err := newRulebooks(c.Rulebook)
		if err == nil && c.Central == nil { // what the centre sent is in the store
			err = books.named()
		}
		if err != nil {
			return err
		}
		key, err := p.key(c)
		if err != nil {
			return err
		}
		warnings := p.warnings(append(c.Warnings, key.Warnings...))
		if key.Made {
			warnings = append(warnings, p.Say("cmd.key.made", c.KeyFile))
		}
		warnings = append(warnings, p.unsigned(books)...)
		for _, line := range warnings {
			p.Tell(line)
		}
		b := &bench{config: c, keys: key.Keys}
		b.hints = p.warningHints(b, warnings)
		return p.pack(ctx, b)
	}))
}

// checkReal refuses a scanner or scale that is none, where cartons count: virtual ones and recorded sessions are for
// training, and what they weigh is a simulation.
func checkReal(c config.Config) error {
	if c.Rulebook.Simulate {
		return nil
	}
	for _, address := range append([]string{c.Scale}, c.Scanners...) {
		if strings.HasPrefix(address, "virtual:") || strings.HasPrefix(address, "playback:") {
			return cli.Fail(nil, "cmd.run.virtual", address)
		}
	}
	return nil
}

// warningHints shows the warnings at the foot of the screen until somebody signs in, and the rulebooks of the centre
// that were refused when the bench was opened.
func (p *program) warningHints(b *bench, warnings []string) func(station.View) []string {
	return func(v station.View) []string {
		if v.Phase != station.SignedOut {
			return nil
		}
		lines := warnings[:len(warnings):len(warnings)]
		for _, why := range b.refusedBooks { // written once, before there is a screen
			lines = append(lines, p.Say("cmd.rules.refused", why))
		}
		return lines
	}
}

// pack opens a bench and lives it.
func (p *program) pack(ctx context.Context, b *bench) error {
	log, file, err := openLog(b.config.Log)
	if err != nil {
		return err
	}
	defer func() { _ = file.Close() }()
	slog.SetDefault(log) // what libraries log must not be written over the screen
	b.book, b.log = p.Book, log
	if err := b.open(ctx); err != nil {
		log.Error("cannot start", "err", err)
		return err
	}
	log.Info("started", "build", buildVersion(), "station", b.config.Station, "store", b.store.Path())
	err = b.live(ctx)
	log.Info("ended", "err", err)
	if errors.Is(err, context.Canceled) {
		return nil
	}
	return err
}
