package section321

import (
	"math/big"

	"packline/manifest"
)

var (
	ngPerPound = new(big.Rat).SetInt64(int64(manifest.Pound))
	ngPerGram  = new(big.Rat).SetInt64(int64(manifest.Gram))
)

// A weight that a scale showed may be half a division more than that: what is under the limit only by the rounding is over
// it (variant division). Weights of case files carry no division and are taken as they are written.
//
// checkWeight is WGT-MAX: all cartons of the shipment together are under 50 lb, 22,679.6185 g. The limit is the guide's,
// not the law's, and 50.00 lb is out; from 22.6 kg on, the rounded form, the picker weighs again. Cartons are summed
// without rounding; one that can't be weighed adds nothing and holds by WGT-BAD.
func checkWeight(j *judging) {
	if j.o.WeightPending {
		return
	}
	total, most, division := new(big.Rat), new(big.Rat), ""
	for i := range j.c.Packages {
		if w := trusted(&j.c.Packages[i]); w != nil {
			total.Add(total, w)
			most.Add(most, atMost(w, &j.c.Packages[i]))
			division = saidDivision(&j.c.Packages[i], division)
		}
	}
	limit, said := j.weightLimit()
	out := func(w *big.Rat) bool { return w.Cmp(limit) > 0 || w.Cmp(limit) == 0 && !j.t.weightInclusive }
	switch {
	case out(total) && j.t.weightInclusive:
		j.fire("WGT-MAX", "inclusive", j.t.tooHeavy, inPounds(total), said)
	case out(total):
		j.fire("WGT-MAX", "", j.t.tooHeavy, inPounds(total), said)
	case out(most):
		j.fire("WGT-MAX", "division", j.t.tooHeavy, inPounds(total), division, said)
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

// atMost gives what a carton may really weigh: half a division more than was shown, as scales round to the nearest one.
func atMost(w *big.Rat, p *manifest.CasePackage) *big.Rat {
	return new(big.Rat).Add(w, big.NewRat(int64(max(p.Resolution, 0)), 2))
}

// saidDivision writes a carton's division in the unit of its weight; the first one found stands for all.
func saidDivision(p *manifest.CasePackage, before string) string {
	one := p.Weight.Unit.Weight()
	if before != "" || p.Resolution <= 0 || one == 0 {
		return before
	}
	in := big.NewRat(int64(p.Resolution), int64(one))
	digits, exact := in.FloatPrec()
	if !exact {
		digits = 3
	}
	return in.FloatString(digits) + " " + string(p.Weight.Unit)
}

// checkReading is WGT-BAD: a carton without a weight greater than zero, stable, in g, kg, lb or oz; or no carton. The
// shipping weight is one of the seven elements of a manifest release (19 CFR 128.21, 143.23).
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

// checkBench is BENCH-MAX: the bench's own limit for one carton, a rule of this house and of no law, whatever the
// rulebook. An unstable weight counts too.
func checkBench(j *judging) {
	if j.o.MaxCarton <= 0 || j.o.WeightPending {
		return
	}
	limit := new(big.Rat).SetInt64(int64(j.o.MaxCarton))
	var worst, near *big.Rat
	division := ""
	for i := range j.c.Packages {
		p := &j.c.Packages[i]
		w, err := p.Weight.Exact()
		switch {
		case err != nil:
		case w.Cmp(limit) >= 0:
			worst = larger(worst, w)
		case atMost(w, p).Cmp(limit) >= 0:
			near, division = larger(near, w), saidDivision(p, division)
		}
	}
	switch {
	case worst != nil:
		j.fire("BENCH-MAX", "", manifest.Reject, inPounds(worst), inPounds(limit))
	case near != nil:
		j.fire("BENCH-MAX", "division", manifest.Reject, inPounds(near), division, inPounds(limit))
	}
}

func larger(a, b *big.Rat) *big.Rat {
	if a == nil || b.Cmp(a) > 0 {
		return b
	}
	return a
}

// inPounds writes a weight with two decimals, cut and not rounded: what is under 50 lb never reads 50.00.
func inPounds(ng *big.Rat) string {
	hundredths := new(big.Rat).Quo(ng, ngPerPound)
	hundredths.Mul(hundredths, big.NewRat(100, 1))
	cut := new(big.Int).Quo(hundredths.Num(), hundredths.Denom())
	return new(big.Rat).SetFrac(cut, big.NewInt(100)).FloatString(2) + " lb"
}
