package manifest

import "time"

// Order is what one buyer bought for one consignee.
type Order struct {
	ID        string    `json:"id"`
	Revision  int       `json:"revision"`
	Client    string    `json:"client,omitempty"`
	Warehouse string    `json:"warehouse,omitempty"`
	Shipper   Party     `json:"shipper,omitzero"` // replaces the client's exporter when given
	Buyer     Person    `json:"buyer,omitzero"`   // where not the consignee
	ShipTo    Person    `json:"ship_to,omitzero"`
	PlacedAt  time.Time `json:"placed_at,omitzero"`
	Currency  string    `json:"currency"`

	GoodsTotal Money `json:"goods_total,omitzero"` // the whole order's goods, where a shipment may be part of it
	Shipping   Money `json:"shipping,omitzero"`    // charged apart: not goods value
	Tax        Money `json:"tax,omitzero"`         // charged apart: not goods value
	Discount   Money `json:"discount,omitzero"`
	Freight    Money `json:"freight,omitzero"`
	Insurance  Money `json:"insurance,omitzero"`

	Carrier       string   `json:"carrier,omitempty"`
	Lane          string   `json:"lane,omitempty"`
	Tracking      []string `json:"tracking,omitempty"`       // one per carton, from the carrier
	CarrierLabels []string `json:"carrier_labels,omitempty"` // one file name per carton
	Cartons       int      `json:"cartons,omitempty"`        // planned cartons; 0 means 1
	Lines         []Line   `json:"lines"`
	Cancelled     bool     `json:"cancelled,omitempty"`
}

// Planned gives the number of cartons planned, at least 1.
func (o Order) Planned() int { return max(o.Cartons, 1) }

// TrackingOf gives the carrier's tracking number of carton n (from 1), empty where none came with the order.
func (o Order) TrackingOf(n int) string {
	if n < 1 || n > len(o.Tracking) {
		return ""
	}
	return o.Tracking[n-1]
}

// Line is one line of goods. Quantities are whole units; amounts are per unit, as paid.
type Line struct {
	SKU         string   `json:"sku"`
	GTIN        string   `json:"gtin,omitempty"`
	Description string   `json:"desc"`
	Quantity    int64    `json:"qty"`
	UnitValue   Money    `json:"unit_value,omitzero"`
	ListValue   Money    `json:"list_value,omitzero"` // informational
	HTSUS       string   `json:"hts,omitempty"`       // as given; digits and dots
	HSCA        string   `json:"hs_ca,omitempty"`
	Origin      string   `json:"origin,omitempty"`
	UnitWeight  Shown    `json:"unit_weight,omitzero"`
	Flags       []string `json:"flags,omitempty"`
	Cleared     []string `json:"cleared,omitempty"` // categories that compliance has cleared: PGA, HAZ, CPSC
}
