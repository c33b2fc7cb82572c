package main

import (
	"fmt"
	"strings"

	"packline/manifest"
)

// product is an article of the two shops. Prices are in cents; the Canadian one is for orders in CAD.
type product struct {
	sku, description, hts, origin string
	grams                         int
	usd, cad                      int64
}

// apparel, home and more: nothing in here is on a screening table. Tariff codes are of the right chapter and shape and
// good enough to train with; nobody classified these goods.
var catalogue = []product{
	{"TEE-CREW-BLK-M", "Men's cotton knit T-shirt, crew neck", "6109.10.0012", "BD", 180, 2400, 3200},
	{"TEE-CREW-WHT-L", "Men's cotton knit T-shirt, white", "6109.10.0004", "BD", 190, 2400, 3200},
	{"TEE-W-VNECK-S", "Women's cotton knit T-shirt, V-neck", "6109.10.0040", "VN", 150, 2600, 3500},
	{"HOOD-FLC-GRY-L", "Men's fleece hooded sweatshirt, cotton", "6110.20.2041", "PK", 620, 6800, 8900},
	{"SWTR-MERINO-W", "Women's merino wool pullover sweater", "6110.11.0030", "CN", 340, 11800, 15500},
	{"SHIRT-OXF-BLU", "Men's woven cotton Oxford shirt", "6205.20.2051", "IN", 290, 7200, 9500},
	{"BLOUSE-LIN-W", "Women's woven linen blouse", "6206.90.0030", "PT", 210, 8400, 10900},
	{"JEAN-SLIM-32", "Men's cotton denim trousers", "6203.42.0711", "MX", 720, 8900, 11500},
	{"CHINO-W-08", "Women's cotton twill trousers", "6204.62.8011", "VN", 540, 7800, 9900},
	{"DRESS-KNIT-M", "Women's knit cotton dress", "6104.42.0010", "TR", 380, 9600, 12500},
	{"JKT-RAIN-M", "Men's waterproof nylon rain jacket", "6201.40.5511", "VN", 560, 16800, 21900},
	{"JKT-DOWN-W", "Women's quilted down jacket", "6202.40.5511", "VN", 690, 22900, 29900},
	{"SOCK-WOOL-3PK", "Wool hiking socks, three pairs", "6115.94.0000", "PE", 240, 3600, 4800},
	{"GLOVE-KNIT", "Knit acrylic gloves", "6116.93.8800", "CN", 90, 1800, 2400},
	{"SCARF-LAMBS", "Lambswool woven scarf", "6214.20.0000", "GB", 210, 5900, 7800},
	{"TOQUE-RIB", "Rib-knit wool toque", "6505.00.3030", "CN", 110, 2900, 3800},
	{"CAP-CANVAS", "Cotton canvas cap", "6505.00.2060", "BD", 120, 2700, 3500},
	{"BOOT-HIKE-42", "Men's leather hiking boots", "6403.91.6030", "IT", 1480, 18900, 24500},
	{"SHOE-RUN-39", "Women's running shoes, textile upper", "6404.11.9080", "ID", 610, 12900, 16900},
	{"SANDAL-CORK", "Sandals with moulded footbed", "6402.99.3165", "PT", 520, 7900, 9900},
	{"BELT-LTHR-34", "Leather belt with brass buckle", "4203.30.0000", "IT", 230, 4900, 6500},
	{"WALLET-BIFOLD", "Leather bifold wallet", "4202.31.6000", "IN", 110, 5400, 7200},
	{"PACK-DAY-22", "Nylon day backpack, 22 litres", "4202.92.3120", "VN", 780, 9800, 12900},
	{"TOTE-CANVAS", "Cotton canvas tote bag", "4202.92.1500", "IN", 310, 3400, 4500},
	{"TOWEL-BATH-2", "Terry cotton bath towels, pair", "6302.60.0020", "PT", 1150, 5200, 6800},
	{"THROW-WOOL", "Wool throw blanket", "6301.20.0010", "GB", 1300, 14900, 18900},
	{"SHEET-LIN-Q", "Linen bed sheet set, queen", "6302.29.0020", "PT", 1900, 19800, 25900},
	{"CUSHION-VELV", "Velvet cushion cover", "6304.93.0000", "IN", 240, 3200, 4200},
	{"RUG-JUTE-4X6", "Hand-woven jute rug, 4 x 6 ft", "5702.39.2010", "BD", 3900, 12400, 15900},
	{"LAMP-DESK-BRS", "Brass desk lamp", "9405.21.6010", "TW", 2100, 11900, 15500},
	{"VASE-STONE", "Stoneware vase", "6913.90.5000", "PT", 1450, 6400, 8200},
	{"TUMBLER-4", "Glass drinking tumblers, set of four", "7013.37.2000", "TR", 1350, 4800, 6200},
	{"CANDLE-SOY", "Soy wax candle in glass", "3406.00.0000", "CA", 480, 2800, 3600},
	{"FRAME-8X10", "Metal photograph frame, 8 x 10 in", "8306.30.0000", "CN", 520, 3100, 3900},
	{"KNIFE-CHEF-20", "Chef's knife, 20 cm steel blade", "8211.92.2000", "DE", 310, 13900, 17900},
	{"SPOON-SERVE", "Stainless serving spoons, pair", "8215.99.3500", "JP", 280, 4200, 5500},
	{"BOOK-TRAIL", "Printed book, trail guide to the Coast Range", "4901.99.0092", "CA", 640, 3200, 3995},
	{"BOOK-POEMS", "Printed book, collected poems", "4901.99.0070", "CA", 380, 2400, 2995},
	{"NOTE-A5-3", "Bound notebooks A5, three", "4820.10.2030", "JP", 690, 2700, 3500},
	{"PEN-FOUNTAIN", "Fountain pen with steel nib", "9608.30.0031", "DE", 60, 6800, 8900},
	{"PRINT-ART", "Lithograph print, signed", "4911.91.2040", "CA", 350, 12000, 16000},
	{"CARDS-PLAY", "Playing cards, two packs", "9504.40.0000", "BE", 220, 1900, 2500},
	{"GAME-BOARD", "Board game for adults, strategy", "9504.90.6000", "DE", 1650, 5900, 7800},
	{"MAT-YOGA", "Natural rubber exercise mat", "9506.91.0030", "TW", 2200, 8800, 11500},
	{"BALL-MED-4KG", "Weighted exercise ball, 4 kg", "9506.91.0030", "TW", 4050, 5400, 6900},
	{"KETTLE-12KG", "Cast iron kettlebell, 12 kg", "9506.91.0030", "TW", 12000, 8900, 11500},
	{"TENT-2P", "Two-person backpacking tent", "6306.22.9030", "VN", 2150, 32900, 42900},
	{"BAG-SLEEP", "Synthetic sleeping bag", "9404.30.8000", "VN", 1540, 17900, 22900},
	{"BOTTLE-STEEL", "Vacuum insulated steel bottle", "9617.00.1000", "CN", 390, 3400, 4500},
	{"HEADPH-WIRED", "Wired over-ear headphones", "8518.30.2000", "KR", 340, 14900, 18900},
	{"WATCH-AUTO", "Automatic wrist watch, steel case", "9102.21.7010", "JP", 160, 28900, 37900},
	{"RING-SILVER", "Sterling silver ring", "7113.11.5000", "CA", 20, 7600, 9900},
	{"EARR-BRASS", "Brass costume earrings", "7117.19.9000", "TH", 25, 3300, 4200},
	{"STRING-GTR", "Guitar strings, steel set", "9209.92.4000", "DE", 45, 1600, 2200},
	{"LP-FOLK", "Vinyl record, folk album", "8523.80.2000", "CZ", 330, 2900, 3800},
	{"TOOL-PRUNER", "Hand pruners, forged steel", "8201.50.0000", "CH", 260, 5900, 7600},
	{"BRUSH-CLOTH", "Clothes brush with beech handle", "9603.90.8050", "DE", 140, 2600, 3400},
}

