package manifest

import (
	"errors"
	"fmt"
	"math/big"
	"strings"
)

// Weight is a mass in nanograms, used as time.Duration is: 50 * manifest.Pound. The international pound is
// 0.45359237 kg exactly (NIST Handbook 44, Appendix C), so pounds, ounces and grams are all whole numbers here.
// The range is about ±9.2 million kilograms.
type Weight int64

// The units a scale of ours may show.
const (
	Nanogram Weight = 1
	Gram     Weight = 1_000_000_000
	Kilogram Weight = 1000 * Gram
	Ounce    Weight = 28_349_523_125
	Pound    Weight = 16 * Ounce
)

// Unit is a unit of weight as scales, orders and papers write it.
type Unit string

// The units weights are given in. The empty unit means that none was given.
const (
	UnitNone     Unit = ""
	UnitGram     Unit = "g"
	UnitKilogram Unit = "kg"
	UnitPound    Unit = "lb"
	UnitOunce    Unit = "oz"
)

// ErrWeight is the error of a weight that can't be read.
var ErrWeight = errors.New("cannot read weight")

// Weight gives one of the unit, 0 for a unit we don't know.
func (u Unit) Weight() Weight {
	switch u {
	case UnitGram:
		return Gram
	case UnitKilogram:
		return Kilogram
	case UnitPound:
		return Pound
	case UnitOunce:
		return Ounce
	}
	return 0
}

// Shown is a weight in the device's own decimal digits: what the scale indicated, kept as it was (NIST Handbook 44
// asks that the indicated value is the one recorded).
type Shown struct {
	Value string `json:"value"`
	Unit  Unit   `json:"unit"`
}

// IsZero reports whether nothing was shown.
func (s Shown) IsZero() bool { return s.Value == "" && s.Unit == UnitNone }

// String is the value and the unit with a space between them.
func (s Shown) String() string { return strings.TrimSpace(s.Value + " " + string(s.Unit)) }

// Exact gives the weight in nanograms without any rounding.
func (s Shown) Exact() (*big.Rat, error) {
	one := s.Unit.Weight()
	if one == 0 {
		return nil, fmt.Errorf("%w: unknown unit %q (use g, kg, lb or oz)", ErrWeight, s.Unit)
	}
	value, ok := parseDecimal(s.Value)
	if !ok {
		return nil, fmt.Errorf("%w: %q is not a decimal number", ErrWeight, s.Value)
	}
	return value.Mul(value, new(big.Rat).SetInt64(int64(one))), nil
}

// Weight gives the weight in whole nanograms. What is finer than a nanogram is rounded away from zero, so that no
// rounding ever makes a carton lighter.
func (s Shown) Weight() (Weight, error) {
	exact, err := s.Exact()
	if err != nil {
		return 0, err
	}
	ng := ceilAway(exact)
	if !ng.IsInt64() {
		return 0, fmt.Errorf("%w: %s is out of range", ErrWeight, s)
	}
	return Weight(ng.Int64()), nil
}

// Decimal writes the weight in a unit with a fixed number of decimals (0 to 9), half away from zero: for screens and
// papers, never for a comparison.
func (w Weight) Decimal(u Unit, decimals int) string {
	one := u.Weight()
	if one == 0 {
		return ""
	}
	return new(big.Rat).SetFrac64(int64(w), int64(one)).FloatString(decimals)
}

// parseDecimal reads a plain decimal number: digits, at most one point, an optional sign, no exponent, at most 40
// characters. big.Rat alone would accept fractions, exponents and hexadecimal.
func parseDecimal(s string) (*big.Rat, bool) {
	digits := strings.TrimPrefix(strings.TrimPrefix(s, "-"), "+")
	if len(s)-len(digits) > 1 || len(digits) > 40 || digits == "" || digits == "." {
		return nil, false
	}
	points := 0
	for _, c := range digits {
		switch {
		case c == '.':
			points++
		case c < '0' || c > '9':
			return nil, false
		}
	}
	if points > 1 {
		return nil, false
	}
	return new(big.Rat).SetString(s)
}

func ceilAway(r *big.Rat) *big.Int {
	quotient, rest := new(big.Int).QuoRem(r.Num(), r.Denom(), new(big.Int))
	if rest.Sign() != 0 {
		quotient.Add(quotient, big.NewInt(int64(rest.Sign())))
	}
	return quotient
}
