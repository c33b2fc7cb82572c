package main

import (
	"context"
	"encoding/json"
	"net/http"
	"slices"

	"github.com/spf13/cobra"

	"packline/central"
	"packline/cmd/internal/prescreen"
	"packline/manifest"
	"packline/manifest/orderfile"
	"packline/manifest/section321"
)

// screenFlags are what the screening of orders is told.
type screenFlags struct {
	format, from, rulebook string
	version                int
	simulate, all          bool
}

func (p *program) ordersCheckCommand() *cobra.Command {
	var f screenFlags
	cmd := p.Command("check FILE", "orders-check", cobra.ExactArgs(1), func(ctx context.Context, args []string) error {
		format, err := prescreen.ParseFormat(f.format)
		if err != nil {
			return err
		}
		file, err := prescreen.Read(p.Program, args[0])
		if err != nil {
			return err
		}
		return p.ask(ctx, func(c *client) error {
			screened, ready, err := p.screen(ctx, c, file.Orders, f)
			if err != nil {
				return err
			}
			if !ready {
				p.Tell(p.Say("centre.orders.not-ready"))
			}
			return prescreen.Write(p.Program, format, prescreen.Rows(p.Program, screened, file.Problems), f.all)
		})
	})
	p.screenFlags(cmd, &f)
	cmd.Flags().BoolVar(&f.all, "all", false, p.Say("prescreen.flag.all"))
	return p.ofCentre(cmd)
}

func (p *program) screenFlags(cmd *cobra.Command, f *screenFlags) {
	flags := cmd.Flags()
	flags.StringVar(&f.format, "format", string(prescreen.Table), p.Say("prescreen.flag.format"))
	flags.StringVar(&f.from, "from", "", p.Say("prescreen.flag.from"))
	flags.StringVar(&f.rulebook, "rulebook", "", p.Say("prescreen.flag.rulebook"))
	flags.IntVar(&f.version, "rulebook-version", 0, p.Say("prescreen.flag.version"))
	flags.BoolVar(&f.simulate, "simulate", false, p.Say("prescreen.flag.simulate"))
}

// screen asks the centre about orders. Ready is false when it knows no clients or no lanes.
func (p *program) screen(ctx context.Context, c *client, orders []manifest.Order, f screenFlags) ([]section321.Prescreened, bool, error) {
	day, err := prescreen.ParseDay(f.from)
	if err != nil {
		return nil, false, err
	}
	var screened []section321.Prescreened
	ready := true
	for len(orders) > 0 {
		n := fittingIn(orders, central.MaxScreened, central.MaxScreeningBody)
		if n < len(orders) {
			p.Tell(p.Say("centre.orders.parts"))
		}
		ask := central.OrderScreening{Orders: orders[:n], From: day, Rulebook: f.rulebook, Version: f.version, Simulate: f.simulate}
		var answer central.OrderScreened
		if err := c.call(ctx, http.MethodPost, "/v1/orders/check", ask, &answer); err != nil {
			return nil, false, err
		}
		screened, ready, orders = append(screened, answer.Orders...), ready && answer.Ready, orders[n:]
	}
	return screened, ready, nil
}

// fittingIn gives how many orders go into one request: within both limits, and at least one.
func fittingIn(orders []manifest.Order, most, bytes int) int {
	size := 0
	for i, o := range orders {
		raw, err := json.Marshal(o)
		if size += len(raw) + 1; err != nil || i > 0 && size > bytes/2 || i == most {
			return max(i, 1)
		}
	}
	return len(orders)
}

// reportImported says of imported orders what will be held or rejected. Orders that the centre did not take are left out.
func (p *program) reportImported(ctx context.Context, c *client, orders []manifest.Order, problems orderfile.Problems, r central.ImportReport, f screenFlags) error {
	taken := slices.DeleteFunc(slices.Clone(orders), func(o manifest.Order) bool {
		return slices.Contains(r.Refused, o.ID) || slices.Contains(r.Older, o.ID)
	})
	if len(taken) == 0 && len(problems) == 0 {
		return nil
	}
	screened, ready, err := p.screen(ctx, c, taken, f)
	if err != nil {
		return err
	}
	table := f.format == string(prescreen.Table)
	if !ready {
		if err := p.tellOrPrint(f.format, p.Say("centre.orders.not-ready")); err != nil || table {
			return err
		}
	}
	if table {
		problems = nil // they were told line by line
	}
	return prescreen.Write(p.Program, prescreen.Format(f.format), prescreen.Rows(p.Program, screened, problems), false)
}

// tellOrPrint gives a line to people: beside an answer that programs read, else as the answer.
func (p *program) tellOrPrint(format, line string) error {
	if format == string(prescreen.Table) {
		return p.Print(line)
	}
	p.Tell(line)
	return nil
}

// readScreened reads an order file for an import, and tells the lines that can't be read.
func (p *program) readScreened(name string, f screenFlags) (prescreen.File, error) {
	if _, err := prescreen.ParseFormat(f.format); err != nil {
		return prescreen.File{}, err
	}
	if _, err := prescreen.ParseDay(f.from); err != nil {
		return prescreen.File{}, err
	}
	file, err := prescreen.Read(p.Program, name)
	if err != nil {
		return prescreen.File{}, err
	}
	for _, problem := range file.Problems {
		p.Tell(problem.Error())
	}
	return file, nil
}
