package station

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"time"

	"packline/manifest"
	"packline/manifest/ledger"
	"packline/manifest/section321"
)

// State is all that the bench knows between two inputs. It is a value: Step never changes the one it is given.
type State struct {
	setup *Setup // never written after New
	ref   reference

	now    time.Time
	uptime time.Duration

	operator manifest.Operator
	noticed  bool // the simulation was acknowledged since sign-in

	epoch   manifest.Epoch
	seq     uint64  // of the last event made, written or not
	blocks  []Block // of SSCC serials
	floor   time.Time
	queue   []pending // commits in order; only the first is on its way
	fault   fault     // the first of the queue was refused by the disk
	ticket  uint64
	looking *looking

	work   *work      // the shipment in hand
	resume bool       // work must be looked up again before it goes on (after a restart)
	out    []outLabel // labels not closed yet
	recall *recall
	last   *work // the last shipment done or given up, for the screen and PL:MORE
	failed bool  // last was not packed
	// lastSSCC is the number of the carton packed last.
	lastSSCC manifest.SSCC

	prompt   *prompt
	pinFails map[string]pinFail

	scale     scale
	checking  *checking           // the check weight is asked for; never changed in place
	check     *manifest.CheckMark // the scale's last check; never changed in place
	devices   []Device
	counts    []ledger.Count
	recent    []RecentCarton
	nextBooks []section321.Rulebook // came while a carton was in hand
	problem   manifest.Phrase
	notice    manifest.Phrase // something that is no refusal: a sentence under the headline
	orders    int
	link      Link
	holds     []HoldCard

	lastScan   string
	lastScanAt time.Time
	closed     string // the text that closed the last carton: scanned again at once it means nothing
}

// reference is what the station looks up by id.
type reference struct {
	clients   map[string]manifest.Client
	lanes     map[string]manifest.Lane
	operators map[string]manifest.Operator
	rates     []manifest.Rate
	books     []section321.Rulebook
}

type pending struct {
	ticket uint64
	events []ledger.Event
	key    []byte
	then   then
}

// then says what follows when a commit is on disk.
type then int

const (
	thenNothing then = iota
	thenLabels       // the labels of the shipment are out
	thenReprint      // the last label of out is printed
)

type fault struct {
	on      bool
	stopped bool // nobody can tell what is on the disk
	err     error
	tried   time.Time
}

type looking struct {
	ticket uint64
	code   manifest.Code
	then   lookThen
	at     time.Time
}

// lookThen says what a look is for.
type lookThen int

const (
	lookShow    lookThen = iota // whatever the code means
	lookMore                    // another shipment of the order
	lookPacked                  // the carton of an order that is packed already: the refusal stays on the screen
	lookReweigh                 // a carton that is to be weighed again
	lookVoid                    // a carton that is to be voided
)

// work is a shipment on its way to be packed.
type work struct {
	shipment  manifest.Shipment
	order     ledger.KeyedOrder
	client    manifest.Client
	lane      manifest.Lane
	past      []manifest.Past
	boxes     []box // the last one is in hand
	more      bool
	judgement manifest.Judgement
	weighed   bool // the judgement includes the weight
	cleared   []manifest.Clearing
	warned    []string
	packing   bool // its record is on the way to the disk
	askFrom   time.Time
}

type box struct {
	id      manifest.ID
	n       int
	proof   manifest.WeightProof
	weighed bool
}

// outLabel is a label that was recorded and is not closed yet.
type outLabel struct {
	work    ledger.Work
	client  manifest.Client
	lane    manifest.Lane
	copy    int
	state   manifest.CopyState
	job     []byte
	sending bool
	notSent bool // certainly nothing came out: the same copy may be sent again
	problem manifest.Phrase
	at      time.Time // of the last attempt
	closed  bool
	seq     uint64 // of the event that recorded the copy
}

type scale struct {
	last        manifest.Reading
	answered    time.Time // when it last said something that could be read
	zeroSeen    bool      // the plate was empty since the last weight was taken
	offZero     bool      // it showed less than nothing since: zero was taken with a load on it
	zeroKeyed   bool      // a load was made zero where it stood, on a roller bench
	lastZero    time.Time
	loose       []manifest.Weight // of cartons that no scan closed and that may be set down again; never changed in place
	base        manifest.Weight   // what was taken last, for roller benches
	baseKnown   bool
	stirred     bool // the load was seen to move since base
	again       bool // it moved, and weighs what it did
	movingSince time.Time
	problem     manifest.Phrase
}

