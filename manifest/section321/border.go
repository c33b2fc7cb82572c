package section321

import (
	"math/big"
	"slices"

	"packline/manifest"
)

// pastSums is what the history comes to for the rules about persons and orders.
type pastSums struct {
	same, possible           int      // shipments on the border day by certain and by possible persons
	sameUSD, possibleUSD     *big.Rat // what is known of their value
	sameVague, possibleVague bool     // some of it isn't known
	possibleRef              string   // the first possible shipment
	lots                     bool     // another shipment of this order
	linked                   int      // same person, other order, other day, placed close to this one
	linkedUSD                *big.Rat
	linkedVague              bool
}

// sumPast goes through the history once: every shipment but this one that counts.
func (j *judging) sumPast() pastSums {
	s := pastSums{sameUSD: new(big.Rat), possibleUSD: new(big.Rat), linkedUSD: new(big.Rat)}
	if len(j.c.History) == 0 {
		return s
	}
	m := matcher{c: j.c, persons: &j.o.Persons}
	for i := range j.c.History {
		p := &j.c.History[i]
		if !j.counts(p) {
			continue
		}
		today := sameDay(j.day, p.ImportDate)
		near := today || j.isLinked(p)
		unnamed := p.Order == "" || j.c.Order.ID == ""
		s.lots = s.lots || !unnamed && p.Order == j.c.Order.ID
		if !near && !unnamed {
			continue
		}
		rel := m.relate(p)
		s.lots = s.lots || unnamed && rel != Different
		if near {
			j.sumOne(&s, p, rel, today)
		}
	}
	return s
}

// sumOne adds a past shipment of the border day, or one that is linked to this one.
func (j *judging) sumOne(s *pastSums, p *manifest.Past, rel Relation, today bool) {
	if rel == Different {
		return
	}
	value, err := manifest.ParseDecimal(p.ValueUSD)
	vague := err != nil || value.Sign() < 0
	if vague {
		value = new(big.Rat)
	}
	switch {
	case rel == Same && today:
		s.same++
		s.sameUSD.Add(s.sameUSD, value)
		s.sameVague = s.sameVague || vague
	case rel == Possible && today:
		s.possible++
		s.possibleUSD.Add(s.possibleUSD, value)
		s.possibleVague = s.possibleVague || vague
		if s.possibleRef == "" || p.Shipment < s.possibleRef {
			s.possibleRef = p.Shipment
		}
	case rel == Same:
		s.linked++
		s.linkedUSD.Add(s.linkedUSD, value)
		s.linkedVague = s.linkedVague || vague
	}
}

// counts reports whether a past shipment counts: packed, held, closed or departed, and not this shipment itself. A
// status that isn't known counts. One that was rejected, is still open or is void never got a claim.
func (j *judging) counts(p *manifest.Past) bool {
	if p.Shipment != "" && p.Shipment == j.c.Shipment {
		return false
	}
	switch p.Status {
	case "rejected", string(manifest.CartonOpen), string(manifest.CartonVoid):
		return false
	}
	return !slices.Contains(j.t.ignored, p.Status)
}

// ignorableStatus reports whether a rulebook may let a status not count.
func ignorableStatus(status string) bool {
	return slices.Contains([]string{"rejected", "removed", "cancelled", "returned"}, status)
}

// sameDay takes a day that isn't known for the same day: what isn't known isn't passed.
func sameDay(a, b manifest.Date) bool {
	if _, err := manifest.ParseDate(string(b)); err != nil {
		return true
	}
	return a == "" || a == b
}

// isLinked reports whether a past shipment is of another order, placed within the window of this one, either way and
// the bounds included. A moment that isn't known is taken to be within it.
func (j *judging) isLinked(p *manifest.Past) bool {
	if p.Order != "" && p.Order == j.c.Order.ID {
		return false
	}
	if p.PlacedAt.IsZero() || j.c.Order.PlacedAt.IsZero() {
		return true
	}
	return p.PlacedAt.Sub(j.c.Order.PlacedAt).Abs() <= j.t.linkWindow
}

