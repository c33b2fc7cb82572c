package main

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"strconv"
	"strings"
	"time"

	"packline/manifest"
	"packline/manifest/orderfile"
)

// csvRows writes orders as CSV, one row a line of goods, with the line ends a spreadsheet writes.
func csvRows(orders []manifest.Order) ([]byte, error) {
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	w.UseCRLF = true
	rows := [][]string{orderfile.Columns()}
	for _, o := range orders {
		for _, l := range o.Lines {
			cells := cellsOf(o, l)
			row := make([]string, 0, len(cells))
			for _, column := range orderfile.Columns() {
				row = append(row, cells[column])
			}
			rows = append(rows, row)
		}
	}
	err := w.WriteAll(rows)
	return b.Bytes(), err
}

func cellsOf(o manifest.Order, l manifest.Line) map[string]string {
	amount := func(m manifest.Money) string {
		if m.IsZero() {
			return ""
		}
		return m.Amount()
	}
	to := o.ShipTo
	return map[string]string{
		"order_id": o.ID, "revision": strconv.Itoa(o.Revision), "client": o.Client, "placed_at": o.PlacedAt.Format(time.RFC3339),
		"currency": o.Currency, "carrier": o.Carrier, "lane": o.Lane, "cartons": strconv.Itoa(o.Cartons), "goods_total": amount(o.GoodsTotal),
		"buyer_name": o.Buyer.Name, "buyer_email": o.Buyer.Email,
		"name": to.Name, "company": to.Company, "line1": to.Line1, "line2": to.Line2, "city": to.City, "state": to.State,
		"zip": to.Postal, "country": to.Country, "email": to.Email, "phone": to.Phone,
		"sku": l.SKU, "gtin": l.GTIN, "desc": l.Description, "qty": strconv.FormatInt(l.Quantity, 10), "unit_value": amount(l.UnitValue),
		"hts": l.HTSUS, "hs_ca": l.HSCA, "origin": l.Origin, "unit_weight": l.UnitWeight.Value, "weight_unit": string(l.UnitWeight.Unit),
		"flags": strings.Join(l.Flags, ";"),
	}
}

// readme says what the files are and what each order that stops is for.
func readme(jsonOrders, csvOrders int, sets ...[]heldOrder) []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, `# Sample orders

Orders of two invented clients, `+"`example`"+` (Example Goods Ltd, Vancouver) and `+"`maple`"+` (Maple Outfitters Inc / Équipement
Érable, Toronto), for tests. The format is described in docs/order-files.md.

| file | holds |
| --- | --- |
| orders.jsonl | %d orders as JSON lines |
| orders.csv | %d other orders as CSV, with CRLF line ends |
| expected.jsonl | the orders of both files that must not pass in silence: verdict, rules and why |

The demo's own orders, its clients and lanes and the sample exchange rates are in cmd/internal/demo/orders (demo.jsonl,
setup.json, rates.csv) and nowhere else, because programs don't carry test data. The rates are needed here too: the
orders in CAD hold without them.

Everything here is written by a program from a fixed seed:

    go run ./testdata/orders/generate

No person, street address or order is real. E-mail addresses are in example.com and example.org (RFC 2606), phone numbers
are 555-0100 to 555-0199, GTINs are under GS1's example prefix 952. Tracking numbers have the right shape and check digit
and are plainly for tests: USPS ones under mailer id 999999999, UPS ones under shipper 999AA1. Cities and ZIP codes are
real and agree (generate/places.csv, taken from the npm package zipcodes 8.0.0, BSD licence). Tariff codes are believable
and were not classified by anybody: don't declare goods by them.

## Orders that stop

As section-321-classic version 1 judges them, simulated, release section_321, at any weight that is fine. "After" names the order
that must have been packed before, for the same border day or for another one. All other orders pass, also when every order of
orders.jsonl crosses on one day.

| order | verdict | rules | why | after |
| --- | --- | --- | --- | --- |
`, jsonOrders, csvOrders)
	for _, set := range sets {
		for _, h := range set {
			if h.Verdict != "" {
				fmt.Fprintf(&b, "| %s | %s | %s | %s | %s |\n", h.order.ID, h.Verdict, strings.Join(h.Rules, ", "), h.Why, strings.TrimSpace(h.After+" "+h.AfterOn))
			}
		}
	}
	return b.Bytes()
}
