package main

import (
	"time"

	"packline/manifest"
)

// heldOrder is an order that section-321-classic must not pass in silence, and what it must say. One without a verdict
// passes and is only there for a later one to meet.
type heldOrder struct {
	OrderID string   `json:"order_id"`
	Verdict string   `json:"verdict"`
	Rules   []string `json:"rules"`
	Why     string   `json:"why"`
	After   string   `json:"after,omitempty"`    // the order that must have been packed before
	AfterOn string   `json:"after_on,omitempty"` // "same day" or "another day": the border days of the two
	order   manifest.Order
}

// heldMaker makes orders of one shop that stop.
type heldMaker struct {
	*maker
	examplePrefix, maplePrefix string
	all                        []heldOrder
}

// base is an order that would pass: one article, in USD, by the shop's USPS lane.
func (h *heldMaker) base(s shop) manifest.Order {
	prefix := h.examplePrefix
	if s.client == maple.client {
		prefix = h.maplePrefix
	}
	o := h.order(s, prefix, h.person())
	o.Lane, o.Carrier, o.Currency = s.lanes[0].id, s.lanes[0].carrier, "USD"
	o.Lines = []manifest.Line{find("SHIRT-OXF-BLU").line(1, "USD")}
	return o
}

// add finishes an order that change has spoilt.
func (h *heldMaker) add(verdict, why string, rules []string, o manifest.Order, change func(*manifest.Order)) {
	change(&o)
	if o.GoodsTotal.IsZero() {
		o.GoodsTotal = manifest.Money{Micros: total(o.Lines), Currency: o.Currency}
	}
	h.all = append(h.all, heldOrder{Verdict: verdict, Rules: rules, Why: why, order: o})
}

// one adds an order of the first shop for one rule.
func (h *heldMaker) one(verdict, rule, why string, change func(*manifest.Order)) {
	h.add(verdict, why, []string{rule}, h.base(example), change)
}

// goods makes an order for a single article that is on a screening table or flagged.
func (h *heldMaker) goods(verdict, rule, why string, line manifest.Line) {
	s := example
	if len(h.all)%2 == 1 {
		s = maple
	}
	h.add(verdict, why, []string{rule}, h.base(s), func(o *manifest.Order) { o.Lines = append(o.Lines, line) })
}

// held makes the orders of orders.jsonl that stop.
func (m *maker) held(examplePrefix, maplePrefix string) []heldOrder {
	h := &heldMaker{maker: m, examplePrefix: examplePrefix, maplePrefix: maplePrefix}
	h.values()
	h.addresses()
	h.persons()
	h.products()
	h.papers()
	return h.all
}

func (h *heldMaker) values() {
	h.one("REJECT", "VAL-MAX", "812.50 USD, over the limit", func(o *manifest.Order) {
		o.Lines = []manifest.Line{priced("TENT-2P", 2, 40_625, "USD")}
	})
	h.one("REJECT", "VAL-MAX", "800.01 USD in several lines, over by a cent", func(o *manifest.Order) {
		o.Lines = []manifest.Line{priced("JKT-DOWN-W", 2, 22_900, "USD"), priced("THROW-WOOL", 2, 14_900, "USD"), priced("NOTE-A5-3", 1, 4_401, "USD")}
	})
	h.one("WARN", "VAL-MAX", "exactly 800.00 USD: qualifies and is checked against the invoice", func(o *manifest.Order) {
		o.Lines = []manifest.Line{priced("WATCH-AUTO", 2, 40_000, "USD")}
	})
	h.one("WARN", "VAL-MAX", "exactly 800.00 USD in four lines", func(o *manifest.Order) {
		o.Lines = []manifest.Line{
			priced("JKT-RAIN-M", 1, 16_800, "USD"), priced("BOOT-HIKE-42", 1, 18_900, "USD"),
			priced("TENT-2P", 1, 32_900, "USD"), priced("LAMP-DESK-BRS", 1, 11_400, "USD"),
		}
	})
	h.add("REJECT", "1,180.00 CAD, over the limit at the rate of the quarter", []string{"VAL-MAX"}, h.base(maple), func(o *manifest.Order) {
		o.Currency = "CAD"
		o.Lines = []manifest.Line{priced("TENT-2P", 2, 45_000, "CAD"), priced("RING-SILVER", 2, 14_000, "CAD")}
	})
	h.one("HOLD", "VAL-ZERO", "a gift with purchase at 0.00: the client must give its retail value", func(o *manifest.Order) {
		o.Lines = append(o.Lines, priced("SOCK-WOOL-3PK", 1, 0, "USD"))
	})
	h.one("HOLD", "VAL-ZERO", "a line without a value", func(o *manifest.Order) {
		line := find("CAP-CANVAS").line(1, "USD")
		line.UnitValue = manifest.Money{}
		o.Lines = append(o.Lines, line)
	})
	h.add("HOLD", "in EUR, and there is no EUR rate", []string{"VAL-FX"}, h.base(maple), func(o *manifest.Order) {
		o.Currency = "EUR"
		o.Lines = []manifest.Line{priced("SCARF-LAMBS", 1, 5_400, "EUR")}
	})
}

// priced is an article at a price of the order's own.
func priced(sku string, qty, price int64, currency string) manifest.Line {
	line := find(sku).line(qty, currency)
	line.UnitValue = cents(price, currency)
	return line
}

