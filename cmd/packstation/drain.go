package main

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/spf13/cobra"

	"packline/cmd/internal/cli"
	"packline/store"
	"packline/sync/uplink"
)

// drainCommand sends what the centre doesn't have yet, without the screen.
func (p *program) drainCommand() *cobra.Command {
	var patience time.Duration
	command := p.ofStation(p.Command("drain", "drain", cobra.NoArgs, func(ctx context.Context, _ []string) error {
		if patience <= 0 {
			return cli.Misuse("cmd.drain.no-patience", patience.String())
		}
		c, err := p.load()
		if err != nil {
			return err
		}
		if c.Central == nil {
			return cli.Fail(nil, "cmd.drain.alone", p.config)
		}
		if !cli.Exists(c.Store) {
			return cli.Fail(nil, "cmd.store.none", c.Store)
		}
		key, err := p.key(c)
		if err != nil {
			return err
		}
		s, err := store.Open(c.Store, store.Options{Station: c.Station, Keys: key.Keys, Build: buildVersion()})
		var held *store.HeldError
		if errors.As(err, &held) {
			return cli.Fail(err, "cmd.drain.running", strconv.Itoa(held.PID))
		}
		if err != nil {
			return storeFailed(c, err)
		}
		ctx, stop := context.WithTimeout(ctx, patience)
		defer stop()
		line, err := uplink.New(uplink.Options{
			URL: c.Central.URL, Token: tokenOf(c.Central.TokenFile), Station: c.Station, Build: buildVersion(), Unusable: store.Unusable,
		}, s, s)
		if err != nil {
			return errors.Join(cli.Fail(err, "cmd.central.line", c.Central.URL, err.Error()), s.Close())
		}
		report, err := line.Drain(ctx)
		if closed := s.Close(); closed != nil {
			return storeFailed(c, closed)
		}
		return p.drained(report, err)
	}))
	command.Flags().DurationVar(&patience, "patience", 2*time.Minute, p.Say("cmd.drain.patience"))
	return command
}

func (p *program) drained(r uplink.Report, err error) error {
	if r.Left == 0 && r.Stuck == 0 { // with the line down too: the centre has said that it has all of it
		_, err = fmt.Fprintln(p.Out, p.Say("cmd.drain.done", strconv.Itoa(r.Sent)))
		return err
	}
	why := ""
	if !r.Problem.IsZero() {
		why = p.Say(r.Problem.Key, r.Problem.Args...)
	}
	return cli.Fail(err, "cmd.drain.left", strconv.Itoa(r.Sent), strconv.Itoa(r.Left+r.Stuck), why)
}
