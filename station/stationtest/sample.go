package stationtest

import (
	"testing"
	"time"

	"packline/manifest"
	"packline/manifest/section321"
	"packline/papers/label"
	"packline/papers/zpl"
	"packline/station"
)

// Morning is when scenarios begin: a winter morning in Vancouver, within the classic rulebook's last full year.
func Morning() time.Time { return time.Date(2024, 11, 19, 17, 0, 0, 0, time.UTC) }

// Setup is a live station under section-321-classic, with a picker, two leads (one without a PIN), a lane for each
// release type and a block of numbers.
func Setup(t testing.TB) station.Setup {
	t.Helper()
	books, err := section321.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	keys, err := manifest.DeriveKeys("AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=")
	if err != nil {
		t.Fatal(err)
	}
	blaine := manifest.Party{Name: "Example Goods", Address: manifest.Address{
		Line1: "1234 Peace Portal Dr", City: "Blaine", State: "WA", Postal: "98230", Country: "US",
	}}
	client := func(id string, scan manifest.ClosingScan) manifest.Client {
		return manifest.Client{
			ID: id, ReturnAddress: blaine, Switches: manifest.Switches{ClosingScan: scan},
			Exporter: manifest.Party{Name: "Example Goods Ltd", Address: manifest.Address{
				Line1: "55 Sample Way", City: "Vancouver", State: "BC", Postal: "V6B 1A1", Country: "CA",
			}},
		}
	}
	lane := func(id, carrier string, release manifest.ReleaseType) manifest.Lane {
		return manifest.Lane{ID: id, Induction: "Blaine, WA", Carrier: carrier, Port: "3004", Crossings: []string{"20:00"}, Release: release}
	}
	return station.Setup{
		Station: "YVR-03", Warehouse: "Vancouver", Build: "test", Keys: keys,
		Clients: []manifest.Client{client("example", ""), client("doors", manifest.ClosingAtDoor), client("trusting", manifest.ClosingOff)},
		Lanes:   []manifest.Lane{lane("BLAINE-USPS", "USPS", ""), lane("BLAINE-UPS", "UPS", manifest.ReleaseEntry)},
		Operators: []manifest.Operator{
			{Badge: "OP-1001", Name: "Maya", Role: manifest.RolePicker},
			{Badge: "OP-1002", Name: "Jun", Role: manifest.RolePicker},
			{Badge: "OP-2001", Name: "Lee", Role: manifest.RoleLead, PINHash: "hash of 4711"},
			{Badge: "OP-2002", Name: "Kim", Role: manifest.RoleLead},
		},
		Rulebooks: books, Rulebook: section321.ByDate, Media: label.Media{DPI: 203}, Unit: manifest.UnitPound,
		Numbers: []station.Block{{NumberBlock: manifest.NumberBlock{Prefix: "952", Extension: 9, First: 1, Last: 99999}, Next: 1}},
	}
}

// Orders are what the scenarios pack: O-1 to O-3 are clean and for different people; the others are named for what
// becomes of them.
func Orders(t testing.TB) []manifest.Order {
	t.Helper()
	clean := func(id, name, street string) manifest.Order {
		value, err := manifest.NewMoney("45.00", "USD")
		if err != nil {
			t.Fatal(err)
		}
		return manifest.Order{
			ID: id, Revision: 1, Client: "example", Currency: "USD", Lane: "BLAINE-USPS", Carrier: "USPS",
			PlacedAt: Morning().Add(-72 * time.Hour),
			ShipTo: manifest.Person{Name: name, Address: manifest.Address{
				Line1: street, City: "Portland", State: "OR", Postal: "97201", Country: "US",
			}},
			Lines: []manifest.Line{{
				SKU: "TEE-1", Description: "Men's cotton knit T-shirt", Quantity: 1, UnitValue: value, HTSUS: "6109.10.0012", Origin: "VN",
			}},
		}
	}
	orders := []manifest.Order{
		clean("O-1", "John Smith", "123 Main St"), clean("O-2", "Ana Lopez", "9 Pine Ave"), clean("O-3", "Wei Chen", "77 Hill Rd"),
		clean("O-1-AGAIN", "Smith, John", "123 Main Street"),
	}
	change := func(id string, f func(*manifest.Order)) {
		o := clean(id, "Person of "+id, id+" Long Rd")
		f(&o)
		orders = append(orders, o)
	}
	change("O-800", func(o *manifest.Order) { o.Lines[0].UnitValue.Micros = 800_000_000 })
	change("O-BATTERY", func(o *manifest.Order) { o.Lines[0].Flags = []string{"battery_lithium"} })
	change("O-WINE", func(o *manifest.Order) { o.Lines[0].HTSUS, o.Lines[0].Description = "2204.21.5040", "Red wine 750 ml" })
	change("O-TWO", func(o *manifest.Order) { o.Cartons = 2 })
	change("O-CANCELLED", func(o *manifest.Order) { o.Cancelled = true })
	change("O-NOWHERE", func(o *manifest.Order) { o.Lane = "MARS-USPS" })
	change("O-STRANGER", func(o *manifest.Order) { o.Client = "nobody" })
	change("O-DOOR", func(o *manifest.Order) { o.Client = "doors" })
	change("O-OFF", func(o *manifest.Order) { o.Client = "trusting" })
	change("O-UPS", func(o *manifest.Order) {
		o.Lane, o.Carrier = "BLAINE-UPS", "UPS"
		o.Tracking = []string{"1Z12345E0205271688"}
	})
	change("O-NONAME", func(o *manifest.Order) { o.ShipTo = manifest.Person{} })
	change("O-CAD", func(o *manifest.Order) { o.Currency, o.Lines[0].UnitValue.Currency = "CAD", "CAD" })
	return orders
}

func qrTexts(l zpl.Label) []string {
	var out []string
	for _, e := range l.Elements {
		if qr, ok := e.(zpl.QR); ok {
			out = append(out, qr.Data)
		}
	}
	return out
}
