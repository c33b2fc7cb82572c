package main

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strconv"

	"github.com/spf13/cobra"

	"packline/central"
	"packline/manifest"
	"packline/manifest/orderfile"
)

func (p *program) ordersCommand() *cobra.Command {
	imports := p.command("import FILE", "orders-import", cobra.ExactArgs(1), func(ctx context.Context, args []string) error {
		return p.importOrders(ctx, args[0])
	})
	cancel := p.command("cancel ORDER", "orders-cancel", cobra.ExactArgs(1), func(ctx context.Context, args []string) error {
		return p.ask(ctx, func(c *client) error {
			if err := c.call(ctx, http.MethodPost, "/v1/orders/"+segment(args[0])+"/cancel", nil, nil); err != nil {
				return err
			}
			return p.print(p.say("centre.orders.cancelled", args[0]))
		})
	})
	return p.group("orders", "orders", p.ofCentre(imports), p.ofCentre(cancel))
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
		return fail(nil, "centre.orders.refused", strconv.Itoa(problems), name)
	}
	return nil
}

func plus(a, b central.ImportReport) central.ImportReport {
	return central.ImportReport{
		New: a.New + b.New, Changed: a.Changed + b.Changed, Unchanged: a.Unchanged + b.Unchanged,
		Older: append(a.Older, b.Older...), Refused: append(a.Refused, b.Refused...),
	}
}

// printReport says what became of the orders. Those that the centre doesn't take are told one by one.
func (p *program) printReport(name string, r central.ImportReport) error {
	for _, id := range r.Older {
		p.tell(p.say("centre.orders.older", id))
	}
	for _, id := range r.Refused {
		p.tell(p.say("centre.orders.unkept", id))
	}
	err := p.print(p.say("centre.orders.imported", strconv.Itoa(r.New+r.Changed), name, strconv.Itoa(r.New), strconv.Itoa(r.Changed), strconv.Itoa(r.Unchanged)))
	if err == nil && len(r.Refused) > 0 {
		err = fail(nil, "centre.orders.refused", strconv.Itoa(len(r.Refused)), name)
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
		return nil, 0, fail(err, "centre.file.content", name, err.Error())
	}
	for _, problem := range bad {
		p.tell(problem.Error())
	}
	return orders, len(bad), nil
}

// open opens a file that a command names; "-" is the input.
func (p *program) open(name string) (io.Reader, func(), error) {
	if name == "-" {
		return p.lines, func() {}, nil
	}
	info, err := os.Stat(name)
	if err != nil {
		return nil, nil, fail(err, "centre.file.open", name, reason(err))
	}
	if info.IsDir() {
		return nil, nil, fail(nil, "centre.file.folder", name)
	}
	file, err := os.Open(name)
	if err != nil {
		return nil, nil, fail(err, "centre.file.open", name, reason(err))
	}
	return file, func() { _ = file.Close() }, nil
}
