package main

import (
	"context"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"packline/cmd/internal/cli"
	"packline/manifest"
	"packline/store"
)

func (p *program) cartonsCommand() *cobra.Command {
	var asJSON bool
	cmd := p.Command("cartons", "cartons", cobra.NoArgs, func(ctx context.Context, _ []string) error {
		return p.ask(ctx, func(client *store.Client) error {
			if asJSON {
				return p.cartonsJSON(ctx, client)
			}
			return p.cartonsTable(ctx, client)
		})
	})
	cmd.Flags().BoolVar(&asJSON, "json", false, p.Say("cmd.flag.json"))
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
	return p.PrintJSON(lines)
}

// heldByCentre gives the shipments that the centre holds.
func heldByCentre(ctx context.Context, client *store.Client) (map[manifest.ID]bool, error) {
	reference, err := client.Reference(ctx)
	held := map[manifest.ID]bool{}
	for _, h := range reference.Holds {
		held[h.Shipment] = true
	}
	return held, err
}

// verdict gives a carton's verdict, and that the centre holds it all the same.
func (p *program) verdict(c manifest.Carton, held map[manifest.ID]bool) string {
	verdict := c.Judgement.Verdict.String()
	if held[c.Shipment] && c.State.Counts() {
		return p.Say("cmd.cartons.held", verdict)
	}
	return verdict
}

func (p *program) cartonsTable(ctx context.Context, client *store.Client) error {
	held, err := heldByCentre(ctx, client)
	if err != nil {
		return err
	}
	table := p.Table("cmd.cartons.head")
	for c, err := range client.Cartons(ctx) {
		if err != nil {
			return err
		}
		packed, label := "", ""
		if !c.PackedAt.IsZero() {
			packed = c.PackedAt.Local().Format(time.DateTime)
		}
		if live := c.Live(); live.N > 0 {
			label = fmt.Sprintf("%d %s", live.N, live.State)
		}
		cli.Row(table, c.ID.String(), string(c.SSCC), c.Order, string(c.State), p.verdict(c, held), c.Weight.Shown.String(), label, packed)
	}
	if err := table.Flush(); err != nil {
		return fmt.Errorf("cannot write the cartons: %w", err)
	}
	return nil
}