// Start gives the state of a station that has just been switched on. Cartons that were in hand come back: open ones
// to be weighed, packed ones whose label is not closed to be asked about.
func Start(setup *Setup, r ledger.Recovered, at time.Time) (State, error) {
	if err := check(setup); err != nil {
		return State{}, err
	}
	s := State{
		setup: setup, now: at, epoch: r.Head.Epoch, seq: r.Head.Seq, floor: r.LastSeen, orders: setup.Known,
		blocks: slices.Clone(setup.Numbers), counts: slices.Clone(r.Counts),
		ref: reference{
			clients: byID(setup.Clients, func(c manifest.Client) string { return c.ID }),
			lanes:   byID(setup.Lanes, func(l manifest.Lane) string { return l.ID }),
			operators: byID(setup.Operators,
				func(o manifest.Operator) string { return o.Badge }),
			rates: setup.Rates, books: setup.Rulebooks,
		},
		pinFails: map[string]pinFail{}, check: r.Check,
	}
	for badge, fail := range r.PINFails {
		s.pinFails[badge] = pinFail{n: fail.N, at: fail.At}
	}
	for _, h := range r.Holds {
		s.holds = append(s.holds, holdCard(h))
	}
	for _, c := range r.Recent {
		if c.State == manifest.CartonOpen && !c.Parked {
			continue // in hand
		}
		s.recent = append(s.recent, s.recentOf(c))
	}
	for _, w := range r.Doubt {
		if w.Carton.Simulated != setup.Simulate {
			continue // nothing simulated goes on as if it were real, nor the other way round
		}
		if o := s.recovered(w); o.client.Switches.ClosingScan.AtBench() || !out(o.state) {
			s.out = append(s.out, o) // a box that is closed elsewhere has left the bench with its label
		}
	}
	for _, w := range r.Open {
		if !w.Carton.Parked && w.Carton.Simulated == setup.Simulate {
			s.takeUp(w)
		}
	}
	return s, nil
}

func check(setup *Setup) error {
	switch {
	case setup.Station == "" || len(setup.Station) > manifest.MaxStationName:
		return fmt.Errorf("%w: station name %q is not 1 to %d characters", ErrSetup, setup.Station, manifest.MaxStationName)
	case len(setup.Numbers) == 0 && !setup.Centre:
		return fmt.Errorf("%w: no block of carton numbers", ErrSetup)
	case len(setup.Rulebooks) == 0:
		return fmt.Errorf("%w: no rulebook", ErrSetup)
	}
	for _, b := range setup.Numbers {
		if b.First < 1 || b.Next < b.First || b.Last < b.First {
			return fmt.Errorf("%w: a block of carton numbers from %d to %d", ErrSetup, b.First, b.Last)
		}
		if _, err := manifest.NewSSCC(b.Extension, b.Prefix, b.Last); err != nil {
			return fmt.Errorf("%w: %w", ErrSetup, err)
		}
	}
	_, err := section321.Choose(setup.Rulebooks, setup.Rulebook, setup.Version, time.Now(), setup.Simulate)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrSetup, err)
	}
	return nil
}

func byID[T any](all []T, id func(T) string) map[string]T {
	out := make(map[string]T, len(all))
	for _, t := range all {
		out[id(t)] = t
	}
	return out
}

// recentOf lists a carton of the last run.
func (s *State) recentOf(c manifest.Carton) RecentCarton {
	_, held := s.holdOf(c.Shipment)
	at := c.PackedAt
	if at.IsZero() {
		at = c.OpenedAt
	}
	return RecentCarton{
		At: at, Order: c.Order, SSCC: c.SSCC, Verdict: c.Judgement.Verdict, State: c.State, Shown: c.Weight.Shown,
		Confirmed: c.State.Counts() && !c.Judgement.Provisional && !held, Held: held, Manual: c.Weight.Manual != nil,
	}
}

// out reports whether a label copy is known to have come out.
func out(c manifest.CopyState) bool { return c == manifest.CopySent || c == manifest.CopyConfirmed }

