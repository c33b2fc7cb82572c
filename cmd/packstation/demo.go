package main

import (
	"context"
	"errors"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"packline/cmd/internal/cli"
	"packline/cmd/internal/config"
	"packline/cmd/internal/demo"
	"packline/manifest"
	"packline/store"
)

func (p *program) demoCommand() *cobra.Command {
	var dir, rulebook string
	cmd := p.Command("demo", "demo", cobra.NoArgs, func(ctx context.Context, _ []string) error {
		if rulebook != demo.Classic && rulebook != demo.ByDate {
			return cli.Misuse("cmd.demo.rulebook", rulebook, demo.Classic+", "+demo.ByDate)
		}
		if dir != "" {
			return p.playDemo(ctx, dir, rulebook)
		}
		temp, err := os.MkdirTemp("", "packline-demo-")
		if err != nil {
			return cli.Fail(err, "cmd.demo.folder", cli.Reason(err))
		}
		defer func() { _ = os.RemoveAll(temp) }()
		return p.playDemo(ctx, temp, rulebook)
	})
	cmd.Flags().StringVar(&dir, "dir", "", p.Say("cmd.flag.dir"))
	cmd.Flags().StringVar(&rulebook, "rulebook", demo.Classic, p.Say("cmd.flag.rulebook"))
	return cmd
}

func (p *program) playDemo(ctx context.Context, dir, rulebook string) error {
	dir, err := filepath.Abs(dir)
	if err == nil {
		err = os.MkdirAll(dir, 0o700)
	}
	if err != nil {
		return cli.Fail(err, "cmd.demo.folder", cli.Reason(err))
	}
	played, err := demo.New(dir, rulebook)
	if err != nil {
		return err
	}
	key, err := p.key(played.Config)
	if err != nil {
		return err
	}
	if err := p.prepareDemo(ctx, played, key); err != nil {
		return err
	}
	err = p.pack(ctx, p.demoBench(played, key))
	return errors.Join(err, played.Close())
}

// demoBench is a bench whose devices are virtual and whose keys play them. What it works with comes from the centre.
func (p *program) demoBench(played *demo.Bench, key config.KeyFile) *bench {
	c := played.Config
	c.Clients, c.Lanes, c.Operators = nil, nil, nil
	return &bench{
		config: c, keys: key.Keys, transport: played.Cable, retry: demo.Retry,
		far:    far{scanner: played.Scanner, scale: played.Scale, printer: played.Printer},
		keysOf: played.Bindings(), hints: played.Hints(p.Book),
	}
}

// prepareDemo leaves out the orders that were packed in an earlier demo and opens the centre, which has all of them.
// The demo is to be closed unless there is an error.
func (p *program) prepareDemo(ctx context.Context, played *demo.Bench, key config.KeyFile) error {
	if err := skipPacked(ctx, played, key); err != nil {
		return err
	}
	err := played.OpenCentre(ctx, demo.Options{Keys: key.Keys, Book: p.Book, Build: buildVersion()})
	if err != nil {
		return cli.Fail(err, "cmd.demo.centre", err.Error())
	}
	return nil
}

// skipPacked leaves out the orders that were packed before.
func skipPacked(ctx context.Context, played *demo.Bench, key config.KeyFile) error {
	s, err := store.Open(played.Config.Store, store.Options{Station: played.Config.Station, Keys: key.Keys, Build: buildVersion()})
	if err != nil {
		return storeFailed(played.Config, err)
	}
	played.Skip(func(order string) bool {
		cartons, listErr := s.CartonsOfOrder(ctx, order)
		if err == nil {
			err = listErr
		}
		for _, c := range cartons {
			if c.State.Counts() || c.State == manifest.CartonVoid {
				return true
			}
		}
		return false
	})
	if closeErr := s.Close(); err == nil {
		err = closeErr
	}
	return storeFailed(played.Config, err)
}
