package section321

import (
	"cmp"
	"math/big"
	"slices"

	"packline/manifest"
)

// plan is the orders screened so far that will count, each on its day, to be found by their persons.
type plan struct {
	all   []planned
	under map[string][]int // by match key and by place
}

type planned struct {
	past manifest.Past
	id   identity
}

func newPlan() plan { return plan{under: map[string][]int{}} }

// add puts an order on a day.
func (p *plan) add(c *manifest.Case, s Prescreen, day manifest.Date, status string) {
	value := ""
	if known, err := GoodsUSD(c.Order, s.Rates, day); err == nil {
		value = Exact(known)
	}
	n := len(p.all)
	p.all = append(p.all, planned{
		past: manifest.Past{
			Shipment: c.Order.ID, Order: c.Order.ID, PlacedAt: c.Order.PlacedAt, ValueUSD: value, ImportDate: day,
			Status: status, Person: c.Order.ShipTo, Buyer: c.Order.Buyer, Match: c.Match,
		},
		id: s.identityOf(c.Order.ShipTo, c.Order.Buyer, c.Match),
	})
	for _, key := range planKeys(c, s.Keys) {
		p.under[key] = append(p.under[key], n)
	}
}

func (s *Prescreen) identityOf(consignee, buyer manifest.Person, match manifest.MatchKeys) identity {
	id := identify(&consignee, &buyer)
	s.Persons.leaveOut(&id, match)
	return id
}

func planKeys(c *manifest.Case, keys manifest.Keys) []string {
	all := slices.Concat(c.Match.Same, c.Match.Possible)
	if place := Place(keys, c.Order.ShipTo); place != "" {
		all = append(all, place)
	}
	return all
}

// related is what may count beside one order, with what it is to it.
type related []relative

type relative struct {
	past manifest.Past
	rel  Relation
}

// related finds the shipments of the history and the orders of the plan that are of the same person, or may be, or are
// parts of the same order.
func (p *plan) related(c *manifest.Case, persons *Persons, keys manifest.Keys, history []manifest.Past) related {
	var out related
	m := matcher{c: c, persons: persons}
	for _, past := range history {
		part := past.Order == "" || past.Order == c.Order.ID
		if rel := m.relate(&past); rel != Different || part {
			out = append(out, relative{past, rel})
		}
	}
	self := identify(&c.Order.ShipTo, &c.Order.Buyer)
	persons.leaveOut(&self, c.Match)
	seen := map[int]bool{}
	for _, key := range planKeys(c, keys) {
		for _, i := range p.under[key] {
			if seen[i] {
				continue
			}
			seen[i] = true
			other := &p.all[i]
			if rel := persons.settle(relateIdentities(&self, &other.id), c.Match, other.past.Match); rel != Different {
				out = append(out, relative{other.past, rel})
			}
		}
	}
	for i := range out {
		out[i].byKeys(c, persons)
	}
	return out
}

// mostBeside is how many shipments of one kind are held against an order. Where there are more, the value of the last
// one is left open, so that what isn't added up holds instead of passing.
const mostBeside = 16

// on gives the history for a border day: what lies on it, what the same person has on other days, the nearest in time
// first, and the other parts of the order.
func (r related) on(day manifest.Date, c *manifest.Case) []manifest.Past {
	var today, linked, parts []manifest.Past
	for _, one := range r {
		switch {
		case one.rel != Different && sameDay(day, one.past.ImportDate):
			today = append(today, one.past)
		case one.past.Order == "" || one.past.Order == c.Order.ID:
			parts = append(parts, one.past)
		case one.rel == Same:
			linked = append(linked, one.past)
		}
	}
	if len(linked) > mostBeside {
		slices.SortStableFunc(linked, func(a, b manifest.Past) int {
			return cmp.Compare(a.PlacedAt.Sub(c.Order.PlacedAt).Abs(), b.PlacedAt.Sub(c.Order.PlacedAt).Abs())
		})
	}
	return slices.Concat(most(today), most(parts), most(linked))
}

// byKeys leaves the names out where the match keys say the same of a shipment: comparing those costs a fraction.
func (one *relative) byKeys(c *manifest.Case, persons *Persons) {
	if persons.Relate(c.Match, one.past.Match) == one.rel {
		one.past.Person, one.past.Buyer = manifest.Person{}, manifest.Person{}
	}
}

func most(past []manifest.Past) []manifest.Past {
	if len(past) > mostBeside {
		past = slices.Clone(past[:mostBeside])
		past[mostBeside-1].ValueUSD = ""
	}
	return past
}

// beside names the orders that findings about persons and orders come from, sorted, each once, at most mostNamed.
func (r related) beside(day manifest.Date, findings []manifest.Finding) []string {
	const mostNamed = 3
	fired := func(rule string) bool {
		return slices.ContainsFunc(findings, func(f manifest.Finding) bool { return f.Rule == rule })
	}
	certain := fired("PER-ONE") || fired("PER-DAY")
	maybe, linked := fired("PER-MAYBE"), fired("ORD-LINK")
	var out []string
	for _, one := range r {
		today := sameDay(day, one.past.ImportDate)
		if one.past.Order != "" && (certain && today && one.rel == Same || maybe && today && one.rel == Possible || linked && !today && one.rel == Same) {
			out = append(out, one.past.Order)
		}
	}
	slices.Sort(out)
	out = slices.Compact(out)
	return out[:min(len(out), mostNamed)]
}

// goodsWeight sums the unit weights of an order's lines, false unless every line gives one that can be used. It is less
// than the carton will weigh.
func goodsWeight(o manifest.Order) (manifest.Shown, bool) {
	total := new(big.Rat)
	for i := range o.Lines {
		one, err := o.Lines[i].UnitWeight.Exact()
		if err != nil || one.Sign() <= 0 || o.Lines[i].Quantity <= 0 {
			return manifest.Shown{}, false
		}
		total.Add(total, one.Mul(one, new(big.Rat).SetInt64(o.Lines[i].Quantity)))
	}
	total.Quo(total, ngPerGram)
	digits, exact := total.FloatPrec()
	if !exact || len(o.Lines) == 0 {
		return manifest.Shown{}, false
	}
	return manifest.Shown{Value: total.FloatString(digits), Unit: manifest.UnitGram}, true
}
