package main

import (
	"context"
	"errors"
	"path/filepath"
	"strconv"

	"github.com/spf13/cobra"

	"packline/cmd/internal/config"
	"packline/manifest"
	"packline/manifest/orderfile"
	"packline/store"
)

func (p *program) ordersCommand() *cobra.Command {
	imports := p.command("import FILE", "orders-import", cobra.ExactArgs(1), func(ctx context.Context, args []string) error {
		return p.importOrders(ctx, args[0])
	})
	return p.group("orders", "orders", p.ofStation(imports))
}

// importOrders takes the orders of a file over into the station's store. What could not be read is told line by line
// and doesn't keep the rest away.
func (p *program) importOrders(ctx context.Context, name string) error {
	c, err := p.load()
	if err != nil {
		return err
	}
	orders, problems, err := p.readOrders(name)
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
		return p.print(p.say("cmd.orders.imported", strconv.Itoa(len(orders)), name, strconv.Itoa(known)))
	})
	if err == nil && problems > 0 {
		err = fail(nil, "cmd.orders.refused", strconv.Itoa(problems), name)
	}
	return err
}

// readOrders reads an order file and tells what was passed over and what could not be read.
func (p *program) readOrders(name string) (orders []manifest.Order, problems int, err error) {
	file, closeFile, err := p.open(name)
	if err != nil {
		return nil, 0, err
	}
	defer closeFile()
	orders, notes, err := orderfile.ReadOrders(file, filepath.Base(name))
	for _, note := range notes {
		p.tell(note.String())
	}
	var bad orderfile.Problems
	if err != nil && !errors.As(err, &bad) {
		return nil, 0, err
	}
	for _, problem := range bad {
		p.tell(problem.Error())
	}
	return orders, len(bad), nil
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
			p.tell(p.say("cmd.orders.no-client", o.ID, o.Client))
		}
		if _, ok := c.Lane(o.Lane, o.Carrier); !ok && !told["lane "+o.Lane] {
			told["lane "+o.Lane] = true
			p.tell(p.say("cmd.orders.no-lane", o.ID, o.Lane))
		}
	}
}
