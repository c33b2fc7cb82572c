package linktest_test

import (
	"encoding/binary"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"packline/manifest"
	"packline/manifest/ledger"
	"packline/sync/linktest"
	"packline/sync/uplink"
	"packline/sync/wire"
)

// rules are what the protocol holds to. Leaving one out is a planted bug that the model must find.
type rules struct {
	keepUntilSafe  bool // a station keeps what the centre acknowledged until it is in a backup as well
	rewind         bool // a station takes the watermark of a centre that was restored
	newEpoch       bool // a station that was restored begins a new epoch
	followingOnly  bool // the centre takes only what follows its watermark
	incarnation    bool // a push names the incarnation it relies on, and a centre that was restored since refuses it
	reportedDamage bool // see modelCheck: always true, false shows that the check itself can fail
}

func allRules() rules {
	return rules{keepUntilSafe: true, rewind: true, newEpoch: true, followingOnly: true, incarnation: true, reportedDamage: true}
}

type action int

const (
	actPack action = iota
	actUpload
	actLate
	actBackup
	actRestoreCentre
	actDays
	actCopyStation
	actRestoreStation
	actCloneStation
	actions
)

// move is one step of a script: who, how many, and what goes wrong.
type move struct {
	do   action
	who  int
	n    int
	lose bool // the answer is lost
	rash bool // and the station goes on without a hello
}

// world is three stations, their copies and a centre, without a network, a disk or a clock.
type world struct {
	rules    rules
	centre   *linktest.Small
	backup   linktest.Backup
	now      time.Time
	machines []*machine
	copies   []*machine // by machine: its last backup
	late     []late
	cartons  int
	naming   bool // every push names the incarnation; else only one that begins an epoch, and so may close another
	epochs   uint64
	shared   map[manifest.Epoch]uint64 // epochs that two machines went on with, and from where
}

// late is a request that may arrive again at any time.
type late struct {
	station     string
	epoch       manifest.Epoch
	first, last uint64
	push        wire.Push
}

// machine is one PC: its ledger, and the uplink's own plan over it.
type machine struct {
	station string
	logs    []log
	plan    uplink.Plan
	met     bool
}

// log is an epoch on a machine's disk. Records below kept were deleted; the ghost still has them.
type log struct {
	epoch   manifest.Epoch
	kept    uint64
	records []record
}

type record struct {
	ledger.Record
	carton int // 0: none
	at     time.Time
}

func newWorld(r rules) *world {
	w := &world{rules: r, now: time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC), shared: map[manifest.Epoch]uint64{}}
	w.centre = linktest.NewSmall(func() time.Time { return w.now })
	w.centre.Loose = !r.followingOnly
	w.backup = w.centre.Backup()
	for i := range 3 {
		m := &machine{station: "S" + strconv.Itoa(i)}
		w.openEpoch(m)
		w.machines = append(w.machines, m)
		w.copies = append(w.copies, m.clone())
	}
	return w
}

func (m *machine) clone() *machine {
	c := &machine{station: m.station, plan: m.plan}
	c.plan.Marks = slices.Clone(m.plan.Marks)
	for _, l := range m.logs {
		l.records = slices.Clone(l.records)
		c.logs = append(c.logs, l)
	}
	return c
}

func (m *machine) heads() []ledger.Head {
	var out []ledger.Head
	for _, l := range m.logs {
		out = append(out, l.head())
	}
	return out
}

func (l log) head() ledger.Head {
	h := ledger.Head{Epoch: l.epoch, Seq: uint64(len(l.records))}
	if h.Seq > 0 {
		h.Hash = l.records[h.Seq-1].Hash
	}
	return h
}

func (m *machine) current() *log { return &m.logs[len(m.logs)-1] }

func (m *machine) log(epoch manifest.Epoch) *log {
	for i := range m.logs {
		if m.logs[i].epoch == epoch {
			return &m.logs[i]
		}
	}
	return nil
}

var errGone = errors.New("the record was deleted")

