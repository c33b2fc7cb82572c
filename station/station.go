// Package station is the packing bench as a state machine: what a scan, a weight, a printer's answer or a clock tick
// does to the carton in hand, and what must be done about it. Step is pure; Run owns the one goroutine that calls it and
// alone appends to the ledger. The package knows no disk, no printer brand, no network and no screen: it declares the
// ports it needs and gives a View to whoever draws.
package station

import (
	"context"
	"time"

	"packline/manifest"
	"packline/manifest/ledger"
	"packline/manifest/section321"
	"packline/papers/label"
)

// Setup is what a station is told when it starts. It is not changed while it runs; reference data that comes later
// arrives as an Input.
type Setup struct {
	Station   string // at most manifest.MaxStationName bytes
	Warehouse string
	Build     string    // version of the program
	Built     time.Time // the clock can't be right before this; zero when not known
	Keys      manifest.Keys

	Clients   []manifest.Client
	Lanes     []manifest.Lane
	Operators []manifest.Operator
	Rates     []manifest.Rate
	Known     int // orders in the store when it starts

	Rulebooks []section321.Rulebook
	Rulebook  string // a name, or "by-date"
	Version   int    // of the named rulebook; 0 for the one in force
	Overrides map[string]string
	Simulate  bool

	MaxCarton manifest.Weight // the bench limit; 0 means 50 lb
	Numbers   []Block         // leased blocks and the station's own static one
	Centre    bool            // there is a central manifest service: numbers can be leased, verdicts are confirmed
	Media     label.Media
	Unit      manifest.Unit // of the scale, as its address says; a reading in another unit is refused

	Check    CheckWeight     // of the scale with a known weight
	Change   int             // divisions that the load must change by between two boxes; 0: the plate must be emptied
	Division manifest.Weight // of the scale, where its digits don't tell: the larger of the two counts
}

// Ledger keeps the station's record. Append writes all entries or none, on disk before it returns; the errors
// ledger.ErrNotWritten and ledger.ErrStopped say what became of them. It is called by one goroutine.
type Ledger interface {
	Append(ctx context.Context, entries []ledger.Entry) error
	Recover(ctx context.Context) (ledger.Recovered, error)
}

// Orders finds orders by what is printed on a pick slip; ledger.ErrNotFound when there is none.
type Orders interface {
	FindOrder(ctx context.Context, code string) (ledger.KeyedOrder, error)
}

// History knows the shipments that count beside the one in hand, and the cartons made before.
type History interface {
	Candidates(ctx context.Context, match manifest.MatchKeys, order string) ([]manifest.Past, error)
	CartonByCode(ctx context.Context, code manifest.Code) (ledger.Past, error)
	CartonsOfOrder(ctx context.Context, order string) ([]manifest.Carton, error)
}

// Scale asks a scale for a reading at once and sets it to zero. Readings come back as Inputs.
type Scale interface {
	Request()
	Zero(ctx context.Context) error
}

// Printer sends one job and says what is known of it. It is never asked to send a job twice unless the first answer
// was manifest.PrintNotSent.
type Printer interface {
	Print(ctx context.Context, job []byte) manifest.PrintResult
}
