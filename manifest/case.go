package manifest

import "time"

// Case is a shipment as it is handed to the checks, with everything that counts beside it. Case files and the station
// both make them. Amounts and weights stay in the words they came in: what can't be read is for the rules to hold.
type Case struct {
	ID        string
	Rulebook  string // name, or "by-date"
	Version   int    // 0: the one whose window holds the arrival
	Overrides map[string]string
	Simulate  bool

	Load     CaseLoad
	Order    Order // with buyer, ship-to and lines
	Shipment string
	Shipper  Party
	Packages []CasePackage
	Match    MatchKeys // of this shipment; may be empty when the history carries persons
	History  []Past
	Rates    []Rate
}

// CaseLoad is the truck a case is judged for. The border day is the planned arrival in Zone.
type CaseLoad struct {
	ID              string
	Port            string
	Zone            string // IANA; empty: the zone of the port
	Arrival         time.Time
	PreviousArrival time.Time
	Release         ReleaseType
}

// CasePackage is one carton of a case.
type CasePackage struct {
	ID       string
	PackedAt time.Time
	Weight   Shown // as given, readable or not
	Stable   bool
	// Resolution is one division of the scale, 0 where it isn't known: the weight may be half of it more than was shown.
	Resolution Weight
	ClosedOn   string // the load it was closed on already
}

// Past is another shipment that may count: by its person where the names are known, else by its match keys.
type Past struct {
	Shipment   string
	Order      string
	PlacedAt   time.Time
	ValueUSD   string // decimal
	ImportDate Date
	Status     string // packed, held, closed, departed count; rejected, removed, cancelled, returned don't
	Person     Person
	Buyer      Person
	Match      MatchKeys
}
