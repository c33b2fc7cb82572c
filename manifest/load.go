package manifest

import "time"

// Load is one truck crossing.
type Load struct {
	ID        string    `json:"id"`
	Trip      string    `json:"trip,omitempty"` // SCAC and up to 21 letters or digits
	Carrier   string    `json:"carrier,omitempty"`
	SCAC      string    `json:"scac,omitempty"` // the highway carrier's four capital letters
	Port      string    `json:"port"`
	Arrival   time.Time `json:"arrival"` // planned, later actual
	Stops     []string  `json:"stops,omitempty"`
	Equipment Equipment `json:"equipment,omitzero"`
	Seal      string    `json:"seal,omitempty"`
	State     LoadState `json:"state"`
	Revision  int       `json:"revision,omitempty"` // of its papers
	Filing    string    `json:"filing,omitempty"`   // reference of the filed manifest
}

// Equipment is the truck, its trailer and who drives.
type Equipment struct {
	Truck   string `json:"truck,omitempty"`
	Trailer string `json:"trailer,omitempty"`
	Driver  string `json:"driver,omitempty"`
}

// LoadState is how far a load has come.
type LoadState string

// The states of a load.
const (
	LoadOpen     LoadState = "open"
	LoadClosed   LoadState = "closed"
	LoadReleased LoadState = "released" // papers frozen
	LoadFiled    LoadState = "filed"
	LoadDeparted LoadState = "departed"
	LoadArrived  LoadState = "arrived"
)

// Container is a gaylord or skid: cartons of one carrier and induction point.
type Container struct {
	ID        string `json:"id"`
	Carrier   string `json:"carrier"`
	Induction string `json:"induction"`
	Load      string `json:"load,omitempty"`
}
