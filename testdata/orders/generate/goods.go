package main

import "packline/manifest"

// special is an article that screening stops.
func special(sku, description, hts, origin string, grams int, price int64, flags ...string) manifest.Line {
	line := product{sku, description, hts, origin, grams, price, price * 13 / 10}.line(1, "USD")
	line.Flags = flags
	return line
}

func wine() manifest.Line {
	return special("WINE-PINOT", "Pinot Noir red wine, bottle of 750 ml", "2204.21.5040", "CA", 1300, 3400)
}

func powerBank() manifest.Line {
	return special("PWR-BANK-10", "Portable power bank, 10,000 mAh lithium-ion", "8507.60.0020", "KR", 240, 4900, "battery_lithium")
}

// products adds an order for each screening rule.
func (h *heldMaker) products() {
	h.goods("REJECT", "PRD-ALC", "wine", wine())
	h.goods("REJECT", "PRD-ALC", "flagged as alcohol by the client, with the code of a chocolate box's carton",
		special("GIFT-LIQ", "Chocolates filled with liqueur, carton", "4819.10.0040", "BE", 420, 2900, "alcohol"))
	h.goods("REJECT", "PRD-TOB", "cigars", special("CIGAR-ROB", "Hand-rolled cigars, box of ten", "2402.10.8050", "DO", 260, 9800))
	h.goods("REJECT", "PRD-PGA", "maple syrup is food (FDA)", special("SYRUP-500", "Pure maple syrup, 500 ml glass", "1702.20.2290", "CA", 910, 2200))
	h.goods("REJECT", "PRD-PGA", "a face cream is a cosmetic (FDA)", special("CREAM-FACE", "Moisturising face cream, 50 ml", "3304.99.5000", "FR", 140, 3900))
	h.goods("REJECT", "PRD-PGA", "sunglasses are a medical device (FDA)", special("SUN-AVTR", "Sunglasses, metal frame", "9004.10.0000", "IT", 60, 11900))
	h.goods("HOLD", "PRD-PGA", "a ceramic mug may be regulated as tableware", special("MUG-STONE", "Stoneware coffee mug", "6912.00.4400", "PT", 480, 2100))
	h.goods("HOLD", "PRD-PGA", "a bicycle helmet may be regulated as vehicle equipment", special("HELM-BIKE", "Bicycle helmet, size M", "6506.10.3030", "TW", 380, 8900))
	h.goods("HOLD", "PRD-HAZ", "a lithium battery by flag", powerBank())
	h.goods("HOLD", "PRD-HAZ", "oil paints may be hazardous", special("PAINT-OIL-12", "Artists' oil varnish set, twelve tubes", "3208.90.0000", "NL", 620, 5600))
	h.goods("REJECT", "PRD-HAZ", "bear spray, flagged as dangerous goods", special("SPRAY-BEAR", "Bear deterrent spray canister", "8424.89.9000", "CA", 410, 4400, "hazmat"))
	h.goods("HOLD", "PRD-CPSC", "a toy", special("TOY-BLOCKS", "Wooden building blocks, 60 pieces", "9503.00.0073", "DE", 1600, 4700))
	h.goods("HOLD", "PRD-CPSC", "baby clothes", special("BABY-SUIT-6", "Infants' cotton knit bodysuit", "6111.20.6070", "IN", 90, 1900))
	h.goods("REJECT", "PRD-TRADE", "under an antidumping order", special("HANGER-STL", "Steel wire garment hangers, 20 pieces", "7326.20.0020", "CN", 900, 1600, "ad_cvd"))
	h.goods("HOLD", "PRD-UNK", "no tariff code and no flag", special("LOOM-KIT", "Tabletop weaving loom kit", "", "SE", 2100, 12900))
}

// papers adds orders whose data is not fit for a manifest or an invoice.
func (h *heldMaker) papers() {
	h.one("HOLD", "ORG-CTRY", "origin VT, which is no country: Vietnam is VN", func(o *manifest.Order) { o.Lines[0].Origin = "VT" })
	h.one("HOLD", "ORG-CTRY", "origin UK, which is written GB", func(o *manifest.Order) { o.Lines[0].Origin = "UK" })
	h.one("HOLD", "ORG-CTRY", "no origin", func(o *manifest.Order) { o.Lines[0].Origin = "" })
	h.one("HOLD", "DOC-HTS", "a tariff code of seven digits", func(o *manifest.Order) { o.Lines[0].HTSUS = "6205.20.2" })
	h.one("HOLD", "DOC-DESC", `described as "Gift"`, func(o *manifest.Order) { o.Lines[0].Description = "Gift" })
	h.one("HOLD", "DOC-DESC", `described as "Misc accessories 2"`, func(o *manifest.Order) { o.Lines[0].Description = "Misc accessories 2" })
	h.one("HOLD", "DOC-DATA", "a line with a quantity of zero", func(o *manifest.Order) {
		o.Lines = append(o.Lines, find("CAP-CANVAS").line(0, "USD"))
	})
	h.one("HOLD", "DOC-SHPR", "the shipper is the U.S. returns desk, not the Canadian exporter", func(o *manifest.Order) {
		o.Shipper = manifest.Party{Name: "Example Goods", Address: manifest.Address{
			Line1: "1234 Peace Portal Dr", City: "Blaine", State: "WA", Postal: "98230", Country: "US",
		}}
	})
	h.add("REJECT", "wine to Guam: every rule that fires is reported", []string{"DST-US", "PRD-ALC"}, h.base(example), func(o *manifest.Order) {
		o.ShipTo = h.personIn("Vicente Cruz", "GU", "Hagatna", "96910")
		o.Lines = append(o.Lines, wine())
	})
}

// fewHeld makes the orders of orders.csv that stop.
func (m *maker) fewHeld(examplePrefix, maplePrefix string) []heldOrder {
	h := &heldMaker{maker: m, examplePrefix: examplePrefix, maplePrefix: maplePrefix}
	h.one("WARN", "VAL-MAX", "exactly 800.00 USD", func(o *manifest.Order) {
		o.Lines = []manifest.Line{priced("JKT-DOWN-W", 2, 22_900, "USD"), priced("BAG-SLEEP", 2, 17_100, "USD")}
	})
	h.goods("REJECT", "PRD-ALC", "wine", wine())
	h.one("HOLD", "DST-US", "an army post office (AE)", func(o *manifest.Order) {
		o.ShipTo = h.personIn("Cpl Jordan Hale", "AE", "APO", "09094")
		o.ShipTo.Line1, o.ShipTo.Line2, o.ShipTo.Company = "PSC 2 Box 7714", "", ""
	})
	h.goods("HOLD", "PRD-HAZ", "a lithium battery by flag", powerBank())
	return h.all
}
