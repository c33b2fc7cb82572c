package scanner

import (
	"slices"
	"strings"
)

const (
	rs  = 0x1E // ASCII record separator
	eot = 0x04 // ASCII end of transmission
)

// header begins a message of a transport carrier (ISO/IEC 15434, format 01).
const header = "[)>\x1E01\x1D"

// cutMessage finds a message of ISO/IEC 15434, as MaxiCodes of carriers hold: its control characters are part of it. The
// primary message of MaxiCode modes 2 and 3, postal code, country and service, is put by most scanners behind the header,
// where it comes back as the first fields, and by some in front of it.
func cutMessage(body string) (fields []string, whole, ok bool) {
	front, rest, ok := strings.Cut(body, header)
	if !ok || front != "" && !isPrimary(front) {
		return nil, false, false
	}
	rest, _, whole = strings.Cut(rest, "\x1E")
	fields = strings.Split(rest, "\x1D")
	if len(fields[0]) >= 2 && allDigits(fields[0][:2]) {
		fields[0] = fields[0][2:] // the year stands before the first field, whichever that is
	}
	if front != "" {
		fields = append(strings.Split(front[:len(front)-1], "\x1D"), fields...)
	}
	for i := range fields {
		fields[i] = strings.TrimSpace(fields[i])
	}
	return fields, whole, true
}

// isPrimary reports whether a text is a postal code, a country and a service, each with a separator behind it.
func isPrimary(front string) bool {
	parts := strings.Split(front, "\x1D")
	return len(parts) == 4 && len(parts[0]) <= 9 && len(parts[1]) == 3 && allDigits(parts[1]) &&
		len(parts[2]) == 3 && allDigits(parts[2]) && parts[3] == ""
}

// maxicode is what a message says of a UPS number.
type maxicode int

const (
	notUPS maxicode = iota
	upsTorn
	upsPart  // the message is whole, but shipper and service don't make the number complete
	upsWhole // the number is complete
)

// upsNumber finds the UPS tracking number in a message: ... service, tracking number, UPSN, shipper ... The tracking
// field holds 1Z and the number's last 8 characters; shipper and service stand in the middle of the whole number. Where a
// scanner leaves the primary message out, the service is not known.
func upsNumber(fields []string, whole bool) (number string, found maxicode) {
	at := slices.Index(fields, "UPSN") - 1
	if at < 0 {
		if at = slices.IndexFunc(fields, func(f string) bool { return strings.HasPrefix(f, "1Z") }); at >= 0 {
			return "", upsTorn
		}
		return "", notUPS
	}
	short := fields[at]
	switch {
	case !strings.HasPrefix(short, "1Z"):
		return "", upsTorn
	case shaped(short, "1Z****************"):
		return short, upsWhole
	case !shaped(short, "1Z*******9"), at+2 >= len(fields), !shaped(fields[at+2], "******"):
		return "", upsTorn
	case at >= 1 && shaped(fields[at-1], "999"):
		return "1Z" + fields[at+2] + fields[at-1][1:] + short[2:], upsWhole
	case !whole:
		return "", upsTorn
	}
	return "", upsPart
}

// unprintable gives the key of what is wrong with a text's characters. Controls are never data here but for GS where
// GS1 data may be, and the separators of a carrier's message.
func unprintable(s string, gsAllowed bool) string {
	_, _, message := cutMessage(s)
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
