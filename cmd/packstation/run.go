package main

import (
	"context"
	"errors"
	"log/slog"

	"github.com/spf13/cobra"

	"packline/cmd/internal/cli"
	"packline/cmd/internal/config"
	"packline/manifest/section321"
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
		if err := checkRulebook(c.Rulebook); err != nil {
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
		for _, line := range warnings {
			p.Tell(line)
		}
		return p.pack(ctx, &bench{config: c, keys: key.Keys, hints: warningHints(warnings)})
	}))
}

// checkRulebook refuses a rulebook that isn't there and overrides that none of its checks stands behind, before a
// carton meets them.
func checkRulebook(r config.Rulebook) error {
	books, err := section321.Embedded()
	if err != nil {
		return err
	}
	for _, book := range books {
		ref := book.Ref()
		if r.Name != section321.ByDate && (r.Name != ref.Name || r.Version != 0 && r.Version != ref.Version) {
			continue
		}
		if _, err := book.Override(r.Overrides); err != nil {
			return cli.Fail(err, "cmd.run.rulebook", err.Error())
		}
		if r.Name != section321.ByDate {
			return nil
		}
	}
	if r.Name == section321.ByDate {
		return nil
	}
	known := ""
	for _, book := range books {
		known += " " + book.Ref().Name
	}
	return cli.Fail(nil, "cmd.run.no-rulebook", r.Name, known)
}

// warningHints shows the warnings at the foot of the screen until somebody signs in.
func warningHints(warnings []string) func(station.View) []string {
	return func(v station.View) []string {
		if v.Phase != station.SignedOut {
			return nil
		}
		return warnings
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