func (m *machine) at(epoch manifest.Epoch, seq uint64) (ledger.Hash, error) {
	if seq < m.log(epoch).kept {
		return ledger.Hash{}, errGone
	}
	return m.log(epoch).records[seq-1].Hash, nil
}

func (w *world) add(m *machine, raw string, carton int) {
	l := m.current()
	head := l.head()
	r := ledger.Record{Epoch: l.epoch, Seq: head.Seq + 1, Prev: head.Hash, Bytes: []byte(raw)}
	r.Hash = ledger.Chain(r.Prev, r.Bytes)
	l.records = append(l.records, record{Record: r, carton: carton, at: w.now})
}

func (w *world) openEpoch(m *machine) {
	var old ledger.Head
	if len(m.logs) > 0 {
		old = m.current().head()
	}
	w.epochs++
	var id manifest.Epoch
	binary.BigEndian.PutUint64(id[:], w.epochs)
	m.logs = append(m.logs, log{epoch: id, kept: 1})
	w.add(m, fmt.Sprintf(`{"body":{"old_epoch":%q,"old_seq":%d}}`, old.Epoch, old.Seq), 0)
}

func (w *world) step(mv move) {
	m := w.machines[mv.who%len(w.machines)]
	switch mv.do {
	case actPack:
		for range 1 + mv.n%4 {
			w.cartons++
			w.add(m, fmt.Sprintf(`{"carton":%d}`, w.cartons), w.cartons)
		}
	case actUpload:
		w.upload(m, mv)
	case actLate:
		if len(w.late) > 0 {
			r := w.late[mv.n%len(w.late)]
			_, _ = w.centre.Push(r.station, r.epoch, r.first, r.last, r.push) // nobody waits for the answer any more
		}
	case actBackup:
		w.backup = w.centre.Backup()
	case actRestoreCentre:
		w.centre.Restore(w.backup)
	case actDays:
		w.now = w.now.Add(time.Duration(mv.n) * 12 * time.Hour)
		w.forget()
	case actCopyStation:
		w.copies[mv.who%len(w.machines)] = m.clone()
	case actRestoreStation:
		w.restore(mv.who % len(w.machines))
	case actCloneStation:
		w.clone(m)
	}
}

// restore puts a station's copy in its place: a person did that, and knows.
func (w *world) restore(i int) {
	m := w.copies[i].clone()
	for _, l := range m.logs { // a clone may have what this machine never had
		if from, two := w.shared[l.epoch]; two {
			w.shared[l.epoch] = min(from, uint64(len(l.records)))
		}
	}
	if w.rules.newEpoch {
		w.openEpoch(m)
	}
	w.machines[i] = m
}

// clone sets up a second machine from a disk image: nobody knows until both have spoken.
func (w *world) clone(m *machine) {
	if len(w.machines) >= 5 {
		return
	}
	w.machines = append(w.machines, m.clone())
	w.copies = append(w.copies, m.clone())
	for _, l := range m.logs {
		if _, known := w.shared[l.epoch]; !known {
			w.shared[l.epoch] = uint64(len(l.records))
		}
	}
}

// forget deletes what a station may.
func (w *world) forget() {
	for _, m := range w.machines {
		for i := range m.logs {
			l := &m.logs[i]
			for l.kept < uint64(len(l.records)) && w.may(m, l) { // the last is kept: the chain goes on from it
				l.kept++
			}
		}
	}
}

func (w *world) may(m *machine, l *log) bool {
	for _, mark := range m.plan.Marks {
		if mark.Epoch == l.epoch {
			if !w.rules.keepUntilSafe {
				return l.kept < mark.Committed
			}
			return mark.MayForget(l.kept, l.records[l.kept-1].at, w.now)
		}
	}
	return false
}

