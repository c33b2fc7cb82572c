package orderfile_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"reflect"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"packline/manifest"
	"packline/manifest/orderfile"
)

// good is an order with every field of the format.
const good = `{"order":{"order_id":"EX-1","revision":2,"client":"example","warehouse":"Vancouver","placed_at":"2026-11-20T09:30:00-08:00",` +
	`"currency":"USD","carrier":"USPS","lane":"BLAINE-USPS","cartons":2,"goods_total":"120.50","shipping_charged":"9.95","tax_charged":"8.01",` +
	`"discount":"5","freight":"1.00","insurance":"0.50","tracking":["9205599999999900000014",""],"carrier_labels":["a.zpl"],"cancelled":false},` +
	`"shipper":{"name":"Example Goods Ltd","line1":"55 Sample Way","line2":"Dock 2","city":"Vancouver","region":"BC","postal":"V6B 1A1","country":"CA"},` +
	`"ship_to":{"name":"Zoë Núñez","company":"Galería Sol","line1":"12 Main St","line2":"Apt 4","city":"Portland","state":"OR","zip":"97201","country":"US","email":"z@example.com","phone":"503-555-0101"},` +
	`"buyer":{"name":"Ann","email":"ann@example.org"},` +
	`"lines":[{"sku":"TEE","gtin":"9520000000004","desc":"Men's cotton knit T-shirt","qty":2,"unit_value":"60.25","list_value":"75.00","hts":"6109.10.0012",` +
	`"hs_ca":"6109.10.00.10","origin":"VN","unit_weight":{"value":"180","unit":"g"},"flags":["battery_lithium"],"cleared":["HAZ"]}]}`

func usd(micros int64) manifest.Money { return manifest.Money{Micros: micros, Currency: "USD"} }

func wantGood() manifest.Order {
	return manifest.Order{
		ID: "EX-1", Revision: 2, Client: "example", Warehouse: "Vancouver", PlacedAt: time.Date(2026, 11, 20, 17, 30, 0, 0, time.UTC),
		Currency: "USD", Carrier: "USPS", Lane: "BLAINE-USPS", Cartons: 2, GoodsTotal: usd(120_500_000), Shipping: usd(9_950_000),
		Tax: usd(8_010_000), Discount: usd(5_000_000), Freight: usd(1_000_000), Insurance: usd(500_000),
		Tracking: []string{"9205599999999900000014"}, CarrierLabels: []string{"a.zpl"},
		Shipper: manifest.Party{Name: "Example Goods Ltd", Address: manifest.Address{Line1: "55 Sample Way", Line2: "Dock 2", City: "Vancouver", State: "BC", Postal: "V6B 1A1", Country: "CA"}},
		ShipTo: manifest.Person{
			Name: "Zoë Núñez", Company: "Galería Sol", Email: "z@example.com", Phone: "503-555-0101",
			Address: manifest.Address{Line1: "12 Main St", Line2: "Apt 4", City: "Portland", State: "OR", Postal: "97201", Country: "US"},
		},
		Buyer: manifest.Person{Name: "Ann", Email: "ann@example.org"},
		Lines: []manifest.Line{{
			SKU: "TEE", GTIN: "9520000000004", Description: "Men's cotton knit T-shirt", Quantity: 2, UnitValue: usd(60_250_000), ListValue: usd(75_000_000),
			HTSUS: "6109.10.0012", HSCA: "6109.10.00.10", Origin: "VN", UnitWeight: manifest.Shown{Value: "180", Unit: "g"},
			Flags: []string{"battery_lithium"}, Cleared: []string{"HAZ"},
		}},
	}
}

func read(t *testing.T, text string) ([]manifest.Order, []orderfile.Note, orderfile.Problems) {
	t.Helper()
	orders, notes, err := orderfile.ReadOrders(strings.NewReader(text), "orders")
	var problems orderfile.Problems
	if err != nil && !errors.As(err, &problems) {
		t.Fatalf("an error that is no list of problems: %v", err)
	}
	return orders, notes, problems
}

