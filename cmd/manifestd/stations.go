package main

import (
	"context"
	"net/http"
	"path/filepath"

	"github.com/spf13/cobra"

	"packline/central"
)

func (p *program) stationCommand() *cobra.Command {
	add := p.Command("add NAME", "station-add", cobra.ExactArgs(1), func(ctx context.Context, args []string) error {
		return p.askNew(ctx, func(c *client) error {
			var added central.StationToken
			if err := c.call(ctx, http.MethodPost, "/v1/stations", central.StationName{Name: args[0]}, &added); err != nil {
				return err
			}
			key := folder(p.data).key()
			if whole, err := filepath.Abs(key); err == nil {
				key = whole
			}
			if err := p.Print(p.Say("centre.station.added", added.Name, key)); err != nil {
				return err
			}
			return p.Print(added.Token)
		})
	})
	return p.Group("station", "station", p.ofCentre(add))
}
