package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"packline/manifest"
)

// demo makes the demo's orders in the order in which they are played. The first ten show a pass, a warning, a hold, a
// reject, two cartons, a PO box, accents and a second shipment of one person.
func (m *maker) demo() []manifest.Order {
	d := &demoMaker{maker: m}
	d.add(blaine, "USD", "Hannah Brooks", "OR", "Portland", "97211", "TEE-CREW-BLK-M", "SOCK-WOOL-3PK")
	d.add(blaine, "USD", "Marcus Webb", "TX", "Austin", "78704", "HOOD-FLC-GRY-L")
	d.add(blaine, "USD", "Eleanor Pruitt", "CO", "Denver", "80205").Lines = []manifest.Line{priced("WATCH-AUTO", 2, 40_000, "USD")}
	d.add(blaine, "USD", "José Núñez", "NM", "Santa Fe", "87505", "THROW-WOOL", "CANDLE-SOY")
	flagged := d.add(blaine, "USD", "Derek Olsen", "IL", "Chicago", "60614", "PACK-DAY-22")
	flagged.Lines = append(flagged.Lines, powerBank())
	d.toPOBox(d.add(blaine, "USD", "Ruth Ann Sizemore", "MT", "Missoula", "59801", "BOOK-TRAIL", "BOOK-POEMS"))
	rejected := d.add(blaine, "USD", "Gwen Talbot", "WA", "Seattle", "98103", "TUMBLER-4")
	rejected.Lines = append(rejected.Lines, wine())
	two := d.add(blaine, "USD", "Karl Lindgren", "MN", "Minneapolis", "55407", "RUG-JUTE-4X6", "BALL-MED-4KG")
	two.Cartons = 2
	d.add(blaine, "CAD", "Priya Raman", "CA", "Oakland", "94607", "SWTR-MERINO-W", "SCARF-LAMBS")
	again := d.add(blaine, "USD", "Hannah Brooks", "OR", "Portland", "97211", "CAP-CANVAS")
	again.ShipTo = d.orders[0].ShipTo
	d.add(fife, "USD", "Tomás Villareal", "ID", "Boise", "83702", "BOOT-HIKE-42")
	d.add(fife, "USD", "Nadia Haddad", "NV", "Reno", "89502", "JKT-RAIN-M", "TOQUE-RIB")
	d.add(blaine, "USD", "Calvin Teo", "HI", "Honolulu", "96816", "SANDAL-CORK")
	soldier := d.add(blaine, "USD", "Sgt Amy Kessler", "AE", "APO", "09094", "NOTE-A5-3")
	soldier.ShipTo.Line1, soldier.ShipTo.Line2, soldier.ShipTo.Company = "PSC 4103 Box 2077", "", ""
	d.add(blaine, "USD", "Zoë Castellano", "LA", "New Orleans", "70115", "DRESS-KNIT-M", "EARR-BRASS")
	d.add(blaine, "CAD", "Wendell Hughes", "AK", "Anchorage", "99507", "BAG-SLEEP")
	d.add(fife, "USD", "Bonnie Schaefer", "UT", "Salt Lake City", "84105", "TENT-2P")
	d.add(blaine, "USD", "Iván Rosario", "PR", "San Juan", "00901", "SHIRT-OXF-BLU", "BELT-LTHR-34")
	vietnam := d.add(blaine, "USD", "Lorraine Pike", "GA", "Atlanta", "30307", "CHINO-W-08")
	vietnam.Lines[0].Origin = "VT"
	d.add(blaine, "USD", "Samuel Achebe", "NY", "Brooklyn", "11215", "HEADPH-WIRED", "LP-FOLK")
	d.add(buffalo, "CAD", "Françoise Bélanger", "ME", "Portland", "04101", "RING-SILVER")
	d.add(buffaloFedx, "USD", "Theodore Quist", "OH", "Columbus", "43215", "LAMP-DESK-BRS")
	d.add(buffalo, "CAD", "Maeve Donnelly", "MA", "Northampton", "01060", "SHEET-LIN-Q", "TOWEL-BATH-2")
	d.add(buffaloFedx, "USD", "Curtis Bell", "FL", "Tampa", "33602", "KNIFE-CHEF-20", "SPOON-SERVE")
	orders := make([]manifest.Order, 0, len(d.orders))
	for _, o := range d.orders {
		o.GoodsTotal = manifest.Money{Micros: total(o.Lines), Currency: o.Currency}
		orders = append(orders, *o)
	}
	return orders
}

type demoMaker struct {
	*maker
	orders []*manifest.Order
}