func TestOrderHasEveryField(t *testing.T) {
	orders, notes, problems := read(t, "\xef\xbb\xbf\r\n"+good+"\r\n")
	if len(notes) > 0 || len(problems) > 0 || len(orders) != 1 {
		t.Fatalf("got %d orders, %v, %v", len(orders), notes, problems)
	}
	if !reflect.DeepEqual(orders[0], wantGood()) {
		t.Errorf("got  %+v\nwant %+v", orders[0], wantGood())
	}
	var b bytes.Buffer
	if err := orderfile.WriteOrders(&b, orders); err != nil {
		t.Fatal(err)
	}
	again, _, _ := read(t, b.String())
	if !reflect.DeepEqual(again, orders) {
		t.Errorf("written and read back:\n%+v\nwas\n%+v", again, orders)
	}
}

// with gives the good order under another id with one text replaced.
func with(id, old, new string) string {
	return strings.Replace(strings.Replace(good, `"EX-1"`, `"`+id+`"`, 1), old, new, 1)
}

func TestBadLinesNeverLoseGoodOnes(t *testing.T) {
	for _, c := range []struct{ name, line, field, say string }{
		{"not JSON", `{"order":`, "", "not complete"},
		{"a pretty-printed object", "{", "", "on one line"},
		{"no object", `["order"]`, "", "not a JSON object"},
		{"not JSON at all", `order_id,EX`, "", "not valid JSON"},
		{"two objects", good + good, "", "not valid JSON"},
		{"a field twice", with("B", `"revision":2`, `"revision":2,"revision":3`), "", "twice"},
		{"not UTF-8", with("B", "Ann", "\xff"), "", "UTF-8"},
		{"too deep", with("B", `["HAZ"]`, strings.Repeat("[", 40)+strings.Repeat("]", 40)), "", "too deep"},
		{"too long", with("B", "Ann", strings.Repeat("A", orderfile.MaxLine)), "", "too long"},
		{"an amount without quotes", with("B", `"60.25"`, `60.25`), "lines[0].unit_value", `write it in quotes, as in "60.25"`},
		{"an amount that is none", with("B", `"60.25"`, `"60,25"`), "lines[0].unit_value", "not an amount"},
		{"an amount too fine", with("B", `"60.25"`, `"60.2500001"`), "lines[0].unit_value", "six decimals"},
		{"a quantity in quotes", with("B", `"qty":2`, `"qty":"2"`), "lines[0].qty", "without quotes"},
		{"half a piece", with("B", `"qty":2`, `"qty":2.5`), "lines[0].qty", "whole number"},
		{"a huge quantity", with("B", `"qty":2`, `"qty":99999999999`), "lines[0].qty", "whole number"},
		{"negative cartons", with("B", `"cartons":2`, `"cartons":-1`), "order.cartons", "whole number"},
		{"no currency", with("B", `"currency":"USD",`, ``), "order.currency", "three capital letters"},
		{"a small currency", with("B", `"USD"`, `"usd"`), "order.currency", "three capital letters"},
		{"no id", with("", "", ""), "order.order_id", "missing"},
		{"no goods", with("B", `"lines":[{`, `"goods":[{`), "lines", "no goods"},
		{"goods that are no object", with("B", `"lines":[{`, `"lines":[1,{`), "lines[0]", "a number, not an object"},
		{"a time that is none", with("B", "2026-11-20T09:30:00-08:00", "yesterday"), "order.placed_at", "write it as"},
		{"a time at the end of all days", with("B", "2026-11-20T09:30:00-08:00", "9999-12-31T23:59:59-08:00"), "order.placed_at", "write it as"},
		{"a weight in stone", with("B", `"unit":"g"`, `"unit":"st"`), "lines[0].unit_weight", "not a weight"},
		{"a name without end", with("B", "Zoë", strings.Repeat("Z", 600)), "ship_to.name", "longer than"},
		{"flags without a list", with("B", `["battery_lithium"]`, `"battery_lithium"`), "lines[0].flags", "not a list"},
	} {
		t.Run(c.name, func(t *testing.T) {
			orders, _, problems := read(t, good+"\n"+c.line+"\n"+with("EX-9", "", ""))
			if len(orders) != 2 || orders[0].ID != "EX-1" || orders[1].ID != "EX-9" {
				t.Fatalf("got %d orders", len(orders))
			}
			if len(problems) == 0 || problems[0].Line != 2 || problems[0].Field != c.field || !strings.Contains(problems[0].Error(), c.say) {
				t.Errorf("got %v; want %s: ...%s...", problems, c.field, c.say)
			}
			if !strings.HasPrefix(problems[0].Error(), "cannot read line 2") || strings.Contains(problems[0].Error(), "\n") {
				t.Errorf("%q is not one sentence about line 2", problems[0].Error())
			}
		})
	}
}

