package manifest

// Address is a postal address. State is a U.S. state, a Canadian province or what the country has instead; Postal is
// the ZIP or postal code. Country is ISO 3166-1 alpha-2.
type Address struct {
	Line1   string `json:"line1" yaml:"line1"`
	Line2   string `json:"line2,omitempty" yaml:"line2"`
	City    string `json:"city" yaml:"city"`
	State   string `json:"state,omitempty" yaml:"state"`
	Postal  string `json:"postal,omitempty" yaml:"postal"`
	Country string `json:"country" yaml:"country"`
}

// Party is a firm with its address: an exporter, an importer, a return desk.
type Party struct {
	Name string `json:"name"`
	Address
}

// IsZero reports whether there is no party.
func (p Party) IsZero() bool { return p == Party{} }

// Person is somebody who buys or receives goods. All of it is personal data: it is sealed wherever it is kept.
type Person struct {
	Name    string `json:"name,omitempty"`
	Company string `json:"company,omitempty"`
	Address
	Email string `json:"email,omitempty"`
	Phone string `json:"phone,omitempty"`
}

// IsZero reports whether there is no person.
func (p Person) IsZero() bool { return p == Person{} }

// MatchKeys is the set of keyed hashes by which two consignees are found to be the same person without their names
// being known: one key per test of the matching rules. Keys are compared only between sets of one normaliser version.
type MatchKeys struct {
	Normaliser int      `json:"normaliser"`
	Same       []string `json:"same,omitempty"`     // keys of the tests that decide SAME
	Possible   []string `json:"possible,omitempty"` // keys of the tests that decide POSSIBLE
}

// IsZero reports whether the person has no keys at all.
func (k MatchKeys) IsZero() bool { return len(k.Same) == 0 && len(k.Possible) == 0 }

// Operator is somebody who can sign in at a station.
type Operator struct {
	Badge   string `json:"badge"`
	Name    string `json:"name"`
	Role    Role   `json:"role"`
	PINHash string `json:"pin_hash,omitempty"` // argon2id in the PHC string format; empty: may not clear holds
}

// Role is what an operator may do.
type Role string

// The roles. A lead may do all that a picker may, and clear holds.
const (
	RolePicker Role = "picker"
	RoleLead   Role = "lead"
)