// line is so many of a product at its price.
func (p product) line(qty int64, currency string) manifest.Line {
	price := p.usd
	if currency == "CAD" {
		price = p.cad
	}
	return manifest.Line{
		SKU: p.sku, GTIN: gtin(p.sku), Description: p.description, Quantity: qty,
		UnitValue: cents(price, currency), HTSUS: p.hts, HSCA: canadian(p.hts), Origin: p.origin,
		UnitWeight: manifest.Shown{Value: fmt.Sprintf("%d", p.grams), Unit: manifest.UnitGram},
	}
}

func cents(n int64, currency string) manifest.Money {
	return manifest.Money{Micros: n * 10_000, Currency: currency}
}

// gtin is a GTIN-13 under GS1's example prefix 952.
func gtin(sku string) string {
	sum := 0
	for _, r := range sku {
		sum = (sum*131 + int(r)) % 1_000_000_000
	}
	body := fmt.Sprintf("952%09d", sum)
	return body + string(manifest.CheckDigit(body))
}

// canadian is a ten-digit Canadian code that agrees in the first six digits, as codes of the two countries do.
func canadian(hts string) string {
	digits := strings.ReplaceAll(hts, ".", "")
	if len(digits) < 6 {
		return ""
	}
	return digits[:4] + "." + digits[4:6] + ".00.10"
}
