package section321

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"packline/manifest"
)

// Prescreen is what a day's orders are screened with before anyone picks them.
type Prescreen struct {
	Books     []Rulebook
	Rulebook  string // as Choose takes it
	Version   int
	Overrides map[string]string
	Simulate  bool
	MaxCarton manifest.Weight // of the bench, 0 for none
	Persons   Persons
	Keys      manifest.Keys // that the history's match keys were made with
	Clients   []manifest.Client
	Lanes     []manifest.Lane // of two with one id the later stands, as with clients
	Rates     []manifest.Rate
	From      time.Time     // when packing begins
	FirstDay  manifest.Date // the first border day wanted; empty: the first that From leaves time for
	Days      int           // how many days are tried for each order, from 1; 0 means PrescreenDays
}

// PrescreenDays is how many days, the first one included, are looked through for a border day on which an order may go.
const PrescreenDays = 14

// Unpacked is an order that nobody has packed yet, with the shipments that may count beside it.
type Unpacked struct {
	Order     manifest.Order
	Past      []manifest.Past
	Cancelled bool // it was cancelled elsewhere
}

// Prescreened says what would become of an order. Nothing in it is personal data.
type Prescreened struct {
	Order    string             `json:"order"`
	Verdict  manifest.Verdict   `json:"verdict"` // on the first border day of its lane
	Findings []manifest.Finding `json:"findings,omitempty"`
	// Beside are the orders of the person, or of who may be the same, that a finding comes from.
	Beside []string `json:"beside,omitempty"`
	// Weighed says that all lines give their unit weight: the goods are judged by it, without the box. Else nothing about
	// the weight was judged.
	Weighed  bool            `json:"weighed,omitempty"`
	Earliest manifest.Date   `json:"earliest,omitempty"` // the first border day on which it passes or warns; empty: None says why
	None     manifest.Phrase `json:"none,omitzero"`
}

// Findings of the pre-screening itself, beside those of the rulebooks.
const (
	ruleNoClient  = "PRE-CLIENT" // the bench would refuse the order
	ruleNoLane    = "PRE-LANE"
	ruleCancelled = "ORD-CANCEL"
)

// Prescreening screens orders one after another. Each is held against those before it, which are taken to go on their
// earliest days; one that no day helps and that a lead could clear counts on its first day, as a held carton does. It is
// not safe for use by several goroutines.
type Prescreening struct {
	p       Prescreen
	clients map[string]manifest.Client
	lanes   map[string]manifest.Lane
	days    map[string]laneDays
	plan    plan
}

// NewPrescreening begins with no orders. An error means that nothing could be judged: no such rulebook or override.
func NewPrescreening(p Prescreen) (*Prescreening, error) {
	s := &Prescreening{
		p: p, clients: map[string]manifest.Client{}, lanes: map[string]manifest.Lane{}, days: map[string]laneDays{},
		plan: newPlan(),
	}
	if s.p.Days <= 0 {
		s.p.Days = PrescreenDays
	}
	for _, c := range p.Clients {
		s.clients[c.ID] = c
	}
	for _, l := range p.Lanes {
		s.lanes[l.ID] = l
	}
	if p.FirstDay != "" {
		if _, err := manifest.ParseDate(string(p.FirstDay)); err != nil {
			return nil, err
		}
	}
	_, err := s.book(p.From)
	return s, err
}

// book gives the rulebook for an arrival.
func (s *Prescreening) book(arrival time.Time) (Rulebook, error) {
	book, err := Choose(s.p.Books, s.p.Rulebook, s.p.Version, arrival, s.p.Simulate)
	if err != nil {
		return Rulebook{}, err
	}
	return book.Override(s.p.Overrides)
}

