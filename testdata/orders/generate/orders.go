package main

import (
	"fmt"
	"math/big"
	"time"

	"packline/manifest"
)

// shop is one of the two clients and where its cartons go.
type shop struct {
	client, warehouse string
	lanes             []lane
}

type lane struct{ id, carrier string }

var (
	blaine      = lane{"BLAINE-USPS", "USPS"}
	fife        = lane{"FIFE-UPS", "UPS"}
	buffalo     = lane{"BUFFALO-USPS", "USPS"}
	buffaloFedx = lane{"BUFFALO-FEDEX", "FEDEX"}

	example = shop{"example", "Vancouver", []lane{blaine, blaine, fife}}
	maple   = shop{"maple", "Toronto", []lane{buffalo, buffaloFedx}}
)

// batch makes orders that nothing stops.
func (m *maker) batch(examplePrefix, maplePrefix string, n int) []manifest.Order {
	orders := make([]manifest.Order, 0, n+64)
	for i := range n {
		s, prefix := example, examplePrefix
		if m.random.IntN(5) < 2 {
			s, prefix = maple, maplePrefix
		}
		o := m.order(s, prefix, m.person())
		m.fill(&o)
		if i%18 == 7 {
			m.toPOBox(&o)
		}
		if i%19 == 4 {
			buyer := m.person()
			o.Buyer = manifest.Person{Name: buyer.Name, Email: buyer.Email}
		}
		m.finish(&o)
		orders = append(orders, o)
	}
	return orders
}

// order is an order without goods.
func (m *maker) order(s shop, prefix string, to manifest.Person) manifest.Order {
	m.numbers[prefix]++
	l := s.lanes[m.random.IntN(len(s.lanes))]
	placed := time.Date(2026, 11, 16, 15, 0, 0, 0, time.UTC).Add(time.Duration(m.random.IntN(6*24*60)) * time.Minute)
	currency := "USD"
	if m.random.IntN(10) < 3 {
		currency = "CAD"
	}
	return manifest.Order{
		ID: fmt.Sprintf("%s%04d", prefix, m.numbers[prefix]), Revision: 1, Client: s.client, Warehouse: s.warehouse,
		PlacedAt: placed, Currency: currency, Carrier: l.carrier, Lane: l.id, ShipTo: to, Cartons: 1,
	}
}

// most is the goods value in USD up to which sample orders go that nothing is to stop, in cents.
const most = 72_000

// fill puts one to four articles in an order, and in one of eight so many that they need two to four cartons.
func (m *maker) fill(o *manifest.Order) {
	limit := int64(most)
	if o.Currency == "CAD" {
		limit = most * 13 / 10
	}
	wanted, seen := 1+m.random.IntN(4), map[string]bool{}
	for tries := 0; len(o.Lines) < wanted && tries < 40; tries++ {
		p := catalogue[m.random.IntN(len(catalogue))]
		if p.grams > 5000 || seen[p.sku] {
			continue
		}
		line := p.line(1+int64(m.random.IntN(3)/2), o.Currency)
		if total(o.Lines)+total([]manifest.Line{line}) <= limit*10_000 {
			o.Lines, seen[p.sku] = append(o.Lines, line), true
		}
	}
	if m.random.IntN(8) == 0 {
		m.fillBig(o, limit)
	}
}

// fillBig adds a kettlebell or rugs, which fill cartons of their own. The limits are on the shipment, so all of its
// cartons together stay under 50 lb.
func (m *maker) fillBig(o *manifest.Order, limit int64) {
	o.Cartons = 2 + m.random.IntN(3)
	for _, sku := range []string{"RUG-JUTE-4X6", "BALL-MED-4KG", "TOWEL-BATH-2"} {
		line := find(sku).line(int64(o.Cartons-1), o.Currency)
		if total(o.Lines)+total([]manifest.Line{line}) <= limit*10_000 {
			o.Lines = append(o.Lines, line)
			return
		}
	}
	o.Cartons = 2
}

func find(sku string) product {
	for _, p := range catalogue {
		if p.sku == sku {
			return p
		}
	}
	panic("there is no product " + sku)
}

func total(lines []manifest.Line) int64 {
	var sum int64
	for _, l := range lines {
		sum += l.Quantity * l.UnitValue.Micros
	}
	return sum
}

// finish adds what follows from the rest: totals, what was charged apart, tracking numbers on some.
func (m *maker) finish(o *manifest.Order) {
	o.GoodsTotal = manifest.Money{Micros: total(o.Lines), Currency: o.Currency}
	if m.random.IntN(2) == 0 {
		o.Shipping = cents(int64(795+100*m.random.IntN(12)), o.Currency)
	}
	if m.random.IntN(3) == 0 {
		tax := new(big.Int).Div(big.NewInt(o.GoodsTotal.Micros), big.NewInt(130_000)) // about 7.7 percent, in cents
		o.Tax = cents(tax.Int64(), o.Currency)
	}
	if m.random.IntN(9) == 0 && len(o.Lines) > 0 {
		l := &o.Lines[0]
		l.ListValue = manifest.Money{Micros: l.UnitValue.Micros / 8 * 10 / 10_000 * 10_000, Currency: o.Currency}
	}
	if m.random.IntN(4) == 0 {
		o.Tracking = m.tracking(o.Carrier, o.Planned())
	}
}

// toPOBox sends an order to a post office box, by the carrier that delivers there.
func (m *maker) toPOBox(o *manifest.Order) {
	forms := []string{"PO Box %d", "P.O. Box %d", "Post Office Box %d"}
	o.ShipTo.Line1 = fmt.Sprintf(forms[m.random.IntN(len(forms))], 100+m.taken)
	o.ShipTo.Line2, o.ShipTo.Company = "", ""
	l := blaine
	if o.Client == maple.client {
		l = buffalo
	}
	o.Lane, o.Carrier = l.id, l.carrier
}

// tracking makes numbers that have the shape and the check digit of the carrier's own and are plainly for tests: USPS
// numbers under mailer id 999999999, UPS numbers under the shipper number 999AA1 of UPS's own examples. Other
// carriers get none.
func (m *maker) tracking(carrier string, n int) []string {
	var numbers []string
	for range n {
		m.trackers++
		switch carrier {
		case "USPS":
			body := fmt.Sprintf("92055999999999%07d", m.trackers)
			numbers = append(numbers, body+string(manifest.CheckDigit(body)))
		case "UPS":
			body := fmt.Sprintf("999AA103%07d", m.trackers)
			numbers = append(numbers, "1Z"+body+upsCheck(body))
		}
	}
	return numbers
}

// upsCheck is the check digit of a 1Z number without its "1Z": letters count (position in the alphabet + 1) modulo 10
// with A as 2, every second character twice.
func upsCheck(body string) string {
	sum := 0
	for i, c := range body {
		value := int(c - '0')
		if c >= 'A' {
			value = int(c-'A'+2) % 10
		}
		sum += value * (1 + i%2)
	}
	return fmt.Sprint((10 - sum%10) % 10)
}
