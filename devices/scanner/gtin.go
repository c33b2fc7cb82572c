package scanner

import "strings"

// isGTINLength reports whether a number has the length of a GTIN-8, GTIN-12 (UPC-A), GTIN-13 or GTIN-14.
func isGTINLength(n int) bool { return n == 8 || n == 12 || n == 13 || n == 14 }

// fill gives a GTIN its 14 digits: that is how GTINs of different lengths are compared.
func fill(gtin string) string { return strings.Repeat("0", 14-len(gtin)) + gtin }

// retailGTIN gives the GTIN under an EAN or UPC identifier, without its add-on of 2 or 5 digits.
func retailGTIN(aim, body string) (gtin string, ok bool) {
	if aim == "E3" && len(body) > 13 {
		body = strings.TrimSpace(body[:13])
	}
	if !allDigits(body) || !isGTINLength(len(body)) || len(body) == 14 {
		return "", false
	}
	return body, true
}
