package orderfile_test

import (
	"reflect"
	"strings"
	"testing"

	"packline/manifest"
	"packline/manifest/orderfile"
)

func csvFile(rows ...string) string {
	return strings.Join(orderfile.Columns(), ",") + "\r\n" + strings.Join(rows, "\r\n") + "\r\n"
}

// csvRow is a row of an order with a few cells changed, given as column and value one after the other.
func csvRow(id string, change ...string) string {
	cells := map[string]string{
		"order_id": id, "revision": "1", "client": "example", "placed_at": "2026-11-20T09:30:00-08:00", "currency": "USD", "carrier": "USPS",
		"lane": "BLAINE-USPS", "cartons": "2", "goods_total": "10.00", "buyer_name": "Ann", "name": "Zoë Núñez", "line1": "12 Main St",
		"city": "Portland", "state": "OR", "zip": "97201", "country": "US", "sku": "TEE", "desc": "Men's cotton knit T-shirt", "qty": "2",
		"unit_value": "5.00", "hts": "6109.10.0012", "origin": "VN", "unit_weight": "0.4", "weight_unit": "lb", "flags": "a;b c",
	}
	for i := 0; i+1 < len(change); i += 2 {
		cells[change[i]] = change[i+1]
	}
	row := make([]string, 0, 32)
	for _, column := range orderfile.Columns() {
		row = append(row, cells[column])
	}
	return strings.Join(row, ",")
}

func TestCSVGroupsRows(t *testing.T) {
	// The second row leaves the order's own columns empty, as shop exports do, and the third is another order.
	second := csvRow("A", "revision", "", "client", "", "name", "", "city", "", "sku", "HAT", "qty", "", "unit_weight", "", "flags", "")
	quoted := csvRow("B", "name", "\"Smith, \"\"Jo\"\"\"", "line1", "\"12 Main St\r\nApt 4\"")
	orders, notes, problems := read(t, "\xef\xbb\xbf"+csvFile(csvRow("A"), second, "", quoted, strings.Repeat(",", 31)))
	if len(notes) > 0 || len(problems) > 0 || len(orders) != 2 {
		t.Fatalf("got %d orders, %v, %v", len(orders), notes, problems)
	}
	a, b := orders[0], orders[1]
	want := []manifest.Line{
		{
			SKU: "TEE", Description: "Men's cotton knit T-shirt", Quantity: 2, UnitValue: usd(5_000_000), HTSUS: "6109.10.0012", Origin: "VN",
			UnitWeight: manifest.Shown{Value: "0.4", Unit: "lb"}, Flags: []string{"a", "b", "c"},
		},
		{SKU: "HAT", Description: "Men's cotton knit T-shirt", UnitValue: usd(5_000_000), HTSUS: "6109.10.0012", Origin: "VN"},
	}
	if !reflect.DeepEqual(a.Lines, want) || a.Revision != 1 || a.Cartons != 2 || a.Buyer.Name != "Ann" || a.ShipTo.Postal != "97201" {
		t.Errorf("got %+v", a)
	}
	if b.ShipTo.Name != `Smith, "Jo"` || b.ShipTo.Line1 != "12 Main St Apt 4" {
		t.Errorf("quoted cells became %+v", b.ShipTo)
	}
}

func TestCSVBadRows(t *testing.T) {
	for _, c := range []struct {
		name   string
		rows   []string
		orders string
		line   int
		field  string
		say    string
	}{
		{"a bad amount costs its order", []string{csvRow("A"), csvRow("A", "unit_value", "5 USD"), csvRow("B")}, "B", 3, "unit_value", "not an amount"},
		{"a bad quantity", []string{csvRow("A"), csvRow("B", "qty", "1.5")}, "A", 3, "qty", "whole number"},
		{"a weight without unit", []string{csvRow("A", "weight_unit", ""), csvRow("B")}, "B", 2, "unit_weight", "not a weight"},
		{"columns that differ", []string{csvRow("A"), csvRow("A", "zip", "97202"), csvRow("B")}, "B", 3, "zip", "differs"},
		{"too few columns tear their order", []string{csvRow("A"), "A,1,example", csvRow("B")}, "B", 2, "", "whole or not at all"},
		{"too few columns of another order", []string{csvRow("A"), "C,1,example", csvRow("B")}, "A B", 3, "", "3 columns and the header 32"},
		{"a quote that is never closed", []string{csvRow("A"), csvRow("C", "desc", `"Shirt`), csvRow("B")}, "A B", 3, "", "quotes"},
		{"a bare quote", []string{csvRow("A"), csvRow("C", "desc", `5" doll`), csvRow("B")}, "A B", 3, "", "quotes"},
		{"two bare quotes", []string{csvRow("A"), csvRow("C", "desc", `5" doll`), csvRow("D", "desc", `6" doll`), csvRow("B")}, "A B", 3, "", "quotes"},
		{"not UTF-8", []string{csvRow("A"), csvRow("C", "name", "Jos\xe9"), csvRow("B")}, "A B", 3, "", "UTF-8"},
		{"a row without end", []string{csvRow("A"), csvRow("B"), strings.Repeat("x", orderfile.MaxRow+1), csvRow("C"), csvRow("D")}, "A D", 3, "", "whole or not at all"},
		{"rows apart", []string{csvRow("A"), csvRow("B"), csvRow("A", "sku", "HAT")}, "B", 4, "", "put its rows together"},
		{"no id", []string{csvRow("A"), csvRow("")}, "A", 3, "order_id", "missing"},
	} {
		t.Run(c.name, func(t *testing.T) {
			orders, _, problems := read(t, csvFile(c.rows...))
			var ids []string
			for _, o := range orders {
				ids = append(ids, o.ID)
			}
			if strings.Join(ids, " ") != c.orders {
				t.Errorf("got orders %v, want %s", ids, c.orders)
			}
			if len(problems) == 0 || problems[0].Line != c.line || problems[0].Field != c.field || !strings.Contains(problems[0].Error(), c.say) {
				t.Errorf("got %v; want line %d, %q: ...%s...", problems, c.line, c.field, c.say)
			}
		})
	}
}

func TestCSVHeader(t *testing.T) {
	without := strings.Replace(csvFile(csvRow("A")), ",qty,", ",", 1)
	if orders, _, problems := read(t, without); len(orders) > 0 || len(problems) != 1 || problems[0].Field != "qty" || !strings.Contains(problems[0].Error(), "qty") {
		t.Errorf("a header without qty gave %v, %v", orders, problems)
	}
	twice := strings.Replace(csvFile(csvRow("A")), ",gtin,", ",qty,gtin,", 1)
	if _, _, problems := read(t, twice); len(problems) != 1 || !strings.Contains(problems[0].Error(), "twice") {
		t.Errorf("a header with qty twice gave %v", problems)
	}
	more := strings.ReplaceAll(csvFile(csvRow("A")), "\r\n", ",colour\r\n")
	if orders, notes, problems := read(t, more); len(orders) != 1 || len(problems) > 0 || len(notes) != 1 || notes[0].Field != "colour" {
		t.Errorf("a column more gave %v, %v, %v", orders, notes, problems)
	}
}
