package main

import (
	"context"
	"net/http"
	"strconv"

	"github.com/spf13/cobra"

	"packline/central"
	"packline/cmd/internal/cli"
)

func (p *program) ordersCommand() *cobra.Command {
	var screening screenFlags
	imports := p.Command("import FILE", "orders-import", cobra.ExactArgs(1), func(ctx context.Context, args []string) error {
		return p.importOrders(ctx, args[0], screening)
	})
	p.screenFlags(imports, &screening)
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
	return p.Group("orders", "orders", p.ofCentre(imports), p.ordersCheckCommand(), p.ofCentre(cancel))
}

// importOrders takes the orders of a file over and says what will be held or rejected of them. What can't be read is told
// line by line and keeps nothing else away.
func (p *program) importOrders(ctx context.Context, name string, f screenFlags) error {
	file, err := p.readScreened(name, f)
	if err != nil {
		return err
	}
	var total central.ImportReport
	err = p.ask(ctx, func(c *client) error {
		for orders := file.Orders; len(orders) > 0; {
			n := fittingIn(orders, central.MaxOrders, central.MaxOrdersBody)
			var report central.ImportReport
			if err := c.call(ctx, http.MethodPost, "/v1/orders", central.OrderList{Orders: orders[:n]}, &report); err != nil {
				return err
			}
			total = plus(total, report)
			orders = orders[n:]
		}
		if err := p.printReport(name, total, f); err != nil {
			return err
		}
		return p.reportImported(ctx, c, file.Orders, file.Problems, total, f)
	})
	if err != nil {
		return err
	}
	if problems := len(file.Problems) + len(total.Refused); problems > 0 {
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
func (p *program) printReport(name string, r central.ImportReport, f screenFlags) error {
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
	return p.tellOrPrint(f.format, p.Say("centre.orders.imported", strconv.Itoa(r.New+r.Changed), name, strconv.Itoa(r.New), strconv.Itoa(r.Changed), strconv.Itoa(r.Unchanged)))
}