// upload is one try to send a batch, as the uplink does it.
func (w *world) upload(m *machine, mv move) (sent bool) {
	if !m.met && !w.hello(m) {
		return false
	}
	b, ok := m.plan.Next(m.heads(), 1+mv.n%5)
	if !ok {
		return false
	}
	l := m.log(b.Epoch)
	if b.First < l.kept {
		return false // deleted: it can't be sent any more
	}
	r := late{station: m.station, epoch: b.Epoch, first: b.First, last: b.Last}
	if w.rules.incarnation && (w.naming || b.First == 1) {
		r.push.Head.Incarnation = m.plan.Incarnation
	}
	r.push.Head.Prev = l.records[b.First-1].Prev
	for _, rec := range l.records[b.First-1 : b.Last] {
		r.push.Events = append(r.push.Events, rec.Bytes)
	}
	w.late = append(w.late, r)
	a, err := w.centre.Push(r.station, r.epoch, r.first, r.last, r.push)
	if mv.lose {
		m.met = mv.rash
		return true
	}
	var p *wire.Problem
	if errors.As(err, &p) {
		m.met = false
		if p.Code == wire.CodeFork || p.Code == wire.CodeFenced {
			m.plan = m.plan.Close(b.Epoch)
			w.forked(m, b.Epoch)
		}
		return true
	}
	next, err := m.plan.Took(b, l.head(), a, m.at)
	if err != nil {
		m.met = false
		return true
	}
	m.plan = next
	return true
}

func (w *world) hello(m *machine) bool {
	a := w.centre.Hello(m.station, wire.Hello{})
	next, forks, err := m.plan.Meet(m.heads(), a.Incarnation, a.Epochs, m.at)
	if err != nil {
		return false
	}
	if !w.rules.rewind {
		for i, mark := range next.Marks {
			for _, before := range m.plan.Marks {
				if before.Epoch == mark.Epoch && before.Committed > mark.Committed {
					next.Marks[i].Committed = before.Committed
				}
			}
		}
	}
	m.plan, m.met = next, true
	for _, f := range forks {
		w.forked(m, f.Epoch)
	}
	return true
}

// forked is the station's answer to a fork of its current epoch.
func (w *world) forked(m *machine, epoch manifest.Epoch) {
	if epoch == m.current().epoch && w.rules.newEpoch {
		w.openEpoch(m)
	}
}

// settle lets every machine speak until nothing moves.
func (w *world) settle() {
	for range 2 { // what one sends may stop another
		for _, m := range w.machines {
			m.met = false
			for i := 0; i < 400 && w.upload(m, move{n: 4}); i++ {
			}
		}
	}
}

// check holds that every carton that any machine ever packed and that was not lost with its disk is at the centre
// once. Only what two machines wrote under one epoch may be missing: then it is still on its disk, in an epoch that is
// stopped and reported.
func (w *world) check() error {
	at := map[int]int{}
	for _, raw := range w.centre.Everything() {
		if number, ok := strings.CutPrefix(string(raw), `{"carton":`); ok {
			n, _ := strconv.Atoi(strings.TrimSuffix(number, "}"))
			at[n]++
		}
	}
	for carton, times := range at {
		if times != 1 {
			return fmt.Errorf("carton %d is %d times at the centre", carton, times)
		}
	}
	for _, m := range w.machines {
		_, stuck := m.plan.Waiting(m.heads())
		missing := uint64(0)
		for i := range m.logs {
			for _, r := range m.logs[i].records {
				if r.carton == 0 || at[r.carton] > 0 {
					continue
				}
				missing++
				if err := w.excused(m, &m.logs[i], r); err != nil {
					return err
				}
			}
		}
		if missing > stuck {
			return fmt.Errorf("station %s: %d cartons are not at the centre, %d records are reported", m.station, missing, stuck)
		}
	}
	return nil
}

func (w *world) excused(m *machine, l *log, r record) error {
	from, two := w.shared[l.epoch]
	stopped := false
	for _, mark := range m.plan.Marks {
		stopped = stopped || mark.Epoch == l.epoch && mark.Stopped
	}
	if w.rules.reportedDamage && two && r.Seq > from && stopped && r.Seq >= l.kept {
		return nil
	}
	return fmt.Errorf("carton %d of station %s (event %d) is not at the centre; stopped %v, deleted below %d", r.carton, m.station, r.Seq, stopped, l.kept)
}