// Screen judges the next order as if it were packed for the first border day of its lane, and finds the first day on
// which it would go.
func (s *Prescreening) Screen(u Unpacked) Prescreened {
	out := Prescreened{Order: u.Order.ID}
	client, okClient := s.client(u.Order)
	lane, okLane := s.lane(u.Order)
	days := s.daysOf(lane)
	switch {
	case u.Cancelled || u.Order.Cancelled:
		out.Findings = append(out.Findings, prefound(ruleCancelled, manifest.Reject, "cancelled"))
	case !okClient:
		out.Findings = append(out.Findings, prefound(ruleNoClient, manifest.Hold, "client", clip(u.Order.Client, 40)))
	}
	switch {
	case !okLane:
		out.Findings = append(out.Findings, prefound(ruleNoLane, manifest.Hold, "lane", clip(u.Order.Lane, 40)))
	case len(days) == 0:
		out.Findings = append(out.Findings, prefound(ruleNoLane, manifest.Hold, "timetable", clip(lane.ID, 40)))
	}
	_, out.Weighed = goodsWeight(u.Order)
	if len(out.Findings) > 0 {
		out.Verdict = manifest.Worst(out.Findings)
		out.None = sayNone(out.Findings)
		return out
	}
	s.judge(&out, s.caseOf(u, client, lane), u.Past, days)
	return out
}

func prefound(rule string, v manifest.Verdict, name string, args ...string) manifest.Finding {
	return manifest.Finding{
		Rule: rule, Verdict: v, Message: manifest.Say("prescreen.rule."+name, args...),
		Action: manifest.Say("prescreen.rule." + name + ".action"),
	}
}

// client and lane find what an order names as a bench does: without a name the only one there is, of lanes the only one
// of the carrier.
func (s *Prescreening) client(o manifest.Order) (manifest.Client, bool) {
	if o.Client == "" && len(s.clients) == 1 {
		for _, c := range s.clients {
			return c, true
		}
	}
	c, ok := s.clients[o.Client]
	return c, ok
}

func (s *Prescreening) lane(o manifest.Order) (manifest.Lane, bool) {
	if o.Lane != "" {
		l, ok := s.lanes[o.Lane]
		return l, ok
	}
	var found []manifest.Lane
	for _, l := range s.lanes {
		if l.Carrier == o.Carrier || o.Carrier == "" {
			found = append(found, l)
		}
	}
	if len(found) != 1 {
		return manifest.Lane{}, false
	}
	return found[0], true
}

// caseOf is the order as the checks want it, without a load yet.
func (s *Prescreening) caseOf(u Unpacked, client manifest.Client, lane manifest.Lane) manifest.Case {
	c := manifest.Case{
		ID: u.Order.ID, Order: u.Order, Shipper: u.Order.Shipper, Simulate: s.p.Simulate, Rates: s.p.Rates,
		Match: Match(s.p.Keys, u.Order.ShipTo, u.Order.Buyer),
		Load:  manifest.CaseLoad{Port: lane.Port, Release: lane.Release.Or321()},
	}
	if c.Shipper.IsZero() {
		c.Shipper = client.Exporter
	}
	if c.Order.Carrier == "" {
		c.Order.Carrier = lane.Carrier
	}
	if shown, ok := goodsWeight(u.Order); ok {
		c.Packages = []manifest.CasePackage{{ID: u.Order.ID, Weight: shown, Stable: true}}
	}
	return c
}

// judge fills in the verdict of the first day and the earliest day.
func (s *Prescreening) judge(out *Prescreened, c manifest.Case, past []manifest.Past, days laneDays) {
	known := s.plan.related(&c, &s.p.Persons, s.p.Keys, past)
	first := s.judgeOn(&c, known, days[0])
	out.Verdict, out.Findings = first.Verdict, first.Findings
	day, last := days[0], first.Findings
	if first.Verdict >= manifest.Hold {
		out.Beside = known.beside(days[0].crossing.Date, first.Findings)
		day, last = s.firstFree(&c, known, days, first)
	}
	switch static := stuck(&c, first.Findings); {
	case day.crossing.Date != "":
		out.Earliest = day.crossing.Date
		s.plan.add(&c, s.p, day.crossing.Date, "packed")
	case len(static) > 0:
		out.None = sayNone(static)
		if first.Verdict == manifest.Hold {
			s.plan.add(&c, s.p, days[0].crossing.Date, "held")
		}
	default:
		out.None = manifest.Say("prescreen.none.days", string(days[len(days)-1].crossing.Date), blocking(last))
	}
}

