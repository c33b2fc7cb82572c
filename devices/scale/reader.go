package scale

import (
	"strings"
	"time"

	"packline/manifest"
)

// reader makes readings of a family's frames over one connection. It keeps what frames leave behind: the weight that a
// scale sent once, and for how long readings were equal. Taking a frame allocates nothing; only answer does.
type reader struct {
	settings
	decoder
	serial string // of the scale, once it is known

	last    kept // the newest frame
	held    kept // the weight that a status without a fault confirms; of families that hold one
	renewed bool // last was such a status
	rest    rest
}

// kept is a frame that is kept for longer than its bytes last.
type kept struct {
	Frame
	at  time.Time
	raw []byte
	set bool
}

func (k *kept) keep(f Frame, at time.Time) {
	k.raw = append(k.raw[:0], f.Raw...)
	k.Frame, k.at, k.set = f, at, true
	k.Raw = k.raw
}

// answer is one frame and what it says. Who asked, and whom, is filled in by the session.
type answer struct {
	reading manifest.Reading
	kind    Kind
	good    bool // nothing is wrong with the frame itself
}

func newReader(set settings) *reader {
	return &reader{settings: set, decoder: set.family.decoder(decoderOptions{unit: set.unit, divide: set.divide})}
}

// forget drops what is remembered of the load: it may have changed unseen.
func (r *reader) forget() {
	r.held.set, r.rest = false, rest{}
}

// note takes a frame and what it changes.
func (r *reader) note(f Frame, at time.Time) {
	r.last.keep(f, at)
	r.renewed = false
	switch {
	case f.Kind == KindAck || f.Kind == KindTare:
	case f.Key != "":
		r.forget()
	case f.Kind == KindWeight:
		r.noteWeight(f, at)
	case f.Kind == KindStatus:
		r.noteStatus(f)
	default:
		r.forget()
	}
}

func (r *reader) noteWeight(f Frame, at time.Time) {
	number, ok := f.Weight()
	if !ok || f.Flags&(Motion|Unknown) != 0 {
		r.forget()
		return
	}
	if r.family.noFlag {
		r.rest.note(number, f.Unit, at)
	}
	r.held.set = false
	if r.family.holds && f.Stable {
		r.held.keep(f, at)
	}
}

// noteStatus renews the held weight by a status without a fault, unless the status contradicts it: a scale at its
// centre of zero carries nothing.
func (r *reader) noteStatus(f Frame) {
	faults := f.Flags & (Motion | UnderZero | Unknown | noWeight)
	if faults != 0 || !r.held.set {
		r.forget()
		return
	}
	most := 2 * int64(max(r.held.Step, 1))
	if (r.held.Flags^f.Flags)&Net != 0 || f.Flags&Zero != 0 && abs(r.held.Number.Mantissa) > most {
		r.forget()
		return
	}
	r.renewed = true
}

func abs(n int64) int64 { return max(n, -n) }

// answer says what the newest frame means. What it holds is its own to keep.
func (r *reader) answer() answer {
	f := r.last
	out := manifest.Reading{At: f.at, Serial: r.serial}
	if r.renewed {
		zero := f.Flags & Zero
		f = r.held
		f.Flags |= zero
		out.Renewed = true
	}
	out.Raw = append([]byte(nil), f.raw...)
	if problem := frameProblem(f.Frame); !problem.IsZero() {
		out.Unreadable, out.Problem = true, problem
		return answer{reading: out, kind: r.last.Kind}
	}
	setFlags(&out, f.Flags)
	switch f.Kind {
	case KindWeight:
		out = r.weigh(f.Frame, out)
	case KindStatus:
		out.Stable = out.Zero && !out.Net && f.Flags&(Motion|UnderZero|Unknown|noWeight) == 0 // an empty plate, said without digits
		out.Resolution = r.resolution(r.held.Frame)
	}
	return answer{reading: out, kind: r.last.Kind, good: !out.Unreadable}
}

// frameProblem says what makes a frame no reading at all.
func frameProblem(f Frame) manifest.Phrase {
	switch {
	case f.Key != "":
		return manifest.Say(f.Key)
	case f.Kind == KindError:
		return manifest.Say("scale.refuses")
	case f.Kind == KindCount || f.Kind == KindPercent || f.Kind == KindTare:
		return manifest.Say("scale.not-a-weight")
	case f.Kind == KindNone:
		return manifest.Say("scale.unreadable")
	case f.Flags&Broken != 0:
		return manifest.Say("scale.broken")
	case f.Flags&PowerUp != 0:
		return manifest.Say("scale.power-up")
	case f.Flags&OutOfRange != 0 && f.Flags&(Over|Under) == 0:
		return manifest.Say("scale.out-of-range")
	case f.Kind == KindWeight && !f.HasNum && f.Flags&(noWeight|Motion) == 0:
		return manifest.Say("scale.unreadable")
	}
	return manifest.Phrase{}
}