func (h *heldMaker) addresses() {
	h.one("REJECT", "DST-US", "Guam is outside the customs territory", func(o *manifest.Order) {
		o.ShipTo = h.personIn("Rosa Taitano", "GU", "Barrigada", "96913")
	})
	h.one("HOLD", "DST-US", "an army post office (AE): compliance decides", func(o *manifest.Order) {
		o.ShipTo = h.personIn("Sgt Tyler Brandt", "AE", "APO", "09094")
		o.ShipTo.Line1, o.ShipTo.Line2, o.ShipTo.Company = "PSC 4103 Box 1180", "", ""
	})
	h.one("HOLD", "DST-US", "a fleet post office (AP): compliance decides", func(o *manifest.Order) {
		o.ShipTo = h.personIn("Lt Dana Whitcomb", "AP", "FPO", "96319")
		o.ShipTo.Line1, o.ShipTo.Line2, o.ShipTo.Company = "Unit 5040 Box 22", "", ""
	})
	h.one("HOLD", "DST-ADDR", "a New York ZIP code in Portland, Oregon", func(o *manifest.Order) {
		o.ShipTo.City, o.ShipTo.State, o.ShipTo.Postal = "Portland", "OR", "10001"
	})
	h.one("HOLD", "DST-ADDR", "a Boston ZIP code that lost its leading zero in a spreadsheet", func(o *manifest.Order) {
		o.ShipTo.City, o.ShipTo.State, o.ShipTo.Postal = "Boston", "MA", "2116"
	})
	h.one("HOLD", "DST-ADDR", "no street", func(o *manifest.Order) { o.ShipTo.Line1, o.ShipTo.Line2 = "", "" })
	h.one("HOLD", "LBL-POBOX", "a PO box by UPS", func(o *manifest.Order) {
		h.toPOBox(o)
		o.Lane, o.Carrier = fife.id, fife.carrier
	})
	h.add("HOLD", "a PO box by FedEx", []string{"LBL-POBOX"}, h.base(maple), func(o *manifest.Order) {
		h.toPOBox(o)
		o.Lane, o.Carrier = buffaloFedx.id, buffaloFedx.carrier
	})
}

// again is another order of the person of an order that was there before.
func (h *heldMaker) again(verdict, why, on string, rules []string, first manifest.Order, second func(*manifest.Order)) {
	first.GoodsTotal = manifest.Money{Micros: total(first.Lines), Currency: first.Currency}
	h.all = append(h.all, heldOrder{order: first})
	next := h.base(example)
	next.ShipTo, next.PlacedAt = first.ShipTo, first.PlacedAt.Add(50*time.Hour)
	h.add(verdict, why, rules, next, second)
	last := &h.all[len(h.all)-1]
	last.After, last.AfterOn = first.ID, on
}

func (h *heldMaker) persons() {
	h.again("HOLD", "a second shipment to the same person on one day", "same day", []string{"PER-ONE"}, h.base(example), func(*manifest.Order) {})
	h.again("HOLD", "the same person with the words of name and street written otherwise", "same day", []string{"PER-ONE"}, h.named("Martha Oyelaran", "418 North Birch Street"),
		func(o *manifest.Order) { o.ShipTo.Name, o.ShipTo.Line1 = "OYELARAN, MARTHA", "418 N Birch St." })
	expensive := h.base(example)
	expensive.Lines = []manifest.Line{priced("TENT-2P", 1, 49_900, "USD")}
	h.again("REJECT", "the same person on one day, 499.00 and 389.00 USD", "same day", []string{"PER-DAY", "PER-ONE"}, expensive,
		func(o *manifest.Order) { o.Lines = []manifest.Line{priced("WATCH-AUTO", 1, 38_900, "USD")} })
	h.again("HOLD", "the same name in the same ZIP code at another street", "same day", []string{"PER-MAYBE"}, h.base(example), func(o *manifest.Order) {
		o.ShipTo.Line1, o.ShipTo.Line2, o.ShipTo.Company = "2250 Fairmount Ave", "", ""
		o.ShipTo.Email, o.ShipTo.Phone = "f2250@example.org", h.phone(o.ShipTo.State)
	})
	h.again("HOLD", "another name with the same e-mail address", "same day", []string{"PER-MAYBE"}, h.base(example), func(o *manifest.Order) {
		mail := o.ShipTo.Email
		o.ShipTo = h.person()
		o.ShipTo.Email = mail
	})
	linked := h.base(example)
	linked.Lines = []manifest.Line{priced("SHEET-LIN-Q", 2, 21_500, "USD")}
	h.again("HOLD", "430.00 and 415.00 USD ordered within a day of each other and sent on two days", "another day", []string{"ORD-LINK"}, linked, func(o *manifest.Order) {
		o.PlacedAt = linked.PlacedAt.Add(3 * time.Hour)
		o.Lines = []manifest.Line{priced("JKT-DOWN-W", 1, 22_900, "USD"), priced("BAG-SLEEP", 1, 18_600, "USD")}
	})
	h.one("REJECT", "ORD-SPLIT", "620.00 USD that are part of an order of 1,240.00", func(o *manifest.Order) {
		o.Lines = []manifest.Line{priced("TENT-2P", 2, 31_000, "USD")}
		o.GoodsTotal = cents(124_000, "USD")
	})
}

func (h *heldMaker) named(name, street string) manifest.Order {
	o := h.base(example)
	o.ShipTo.Name, o.ShipTo.Line1, o.ShipTo.Line2, o.ShipTo.Company = name, street, "", ""
	return o
}