// firstFree looks for a later day on which an order that stops on the first one would go. Without one it gives no day,
// and what stood against the last that was tried.
func (s *Prescreening) firstFree(c *manifest.Case, known related, days laneDays, first manifest.Judgement) (laneDay, []manifest.Finding) {
	same := days[0].book.Ref().Hash
	static := len(stuck(c, first.Findings)) > 0
	last := first.Findings
	for _, day := range days[1:] {
		if static && day.book.Ref().Hash == same {
			continue // no date changes this
		}
		j := s.judgeOn(c, known, day)
		if j.Verdict < manifest.Hold {
			return day, nil
		}
		last = j.Findings
	}
	return laneDay{}, last
}

func (s *Prescreening) judgeOn(c *manifest.Case, known related, day laneDay) manifest.Judgement {
	c.Load.Arrival = day.crossing.Arrival
	c.History = known.on(day.crossing.Date, c)
	o := Options{OnBench: true, WeightPending: len(c.Packages) == 0, Persons: s.p.Persons}
	if c.Order.Planned() == 1 {
		o.MaxCarton = s.p.MaxCarton // of several cartons nobody knows yet what goes into which
	}
	return Recordable(day.book.Check(*c, o))
}

// stuck gives the findings that stop the order whatever the day. Those about persons and linked orders, about the
// rulebook, and about a value in another currency depend on it.
func stuck(c *manifest.Case, findings []manifest.Finding) []manifest.Finding {
	foreign := c.Order.Currency != usd
	return slices.DeleteFunc(slices.Clone(findings), func(f manifest.Finding) bool {
		switch f.Rule {
		case "ORD-LINK", "VAL-FX":
			return true
		case "VAL-MAX", "ORD-SPLIT":
			return f.Verdict < manifest.Hold || foreign && f.Message.Key != phraseKey("ORD-SPLIT", "lots")
		}
		return f.Verdict < manifest.Hold || strings.HasPrefix(f.Rule, "PER-") || strings.HasPrefix(f.Rule, "REG-")
	})
}

func sayNone(findings []manifest.Finding) manifest.Phrase {
	return manifest.Say("prescreen.none.rules", blocking(findings))
}

// blocking lists the rules that stop an order.
func blocking(findings []manifest.Finding) string {
	var ids []string
	for _, f := range findings {
		if f.Verdict >= manifest.Hold {
			ids = append(ids, f.Rule)
		}
	}
	slices.Sort(ids)
	return strings.Join(slices.Compact(ids), ", ")
}

// laneDay is a border day of a lane: its first crossing on that day and the rulebook that judges it.
type laneDay struct {
	crossing manifest.Crossing
	book     Rulebook
}

type laneDays []laneDay

// daysOf gives the border days of a lane, none when its timetable or port can't be used.
func (s *Prescreening) daysOf(lane manifest.Lane) laneDays {
	if days, known := s.days[lane.ID]; known {
		return days
	}
	days, err := s.readDays(lane)
	if err != nil {
		days = nil
	}
	s.days[lane.ID] = days
	return days
}

func (s *Prescreening) readDays(lane manifest.Lane) (laneDays, error) {
	zone := zoneOf(manifest.CaseLoad{Port: lane.Port})
	if zone == nil {
		return nil, fmt.Errorf("cannot plan crossings of lane %s: port %q has no zone", lane.ID, lane.Port)
	}
	cutoff := lane.Cutoff
	if cutoff == 0 {
		cutoff = manifest.DefaultCutoff
	}
	now := s.p.From
	if begin, err := time.ParseInLocation(time.DateOnly, string(s.p.FirstDay), zone); err == nil {
		now = begin.Add(-cutoff)
	}
	var days laneDays
	for end := ""; ; {
		crossing, err := lane.NextCrossing(now)
		if err != nil {
			return nil, err
		}
		local := crossing.Arrival.In(zone)
		if end == "" {
			end = local.AddDate(0, 0, s.p.Days).Format(time.DateOnly)
		}
		if string(crossing.Date) >= end {
			return days, nil
		}
		book, err := s.book(crossing.Arrival)
		if err != nil {
			return nil, err
		}
		days = append(days, laneDay{crossing, book})
		now = time.Date(local.Year(), local.Month(), local.Day()+1, 0, 0, 0, 0, zone).Add(-cutoff)
	}
}
