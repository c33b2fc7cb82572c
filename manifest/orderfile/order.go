package orderfile

import (
	"errors"
	"fmt"
	"math"

	"packline/manifest"
)

// readOrder reads the order part, the persons and the goods: what order files and case files share.
func readOrder(top object, currencyOr func(object, string) string) manifest.Order {
	o := top.child("order")
	currency := currencyOr(o, o.text("currency"))
	order := manifest.Order{
		ID: o.text("order_id"), Revision: int(o.whole("revision", 1, 0, math.MaxInt32)),
		Client: o.text("client"), Warehouse: o.text("warehouse"),
		PlacedAt: o.moment("placed_at"), Currency: currency,
		GoodsTotal: o.amount("goods_total", currency), Shipping: o.amount("shipping_charged", currency),
		Tax: o.amount("tax_charged", currency), Discount: o.amount("discount", currency),
		Freight: o.amount("freight", currency), Insurance: o.amount("insurance", currency),
		Carrier: o.text("carrier"), Lane: o.text("lane"), Cartons: int(o.whole("cartons", 0, 0, 999)),
		Tracking: o.texts("tracking"), CarrierLabels: o.texts("carrier_labels"), Cancelled: o.truth("cancelled", false),
	}
	o.close()
	order.ShipTo = readPerson(top.child("ship_to"))
	order.Buyer = readPerson(top.child("buyer"))
	order.Lines = readLines(top, currency)
	return order
}

func readPerson(o object) manifest.Person {
	defer o.close()
	return manifest.Person{
		Name: o.text("name"), Company: o.text("company"),
		Address: manifest.Address{
			Line1: o.text("line1"), Line2: o.text("line2"), City: o.text("city"),
			State: o.text("state"), Postal: o.text("zip"), Country: o.text("country"),
		},
		Email: o.text("email"), Phone: o.text("phone"),
	}
}

func readShipper(o object) manifest.Party {
	defer o.close()
	return manifest.Party{Name: o.text("name"), Address: manifest.Address{
		Line1: o.text("line1"), Line2: o.text("line2"), City: o.text("city"),
		State: o.text("region"), Postal: o.text("postal"), Country: o.text("country"),
	}}
}

func readLines(top object, currency string) []manifest.Line {
	items := top.children("lines")
	if len(items) > MaxLines {
		top.refuse("lines", fmt.Errorf("there are %d; an order may have %d", len(items), MaxLines))
		return nil
	}
	lines := make([]manifest.Line, 0, len(items))
	for _, o := range items {
		lines = append(lines, manifest.Line{
			SKU: o.text("sku"), GTIN: o.text("gtin"), Description: o.text("desc"),
			Quantity:  o.whole("qty", 0, math.MinInt32, math.MaxInt32),
			UnitValue: o.amount("unit_value", currency), ListValue: o.amount("list_value", currency),
			HTSUS: o.text("hts"), HSCA: o.text("hs_ca"), Origin: o.text("origin"),
			UnitWeight: readShown(o.child("unit_weight")), Flags: o.texts("flags"), Cleared: o.texts("cleared"),
		})
		o.close()
	}
	return lines
}

// readShown keeps a weight in the words it came in.
func readShown(o object) manifest.Shown {
	defer o.close()
	return manifest.Shown{Value: o.text("value"), Unit: manifest.Unit(o.text("unit"))}
}

// orderOf reads one object of an order file and refuses what no rule could hold: an order that can't be named, has no
// goods, or has amounts in no currency.
func orderOf(top node) (manifest.Order, *record) {
	r := &record{maxText: MaxText}
	o := open(r, top)
	order := readOrder(o, mustBeCurrency)
	order.Shipper = readShipper(o.child("shipper"))
	o.close()
	if order.ID == "" {
		r.refuse("order.order_id", errors.New("it is missing; give every order its number"))
	}
	if len(o.fields["lines"].list) == 0 {
		r.refuse("lines", errors.New("the order has no goods; give it at least one line"))
	}
	for i, line := range order.Lines {
		if line.UnitWeight.IsZero() {
			continue
		}
		if _, err := line.UnitWeight.Weight(); err != nil {
			r.refuse(fmt.Sprintf("lines[%d].unit_weight", i), errors.New("it is not a weight; write a decimal number as value and g, kg, lb or oz as unit"))
		}
	}
	return order, r
}

func mustBeCurrency(o object, s string) string {
	if isCurrency(s) {
		return s
	}
	o.refuse("order.currency", fmt.Errorf("%q is not a currency; write three capital letters, as in \"USD\"", shorten(s)))
	return noCurrency
}

// noCurrency is ISO 4217's code for no currency. No rate has it, so amounts in it hold.
const noCurrency = "XXX"

func isCurrency(s string) bool {
	_, err := manifest.NewMoney("0", s)
	return err == nil
}
