package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"

	"github.com/spf13/cobra"

	"packline/central"
	"packline/cmd/internal/cli"
)

func (p *program) cartonsCommand() *cobra.Command {
	var asJSON bool
	cmd := p.Command("cartons", "cartons", cobra.NoArgs, func(ctx context.Context, _ []string) error {
		return p.ask(ctx, func(c *client) error {
			return c.stream(ctx, http.MethodGet, "/v1/cartons", nil, func(r io.Reader) error {
				if asJSON {
					return p.cartonsJSON(r)
				}
				return p.cartonsTable(r)
			})
		})
	})
	cmd.Flags().BoolVar(&asJSON, "json", false, p.Say("centre.flag.json"))
	return p.ofCentre(cmd)
}

// eachCarton reads the centre's list one by one: it may be long. A list that ends early is an error.
func eachCarton(r io.Reader, take func(central.CartonLine) error) error {
	d := json.NewDecoder(bufio.NewReader(r))
	if _, err := d.Token(); err != nil {
		return fmt.Errorf("cannot read the list of cartons: %w", err)
	}
	for d.More() {
		var line central.CartonLine
		if err := d.Decode(&line); err != nil {
			return fmt.Errorf("cannot read the list of cartons: %w", err)
		}
		if err := take(line); err != nil {
			return err
		}
	}
	if _, err := d.Token(); err != nil {
		return fmt.Errorf("cannot read the list of cartons to its end: %w", err)
	}
	return nil
}

func (p *program) cartonsJSON(r io.Reader) error {
	out := bufio.NewWriter(p.Out)
	separator := "[\n  "
	err := eachCarton(r, func(line central.CartonLine) error {
		raw, err := json.MarshalIndent(line, "  ", "  ")
		if err == nil {
			_, err = out.WriteString(separator + string(raw))
		}
		separator = ",\n  "
		return err
	})
	if err != nil {
		return err
	}
	end := "\n]\n"
	if separator == "[\n  " {
		end = "[]\n"
	}
	_, err = out.WriteString(end)
	if err = errors.Join(err, out.Flush()); err != nil {
		return fmt.Errorf("cannot write the cartons: %w", err)
	}
	return nil
}

func (p *program) cartonsTable(r io.Reader) error {
	table := p.Table("centre.cartons.head")
	err := eachCarton(r, func(c central.CartonLine) error {
		verdict := c.Verdict.String()
		if verdict != "" && c.Provisional {
			verdict += "?"
		}
		weight, label := "", ""
		if c.Weight != nil {
			weight = c.Weight.String()
			if c.Reweigh {
				weight += " M"
			}
		}
		if n := len(c.Copies); n > 0 {
			label = fmt.Sprintf("%d %s", c.Copies[n-1].N, c.Copies[n-1].State)
		}
		cli.Row(table, c.ID.String(), string(c.SSCC), c.Order, c.Station, string(c.State), verdict, weight, label, c.Load)
		return nil
	})
	return errors.Join(err, table.Flush())
}
