package main

import (
	"context"
	"strconv"

	"github.com/spf13/cobra"

	"packline/cmd/internal/cli"
	"packline/cmd/internal/config"
	"packline/manifest"
	"packline/store"
)

func (p *program) ordersCommand() *cobra.Command {
	imports := p.Command("import FILE", "orders-import", cobra.ExactArgs(1), func(ctx context.Context, args []string) error {
		return p.importOrders(ctx, args[0])
	})
	return p.Group("orders", "orders", p.ofStation(imports))
}

// importOrders takes the orders of a file over into the station's store. What could not be read is told line by line
// and doesn't keep the rest away.
func (p *program) importOrders(ctx context.Context, name string) error {
	c, err := p.load()
	if err != nil {
		return err
	}
	orders, problems, err := p.ReadOrders(name)
	if err != nil {
		return err
	}
	p.tellUnplaced(c, orders)
	key, err := p.key(c)
	if err != nil {
		return err
	}
	options := store.Options{Station: c.Station, Keys: key.Keys, Build: buildVersion()}
	err = p.connect(ctx, c, options, func(client *store.Client) error {
		if err := client.Apply(ctx, 0, orderChanges(orders)); err != nil {
			return err
		}
		known, err := client.Orders(ctx)
		if err != nil {
			return err
		}
		return p.Print(p.Say("cmd.orders.imported", strconv.Itoa(len(orders)), name, strconv.Itoa(known)))
	})
	if err == nil && len(orders) > 0 {
		err = p.countImported(ctx, orders)
	}
	if err == nil && problems > 0 {
		err = cli.Fail(nil, "cmd.orders.refused", strconv.Itoa(problems), name)
	}
	return err
}

func orderChanges(orders []manifest.Order) []manifest.Change {
	changes := make([]manifest.Change, len(orders))
	for i := range orders {
		changes[i] = manifest.Change{Kind: manifest.ChangeOrder, Order: &orders[i]}
	}
	return changes
}

// tellUnplaced says which clients and lanes the orders name that the config doesn't have: those orders can't be packed
// here.
func (p *program) tellUnplaced(c config.Config, orders []manifest.Order) {
	told := map[string]bool{}
	for _, o := range orders {
		if _, ok := c.Client(o.Client); !ok && !told["client "+o.Client] {
			told["client "+o.Client] = true
			p.Tell(p.Say("cmd.orders.no-client", o.ID, o.Client))
		}
		if _, ok := c.Lane(o.Lane, o.Carrier); !ok && !told["lane "+o.Lane] {
			told["lane "+o.Lane] = true
			p.Tell(p.Say("cmd.orders.no-lane", o.ID, o.Lane))
		}
	}
}