// recovered gives the label of a packed carton as the last run left it. A copy that was intended may have gone out in
// part: nobody knows.
func (s *State) recovered(w ledger.Work) outLabel {
	live := w.Carton.Live()
	o := outLabel{
		work: w, client: s.ref.clients[w.Shipment.Client], lane: s.ref.lanes[w.Shipment.Lane],
		copy: live.N, state: live.State, at: s.now,
	}
	if live.State == manifest.CopyIntended {
		o.state = manifest.CopyUnknown
	}
	if o.state == manifest.CopyUnknown {
		o.problem = manifest.Say("bench.doubt.restart")
	}
	return o
}

// takeUp puts an open carton back in hand; its order is looked up again once somebody has signed in.
func (s *State) takeUp(w ledger.Work) {
	if s.work != nil && s.work.shipment.ID != w.Shipment.ID {
		return // one shipment is in hand at a bench; another open one is found again by its order
	}
	if s.work == nil {
		s.work = &work{
			shipment: w.Shipment, order: w.Order, client: s.ref.clients[w.Shipment.Client],
			lane: s.ref.lanes[w.Shipment.Lane], judgement: w.Carton.Judgement, askFrom: s.now,
		}
		s.resume = true
	}
	s.work.boxes = append(s.work.boxes, boxOf(w.Carton))
	s.work.cleared = append(s.work.cleared, w.Carton.Cleared...)
	s.work.warned = append(s.work.warned, w.Carton.Warned...)
}

func boxOf(c manifest.Carton) box {
	return box{id: c.ID, n: c.N, proof: c.Weight, weighed: c.Weight.Weight > 0}
}

// clone makes a state whose parts can be written without the first one noticing.
func (s State) clone() State {
	s.queue = slices.Clone(s.queue)
	s.out = slices.Clone(s.out)
	s.devices = slices.Clone(s.devices)
	s.counts = slices.Clone(s.counts)
	s.recent = slices.Clone(s.recent)
	s.holds = slices.Clone(s.holds)
	s.pinFails = maps.Clone(s.pinFails)
	s.work = s.work.clone()
	if s.recall != nil {
		r := *s.recall
		s.recall = &r
	}
	if s.prompt != nil {
		p := *s.prompt
		s.prompt = &p
	}
	return s
}

func (w *work) clone() *work {
	if w == nil {
		return nil
	}
	c := *w
	c.boxes = slices.Clone(w.boxes)
	c.cleared = slices.Clone(w.cleared)
	c.warned = slices.Clone(w.warned)
	return &c
}

// phase is read off the state, never kept beside it, so that the two can't disagree.
func (s *State) phase() Phase {
	switch {
	case s.fault.on:
		return DiskFault
	case s.prompt != nil:
		return s.prompt.phase()
	case s.operator.Badge == "":
		return SignedOut
	case s.setup.Simulate && !s.noticed:
		return Notice
	case s.looking != nil:
		return Looking
	case s.checking != nil:
		return Checking
	case s.recall != nil && s.recall.reweigh:
		return Weighing
	case s.recall != nil:
		return Recalled
	case s.work != nil && s.work.packing:
		return Saving
	case len(s.out) > 0:
		return s.outPhase()
	case s.work != nil:
		return s.workPhase()
	case s.last != nil && !s.failed:
		return Done
	}
	return Ready
}

func (s *State) workPhase() Phase {
	w := s.work
	switch verdict := w.standing(); {
	case verdict == manifest.Reject:
		return Rejected
	case verdict == manifest.Hold:
		return Held
	case w.weighed && verdict == manifest.Warn:
		return Warned
	case s.scale.last.Weight > 0 && !s.scale.last.NearZero() && s.fresh(s.scale.last) && s.armed(s.scale.last):
		return Weighing
	}
	return OrderOpen
}

func (s *State) outPhase() Phase {
	for _, o := range s.out {
		if !o.closed && (o.state == manifest.CopyUnknown || o.notSent) {
			return InDoubt
		}
	}
	return LabelOut
}

func (w *work) hand() *box { return &w.boxes[len(w.boxes)-1] }

// planned is how many boxes the shipment will have, as far as is known.
func (w *work) planned() int {
	n := max(w.order.Order.Planned(), len(w.boxes))
	if w.more && n == len(w.boxes) {
		n++
	}
	return n
}

func count(n int) string { return strconv.Itoa(n) }
