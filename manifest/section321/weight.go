package section321

import (
	"math/big"

	"packline/manifest"
)

var (
	ngPerPound = new(big.Rat).SetInt64(int64(manifest.Pound))
	ngPerGram  = new(big.Rat).SetInt64(int64(manifest.Gram))
)

// checkWeight is WGT-MAX: all cartons of the shipment together are under 50 lb, 22,679.6185 g. The limit is the
// carrier's, not the law's, and 50.00 lb is out; from 22.6 kg on, the rounded form, the picker weighs again. Cartons are
// summed without rounding; one that can't be weighed adds nothing and holds by WGT-BAD.
func checkWeight(j *judging) {
	if j.o.WeightPending {
		return
	}
	total := new(big.Rat)
	for i := range j.c.Packages {
		if w := trusted(&j.c.Packages[i]); w != nil {
			total.Add(total, w)
		}
	}
	limit, said := j.weightLimit()
	cmp := total.Cmp(limit)
	switch {
	case cmp > 0 && j.t.weightInclusive:
		j.fire("WGT-MAX", "inclusive", j.t.tooHeavy, inPounds(total), said)
	case cmp >= 0 && !j.t.weightInclusive:
		j.fire("WGT-MAX", "", j.t.tooHeavy, inPounds(total), said)
	case total.Cmp(new(big.Rat).Mul(j.t.nearGrams, ngPerGram)) >= 0:
		j.fire("WGT-MAX", "near", j.t.nearLimit, inPounds(total))
	}
}

// weightLimit gives the limit in nanograms and as it is said: in grams where an override replaces the pounds.
func (j *judging) weightLimit() (*big.Rat, string) {
	if j.t.grams != nil {
		return new(big.Rat).Mul(j.t.grams, ngPerGram), short(j.t.grams) + " g"
	}
	return new(big.Rat).Mul(j.t.pounds, ngPerPound), short(j.t.pounds) + " lb"
}

// trusted gives a carton's weight in nanograms, nil when it is missing, unreadable, unstable or not greater than zero.
func trusted(p *manifest.CasePackage) *big.Rat {
	if !p.Stable {
		return nil
	}
	w, err := p.Weight.Exact()
	if err != nil || w.Sign() <= 0 {
		return nil
	}
	return w
}

// checkReading is WGT-BAD: a carton without a weight greater than zero, stable, in g, kg, lb or oz; or no carton.
func checkReading(j *judging) {
	if j.o.WeightPending {
		return
	}
	bad := len(j.c.Packages) == 0
	for i := range j.c.Packages {
		bad = bad || trusted(&j.c.Packages[i]) == nil
	}
	if bad {
		j.fire("WGT-BAD", "", j.t.weightUnknown)
	}
}

// checkBench is BENCH-MAX: the bench's own limit for one carton, whatever the rulebook. An unstable weight counts too.
func checkBench(j *judging) {
	if j.o.MaxCarton <= 0 || j.o.WeightPending {
		return
	}
	limit := new(big.Rat).SetInt64(int64(j.o.MaxCarton))
	var worst *big.Rat
	for i := range j.c.Packages {
		w, err := j.c.Packages[i].Weight.Exact()
		if err == nil && w.Cmp(limit) >= 0 && (worst == nil || w.Cmp(worst) > 0) {
			worst = w
		}
	}
	if worst != nil {
		j.fire("BENCH-MAX", "", manifest.Reject, inPounds(worst), inPounds(limit))
	}
}

// inPounds writes a weight with two decimals, cut and not rounded: what is under 50 lb never reads 50.00.
func inPounds(ng *big.Rat) string {
	hundredths := new(big.Rat).Quo(ng, ngPerPound)
	hundredths.Mul(hundredths, big.NewRat(100, 1))
	cut := new(big.Int).Quo(hundredths.Num(), hundredths.Denom())
	return new(big.Rat).SetFrac(cut, big.NewInt(100)).FloatString(2) + " lb"
}