func (d *demoMaker) add(l lane, currency, name, state, city, zip string, skus ...string) *manifest.Order {
	s, prefix := example, "EX-2"
	if strings.HasPrefix(l.id, "BUFFALO") {
		s, prefix = maple, "MPL-2"
	}
	o := d.order(s, prefix, d.personIn(name, state, city, zip))
	o.Lane, o.Carrier, o.Currency = l.id, l.carrier, currency
	// Orders of one person stay more than a day apart, so that only the rule that is shown fires.
	o.PlacedAt = time.Date(2026, 11, 18, 16, 0, 0, 0, time.UTC).Add(time.Duration(len(d.orders)) * 3 * time.Hour)
	for _, sku := range skus {
		o.Lines = append(o.Lines, find(sku).line(1, currency))
	}
	d.orders = append(d.orders, &o)
	return &o
}

func setup() ([]byte, error) {
	var b bytes.Buffer
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	err := encoder.Encode(struct {
		Clients []manifest.Client `json:"clients"`
		Lanes   []manifest.Lane   `json:"lanes"`
	}{clients(), lanes()})
	return b.Bytes(), err
}

func clients() []manifest.Client {
	toronto := manifest.Party{Name: "Maple Outfitters Inc / Équipement Érable", Address: manifest.Address{
		Line1: "77 Sample Quay, Unit 4", City: "Toronto", State: "ON", Postal: "M5V 1A1", Country: "CA",
	}}
	return []manifest.Client{
		{
			ID: example.client,
			Exporter: manifest.Party{Name: "Example Goods Ltd", Address: manifest.Address{
				Line1: "55 Sample Way", City: "Vancouver", State: "BC", Postal: "V6B 1A1", Country: "CA",
			}},
			ReturnAddresses: map[string]manifest.Party{
				"Blaine, WA": desk("Example Goods", "1234 Peace Portal Dr", "Blaine", "WA", "98230"),
				"Fife, WA":   desk("Example Goods Returns", "5000 Sample Hwy E", "Fife", "WA", "98424"),
			},
			Signer:       manifest.Signer{Name: "Dana Example", Title: "Shipping manager"},
			OrderPattern: "^EX-[0-9]{5}$",
			Switches:     manifest.Switches{ClosingScan: manifest.ClosingAtBench},
		},
		{
			ID: maple.client, Exporter: toronto,
			ReturnAddress: desk("Maple Outfitters Returns", "300 Sample Pkwy", "Buffalo", "NY", "14206"),
			Signer:        manifest.Signer{Name: "Élise Example", Title: "Export clerk"},
			OrderPattern:  "^MPL-[0-9]{5}$",
			Switches:      manifest.Switches{ClosingScan: manifest.ClosingAtBench},
		},
	}
}

func desk(name, street, city, state, zip string) manifest.Party {
	return manifest.Party{Name: name, Address: manifest.Address{Line1: street, City: city, State: state, Postal: zip, Country: "US"}}
}

func lanes() []manifest.Lane {
	lane := func(l lane, induction, port string, release manifest.ReleaseType, crossings ...string) manifest.Lane {
		return manifest.Lane{
			ID: l.id, Induction: induction, Carrier: l.carrier, Port: port, Crossings: crossings,
			Cutoff: manifest.DefaultCutoff, Release: release,
		}
	}
	return []manifest.Lane{
		lane(blaine, "Blaine, WA", "3004", manifest.ReleaseSection321, "20:00"),
		lane(fife, "Fife, WA", "3004", manifest.ReleaseEntry, "06:00", "18:30"),
		lane(buffalo, "Buffalo, NY", "0901", manifest.ReleaseSection321, "19:00"),
		lane(buffaloFedx, "Buffalo, NY", "0901", manifest.ReleaseSection321, "19:00"),
	}
}

// rates is a CAD rate for every quarter of four years.
func rates() []byte {
	values := []string{
		"0.7412", "0.7308", "0.7331", "0.7154", "0.6968", "0.7221", "0.7262", "0.7170",
		"0.7205", "0.7248", "0.7190", "0.7215", "0.7230", "0.7260", "0.7240", "0.7225",
	}
	var b bytes.Buffer
	b.WriteString("currency,usd_per_unit,valid_from,valid_to,source\n")
	for i, value := range values {
		from := time.Date(2024, time.Month(1+3*i), 1, 0, 0, 0, 0, time.UTC)
		to := from.AddDate(0, 3, -1)
		fmt.Fprintf(&b, "CAD,%s,%s,%s,\"sample rate for training, not an official rate\"\n", value, from.Format(time.DateOnly), to.Format(time.DateOnly))
	}
	return b.Bytes()
}
