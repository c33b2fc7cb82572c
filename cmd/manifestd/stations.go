package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"path/filepath"

	"github.com/spf13/cobra"

	"packline/central"
)

func (p *program) stationCommand() *cobra.Command {
	add := p.command("add NAME", "station-add", cobra.ExactArgs(1), func(ctx context.Context, args []string) error {
		return p.ask(ctx, func(c *client) error {
			var added central.StationToken
			if err := c.call(ctx, http.MethodPost, "/v1/stations", central.StationName{Name: args[0]}, &added); err != nil {
				return err
			}
			key := folder(p.data).key()
			if whole, err := filepath.Abs(key); err == nil {
				key = whole
			}
			if err := p.print(p.say("centre.station.added", added.Name, key)); err != nil {
				return err
			}
			return p.print(added.Token)
		})
	})
	return p.group("station", "station", p.ofCentre(add))
}

// printJSON writes a value for programs.
func (p *program) printJSON(v any) error {
	e := json.NewEncoder(p.out)
	e.SetIndent("", "  ")
	if err := e.Encode(v); err != nil {
		return fmt.Errorf("cannot write the answer: %w", err)
	}
	return nil
}
