package scale

const (
	ouncesPerPound   = 16
	maxPounds        = 1_000_000
	maxOunceDecimals = 6
)

// poundsOunces gives pounds and ounces as ounces, with the ounces' decimals. ok is false where they can't be one
// reading: pounds with decimals, or 16 ounces and more.
func poundsOunces(pounds, ounces Number) (n Number, ok bool) {
	if pounds.Decimals != 0 || pounds.Mantissa > maxPounds || ounces.Decimals > maxOunceDecimals {
		return Number{}, false
	}
	one := int64(1)
	for range ounces.Decimals {
		one *= 10
	}
	if ounces.Mantissa >= ouncesPerPound*one {
		return Number{}, false
	}
	return Number{Mantissa: pounds.Mantissa*ouncesPerPound*one + ounces.Mantissa, Decimals: ounces.Decimals}, true
}