func setFlags(out *manifest.Reading, flags Flags) {
	out.Motion = flags&Motion != 0
	out.Over = flags&Over != 0
	out.Under = flags&(Under|UnderZero) != 0
	out.ZeroFault = flags&ZeroError != 0
	out.Zero = flags&Zero != 0
	out.Net = flags&Net != 0
}

// weigh adds the weight that a frame shows, where it may be taken.
func (r *reader) weigh(f Frame, out manifest.Reading) manifest.Reading {
	number, ok := f.Weight()
	if !ok || out.Motion && f.Unit == manifest.UnitNone && !r.family.needsUnit { // some leave the unit out while they move
		return out
	}
	shown, problem := r.shown(f, number)
	if !problem.IsZero() {
		return manifest.Reading{At: out.At, Serial: out.Serial, Raw: out.Raw, Unreadable: true, Problem: problem}
	}
	weight, err := shown.Weight()
	if err != nil {
		return manifest.Reading{At: out.At, Serial: out.Serial, Raw: out.Raw, Unreadable: true, Problem: manifest.Say("scale.unreadable")}
	}
	out.Weight, out.Shown, out.Resolution = weight, shown, r.resolution(f)
	out.Zero = out.Zero || number.Mantissa == 0
	out.Under = out.Under || number.Mantissa < 0
	out.Stable = f.Stable && f.Flags&(Motion|Unknown) == 0
	if r.family.noFlag && f.Flags&(Motion|Unknown) == 0 {
		out.Stable = r.rest.held(r.still)
		out.ByRest = out.Stable
	}
	out.Motion = !out.Stable // as far as can be told
	if f.Flags&Unknown != 0 {
		out.Problem = manifest.Say("scale.unknown-state")
	}
	return out
}

// shown is what the scale shows in a unit that a weight can be made of.
func (r *reader) shown(f Frame, number Number) (manifest.Shown, manifest.Phrase) {
	shown := manifest.Shown{Value: number.String(), Unit: f.Unit}
	if f.Unit == manifest.UnitNone && r.family.needsUnit {
		shown.Unit = r.unit
	}
	switch {
	case shown.Unit == manifest.UnitNone && r.family.needsUnit:
		return shown, r.unitNeeded()
	case shown.Unit == manifest.UnitNone:
		return shown, manifest.Say("scale.unit-missing")
	case shown.Unit.Weight() == 0:
		return shown, manifest.Say("scale.unit-unknown", string(shown.Unit))
	case r.unit != manifest.UnitNone && shown.Unit != r.unit:
		return shown, manifest.Say("scale.wrong-unit")
	case r.division.IsZero():
	case shown.Unit != r.division.Unit:
		return shown, manifest.Say("scale.wrong-unit")
	case !divides(r.division, shown):
		return shown, manifest.Say("scale.wrong-division", r.division.String())
	}
	return shown, manifest.Phrase{}
}

// unitNeeded says that the address must name a unit.
func (r *reader) unitNeeded() manifest.Phrase {
	return manifest.Say("scale.no-unit", strings.Join(r.family.unitNames(), ", "))
}

// resolution is the scale's division as the address tells it, or what one step of the last digit weighs.
func (r *reader) resolution(f Frame) manifest.Weight {
	if !r.division.IsZero() {
		division, _ := r.division.Weight() // was read when the address was
		return division
	}
	if !f.HasNum {
		return 0
	}
	unit := f.Unit
	if unit == manifest.UnitNone {
		unit = r.unit
	}
	step := Number{Mantissa: int64(max(f.Step, 1)), Decimals: f.Number.Decimals}
	weight, err := manifest.Shown{Value: step.String(), Unit: unit}.Weight()
	if err != nil {
		return 0
	}
	return weight
}

// settle takes silence after a weight for equal readings, of a scale that tells only what is new, and reports whether
// the weight rests by that only now.
func (r *reader) settle(now time.Time) bool {
	if !r.family.noFlag || r.rest.count == 0 || r.rest.held(r.still) || now.Sub(r.rest.to) < r.still {
		return false
	}
	r.rest.count, r.rest.from = restCount, r.rest.to.Add(-r.still)
	return true
}

// rest is for how long a scale that doesn't tell motion has shown the same.
type rest struct {
	number   Number
	unit     manifest.Unit
	from, to time.Time
	count    int
}

// restCount is how many equal readings are the least that show rest.
const restCount = 3

func (s *rest) note(n Number, unit manifest.Unit, at time.Time) {
	if s.count == 0 || s.number != n || s.unit != unit {
		*s = rest{number: n, unit: unit, from: at}
	}
	s.to, s.count = at, min(s.count+1, restCount)
}

func (s *rest) held(still time.Duration) bool {
	return s.count >= restCount && s.to.Sub(s.from) >= still
}
