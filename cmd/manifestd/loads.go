package main

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"packline/central"
	"packline/cmd/internal/cli"
	"packline/manifest"
	"packline/sync/wire"
)

func (p *program) loadCommand() *cobra.Command {
	return p.Group("load", "load",
		p.loadOpenCommand(), p.loadListCommand(), p.loadAddCommand(), p.loadRemoveCommand(), p.loadArrivalCommand(),
		p.loadStepCommand("close"), p.loadStepCommand("depart"), p.loadStepCommand("arrive"),
	)
}

func (p *program) loadOpenCommand() *cobra.Command {
	var load manifest.Load
	var arrival string
	cmd := p.Command("open", "load-open", cobra.NoArgs, func(ctx context.Context, _ []string) error {
		at, err := arrivalAt(arrival, load.Port)
		if err != nil {
			return err
		}
		load.Arrival = at
		return p.ask(ctx, func(c *client) error {
			var opened manifest.Load
			if err := c.call(ctx, http.MethodPost, "/v1/loads", load, &opened); err != nil {
				return err
			}
			return p.Print(opened.ID)
		})
	})
	flags := cmd.Flags()
	flags.StringVar(&load.ID, "id", "", p.Say("centre.flag.load-id"))
	flags.StringVar(&load.Trip, "trip", "", p.Say("centre.flag.trip"))
	flags.StringVar(&load.Port, "port", "", p.Say("centre.flag.port"))
	flags.StringVar(&arrival, "arrival", "", p.Say("centre.flag.arrival"))
	flags.StringSliceVar(&load.Stops, "stops", nil, p.Say("centre.flag.stops"))
	flags.StringVar(&load.SCAC, "scac", "", p.Say("centre.flag.scac"))
	flags.StringVar(&load.Carrier, "carrier", "", p.Say("centre.flag.carrier"))
	flags.StringVar(&load.Equipment.Truck, "truck", "", p.Say("centre.flag.truck"))
	flags.StringVar(&load.Equipment.Trailer, "trailer", "", p.Say("centre.flag.trailer"))
	flags.StringVar(&load.Seal, "seal", "", p.Say("centre.flag.seal"))
	for _, name := range []string{"trip", "port", "arrival"} {
		_ = cmd.MarkFlagRequired(name) // fails only for a flag that isn't there
	}
	return p.ofCentre(cmd)
}

// arrivalAt reads a planned arrival: with its offset, or in the time zone of the port.
func arrivalAt(text, port string) (time.Time, error) {
	if at, err := time.Parse(time.RFC3339, text); err == nil {
		return at, nil
	}
	known, ok := manifest.PortByCode(port)
	if !ok {
		var codes []string
		for _, one := range manifest.Ports() {
			if !one.Inland {
				codes = append(codes, one.Code+" "+one.Name)
			}
		}
		return time.Time{}, cli.Misuse("centre.load.port", port, strings.Join(codes, ", "))
	}
	zone, err := time.LoadLocation(known.Zone)
	if err != nil {
		return time.Time{}, err
	}
	for _, layout := range []string{"2006-01-02T15:04", "2006-01-02 15:04"} {
		if at, err := time.ParseInLocation(layout, text, zone); err == nil {
			return at, nil
		}
	}
	return time.Time{}, cli.Misuse("centre.load.arrival", text, known.Zone)
}

func (p *program) loadArrivalCommand() *cobra.Command {
	var arrival string
	cmd := p.Command("move LOAD", "load-move", cobra.ExactArgs(1), func(ctx context.Context, args []string) error {
		return p.ask(ctx, func(c *client) error {
			var list central.LoadList
			if err := c.call(ctx, http.MethodGet, "/v1/loads", nil, &list); err != nil {
				return err
			}
			i := slices.IndexFunc(list.Loads, func(l central.LoadView) bool { return l.ID == args[0] })
			if i < 0 {
				return cli.Fail(nil, "centre.load.none", args[0])
			}
			port := list.Loads[i].Port
			at, err := arrivalAt(arrival, port)
			if err != nil {
				return err
			}
			if err := ofLoad(ctx, c, args[0], "move", central.LoadMove{Arrival: at}); err != nil {
				return err
			}
			return p.Print(p.Say("centre.load.moved", args[0], localArrival(manifest.Load{Port: port, Arrival: at})))
		})
	})
	cmd.Flags().StringVar(&arrival, "arrival", "", p.Say("centre.flag.arrival"))
	_ = cmd.MarkFlagRequired("arrival") // fails only for a flag that isn't there
	return p.ofCentre(cmd)
}

