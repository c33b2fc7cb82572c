package central

import (
	"slices"
	"strings"

	"packline/manifest"
)

// judged is what stands globally against a shipment, and what it was judged from.
type judged struct {
	findings []manifest.Finding
	day      manifest.Date
	order    manifest.Order
	past     []manifest.Past
	packages []manifest.CasePackage
}

// settlement is what a lead's clearing was given for: the shipments that counted against this one, and its border day,
// when the clearing came. A hold against another shipment, or a person's on another day, is a new one.
type settlement struct {
	Rules  []string           `json:"rules"`
	Day    manifest.Date      `json:"day,omitempty"`
	Others []string           `json:"others,omitempty"`
	Said   []manifest.Finding `json:"said,omitempty"` // the findings of these rules
}

// noteSettled notes what clearings that came since the last judgement were given for. One that came before the shipment
// was packed is taken to be given for what counts against it when it counts itself.
func (s *shipment) noteSettled(j judged) {
	for _, c := range s.Cleared[min(len(s.Settled), len(s.Cleared)):] {
		one := settlement{Rules: c.Rules, Day: j.day}
		for _, p := range j.past {
			one.Others = append(one.Others, p.Shipment)
		}
		for _, f := range j.findings {
			if slices.Contains(c.Rules, f.Rule) {
				one.Said = append(one.Said, f)
			}
		}
		s.Settled = append(slices.Clone(s.Settled), one)
	}
}

// standing gives the findings that hold: a HOLD that no lead has cleared as it is now, and every REJECT, which nobody
// can.
func (w *work) standing(s *shipment, j judged) []manifest.Finding {
	var out []manifest.Finding
	for _, f := range j.findings {
		if f.Verdict < manifest.Hold || f.Verdict == manifest.Hold && w.settled(s, j, f) {
			continue
		}
		out = append(out, f)
	}
	return out
}

func (w *work) settled(s *shipment, j judged, f manifest.Finding) bool {
	if !againstOthers(f.Rule) {
		return slices.ContainsFunc(s.Settled, func(one settlement) bool {
			return slices.ContainsFunc(one.Said, func(said manifest.Finding) bool { return sameFinding(said, f) })
		})
	}
	known := map[string]bool{}
	cleared := false
	for _, one := range s.Settled {
		if !slices.Contains(one.Rules, f.Rule) || ofDay(f.Rule) && one.Day != j.day {
			continue
		}
		cleared = true
		for _, id := range one.Others {
			known[id] = true
		}
	}
	return cleared && !w.fresh(s, j, f, known)
}

// fresh reports whether shipments that no lead knew of have a part in a finding: it fires by them alone, or says
// something else without one of them, such as another total.
func (w *work) fresh(s *shipment, j judged, f manifest.Finding, known map[string]bool) bool {
	fresh := slices.DeleteFunc(slices.Clone(j.past), func(p manifest.Past) bool { return known[p.Shipment] })
	if len(fresh) == 0 {
		return false
	}
	fires := func(past []manifest.Past, same bool) bool {
		return slices.ContainsFunc(w.check(s, j.order, past, j.packages), func(g manifest.Finding) bool {
			return g.Rule == f.Rule && (!same || sameFinding(f, g))
		})
	}
	return fires(fresh, false) || slices.ContainsFunc(fresh, func(p manifest.Past) bool {
		without := slices.DeleteFunc(slices.Clone(j.past), func(q manifest.Past) bool { return q.Shipment == p.Shipment })
		return !fires(without, true)
	})
}

// againstOthers reports whether a rule compares with other shipments.
func againstOthers(rule string) bool {
	return ofDay(rule) || strings.HasPrefix(rule, "ORD-") && rule != ruleCancelled
}

// ofDay reports whether a rule is about a person's border day.
func ofDay(rule string) bool { return strings.HasPrefix(rule, "PER-") }
