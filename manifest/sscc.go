package manifest

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// SSCC is a serial shipping container code of 18 digits (GS1 General Specifications, AI 00): extension digit, GS1
// company prefix, serial reference, check digit. Empty means none.
type SSCC string

// ErrSSCC is the error of a number that is no SSCC.
var ErrSSCC = errors.New("cannot use as SSCC")

// NewSSCC makes the SSCC of an extension digit (0 to 9), a company prefix (digits) and a serial number that fits in
// what those leave of 17 digits.
func NewSSCC(extension int, prefix string, serial uint64) (SSCC, error) {
	room := 16 - len(prefix)
	digits := strconv.FormatUint(serial, 10)
	if extension < 0 || extension > 9 || len(prefix) < 2 || room < 1 || !allDigits(prefix) {
		return "", fmt.Errorf("%w: extension %d, company prefix %q", ErrSSCC, extension, prefix)
	}
	if len(digits) > room {
		return "", fmt.Errorf("%w: serial %d doesn't fit in %d digits", ErrSSCC, serial, room)
	}
	body := strconv.Itoa(extension) + prefix + strings.Repeat("0", room-len(digits)) + digits
	return SSCC(body + string(CheckDigit(body))), nil
}

// ParseSSCC reads 18 digits with a right check digit.
func ParseSSCC(s string) (SSCC, error) {
	if len(s) != 18 || !allDigits(s) {
		return "", fmt.Errorf("%w: %q is not 18 digits", ErrSSCC, s)
	}
	if CheckDigit(s[:17]) != s[17] {
		return "", fmt.Errorf("%w: the check digit of %s is wrong", ErrSSCC, s)
	}
	return SSCC(s), nil
}

// CheckDigit gives the GS1 modulo 10 check digit of a string of digits: weights 3, 1, 3... from the right.
func CheckDigit(body string) byte {
	sum := 0
	for i := range len(body) {
		weight := 1
		if (len(body)-1-i)%2 == 0 {
			weight = 3
		}
		sum += weight * int(body[i]-'0')
	}
	return byte('0' + (10-sum%10)%10)
}

// Spaced writes the number in the groups a person reads: (00) e pppppppp ssssssss c is left to labels; here it is
// blocks of four from the left.
func (s SSCC) Spaced() string {
	var b strings.Builder
	for i := range len(s) {
		if i > 0 && i%4 == 0 {
			b.WriteByte(' ')
		}
		b.WriteByte(s[i])
	}
	return b.String()
}

func allDigits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != ""
}
