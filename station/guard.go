package station

import (
	"slices"
	"time"

	"packline/manifest"
)

// The sequence guard: a weight is taken once. Between two cartons the plate must have been seen empty, or, on a roller
// bench where the next box pushes the last one off, the load must have moved and changed by more than Setup.Change
// divisions since the weight that was taken last.

// division is one step of the scale: what its digits tell, or what the config knows of it.
func (s *State) division(r manifest.Reading) manifest.Weight {
	return max(r.Resolution, s.setup.Division)
}

// armed reports whether a reading may belong to another box than the weight before it.
func (s *State) armed(r manifest.Reading) bool {
	if s.scale.offZero || s.scale.zeroKeyed || s.setDownAgain(r) {
		return false
	}
	return s.scale.zeroSeen || s.checking == nil && s.setup.Change > 0 && s.scale.baseKnown && s.scale.stirred && s.differs(r)
}

// differs reports whether a load differs from the last one by more than the divisions that are asked for.
func (s *State) differs(r manifest.Reading) bool {
	step := s.division(r)
	return step > 0 && distance(r.Weight, s.scale.base) > manifest.Weight(s.setup.Change)*step
}

func distance(a, b manifest.Weight) manifest.Weight { return max(a-b, b-a) }

// The plate counts as empty within emptyMost divisions (manifest.Reading.NearZero), and a load of up to zeroMost is let be
// zeroed: dust and tape, never a carton.
const (
	emptyMost = 2
	zeroMost  = 4
)

// observe keeps what the guard must know of a reading: an empty plate, a load that moved, one that came back as it was.
func (t *turn) observe(before, r manifest.Reading) {
	sc := &t.scale
	if r.Usable() && r.Weight > zeroMost*t.division(r) {
		sc.zeroKeyed = false // the key's zero is gone, and the plate must be seen empty
	}
	switch {
	case r.Silent || r.Unreadable:
	case t.belowZero(r):
		// zero was taken with a load on the plate: every weight since, and the last empty plate, is worth nothing
		sc.offZero, sc.zeroKeyed, sc.zeroSeen, sc.lastZero, sc.baseKnown = true, false, false, time.Time{}, false
	case t.zeroedLoaded(before, r):
		sc.zeroKeyed, sc.zeroSeen, sc.lastZero, sc.baseKnown = true, false, time.Time{}, false
	case r.NearZero():
		t.sawEmpty(r)
	case r.Motion || !r.Stable:
		sc.stirred = true
	case t.differs(r):
		sc.again = false
	default: // as it was: what moved was this load, or one that weighs the same
		sc.again, sc.stirred = sc.again || sc.stirred, false
	}
}

// belowZero reports whether less than nothing stands on the plate: zero was taken while a load was on it.
func (s *State) belowZero(r manifest.Reading) bool {
	return r.Weight < -emptyMost*s.division(r) || r.Under && r.Weight >= 0
}

// zeroedLoaded reports whether, on a roller bench, a load became zero without moving: the scale's own zero key does that.
// Elsewhere the load is lifted before the next one comes, and then the scale is below zero.
func (s *State) zeroedLoaded(before, r manifest.Reading) bool {
	return s.setup.Change > 0 && r.NearZero() && before.Usable() && before.Weight > zeroMost*s.division(before)
}

// sawEmpty notes an empty plate. With a tare, zero is what the tare weighs; after the zero key, it is what stood there.
func (t *turn) sawEmpty(r manifest.Reading) {
	sc := &t.scale
	if r.Net || sc.zeroKeyed {
		return
	}
	sc.zeroSeen, sc.offZero, sc.lastZero, sc.again = true, false, r.At, false
	if t.work != nil {
		sc.loose = nil // what is put on after this is of the order in hand
	}
}

// empty reports whether the plate is seen to be empty now.
func (s *State) empty() bool {
	return s.scale.last.NearZero() && !s.scale.last.Net && !s.scale.zeroKeyed && s.fresh(s.scale.last)
}

// setDownAgain reports whether a load weighs what a carton weighed that no scan has closed and that may have been set down
// again before the next order was scanned. An empty plate seen after that scan ends the doubt.
func (s *State) setDownAgain(r manifest.Reading) bool {
	if s.work == nil || s.recall != nil || s.checking != nil {
		return false
	}
	return slices.ContainsFunc(s.scale.loose, func(w manifest.Weight) bool {
		return distance(r.Weight, w) <= emptyMost*s.division(r)
	})
}

// spend makes the load on the plate the one that was taken last: it is never taken again.
func (t *turn) spend(r manifest.Reading) {
	sc := &t.scale
	sc.zeroSeen, sc.stirred, sc.again = false, false, false
	sc.base, sc.baseKnown = r.Weight, r.Stable && !r.Motion && t.fresh(r) && !sc.offZero && !sc.zeroKeyed
}

// needZero asks for another load before the next weight: what stands on the plate belongs to a carton that has left the
// hand. A plate that is seen to be empty is as good.
func (t *turn) needZero() {
	t.spend(t.scale.last)
	t.scale.zeroSeen = t.empty()
}

// left notes that a carton has left the hand: whatever stands on the plate, be it the carton set down again, is not the
// next one. On a roller bench the next one may stand there already, and the rule of change tells it.
func (t *turn) left() { t.scale.zeroSeen = t.empty() }

// unarmed says what must happen before the next weight.
func (s *State) unarmed() manifest.Phrase {
	switch {
	case s.scale.offZero:
		return manifest.Say("bench.scale.off-zero")
	case s.checking != nil || s.setup.Change == 0 || !s.scale.baseKnown:
		return manifest.Say("bench.scale.needs-zero")
	case s.scale.again:
		return manifest.Say("bench.scale.same-again")
	}
	return manifest.Say("bench.scale.needs-next")
}
