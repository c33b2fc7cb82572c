package scanner

import "strings"

const (
	rs  = 0x1E // ASCII record separator
	eot = 0x04 // ASCII end of transmission
)

// isMessage reports whether a code is a message of ISO/IEC 15434, as MaxiCodes of carriers hold: its control characters
// are part of it.
func isMessage(body string) bool { return strings.HasPrefix(body, "[)>\x1E01\x1D") }

// parseMessage finds the UPS tracking number in a structured carrier message: [)> RS 01 GS, the year, and fields between
// GS: postal code, country and service (which MaxiCode modes 2 and 3 keep apart and scanners put in front), tracking
// number, UPSN, shipper... The tracking field holds 1Z and the number's last 8 characters; shipper and service stand in
// the middle of the whole number. The number is empty where service or shipper are not there, as when a scanner leaves the
// first fields out; ups reports whether the message is UPS's at all.
func parseMessage(body string) (number string, ups bool) {
	body, _, _ = strings.Cut(body[len("[)>\x1E01\x1D"):], "\x1E")
	fields := strings.Split(body, "\x1D")
	for i, field := range fields {
		if field != "UPSN" || i < 1 {
			continue
		}
		if i+1 == len(fields) {
			return "", true
		}
		short, shipper := strings.TrimSpace(fields[i-1]), strings.TrimSpace(fields[i+1])
		if i == 1 && len(short) > 2 {
			short = short[2:] // the year stands before the first field, whichever that is
		}
		switch {
		case len(short) == 18 && strings.HasPrefix(short, "1Z"):
			return short, true
		case len(short) != 10 || !strings.HasPrefix(short, "1Z") || len(shipper) != 6 || i < 2:
			return "", true
		}
		service := strings.TrimSpace(fields[i-2])
		if len(service) != 3 || !allDigits(service) {
			return "", true
		}
		return "1Z" + shipper + service[1:] + short[2:], true
	}
	return "", false
}

// unprintable gives the key of what is wrong with a text's characters. Controls are never data here but for GS where
// GS1 data may be, and the separators of a carrier's message.
func unprintable(s string, gsAllowed bool) string {
	message := isMessage(s)
	for i := range len(s) {
		switch c := s[i]; {
		case c >= 0x80:
			return "scanner.not-ascii"
		case c == gs && (gsAllowed || message), message && (c == rs || c == eot):
		case c < 0x20, c == 0x7F:
			return "scanner.control-character"
		}
	}
	return ""
}
