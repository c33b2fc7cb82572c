package manifest

import (
	"fmt"
	"math/big"
)

// ParseDecimal reads a plain decimal number exactly: digits, at most one point, an optional sign, no exponent, at most
// 40 characters. It is for numbers that are neither Money nor Shown, such as the limits of a rulebook.
func ParseDecimal(s string) (*big.Rat, error) {
	r, ok := parseDecimal(s)
	if !ok {
		return nil, fmt.Errorf("cannot read %q as a decimal number", s)
	}
	return r, nil
}
