package scanner

// asMisread reads digits of a length that is only known with a check digit, where none holds: nobody knows such a number,
// except those who number their orders so. They are asked first.
func (d *Description) asMisread(body string) bool {
	// Carriers were asked before; all other forms have the digit of GTINs.
	kind, ok := checkedLengths[len(body)]
	if !ok || !allDigits(body) || checkDigitRight(body) && len(body) != 34 {
		return false
	}
	d.Kind = kind
	d.problem(false, faultDigit, shorten(body))
	return true
}

// checkedLengths are the lengths of numbers whose last digit is a check digit in every form that has this length, and
// what they most likely are: GTINs, SSCCs, and the numbers of FedEx (12, 15, 34), Canada Post (16) and USPS (20 to 34).
var checkedLengths = map[int]Kind{
	12: KindGTIN, 13: KindGTIN, 14: KindGTIN, 15: KindTracking, 16: KindTracking, 18: KindSSCC,
	20: KindTracking, 22: KindTracking, 26: KindTracking, 30: KindTracking, 34: KindTracking,
}
