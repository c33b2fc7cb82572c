package central

import (
	"context"
	"fmt"
	"runtime"
	"slices"
	"sync"

	"packline/manifest"
	"packline/manifest/ledger"
	"packline/sync/wire"
)

// Push takes consecutive events of an epoch. A range that is there already is answered like a new one, one that leaves
// a gap is refused with the number that must come next, one that differs from what is there closes the epoch for good.
// What an event says never makes Push refuse it: what makes no sense is kept and set aside. Errors are *wire.Problem.
func (c *Centre) Push(
	ctx context.Context, station string, epoch manifest.Epoch, first, last uint64, p wire.Push,
) (wire.PushAnswer, error) {
	if detail := malformed(first, last, p); detail != "" {
		return wire.PushAnswer{}, c.problem(p.Head.Nonce, wire.CodeMalformed, detail)
	}
	b := readBatch(station, epoch, first, p)
	answer := wire.PushAnswer{Envelope: c.envelope(wire.TypePush, p.Head.Nonce)}
	var refused *wire.Problem
	var unit *work
	err := c.update(ctx, func(w *work) error {
		unit, refused = w, nil
		row, problem, err := w.push(b)
		answer.Committed, answer.Safe, answer.Hash = row.Seq, row.Safe, row.Hash
		refused = problem
		return err
	})
	switch {
	case err != nil:
		return wire.PushAnswer{}, c.trouble(p.Head.Nonce, err)
	case refused != nil:
		return wire.PushAnswer{}, c.trouble(p.Head.Nonce, refused)
	}
	answer.Feed = unit.feedEnd
	return answer, nil
}

func malformed(first, last uint64, p wire.Push) string {
	switch {
	case first < 1 || last < first || last-first >= wire.MaxEvents || uint64(len(p.Events)) != last-first+1:
		return fmt.Sprintf("%d events for the numbers %d to %d", len(p.Events), first, last)
	case first == 1 && p.Head.Prev != (ledger.Hash{}):
		return "the first event follows another"
	case len(p.Head.Keys) > wire.MaxOrderKeys:
		return "too many order keys"
	}
	for _, e := range p.Events {
		if len(e) == 0 || len(e) > ledger.MaxEvent {
			return fmt.Sprintf("an event of %d bytes", len(e))
		}
	}
	return ""
}

// batch is a push, decoded before any transaction begins.
type batch struct {
	station     string
	epoch       manifest.Epoch
	first, last uint64
	prev        ledger.Hash
	life        string // the incarnation that the push relies on, empty for any
	records     []ledger.Record
	events      []ledger.Event
	senseless   []string // why an event can't be read; empty where it can
	keys        []wire.OrderKey
}

func readBatch(station string, epoch manifest.Epoch, first uint64, p wire.Push) *batch {
	n := len(p.Events)
	b := &batch{
		station: station, epoch: epoch, first: first, last: first + uint64(n) - 1, prev: p.Head.Prev, keys: p.Head.Keys,
		life:    p.Head.Incarnation,
		records: make([]ledger.Record, n), events: make([]ledger.Event, n), senseless: make([]string, n),
	}
	prev := p.Head.Prev
	for i, raw := range p.Events {
		hash := ledger.Chain(prev, raw)
		seq := first + uint64(i)
		b.records[i] = ledger.Record{Epoch: epoch, Seq: seq, Prev: prev, Hash: hash, Bytes: raw}
		prev = hash
	}
	var all sync.WaitGroup
	workers := min(runtime.GOMAXPROCS(0), n)
	for part := range workers {
		all.Go(func() {
			for i := part; i < n; i += workers {
				b.decode(i)
			}
		})
	}
	all.Wait()
	return b
}

// decode reads an event, or says why it can't be one of this place.
func (b *batch) decode(i int) {
	r := &b.records[i]
	e, err := ledger.Decode(r.Bytes)
	switch {
	case err != nil:
		b.senseless[i] = fmt.Sprintf("%.200s", err)
	case e.Station != b.station || e.Epoch != b.epoch || e.Seq != r.Seq:
		b.senseless[i] = fmt.Sprintf("it says that it is %.20q %s/%d", e.Station, e.Epoch, e.Seq)
	}
	b.events[i] = e
}

// push stores what is new of a batch. A problem is an answer, and what was decided with it is kept.
func (w *work) push(b *batch) (EpochRow, *wire.Problem, error) {
	if err := w.lockStation(b.station); err != nil {
		return EpochRow{}, nil, err
	}
	if life, err := w.incarnation(); err != nil || b.life != "" && b.life != life {
		return EpochRow{}, &wire.Problem{
			Code: wire.CodeGap, Detail: "the push relies on data that were restored since: say hello again",
		}, err
	}
	row, known, err := w.tx.Epoch(b.station, b.epoch)
	if err != nil {
		return row, nil, err
	}
	if !known {
		row = EpochRow{Station: b.station, Epoch: b.epoch}
	}
	if b.first > row.Seq+1 {
		return row, &wire.Problem{Code: wire.CodeGap, Expected: row.Seq + 1, Detail: "events are missing"}, nil
	}
	if same, err := w.agrees(row, b); err != nil || !same {
		return w.forked(row, err)
	}
	if err := w.addOrderKeys(b.keys); err != nil {
		return row, nil, err
	}
	if b.last <= row.Seq {
		return row, nil, nil
	}
	if row.Fenced {
		return row, &wire.Problem{Code: wire.CodeFenced, Detail: "the epoch was closed at " + fmt.Sprint(row.Seq)}, nil
	}
	if !known {
		if row.Opened, err = w.tx.Next(countEpoch, 1); err != nil {
			return row, nil, err
		}
	}
	err = w.take(&row, b)
	return row, nil, err
}

