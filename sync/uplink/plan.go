package uplink

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"packline/manifest"
	"packline/manifest/ledger"
	"packline/sync/wire"
)

// The errors of a Plan.
var (
	// ErrMeet: what the centre says doesn't fit what was agreed: say hello and compare again.
	ErrMeet = errors.New("the centre's data are not what they were")
	// ErrStill: the centre says yes and has taken nothing.
	ErrStill = errors.New("the centre took nothing of a batch")
)

// Plan is what a station knows of what the centre has: the uplink's decisions without a disk or a line. Its methods
// leave it as it is and give the next one.
type Plan struct {
	Incarnation string `json:"incarnation"` // of the centre's data; empty before the first hello
	Marks       []Mark `json:"marks,omitempty"`
}

// Mark is how far an epoch has come at the centre, as both ends agreed last.
type Mark struct {
	Epoch     manifest.Epoch `json:"epoch"`
	Committed uint64         `json:"committed"`
	Safe      uint64         `json:"safe,omitempty"`    // also in a backup of the centre
	Stopped   bool           `json:"stopped,omitempty"` // the two ends differ: nothing more of it is sent
	Closed    bool           `json:"closed,omitempty"`  // the centre refuses more of it, whatever the two ends have
}

// Fork says that an epoch's events here are not those at the centre: the station's data were restored or copied.
type Fork struct {
	Epoch  manifest.Epoch
	Ours   uint64 // the last event here
	Theirs uint64 // the last event at the centre
}

// HashAt gives the hash of an event here.
type HashAt func(epoch manifest.Epoch, seq uint64) (ledger.Hash, error)

// Batch is a run of events to send.
type Batch struct {
	Epoch manifest.Epoch
	First uint64
	Last  uint64
}

// Meet compares both ends and gives the plan from here on: the centre's watermark counts, also where it is lower than
// before, so what a centre lost is sent again. An epoch that has more events at the centre than here, or another event
// under the same number, is stopped and given as a fork.
func (p Plan) Meet(heads []ledger.Head, incarnation string, theirs []wire.Watermark, at HashAt) (Plan, []Fork, error) {
	next := Plan{Incarnation: incarnation}
	var forks []Fork
	for _, head := range heads {
		mark := Mark{Epoch: head.Epoch}
		their := wire.Watermark{Epoch: head.Epoch}
		if i := slices.IndexFunc(theirs, func(w wire.Watermark) bool { return w.Epoch == head.Epoch }); i >= 0 {
			their = theirs[i]
		}
		same, err := agrees(head, their.Seq, their.Hash, at)
		if err != nil {
			return p, nil, err
		}
		mark.Closed = p.mark(head.Epoch).Closed && p.Incarnation == incarnation
		mark.Stopped = !same || mark.Closed
		if same {
			mark.Committed, mark.Safe = their.Seq, min(their.Safe, their.Seq)
		} else {
			mark.Committed = min(p.agreed(head.Epoch, incarnation), head.Seq)
			mark.Safe = min(p.mark(head.Epoch).Safe, mark.Committed)
			forks = append(forks, Fork{Epoch: head.Epoch, Ours: head.Seq, Theirs: their.Seq})
		}
		next.Marks = append(next.Marks, mark)
	}
	return next, forks, nil
}

// agreed gives how far both ends had agreed on an epoch: with a centre that was restored since, what its backup had.
func (p Plan) agreed(epoch manifest.Epoch, incarnation string) uint64 {
	mark := p.mark(epoch)
	if p.Incarnation == incarnation {
		return mark.Committed
	}
	return mark.Safe
}

// agrees reports whether the event under a number is the same at both ends.
func agrees(head ledger.Head, seq uint64, hash ledger.Hash, at HashAt) (bool, error) {
	switch {
	case seq == 0:
		return true, nil
	case seq > head.Seq:
		return false, nil
	case seq == head.Seq:
		return hash == head.Hash, nil
	}
	ours, err := at(head.Epoch, seq)
	if err != nil {
		return false, fmt.Errorf("cannot compare event %d: %w", seq, err)
	}
	return ours == hash, nil
}

