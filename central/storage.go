package central

import (
	"context"
	"errors"

	"packline/manifest"
	"packline/manifest/ledger"
)

// ErrBusy is the error of a storage that can't do it now and may be asked again: nothing was stored.
var ErrBusy = errors.New("the storage is busy")

// ErrFull is the error of a storage whose disk is full: nothing was stored.
var ErrFull = errors.New("the disk is full")

// Storage keeps the centre's data. Transactions are serialisable: Update runs its function once or, where the storage
// has to repeat it after a conflict, several times, so the function must be able to run again from its beginning. What
// Update returned nil for is on disk. View sees one moment and writes nothing.
//
// A storage that finds itself restored from a backup (its data is older than what it once committed) forgets the
// entry EntryIncarnation of KindCentre before it answers anything.
type Storage interface {
	Update(ctx context.Context, fn func(Tx) error) error
	View(ctx context.Context, fn func(Tx) error) error
	Close() error
}

// Tx is what a transaction can do, by table.
type Tx interface {
	Counters
	Register
	Locks
	EpochTable
	EventTable
	QuarantineTable
	CartonTable
	ShipmentTable
	ClaimTable
	FeedTable
}

// Counters number what must have no holes and no repetitions: rows in the same transaction, never a sequence, since a
// reader with a cursor would miss what commits late.
type Counters interface {
	// Next raises a counter by n and gives the first of the n numbers; the first number of all is 1.
	Next(name string, n uint64) (uint64, error)
	// Count gives the last number given, 0 when there was none.
	Count(name string) (uint64, error)
}

// Register keeps small documents by kind and id.
type Register interface {
	// Entry gives a document, nil when there is none.
	Entry(kind Kind, id string) ([]byte, error)
	PutEntry(kind Kind, id string, body []byte) error
	// Entries gives all of a kind in the order of their ids.
	Entries(kind Kind) ([]Entry, error)
}

// Entry is a document of the register.
type Entry struct {
	ID   string
	Body []byte
}

// Kind says what a document of the register is.
type Kind string

// The kinds.
const (
	KindCentre   Kind = "centre" // EntryIncarnation, EntryHead
	KindStation  Kind = "station"
	KindToken    Kind = "token" // by its SHA-256
	KindOrder    Kind = "order"
	KindOrderKey Kind = "order-key"
	KindClient   Kind = "client"
	KindLane     Kind = "lane"
	KindOperator Kind = "operator"
	KindRate     Kind = "rate"
	KindRulebook Kind = "rulebook" // by name and version
	KindLoad     Kind = "load"
	KindBlock    Kind = "block" // by the request that it answers
)

// EntryIncarnation is the entry of KindCentre that a restored storage forgets.
const EntryIncarnation = "incarnation"

// Locks keep other transactions out until this one ends. Whoever takes several takes them in sorted order. A storage
// that runs one writer at a time has nothing to do.
type Locks interface {
	Lock(names []string) error
}

// EpochRow is an epoch of a station as far as it has come here.
type EpochRow struct {
	Station   string
	Epoch     manifest.Epoch
	Opened    uint64 // order of opening
	Seq       uint64
	Hash      ledger.Hash // of event Seq
	Safe      uint64
	Fenced    bool
	Simulated bool
}

// EpochTable keeps epochs.
type EpochTable interface {
	Epoch(station string, epoch manifest.Epoch) (EpochRow, bool, error)
	// Epochs gives those of a station, or of all when the name is empty, in the order of opening.
	Epochs(station string) ([]EpochRow, error)
	PutEpoch(EpochRow) error
}

// EventRow is an event as it came.
type EventRow struct {
	Station string
	ledger.Record
	Commit uint64 // number of the transaction that stored it
}

// EventTable keeps events. They are never changed.
type EventTable interface {
	// Event gives one; ok is false when it isn't there.
	Event(station string, epoch manifest.Epoch, seq uint64) (row EventRow, ok bool, err error)
	AddEvents(rows []EventRow) error
	// EventsAfter gives events of a station in the order of commit and number, after the one at (commit, seq).
	EventsAfter(station string, commit, seq uint64, limit int) ([]EventRow, error)
}

// QuarantineRow names an event that made no sense, and why. The event itself is among the events.
type QuarantineRow struct {
	Station string
	Epoch   manifest.Epoch
	Seq     uint64
	Reason  string
}

// QuarantineTable keeps what made no sense.
type QuarantineTable interface {
	AddQuarantine(rows []QuarantineRow) error
	Quarantine(limit int) ([]QuarantineRow, error)
}

// CartonRow is a carton with the columns it is found by.
type CartonRow struct {
	ID       manifest.ID
	Shipment manifest.ID
	SSCC     string
	Tracking string
	Load     string
	Station  string
	Body     []byte
}

// CartonTable keeps cartons.
type CartonTable interface {
	// Cartons gives those that there are of some.
	Cartons(ids []manifest.ID) ([]CartonRow, error)
	// CartonsBy gives the cartons that have one of some values, in the order of their ids.
	CartonsBy(column CartonColumn, values []string) ([]CartonRow, error)
	// CartonsAfter gives cartons in the order of their ids.
	CartonsAfter(id manifest.ID, limit int) ([]CartonRow, error)
	PutCartons(rows []CartonRow) error
}

// CartonColumn is a column that cartons are found by.
type CartonColumn string

// The columns.
const (
	BySSCC     CartonColumn = "sscc"
	ByTracking CartonColumn = "tracking"
	ByLoad     CartonColumn = "load_id"
)

// ShipmentRow is a shipment.
type ShipmentRow struct {
	ID   manifest.ID
	Body []byte
}

// ShipmentTable keeps shipments.
type ShipmentTable interface {
	Shipments(ids []manifest.ID) ([]ShipmentRow, error)
	PutShipments(rows []ShipmentRow) error
}

// ClaimKey says that a shipment is to be looked at when another has the same key.
type ClaimKey struct {
	Key      string
	Shipment manifest.ID
}

// ClaimTable finds shipments by key.
type ClaimTable interface {
	AddClaimKeys(keys []ClaimKey) error
	ClaimsUnder(keys []string) ([]ClaimKey, error)
}

// FeedRow is a numbered change and who gets it.
type FeedRow struct {
	N      uint64
	Only   string // this station alone; empty: all
	Except string // all but this station
	Kind   string
	Body   []byte
}

// FeedTable keeps the feed.
type FeedTable interface {
	AddFeed(rows []FeedRow) error
	// FeedAfter gives a station's rows after a number, in order.
	FeedAfter(station string, n uint64, limit int) ([]FeedRow, error)
}
