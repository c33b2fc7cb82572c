package station

import (
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
	return s.scale.zeroSeen || s.checking == nil && s.setup.Change > 0 && s.scale.baseKnown && s.scale.stirred && s.differs(r)
}

// differs reports whether a load differs from the last one by more than the divisions that are asked for.
func (s *State) differs(r manifest.Reading) bool {
	step := s.division(r)
	return step > 0 && distance(r.Weight, s.scale.base) > manifest.Weight(s.setup.Change)*step
}

func distance(a, b manifest.Weight) manifest.Weight { return max(a-b, b-a) }

// observe keeps what the guard must know of a reading: an empty plate, a load that moved, one that came back as it was.
func (t *turn) observe(r manifest.Reading) {
	sc := &t.scale
	switch {
	case r.Silent || r.Unreadable:
	case r.NearZero():
		sc.zeroSeen, sc.lastZero, sc.again = true, r.At, false
	case r.Motion || !r.Stable:
		sc.stirred = true
	case t.differs(r):
		sc.again = false
	default: // as it was: what moved was this load, or one that weighs the same
		sc.again, sc.stirred = sc.again || sc.stirred, false
	}
}

// spend makes the load on the plate the one that was taken last: it is never taken again.
func (t *turn) spend(r manifest.Reading) {
	sc := &t.scale
	sc.zeroSeen, sc.stirred, sc.again = false, false, false
	sc.base, sc.baseKnown = r.Weight, r.Stable && !r.Motion && t.fresh(r)
}

// needZero asks for another load before the next weight: what stands on the plate belongs to a carton that has left the
// hand. A plate that is seen to be empty is as good.
func (t *turn) needZero() {
	t.spend(t.scale.last)
	t.scale.zeroSeen = t.scale.last.NearZero() && t.fresh(t.scale.last)
}

// unarmed says what must happen before the next weight.
func (s *State) unarmed() manifest.Phrase {
	switch {
	case s.checking != nil || s.setup.Change == 0 || !s.scale.baseKnown:
		return manifest.Say("bench.scale.needs-zero")
	case s.scale.again:
		return manifest.Say("bench.scale.same-again")
	}
	return manifest.Say("bench.scale.needs-next")
}