// agrees reports whether a batch follows from what is stored: the event before it, and the last that both have. The
// chain answers for those between.
func (w *work) agrees(row EpochRow, b *batch) (bool, error) {
	for seq, hash := range map[uint64]ledger.Hash{b.first - 1: b.prev, min(b.last, row.Seq): b.hashAt(min(b.last, row.Seq))} {
		if seq == 0 || seq < b.first-1 {
			continue
		}
		stored, err := w.hashAt(row, seq)
		if err != nil || stored != hash {
			return false, err
		}
	}
	return true, nil
}

func (b *batch) hashAt(seq uint64) ledger.Hash {
	if seq < b.first {
		return b.prev
	}
	return b.records[seq-b.first].Hash
}

func (w *work) hashAt(row EpochRow, seq uint64) (ledger.Hash, error) {
	if seq == row.Seq {
		return row.Hash, nil
	}
	e, ok, err := w.tx.Event(row.Station, row.Epoch, seq)
	if err == nil && !ok {
		err = fmt.Errorf("cannot find event %s/%d of %s", row.Epoch, seq, row.Station)
	}
	return e.Hash, err
}

func (w *work) forked(row EpochRow, err error) (EpochRow, *wire.Problem, error) {
	if err != nil {
		return row, nil, err
	}
	w.c.log.Error("a station's ledger forked", "station", row.Station, "epoch", row.Epoch.String(), "seq", row.Seq)
	problem := &wire.Problem{Code: wire.CodeFork, Detail: "other events are stored under these numbers"}
	return row, problem, w.fence(row, "fork")
}

// fence closes an epoch for good.
func (w *work) fence(row EpochRow, reason string) error {
	if row.Fenced {
		return nil
	}
	row.Fenced = true
	w.decide(about{}, ledger.EpochClosed{Name: row.Station, Epoch: row.Epoch, Seq: row.Seq, Hash: row.Hash, Reason: reason})
	return w.tx.PutEpoch(row)
}

// take stores and applies the events of a batch that are new.
func (w *work) take(row *EpochRow, b *batch) error {
	from := int(row.Seq + 1 - b.first)
	commit, err := w.commitNumber()
	if err != nil {
		return err
	}
	if err := w.prepare(b, from); err != nil {
		return err
	}
	for i := from; i < len(b.records); i++ {
		r := b.records[i]
		w.events = append(w.events, EventRow{Station: b.station, Record: r, Commit: commit})
		reason := b.senseless[i]
		if reason == "" {
			if reason, err = w.apply(row, b.events[i]); err != nil {
				return err
			}
		}
		if reason == "" && r.Seq == 1 && b.events[i].Type != (ledger.EpochOpened{}).Type() {
			reason = "it begins an epoch and doesn't say so"
		}
		if reason != "" {
			w.c.log.Warn("an event makes no sense", "station", b.station, "epoch", b.epoch.String(), "seq", r.Seq, "reason", reason)
			w.aside = append(w.aside, QuarantineRow{Station: b.station, Epoch: b.epoch, Seq: r.Seq, Reason: reason})
		}
		row.Seq, row.Hash = r.Seq, r.Hash
	}
	return w.tx.PutEpoch(*row)
}

// openEpoch closes the epoch that the new one names.
func (w *work) openEpoch(epoch *EpochRow, e ledger.Event, b ledger.EpochOpened) (string, error) {
	if e.Seq != 1 {
		return "an epoch is opened by its first event", nil
	}
	epoch.Simulated = b.Simulated
	if b.OldEpoch == (manifest.Epoch{}) || b.OldEpoch == epoch.Epoch {
		return "", nil
	}
	old, ok, err := w.tx.Epoch(epoch.Station, b.OldEpoch)
	if err != nil || !ok {
		return "", err
	}
	return "", w.fence(old, "followed")
}

// prepare locks and reads, in few queries, all that a batch will ask for.
func (w *work) prepare(b *batch, from int) error {
	var cartons, shipments []manifest.ID
	var claims, numbers []string
	matches := map[manifest.ID][]string{}
	packed := uint64(0)
	for i := from; i < len(b.events); i++ {
		e := &b.events[i]
		if b.senseless[i] != "" || e.Carton == (manifest.ID{}) {
			continue
		}
		cartons = append(cartons, e.Carton)
		shipments = append(shipments, e.Shipment)
		switch body := e.Body.(type) {
		case ledger.CartonOpened:
			shipments = append(shipments, body.Shipment.ID)
			matches[body.Shipment.ID] = (&shipment{Shipment: body.Shipment}).claimKeys()
		case ledger.Packed:
			packed++
			claims = append(claims, matches[e.Shipment]...)
			numbers = append(numbers, string(body.SSCC))
		}
	}
	claims = unique(claims)
	if err := w.tx.Lock(claims); err != nil {
		return err
	}
	for _, err := range []error{
		w.reserve(packed), w.loadCartons(uniqueIDs(cartons)), w.loadShipments(uniqueIDs(shipments)),
		w.loadClaims(claims), w.loadNumbers(unique(numbers)),
	} {
		if err != nil {
			return err
		}
	}
	return nil
}

func unique(texts []string) []string {
	slices.Sort(texts)
	return slices.Compact(texts)
}

func uniqueIDs(ids []manifest.ID) []manifest.ID {
	slices.SortFunc(ids, func(a, b manifest.ID) int { return slices.Compare(a[:], b[:]) })
	return slices.Compact(ids)
}
