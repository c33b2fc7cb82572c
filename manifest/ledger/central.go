package ledger

import (
	"encoding/json"
	"time"

	"packline/manifest"
)

// CentreStation is the name under which the centre records its own decisions. No station may have it.
const CentreStation = "CENTRE"

// CentreBegan is the first event of the centre's own ledger, and of each incarnation of its data.
type CentreBegan struct {
	Incarnation string `json:"incarnation"`
	Restored    bool   `json:"restored,omitempty"` // the data came from a backup
}

// StationAdded says that a station got a token; an older token of it is worth nothing from now on.
type StationAdded struct {
	Name string `json:"name"`
}

// EpochClosed says that an epoch of a station takes nothing more.
type EpochClosed struct {
	Name   string         `json:"name"` // of the station
	Epoch  manifest.Epoch `json:"epoch"`
	Seq    uint64         `json:"seq"` // its last event here
	Hash   Hash           `json:"hash"`
	Reason string         `json:"reason"` // followed, fork
}

// ShipmentConfirmed says that nothing global stands against a shipment.
type ShipmentConfirmed struct {
	Rank uint64        `json:"rank"`
	Day  manifest.Date `json:"day"` // the border day it was judged for
}

// ShipmentHeld says that the centre holds a shipment.
type ShipmentHeld struct {
	Rank     uint64             `json:"rank"`
	Day      manifest.Date      `json:"day"`
	Findings []manifest.Finding `json:"findings"`
}

// ShipmentReleased says that a hold of the centre is gone.
type ShipmentReleased struct {
	Rank     uint64             `json:"rank"`
	Clearing *manifest.Clearing `json:"clearing,omitempty"` // by a lead; else what it was held for is gone
}

// OrderImported carries an order as it came, persons sealed.
type OrderImported struct {
	Order SealedOrder `json:"order"`
}

// OrderCancelled says that an order is not to be sent.
type OrderCancelled struct{}

// LoadOpened carries a new load, or a changed plan of an open one.
type LoadOpened struct {
	Load manifest.Load `json:"load"`
}

// LoadMoved says that a load's arrival is another.
type LoadMoved struct {
	Load    string    `json:"load"`
	From    time.Time `json:"from"`
	Arrival time.Time `json:"arrival"`
}

// CartonOnLoad says that a carton is planned for a load, or is on it.
type CartonOnLoad struct {
	Load   string `json:"load"`
	Loaded bool   `json:"loaded"`
}

// CartonOffLoad says that a carton was taken off a load.
type CartonOffLoad struct {
	Load   string `json:"load"`
	Reason string `json:"reason"`
}

// LoadClosed, LoadDeparted and LoadArrived end what came before: nothing is added to a closed load, and what has
// departed always stands.
type LoadClosed struct {
	Load    string `json:"load"`
	Cartons int    `json:"cartons"` // loaded
}

// LoadDeparted says that a truck has left.
type LoadDeparted struct {
	Load    string        `json:"load"`
	Cartons []manifest.ID `json:"cartons"`
}

// LoadArrived says when a truck met U.S. Customs.
type LoadArrived struct {
	Load string    `json:"load"`
	At   time.Time `json:"at"`
}

// BlockLeased says which numbers a station was given.
type BlockLeased struct {
	Name  string               `json:"name"`
	Block manifest.NumberBlock `json:"block"`
}

// ClientSet, LaneSet, OperatorSet and RateSet record changes of the registers.
type ClientSet struct {
	Client manifest.Client `json:"client"`
}

// LaneSet carries a lane.
type LaneSet struct {
	Lane manifest.Lane `json:"lane"`
}

// OperatorSet says who may sign in and as what. The PIN's hash is not recorded.
type OperatorSet struct {
	Badge string        `json:"badge"`
	Role  manifest.Role `json:"role"`
	PIN   bool          `json:"pin"` // has one
}

// RateSet carries a row of the rate table.
type RateSet struct {
	Rate manifest.Rate `json:"rate"`
}

// RulebookSet says which rulebook was added; the document is known by its hash. The centre doesn't check signatures.
type RulebookSet struct {
	Rulebook manifest.RulebookRef `json:"rulebook"`
	Signed   bool                 `json:"signed"`
}

// BackupReported says that everything up to a commit is in a backup.
type BackupReported struct {
	Through uint64 `json:"through"`
}

func (b OrderImported) sealed() bool {
	return b.Order.Order.Buyer.IsZero() && b.Order.Order.ShipTo.IsZero()
}

// The names of the types, never changed once written.

func (CentreBegan) Type() Type       { return "centre-began" }
func (StationAdded) Type() Type      { return "station-added" }
func (EpochClosed) Type() Type       { return "epoch-closed" }
func (ShipmentConfirmed) Type() Type { return "shipment-confirmed" }
func (ShipmentHeld) Type() Type      { return "shipment-held" }
func (ShipmentReleased) Type() Type  { return "shipment-released" }
func (OrderImported) Type() Type     { return "order-imported" }
func (OrderCancelled) Type() Type    { return "order-cancelled" }
func (LoadOpened) Type() Type        { return "load-opened" }
func (LoadMoved) Type() Type         { return "load-moved" }
func (CartonOnLoad) Type() Type      { return "carton-on-load" }
func (CartonOffLoad) Type() Type     { return "carton-off-load" }
func (LoadClosed) Type() Type        { return "load-closed" }
func (LoadDeparted) Type() Type      { return "load-departed" }
func (LoadArrived) Type() Type       { return "load-arrived" }
func (BlockLeased) Type() Type       { return "block-leased" }
func (ClientSet) Type() Type         { return "client-set" }
func (LaneSet) Type() Type           { return "lane-set" }
func (OperatorSet) Type() Type       { return "operator-set" }
func (RateSet) Type() Type           { return "rate-set" }
func (RulebookSet) Type() Type       { return "rulebook-set" }
func (BackupReported) Type() Type    { return "backup-reported" }

func centreBodies() map[Type]func(json.RawMessage) (Body, error) {
	return map[Type]func(json.RawMessage) (Body, error){
		"centre-began": into[CentreBegan], "station-added": into[StationAdded], "epoch-closed": into[EpochClosed],
		"shipment-confirmed": into[ShipmentConfirmed], "shipment-held": into[ShipmentHeld],
		"shipment-released": into[ShipmentReleased], "order-imported": into[OrderImported],
		"order-cancelled": into[OrderCancelled], "load-opened": into[LoadOpened], "load-moved": into[LoadMoved],
		"carton-on-load": into[CartonOnLoad], "carton-off-load": into[CartonOffLoad], "load-closed": into[LoadClosed],
		"load-departed": into[LoadDeparted], "load-arrived": into[LoadArrived], "block-leased": into[BlockLeased],
		"client-set": into[ClientSet], "lane-set": into[LaneSet], "operator-set": into[OperatorSet],
		"rate-set": into[RateSet], "rulebook-set": into[RulebookSet], "backup-reported": into[BackupReported],
	}
}