func TestRevisionsAndTwins(t *testing.T) {
	newer := with("EX-1", `"revision":2`, `"revision":3`)
	other := with("EX-1", "12 Main St", "13 Main St")
	for _, c := range []struct {
		name, text string
		revision   int // 0: the order must not be there
		kind       orderfile.NoteKind
		problems   int
	}{
		{"later revision after", good + "\n" + newer, 3, orderfile.NoteSuperseded, 0},
		{"later revision before", newer + "\n" + good, 3, orderfile.NoteSuperseded, 0},
		{"the same again", good + "\n" + good, 2, orderfile.NoteRepeated, 0},
		{"two that differ", good + "\n" + other, 0, "", 1},
		{"two that differ and a later revision", good + "\n" + other + "\n" + newer, 3, orderfile.NoteSuperseded, 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			orders, notes, problems := read(t, c.text)
			if len(problems) != c.problems || (len(orders) == 1) != (c.revision > 0) || c.revision > 0 && orders[0].Revision != c.revision {
				t.Fatalf("got %+v, %v", orders, problems)
			}
			if c.kind != "" && (len(notes) != 1 || notes[0].Kind != c.kind) {
				t.Errorf("got notes %v", notes)
			}
		})
	}
}

func TestUnknownFieldsAreNotedOnce(t *testing.T) {
	text := with("A", `"qty":2`, `"qty":2,"colour":"red"`) + "\n" + with("B", `"qty":2`, `"QTY":5,"qty":2,"colour":"blue"`)
	orders, notes, problems := read(t, text)
	if len(orders) != 2 || len(problems) != 0 || orders[1].Lines[0].Quantity != 2 {
		t.Fatalf("got %+v, %v", orders, problems)
	}
	if len(notes) != 2 || notes[0].Field != "lines.colour" || notes[0].Times != 2 || notes[0].Line != 1 || notes[1].Field != "lines.QTY" {
		t.Errorf("got %v", notes)
	}
}

func TestMissingFieldsAreLeftForTheRules(t *testing.T) {
	orders, _, problems := read(t, `{"order":{"order_id":"A","currency":"USD"},"lines":[{"qty":null},{"unit_value":"0.00"},{"unit_value":"-1"}]}`)
	if len(problems) > 0 || len(orders) != 1 {
		t.Fatalf("got %v", problems)
	}
	want := manifest.Order{ID: "A", Revision: 1, Currency: "USD", Lines: []manifest.Line{{}, {UnitValue: usd(0)}, {UnitValue: usd(-1_000_000)}}}
	if !reflect.DeepEqual(orders[0], want) {
		t.Errorf("got %+v", orders[0])
	}
}

