package ledger

import (
	"errors"
	"maps"
	"time"

	"packline/manifest"
)

// The errors that whoever keeps a ledger answers with, so that the station can say what became of its record.
var (
	// ErrNotWritten: the record is certainly not in the ledger; it may be tried again as it is.
	ErrNotWritten = errors.New("the record was not written")
	// ErrStopped: nobody can tell, or the ledger can't be read: no more cartons until it is opened again.
	ErrStopped = errors.New("the ledger has stopped")
	// ErrFork: the ledger holds another event under the same number.
	ErrFork = errors.New("the ledger holds another event under this number")
	// ErrNotFound: there is no such order, carton or event.
	ErrNotFound = errors.New("not found")
)

// KeyedOrder is an order with the key that its persons are sealed with in events.
type KeyedOrder struct {
	Order     manifest.Order
	Key       []byte
	Elsewhere string // the station that has the order open, where the centre has said so
}

// Work is a carton with all that is needed to go on with it.
type Work struct {
	Carton   manifest.Carton
	Shipment manifest.Shipment
	Order    KeyedOrder // as it was judged when the carton was opened
}

// Recovered is what a station needs to know to go on where it stopped.
type Recovered struct {
	Head      Head
	Simulated bool // of the epoch
	// LastSerials is the last serial used of each SSCC extension digit.
	LastSerials map[int]uint64
	LastSeen    time.Time // latest wall time in the ledger: the clock's floor
	Open        []Work    // cartons not packed yet, oldest first, parked ones included
	Doubt       []Work    // packed cartons with a copy that is intended or unknown, or out and not closed, oldest first
	Counts      []Count
	PINFails    map[string]PINFails // by badge
	Recent      []manifest.Carton   // the last ones of the current mode, newest first, at most RecentMost
	Check       *manifest.CheckMark // of the scale with a known weight, the last one; nil: none in this mode
	Holds       []manifest.HoldNote // put by the centre on shipments of this station and not dealt with, oldest first
}

// RecentMost is how many recent cartons are recovered: as many as a screen lists.
const RecentMost = 8

// PINFails is how often in a row a badge was tried with a wrong PIN, and when last. Tries more than PINRest after the
// one before begin a new row.
type PINFails struct {
	N  int       `json:"n"`
	At time.Time `json:"at"`
}

// FoldCheck gives the scale's last check after an event. A change between live and simulated forgets it: what a play
// scale showed says nothing of a real one.
func FoldCheck(mark *manifest.CheckMark, e Event) *manifest.CheckMark {
	switch b := e.Body.(type) {
	case CheckWeighed:
		return &manifest.CheckMark{At: b.Proof.At, Known: b.Known, Shown: b.Proof.Shown, Failed: !b.Within}
	case ScaleTrusted:
		if mark == nil {
			return nil
		}
		trusted := *mark
		trusted.Lead, trusted.Reason = b.Lead, b.Reason
		return &trusted
	case EpochOpened:
		if b.Reason == "simulation" || b.Reason == "live" {
			return nil
		}
	}
	return mark
}

// PINRest is how long a badge rests after too many wrong PINs.
const PINRest = 5 * time.Minute

// FoldPINFails counts an event's refusal, or forgets a badge that was right.
func FoldPINFails(fails map[string]PINFails, e Event) map[string]PINFails {
	switch b := e.Body.(type) {
	case ClearingRefused:
		if b.Reason != "pin" {
			return fails
		}
		fails = maps.Clone(fails)
		if fails == nil {
			fails = map[string]PINFails{}
		}
		f := fails[b.Badge]
		if e.At.Sub(f.At).Abs() >= PINRest {
			f.N = 0
		}
		fails[b.Badge] = PINFails{N: f.N + 1, At: e.At}
	case HoldCleared:
		return forgiven(fails, b.Clearing.Lead)
	case ScaleTrusted:
		return forgiven(fails, b.Lead)
	case Weighed:
		return forgivenBy(fails, b.Proof)
	case Reweighed:
		return forgivenBy(fails, b.Proof)
	}
	return fails
}

// forgivenBy forgets the wrong PINs of the lead who let a weight be keyed.
func forgivenBy(fails map[string]PINFails, proof manifest.WeightProof) map[string]PINFails {
	if proof.Manual == nil {
		return fails
	}
	return forgiven(fails, proof.Manual.Lead)
}

func forgiven(fails map[string]PINFails, badge string) map[string]PINFails {
	if _, ok := fails[badge]; ok {
		fails = maps.Clone(fails)
		delete(fails, badge)
	}
	return fails
}

// Count is how many cartons of a lane's crossing are where; voided ones are not counted.
type Count struct {
	Lane   string        `json:"lane"`
	Date   manifest.Date `json:"date"`
	Packed int           `json:"packed"` // waiting for their closing scan
	Done   int           `json:"done"`
}

// Past is a carton with its whole life.
type Past struct {
	Work
	Events []Event
}
