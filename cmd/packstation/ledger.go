package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/spf13/cobra"

	"packline/cmd/internal/cli"
	"packline/manifest"
	"packline/manifest/ledger"
	"packline/store"
)

// exported is a record as ledger export writes it: the event's bytes as they are chained, persons sealed.
type exported struct {
	Epoch manifest.Epoch  `json:"epoch"`
	Seq   uint64          `json:"seq"`
	Prev  ledger.Hash     `json:"prev"`
	Hash  ledger.Hash     `json:"hash"`
	Event json.RawMessage `json:"event"`
}

func (p *program) ledgerCommand() *cobra.Command {
	verify := p.Command("verify", "ledger-verify", cobra.NoArgs, func(ctx context.Context, _ []string) error {
		return p.ask(ctx, func(client *store.Client) error { return p.verify(ctx, client) })
	})
	export := p.Command("export", "ledger-export", cobra.NoArgs, func(ctx context.Context, _ []string) error {
		return p.ask(ctx, func(client *store.Client) error { return p.export(ctx, client) })
	})
	var count int
	var follow bool
	tail := p.Command("tail", "ledger-tail", cobra.NoArgs, func(ctx context.Context, _ []string) error {
		if count < 0 {
			return cli.Misuse("cmd.ledger.count")
		}
		return p.ask(ctx, func(client *store.Client) error { return p.tail(ctx, client, uint64(count), follow) })
	})
	tail.Flags().IntVarP(&count, "lines", "n", 20, p.Say("cmd.flag.lines"))
	tail.Flags().BoolVarP(&follow, "follow", "f", false, p.Say("cmd.flag.follow"))
	return p.Group("ledger", "ledger", p.ofStation(verify), p.ofStation(tail), p.ofStation(export))
}

func (p *program) verify(ctx context.Context, client *store.Client) error {
	report, err := client.Verify(ctx)
	switch {
	case errors.Is(err, ledger.ErrChain), errors.Is(err, store.ErrMismatch), errors.Is(err, store.ErrDamagedRow):
		return cli.Fail(err, "cmd.ledger.broken", err.Error())
	case err != nil:
		return err
	}
	return p.Print(p.Say("cmd.ledger.whole", strconv.FormatUint(report.Events, 10), strconv.Itoa(len(report.Epochs)),
		strconv.Itoa(report.Cartons), report.Head.Hash.String()))
}

func (p *program) export(ctx context.Context, client *store.Client) error {
	epochs, err := client.Epochs(ctx)
	if err != nil {
		return err
	}
	encoder := json.NewEncoder(p.Out)
	encoder.SetEscapeHTML(false)
	for _, epoch := range epochs {
		_, err := eachRecord(ctx, client, epoch.Head.Epoch, 1, func(r ledger.Record) error {
			return encoder.Encode(exported{Epoch: r.Epoch, Seq: r.Seq, Prev: r.Prev, Hash: r.Hash, Event: r.Bytes})
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// eachRecord gives the records of an epoch from a number on, and the number after the last.
func eachRecord(ctx context.Context, client *store.Client, epoch manifest.Epoch, from uint64, give func(ledger.Record) error) (uint64, error) {
	for {
		records, err := client.Records(ctx, epoch, from, store.MaxRecords)
		for _, r := range records {
			if giveErr := give(r); giveErr != nil {
				return from, fmt.Errorf("cannot write the ledger: %w", giveErr)
			}
			from = r.Seq + 1
		}
		if err != nil || len(records) == 0 {
			return from, err
		}
	}
}

// followEvery is how often a followed ledger is asked for something new.
const followEvery = 500 * time.Millisecond

// tail writes the last events of the current epoch, and with follow everything that comes until the context ends.
func (p *program) tail(ctx context.Context, client *store.Client, count uint64, follow bool) error {
	head, err := client.Head(ctx)
	if err != nil {
		return err
	}
	from := uint64(1)
	if head.Seq > count {
		from = head.Seq - count + 1
	}
	write := func(r ledger.Record) error { _, err := fmt.Fprintf(p.Out, "%s\n", r.Bytes); return err }
	for {
		if head.Seq >= from {
			if from, err = eachRecord(ctx, client, head.Epoch, from, write); err != nil {
				return ended(ctx, err)
			}
		}
		if !follow {
			return nil
		}
		select {
		case <-ctx.Done():
			return nil
		case <-time.After(followEvery):
		}
		now, err := client.Head(ctx)
		if err != nil {
			return ended(ctx, err)
		}
		if now.Epoch != head.Epoch {
			from = 1
		}
		head = now
	}
}

// ended drops the error of a command that was told to stop.
func ended(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return nil
	}
	return err
}