// sum adds this shipment's goods to others.
func (j *judging) sum(others ...*big.Rat) *big.Rat {
	total := new(big.Rat).Set(j.goods.usd)
	for _, o := range others {
		total.Add(total, o)
	}
	return total
}

// checkPersonDay is PER-DAY: the exemption is for one person on one day in total (19 USC 1321(a)(2)(C), 19 CFR 10.151),
// the day being the border day, in the zone of the port. A counted shipment whose value isn't known may be the one that
// takes the sum over it, and holds.
func checkPersonDay(j *judging) {
	if j.past.same == 0 {
		return
	}
	total := j.sum(j.past.sameUSD)
	switch {
	case total.Cmp(j.t.personLimit) > 0:
		j.fire("PER-DAY", "", j.t.personOver, short(j.t.personLimit), Exact(total))
	case j.past.sameVague:
		j.fire("PER-DAY", "unknown", min(j.t.personOver, manifest.Hold))
	}
}

// oneShipment reports whether a second shipment of a person on a day is itself a finding.
func (j *judging) oneShipment() bool { return !j.t.aggregate && j.t.secondShipment > manifest.Pass }

// checkSecondShipment is PER-ONE: the guide's reading, one shipment for one person on one day.
func checkSecondShipment(j *judging) {
	if j.past.same > 0 && j.oneShipment() {
		j.fire("PER-ONE", "", j.t.secondShipment, clip(j.c.Order.ShipTo.Name, 40))
	}
}

// checkMaybe is PER-MAYBE: a person who may be the same, where a certain match would fire PER-ONE (the guide) or PER-DAY
// (19 CFR 10.151) and none has fired that is as bad.
func checkMaybe(j *judging) {
	if j.past.possible == 0 || j.certain() >= j.t.possible {
		return
	}
	over := j.t.personOver > manifest.Pass &&
		(j.past.possibleVague || j.sum(j.past.sameUSD, j.past.possibleUSD).Cmp(j.t.personLimit) > 0)
	if j.oneShipment() || over {
		j.fire("PER-MAYBE", "", j.t.possible, clip(j.past.possibleRef, 40))
	}
}

// certain is what PER-ONE and PER-DAY say of the certain matches, Pass for nothing.
func (j *judging) certain() manifest.Verdict {
	v := manifest.Pass
	if j.past.same > 0 && j.oneShipment() {
		v = j.t.secondShipment
	}
	if j.past.same > 0 && j.sum(j.past.sameUSD).Cmp(j.t.personLimit) > 0 {
		v = max(v, j.t.personOver)
	}
	return v
}

// checkSplit is ORD-SPLIT: one order over the limit can't be sent in parts to come under it (19 CFR 10.153 on
// single orders sent in lots), and an order of which a part has gone, on any day, holds. Where an order has no number, a
// shipment of the same or a possible person may be its other part.
func checkSplit(j *judging) {
	total := j.goods.total
	if total != nil && total.Cmp(j.t.limit) > 0 && total.Cmp(j.goods.usd) > 0 {
		j.fire("ORD-SPLIT", "", j.t.split, Exact(total)+" USD")
	}
	if j.past.lots {
		j.fire("ORD-SPLIT", "lots", j.t.sameOrder)
	}
}

// checkLinked is ORD-LINK: orders of one person placed within a day of each other and sent for different days, together
// over the limit, look like one order sent in parts (19 CFR 10.153).
func checkLinked(j *judging) {
	if j.past.linked == 0 {
		return
	}
	total := j.sum(j.past.linkedUSD)
	if j.past.linkedVague || total.Cmp(j.t.limit) > 0 {
		j.fire("ORD-LINK", "", j.t.linked, Exact(total)+" USD")
	}
}
