package manifest

import (
	"errors"
	"fmt"
	"math/big"
	"strings"
)

// ErrMoney is the error of an amount that can't be read or of a sum of two currencies.
var ErrMoney = errors.New("cannot use amount")

// Money is an amount in millionths of an ISO 4217 currency; the range is about ±9.2 trillion units. Its text form is
// "45.00 USD". Comparisons across currencies go through Rat and a rate, never through rounded amounts.
type Money struct {
	Micros   int64
	Currency string
}

// NewMoney reads a decimal amount such as "45.00" with at most six decimals. The currency is three capital letters.
func NewMoney(amount, currency string) (Money, error) {
	if !isCurrency(currency) {
		return Money{}, fmt.Errorf("%w: %q is not a currency of three capital letters", ErrMoney, currency)
	}
	value, ok := parseDecimal(amount)
	if !ok {
		return Money{}, fmt.Errorf("%w: %q is not a decimal number", ErrMoney, amount)
	}
	value.Mul(value, big.NewRat(1_000_000, 1))
	if !value.IsInt() || !value.Num().IsInt64() {
		return Money{}, fmt.Errorf("%w: %q has more than six decimals or is out of range", ErrMoney, amount)
	}
	return Money{Micros: value.Num().Int64(), Currency: currency}, nil
}

// IsZero reports whether no amount was given. An amount of 0.00 USD is not zero in this sense.
func (m Money) IsZero() bool { return m == Money{} }

// Rat gives the amount in whole units of its currency, exactly.
func (m Money) Rat() *big.Rat { return new(big.Rat).SetFrac64(m.Micros, 1_000_000) }

// Add gives the sum; two currencies and an overflow are errors.
func (m Money) Add(other Money) (Money, error) {
	if m.Currency != other.Currency {
		return Money{}, fmt.Errorf("%w: cannot add %s to %s", ErrMoney, other.Currency, m.Currency)
	}
	sum := m.Micros + other.Micros
	if (sum > m.Micros) != (other.Micros > 0) {
		return Money{}, fmt.Errorf("%w: the sum is out of range", ErrMoney)
	}
	return Money{Micros: sum, Currency: m.Currency}, nil
}

// Times gives the amount a number of times; an overflow is an error.
func (m Money) Times(n int64) (Money, error) {
	product := new(big.Int).Mul(big.NewInt(m.Micros), big.NewInt(n))
	if !product.IsInt64() {
		return Money{}, fmt.Errorf("%w: the product is out of range", ErrMoney)
	}
	return Money{Micros: product.Int64(), Currency: m.Currency}, nil
}

// Amount writes the number alone with at least two decimals and no more than it needs.
func (m Money) Amount() string {
	s := m.Rat().FloatString(6)
	for strings.HasSuffix(s, "0") && len(s)-strings.IndexByte(s, '.') > 3 {
		s = s[:len(s)-1]
	}
	return s
}

// String is the amount and the currency, "45.00 USD"; empty for no amount.
func (m Money) String() string {
	if m.IsZero() {
		return ""
	}
	return m.Amount() + " " + m.Currency
}

// MarshalText writes what String writes.
func (m Money) MarshalText() ([]byte, error) { return []byte(m.String()), nil }

// UnmarshalText reads what MarshalText wrote.
func (m *Money) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		*m = Money{}
		return nil
	}
	amount, currency, ok := strings.Cut(string(text), " ")
	if !ok {
		return fmt.Errorf("%w: %q has no currency", ErrMoney, text)
	}
	read, err := NewMoney(amount, currency)
	*m = read
	return err
}

func isCurrency(s string) bool {
	if len(s) != 3 {
		return false
	}
	for _, c := range s {
		if c < 'A' || c > 'Z' {
			return false
		}
	}
	return true
}

// Rate is one row of a rate table: what one unit of a currency was worth in USD between two dates, both inclusive.
// The official source is the quarterly rate certified by the Federal Reserve Bank of New York (19 CFR 159.34).
type Rate struct {
	Currency   string `json:"currency" yaml:"currency"`
	USDPerUnit string `json:"usd_per_unit" yaml:"usd_per_unit"`
	ValidFrom  Date   `json:"valid_from" yaml:"valid_from"`
	ValidTo    Date   `json:"valid_to" yaml:"valid_to"`
	Source     string `json:"source" yaml:"source"`
}

// USD converts an amount at this rate, exactly. The rate must be a positive decimal and the currency must be its own.
func (r Rate) USD(m Money) (*big.Rat, error) {
	per, ok := parseDecimal(r.USDPerUnit)
	if !ok || per.Sign() <= 0 {
		return nil, fmt.Errorf("%w: rate %q of %s is not a positive decimal number", ErrMoney, r.USDPerUnit, r.Currency)
	}
	if r.Currency != m.Currency {
		return nil, fmt.Errorf("%w: a %s rate for %s", ErrMoney, r.Currency, m.Currency)
	}
	return per.Mul(per, m.Rat()), nil
}