// Next gives the batch to send now, false when nothing waits that may be sent. Epochs are sent in the order in which
// they were opened: the centre closes one when it sees the next.
func (p Plan) Next(heads []ledger.Head, most int) (Batch, bool) {
	for _, head := range heads {
		if mark := p.mark(head.Epoch); !mark.Stopped && mark.Committed < head.Seq {
			first := mark.Committed + 1
			return Batch{Epoch: head.Epoch, First: first, Last: min(head.Seq, first+uint64(max(most, 1))-1)}, true
		}
	}
	return Batch{}, false
}

// Took gives the plan after the centre's answer to a batch. ErrMeet: the answer is of other data than were agreed on;
// ErrStill: it took nothing. Both leave the plan as it is.
func (p Plan) Took(b Batch, head ledger.Head, a wire.PushAnswer, at HashAt) (Plan, error) {
	mark := p.mark(b.Epoch)
	if a.Incarnation != p.Incarnation || a.Committed < mark.Committed {
		return p, fmt.Errorf("%w: incarnation %q, event %d", ErrMeet, a.Incarnation, a.Committed)
	}
	if a.Committed < b.First {
		return p, fmt.Errorf("%w: %d to %d", ErrStill, b.First, b.Last)
	}
	same, err := agrees(head, a.Committed, a.Hash, at)
	if err != nil {
		return p, err
	}
	if !same {
		return p, fmt.Errorf("%w: event %d is another", ErrMeet, a.Committed)
	}
	mark.Committed, mark.Safe = a.Committed, min(a.Safe, a.Committed)
	return p.with(mark), nil
}

// Close gives the plan after the centre refused an epoch for good. A centre that was restored may think otherwise.
func (p Plan) Close(epoch manifest.Epoch) Plan {
	mark := p.mark(epoch)
	mark.Stopped, mark.Closed = true, true
	return p.with(mark)
}

// Waiting counts the events that are still to be sent, and those of epochs that are stopped.
func (p Plan) Waiting(heads []ledger.Head) (waiting, stuck uint64) {
	for _, head := range heads {
		mark := p.mark(head.Epoch)
		left := head.Seq - min(head.Seq, mark.Committed)
		if mark.Stopped {
			stuck += left
		} else {
			waiting += left
		}
	}
	return waiting, stuck
}

// told gives how far the centre said that it has an epoch. Of an epoch that differs nothing is known.
func (p Plan) told(epoch manifest.Epoch) uint64 {
	if mark := p.mark(epoch); !mark.Stopped {
		return mark.Committed
	}
	return 0
}

func (p Plan) mark(epoch manifest.Epoch) Mark {
	for _, m := range p.Marks {
		if m.Epoch == epoch {
			return m
		}
	}
	return Mark{Epoch: epoch}
}

func (p Plan) with(mark Mark) Plan {
	marks := slices.Clone(p.Marks)
	for i, m := range marks {
		if m.Epoch == mark.Epoch {
			marks[i] = mark
			return Plan{Incarnation: p.Incarnation, Marks: marks}
		}
	}
	return Plan{Incarnation: p.Incarnation, Marks: append(marks, mark)}
}

// KeepFor is how long a station keeps an event that is safe at the centre.
const KeepFor = 30 * 24 * time.Hour

// MayForget reports whether an event may be deleted at the station: only when it is in a backup of the centre as well,
// and KeepFor after it happened. That the centre has it is not enough: a centre that is restored from a backup asks
// for it again, and shows the last one it has: that one is kept to be compared. An event of the future is kept,
// whatever clock wrote it; one of a stopped epoch always is.
func (m Mark) MayForget(seq uint64, at, now time.Time) bool {
	return !m.Stopped && seq < m.Safe && seq < m.Committed && now.Sub(at) >= KeepFor
}
