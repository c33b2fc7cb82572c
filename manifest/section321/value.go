package section321

import (
	"errors"
	"fmt"
	"math/big"
	"slices"

	"packline/manifest"
)

// The errors of a goods value that can't be told.
var (
	ErrNoRate  = errors.New("cannot tell the goods value: there is no rate")
	ErrNoValue = errors.New("cannot tell the goods value: a line has no value")
)

const (
	usd        = "USD"
	noCurrency = "XXX" // ISO 4217: no currency; what isn't given arrives as it, and no row of a table is a rate of it
)

// goods is the value of a shipment's lines as far as it is known.
type goods struct {
	usd       *big.Rat         // of what is known: a lower bound
	total     *big.Rat         // the whole order's goods in USD; nil when not given or not known
	worthless []string         // SKUs without a value greater than zero
	noRate    []string         // currencies without a rate
	table     *conversionTable // the rates of the day
}

// GoodsUSD gives the exact value of an order's goods in USD: quantity times unit price paid over all lines, at the rate
// of the border day. It is an error (ErrNoRate, ErrNoValue) when a part of it isn't known.
func GoodsUSD(order manifest.Order, rates []manifest.Rate, day manifest.Date) (*big.Rat, error) {
	g := goodsOf(order, rates, day)
	if len(g.noRate) > 0 {
		return nil, fmt.Errorf("%w of %s for %s", ErrNoRate, listed(g.noRate), day)
	}
	if len(g.worthless) > 0 {
		return nil, fmt.Errorf("%w: %s", ErrNoValue, listed(g.worthless))
	}
	return g.usd, nil
}

// goodsOf sums the lines. Lines whose quantity or value isn't greater than zero add nothing: a negative one must not
// make room for others.
func goodsOf(order manifest.Order, rates []manifest.Rate, day manifest.Date) goods {
	g := goods{usd: new(big.Rat), table: &conversionTable{rates: rates, day: day}}
	if order.Currency != "" {
		g.note(order.Currency)
	}
	for i := range order.Lines {
		line := &order.Lines[i]
		if line.UnitValue.Micros <= 0 {
			g.worthless = append(g.worthless, line.SKU)
			continue
		}
		per := g.note(line.UnitValue.Currency)
		if line.Quantity > 0 && per != nil {
			g.usd.Add(g.usd, amount(line.UnitValue.Micros, line.Quantity, per))
		}
	}
	if total := order.GoodsTotal; !total.IsZero() {
		if per := g.note(total.Currency); per != nil {
			g.total = amount(total.Micros, 1, per)
		}
	}
	return g
}

// note finds a currency's rate and remembers the currency when it has none.
func (g *goods) note(currency string) *big.Rat {
	per := g.table.perUnit(currency)
	if per == nil && !slices.Contains(g.noRate, currency) {
		g.noRate = append(g.noRate, currency)
	}
	return per
}

func amount(micros, quantity int64, per *big.Rat) *big.Rat {
	product := new(big.Int).Mul(big.NewInt(micros), big.NewInt(quantity))
	r := new(big.Rat).SetFrac(product, big.NewInt(1_000_000))
	if per == one {
		return r
	}
	return r.Mul(r, per)
}

var one = big.NewRat(1, 1)

// conversionTable finds rates for one day, each currency once.
type conversionTable struct {
	rates []manifest.Rate
	day   manifest.Date
	last  string
	per   *big.Rat
}

// perUnit gives what one unit of a currency was worth in USD on the day, nil when no rate is valid then. Of several the
// one that began last counts, since a daily rate replaces the quarterly one (19 CFR 159.34(b)); of those the highest.
func (t *conversionTable) perUnit(currency string) *big.Rat {
	switch currency {
	case usd:
		return one
	case noCurrency:
		return nil
	case t.last:
		return t.per
	}
	t.last, t.per = currency, nil
	var from manifest.Date
	for i := range t.rates {
		r := &t.rates[i]
		if r.Currency != currency || !validOn(r, t.day) || r.ValidFrom < from {
			continue
		}
		per, err := manifest.ParseDecimal(r.USDPerUnit)
		if err != nil || per.Sign() <= 0 {
			continue
		}
		if t.per == nil || r.ValidFrom > from || per.Cmp(t.per) > 0 {
			t.per, from = per, r.ValidFrom
		}
	}
	return t.per
}

func validOn(r *manifest.Rate, day manifest.Date) bool {
	if len(day) != len(r.ValidFrom) || len(day) != len(r.ValidTo) || day == "" {
		return false
	}
	return r.ValidFrom <= day && day <= r.ValidTo
}

// checkValue is VAL-MAX: "not exceeding $800" (19 USC 1321(a)(2)(C), 19 CFR 10.151), the price paid for the goods after
// discounts; shipping and tax charged apart are not goods value. Exactly the limit qualifies in law and warns, since the
// guide also says "less than $800"; value.inclusive false is that reading. Compared before any rounding.
func checkValue(j *judging) {
	limit := j.t.limit
	switch j.goods.usd.Cmp(limit) {
	case 1:
		j.fire("VAL-MAX", "", j.t.over, short(limit), Exact(j.goods.usd))
	case 0:
		if j.t.inclusive {
			j.fire("VAL-MAX", "at-limit", j.t.atLimit, Exact(limit))
		} else {
			j.fire("VAL-MAX", "strict", j.t.over, short(limit), Exact(j.goods.usd))
		}
	}
}

// checkNoValue is VAL-ZERO: every line needs its fair retail value, free items too (19 CFR 10.153, 128.21).
func checkNoValue(j *judging) {
	if len(j.goods.worthless) > 0 {
		j.fire("VAL-ZERO", "", j.t.zeroValue, listed(j.goods.worthless))
	}
}

// checkRate is VAL-FX: an amount in another currency needs a rate valid on the border day (19 CFR 159.34). A currency
// that isn't given arrives as XXX and has none.
func checkRate(j *judging) {
	if len(j.goods.noRate) > 0 {
		j.fire("VAL-FX", "", j.t.rateMissed, listed(j.goods.noRate), string(j.day))
	}
}
