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

// cartonLine is a carton as a station lists it: what its weight rests on stands beside it.
type cartonLine struct {
	manifest.CartonLine
	Proof *manifest.WeightProof `json:"weight_proof"` // null before it was weighed
}

func (p *program) cartonsJSON(ctx context.Context, client *store.Client) error {
	lines := []cartonLine{}
	for c, err := range client.Cartons(ctx) {
		if err != nil {
			return err
		}
		line := cartonLine{CartonLine: c.Line()}
		if line.Weight != nil {
			line.Proof = &c.Weight
		}
		lines = append(lines, line)
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

// weightOf is a carton's weight, marked where it was keyed.
func weightOf(c manifest.Carton) string {
	if c.Weight.Manual != nil {
		return c.Weight.Shown.String() + " M"
	}
	return c.Weight.Shown.String()
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
		cli.Row(table, c.ID.String(), string(c.SSCC), c.Order, string(c.State), p.verdict(c, held), weightOf(c), label, packed)
	}
	if err := table.Flush(); err != nil {
		return fmt.Errorf("cannot write the cartons: %w", err)
	}
	return nil
}
