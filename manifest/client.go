package manifest

// Client is the merchant whose goods are packed.
type Client struct {
	ID       string `json:"id"`
	Exporter Party  `json:"exporter"` // the Canadian shipper of the manifest and the invoice
	Importer Party  `json:"importer,omitzero"`
	Filer    Filer  `json:"filer,omitzero"`
	// ReturnAddress is the U.S. address printed on labels, for induction points without their own.
	ReturnAddress   Party            `json:"return_address,omitzero"`
	ReturnAddresses map[string]Party `json:"return_addresses,omitempty"` // by induction point
	Signer          Signer           `json:"signer,omitzero"`
	OrderPattern    string           `json:"order_pattern,omitempty"` // regular expression of the client's order numbers
	Switches        Switches         `json:"switches,omitzero"`
}

// ReturnTo gives the U.S. return address for an induction point; the zero Party means that none is set, and then no
// label may be printed.
func (c Client) ReturnTo(induction string) Party {
	if p, ok := c.ReturnAddresses[induction]; ok {
		return p
	}
	return c.ReturnAddress
}

// Filer is who files customs entries for a client.
type Filer struct {
	Name string `json:"name"`
	Code string `json:"code,omitempty"` // the CBP filer code, three characters
}

// Signer is the responsible employee of the exporter who signs invoices (19 CFR 141.86).
type Signer struct {
	Name      string `json:"name"`
	Title     string `json:"title,omitempty"`
	Signature string `json:"signature,omitempty"` // PNG, base64
}

// Switches are a client's choices about how its cartons are packed.
type Switches struct {
	ClosingScan      ClosingScan       `json:"closing_scan,omitempty"`
	ItemScan         bool              `json:"item_scan,omitempty"`
	WeightTolerance  string            `json:"weight_tolerance,omitempty"` // percent of the expected weight, a decimal
	ProductOverrides map[string]string `json:"product_overrides,omitempty"`
}

// ClosingScan says where the printed label must be scanned before the carton counts as done.
type ClosingScan string

// Where the closing scan is made. The zero value means at the bench.
const (
	ClosingAtBench ClosingScan = "bench"
	ClosingAtDoor  ClosingScan = "door"
	ClosingOff     ClosingScan = "off"
)

// AtBench reports whether the closing scan is made at the bench.
func (c ClosingScan) AtBench() bool { return c == ClosingAtBench || c == "" }
