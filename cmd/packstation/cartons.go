package main

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"packline/manifest"
	"packline/store"
)

func (p *program) cartonsCommand() *cobra.Command {
	var asJSON bool
	cmd := p.command("cartons", "cartons", cobra.NoArgs, func(ctx context.Context, _ []string) error {
		return p.ask(ctx, func(client *store.Client) error {
			if asJSON {
				return p.cartonsJSON(ctx, client)
			}
			return p.cartonsTable(ctx, client)
		})
	})
	cmd.Flags().BoolVar(&asJSON, "json", false, p.say("cmd.flag.json"))
	return p.ofStation(cmd)
}

func (p *program) cartonsJSON(ctx context.Context, client *store.Client) error {
	lines := []manifest.CartonLine{}
	for c, err := range client.Cartons(ctx) {
		if err != nil {
			return err
		}
		lines = append(lines, c.Line())
	}
	encoder := json.NewEncoder(p.out)
	encoder.SetIndent("", "  ")
	if err := encoder.Encode(lines); err != nil {
		return fmt.Errorf("cannot write the cartons: %w", err)
	}
	return nil
}

func (p *program) cartonsTable(ctx context.Context, client *store.Client) error {
	table := tabwriter.NewWriter(p.out, 0, 0, 2, ' ', 0)
	_, _ = fmt.Fprintln(table, p.say("cmd.cartons.head")) // a table's errors come with Flush
	for c, err := range client.Cartons(ctx) {
		if err != nil {
			return err
		}
		packed, label := "-", "-"
		if !c.PackedAt.IsZero() {
			packed = c.PackedAt.Local().Format(time.DateTime)
		}
		if live := c.Live(); live.N > 0 {
			label = fmt.Sprintf("%d %s", live.N, live.State)
		}
		cells := []string{c.ID.String(), string(c.SSCC), c.Order, string(c.State), c.Judgement.Verdict.String(), c.Weight.Shown.String(), label, packed}
		for i, cell := range cells {
			if cells[i] = plain(strings.ReplaceAll(cell, "\t", " ")); cell == "" {
				cells[i] = "-"
			}
		}
		_, _ = fmt.Fprintln(table, strings.Join(cells, "\t"))
	}
	if err := table.Flush(); err != nil {
		return fmt.Errorf("cannot write the cartons: %w", err)
	}
	return nil
}