func TestTenThousandLines(t *testing.T) {
	line := good[strings.Index(good, `"lines":[`)+len(`"lines":[`) : len(good)-2]
	many := func(n int) string {
		return strings.TrimSuffix(good, "]}") + strings.Repeat(","+line, n-1) + "]}"
	}
	orders, _, problems := read(t, many(orderfile.MaxLines))
	if len(problems) > 0 || len(orders) != 1 || len(orders[0].Lines) != orderfile.MaxLines {
		t.Fatalf("got %d orders, %v", len(orders), problems)
	}
	if _, _, problems = read(t, many(orderfile.MaxLines+1)); len(problems) != 1 || problems[0].Field != "lines" {
		t.Errorf("one line too many gave %v", problems)
	}
}

func TestFormatIsToldByContentThenName(t *testing.T) {
	for _, c := range []struct{ name, text, say string }{
		{"orders.txt", "hello", "cannot tell what orders.txt is"},
		{"orders.json", "[\n" + good + "\n]", "one JSON list"},
		{"orders.csv", "a,b\n", "no column order_id"},
		{"orders.csv", "order_id;revision\n", "commas"},
		{"orders.jsonl", "hello", "cannot read line 1: it is not valid JSON"},
		{"orders.jsonl", "\xff\xfeh\x00", "UTF-16"},
	} {
		if orders, _, err := orderfile.ReadOrders(strings.NewReader(c.text), c.name); err == nil || !strings.Contains(err.Error(), c.say) || len(orders) > 0 {
			t.Errorf("%s %q: got %v, want %q", c.name, c.text, err, c.say)
		}
	}
	if orders, _, err := orderfile.ReadOrders(strings.NewReader("\n\n"), "orders"); err != nil || len(orders) != 0 {
		t.Errorf("an empty file gave %v, %v", orders, err)
	}
}

func TestReaderFailsInBetween(t *testing.T) {
	broken := io.MultiReader(strings.NewReader(good+"\n"+strings.Repeat(" ", 9000)+"\n"), iotest.ErrReader(io.ErrClosedPipe))
	orders, _, err := orderfile.ReadOrders(broken, "orders.jsonl")
	if len(orders) != 1 || !errors.Is(err, io.ErrClosedPipe) {
		t.Errorf("got %d orders, %v", len(orders), err)
	}
}

func TestWriteRefusesTwoCurrencies(t *testing.T) {
	order := wantGood()
	order.Tax.Currency = "CAD"
	if err := orderfile.WriteOrders(io.Discard, []manifest.Order{order}); err == nil || !strings.Contains(err.Error(), "CAD") {
		t.Errorf("got %v", err)
	}
	if err := orderfile.WriteOrders(failing{}, []manifest.Order{wantGood()}); !errors.Is(err, io.ErrShortWrite) {
		t.Errorf("a full disk gave %v", err)
	}
}

type failing struct{}

func (failing) Write([]byte) (int, error) { return 0, io.ErrShortWrite }

func FuzzReadOrders(f *testing.F) {
	f.Add([]byte(good))
	f.Add([]byte(good + "\n{}\n" + good))
	f.Add([]byte(csvFile("EX-1,1,example,2026-11-20T09:30:00-08:00,USD,USPS,L,1,5.00,Ann,a@example.com,Zoë,,1 Main St,,Portland,OR,97201,US,,,TEE,,Shirt,1,5.00,6109.10,,VN,180,g,a;b")))
	f.Add([]byte("[{}]"))
	f.Fuzz(func(t *testing.T, data []byte) {
		for _, name := range []string{"orders.jsonl", "orders.csv"} {
			orders, notes, err := orderfile.ReadOrders(bytes.NewReader(data), name)
			_ = fmt.Sprint(notes, err)
			var b bytes.Buffer
			if err := orderfile.WriteOrders(&b, orders); err != nil {
				t.Fatalf("read and can't be written: %v", err)
			}
			again, notes, err := orderfile.ReadOrders(&b, "orders.jsonl")
			if err != nil || len(notes) > 0 || !reflect.DeepEqual(again, orders) {
				t.Fatalf("read back as %+v, %v, %v; was %+v", again, notes, err, orders)
			}
		}
	})
}
