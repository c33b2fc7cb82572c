package main

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strconv"

	"github.com/spf13/cobra"

	"packline/central"
	"packline/cmd/internal/cli"
	"packline/manifest"
)

func (p *program) ordersCommand() *cobra.Command {
	imports := p.Command("import FILE", "orders-import", cobra.ExactArgs(1), func(ctx context.Context, args []string) error {
		return p.importOrders(ctx, args[0])
	})
	cancel := p.Command("cancel ORDER", "orders-cancel", cobra.ExactArgs(1), func(ctx context.Context, args []string) error {
		return p.ask(ctx, func(c *client) error {
			var report central.CancelReport
			if err := c.call(ctx, http.MethodPost, "/v1/orders/"+segment(args[0])+"/cancel", nil, &report); err != nil {
				return err
			}
			if !report.Known {
				return p.Print(p.Say("centre.orders.cancelled.unknown", args[0]))
			}
			return p.Print(p.Say("centre.orders.cancelled", args[0]))
		})
	})
	return p.Group("orders", "orders", p.ofCentre(imports), p.ofCentre(cancel))
}

// importOrders takes the orders of a file over. What can't be read is told line by line and keeps nothing else away.
func (p *program) importOrders(ctx context.Context, name string) error {
	orders, problems, err := p.readOrders(name)
	if err != nil {
		return err
	}
	var total central.ImportReport
	err = p.ask(ctx, func(c *client) error {
		for len(orders) > 0 {
			n := fitting(orders)
			var report central.ImportReport
			if err := c.call(ctx, http.MethodPost, "/v1/orders", central.OrderList{Orders: orders[:n]}, &report); err != nil {
				return err
			}
			total = plus(total, report)
			orders = orders[n:]
		}
		return nil
	})
	if err != nil {
		return err
	}
	if err := p.printReport(name, total); err != nil {
		return err
	}
	if problems > 0 {
		return cli.Fail(nil, "centre.orders.refused", strconv.Itoa(problems), name)
	}
	return nil
}

func plus(a, b central.ImportReport) central.ImportReport {
	return central.ImportReport{
		New: a.New + b.New, Changed: a.Changed + b.Changed, Unchanged: a.Unchanged + b.Unchanged,
		Older: append(a.Older, b.Older...), Refused: append(a.Refused, b.Refused...),
		Cancelled: append(a.Cancelled, b.Cancelled...), Lifted: append(a.Lifted, b.Lifted...),
	}
}

// printReport says what became of the orders. Those that the centre doesn't take are told one by one.
func (p *program) printReport(name string, r central.ImportReport) error {
	for _, id := range r.Older {
		p.Tell(p.Say("centre.orders.older", id))
	}
	for _, id := range r.Cancelled {
		p.Tell(p.Say("centre.orders.stays", id))
	}
	for _, id := range r.Lifted {
		p.Tell(p.Say("centre.orders.lifted", id))
	}
	for _, id := range r.Refused {
		p.Tell(p.Say("centre.orders.unkept", id))
	}
	err := p.Print(p.Say("centre.orders.imported", strconv.Itoa(r.New+r.Changed), name, strconv.Itoa(r.New), strconv.Itoa(r.Changed), strconv.Itoa(r.Unchanged)))
	if err == nil && len(r.Refused) > 0 {
		err = cli.Fail(nil, "centre.orders.refused", strconv.Itoa(len(r.Refused)), name)
	}
	return err
}

// fitting gives how many orders go into one request: within both limits, and at least one.
func fitting(orders []manifest.Order) int {
	size := 0
	for i, o := range orders {
		raw, err := json.Marshal(o)
		if size += len(raw); err != nil || i > 0 && size > central.MaxOrdersBody/2 || i == central.MaxOrders {
			return max(i, 1)
		}
	}
	return len(orders)
}

// readOrders reads an order file. A content that is no orders at all is told with the file's name.
func (p *program) readOrders(name string) (orders []manifest.Order, problems int, err error) {
	orders, problems, err = p.ReadOrders(name)
	var own *cli.Failure
	if err != nil && !errors.As(err, &own) {
		err = cli.Fail(err, "centre.file.content", name, err.Error())
	}
	return orders, problems, err
}