func (p *program) loadListCommand() *cobra.Command {
	var asJSON bool
	cmd := p.Command("list", "load-list", cobra.NoArgs, func(ctx context.Context, _ []string) error {
		return p.ask(ctx, func(c *client) error {
			var list central.LoadList
			if err := c.call(ctx, http.MethodGet, "/v1/loads", nil, &list); err != nil {
				return err
			}
			if asJSON {
				return p.PrintJSON(list.Loads)
			}
			table := p.Table("centre.load.head")
			for _, l := range list.Loads {
				cli.Row(table, l.ID, l.Trip, l.Port, localArrival(l.Load), string(l.State), strings.Join(l.Stops, "; "),
					strconv.Itoa(l.Planned), strconv.Itoa(l.Loaded), strconv.Itoa(l.Held))
			}
			return table.Flush()
		})
	})
	cmd.Flags().BoolVar(&asJSON, "json", false, p.Say("centre.flag.json"))
	return p.ofCentre(cmd)
}

// localArrival is the planned arrival as the port's clocks show it.
func localArrival(l manifest.Load) string {
	if port, ok := manifest.PortByCode(l.Port); ok {
		if zone, err := time.LoadLocation(port.Zone); err == nil {
			return l.Arrival.In(zone).Format("2006-01-02 15:04 MST")
		}
	}
	return l.Arrival.UTC().Format("2006-01-02 15:04 MST")
}

func (p *program) loadAddCommand() *cobra.Command {
	var loaded bool
	cmd := p.Command("add LOAD CODE...", "load-add", cobra.MinimumNArgs(2), func(ctx context.Context, args []string) error {
		ask := central.LoadCartons{Codes: args[1:], Loaded: loaded}
		return p.ask(ctx, func(c *client) error {
			if err := ofLoad(ctx, c, args[0], "cartons", ask); err != nil {
				return err
			}
			return p.Print(p.Say("centre.load.added", strconv.Itoa(len(ask.Codes)), args[0]))
		})
	})
	cmd.Flags().BoolVar(&loaded, "loaded", false, p.Say("centre.flag.loaded"))
	return p.ofCentre(cmd)
}

func (p *program) loadRemoveCommand() *cobra.Command {
	var reason string
	cmd := p.Command("remove LOAD CODE...", "load-remove", cobra.MinimumNArgs(2), func(ctx context.Context, args []string) error {
		if strings.TrimSpace(reason) == "" {
			return cli.Misuse("centre.load.reason")
		}
		ask := central.LoadRemoval{Codes: args[1:], Reason: reason}
		return p.ask(ctx, func(c *client) error {
			if err := ofLoad(ctx, c, args[0], "removals", ask); err != nil {
				return err
			}
			return p.Print(p.Say("centre.load.removed", strconv.Itoa(len(ask.Codes)), args[0]))
		})
	})
	cmd.Flags().StringVar(&reason, "reason", "", p.Say("centre.flag.reason"))
	return p.ofCentre(cmd)
}

// loadStepCommand makes the command of one step of a load: close, depart, arrive.
func (p *program) loadStepCommand(step string) *cobra.Command {
	return p.ofCentre(p.Command(step+" LOAD", "load-"+step, cobra.ExactArgs(1), func(ctx context.Context, args []string) error {
		return p.ask(ctx, func(c *client) error {
			if err := ofLoad(ctx, c, args[0], step, nil); err != nil {
				return err
			}
			return p.Print(p.Say("centre.load."+step, args[0]))
		})
	}))
}

// ofLoad asks something of one load.
func ofLoad(ctx context.Context, c *client, load, step string, ask any) error {
	err := c.call(ctx, http.MethodPost, "/v1/loads/"+segment(load)+"/"+step, ask, nil)
	var problem *central.Refused
	if errors.As(err, &problem) && problem.Code == wire.CodeNotFound || load == "" {
		return cli.Fail(err, "centre.load.none", load)
	}
	return err
}
