package orderfile

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"time"

	"packline/manifest"
)

// The types below are the format of an order file as it is written.
type (
	fileOrder struct {
		Order   orderPart    `json:"order"`
		Shipper *shipperPart `json:"shipper,omitempty"`
		ShipTo  personPart   `json:"ship_to"`
		Buyer   *personPart  `json:"buyer,omitempty"`
		Lines   []linePart   `json:"lines"`
	}
	orderPart struct {
		ID            string   `json:"order_id"`
		Revision      int      `json:"revision"`
		Client        string   `json:"client,omitempty"`
		Warehouse     string   `json:"warehouse,omitempty"`
		PlacedAt      string   `json:"placed_at,omitempty"`
		Currency      string   `json:"currency"`
		Carrier       string   `json:"carrier,omitempty"`
		Lane          string   `json:"lane,omitempty"`
		Cartons       int      `json:"cartons,omitempty"`
		GoodsTotal    string   `json:"goods_total,omitempty"`
		Shipping      string   `json:"shipping_charged,omitempty"`
		Tax           string   `json:"tax_charged,omitempty"`
		Discount      string   `json:"discount,omitempty"`
		Freight       string   `json:"freight,omitempty"`
		Insurance     string   `json:"insurance,omitempty"`
		Tracking      []string `json:"tracking,omitempty"`
		CarrierLabels []string `json:"carrier_labels,omitempty"`
		Cancelled     bool     `json:"cancelled,omitempty"`
	}
	shipperPart struct {
		Name    string `json:"name,omitempty"`
		Line1   string `json:"line1,omitempty"`
		Line2   string `json:"line2,omitempty"`
		City    string `json:"city,omitempty"`
		Region  string `json:"region,omitempty"`
		Postal  string `json:"postal,omitempty"`
		Country string `json:"country,omitempty"`
	}
	personPart struct {
		Name    string `json:"name,omitempty"`
		Company string `json:"company,omitempty"`
		Line1   string `json:"line1,omitempty"`
		Line2   string `json:"line2,omitempty"`
		City    string `json:"city,omitempty"`
		State   string `json:"state,omitempty"`
		ZIP     string `json:"zip,omitempty"`
		Country string `json:"country,omitempty"`
		Email   string `json:"email,omitempty"`
		Phone   string `json:"phone,omitempty"`
	}
	linePart struct {
		SKU         string      `json:"sku"`
		GTIN        string      `json:"gtin,omitempty"`
		Description string      `json:"desc"`
		Quantity    int64       `json:"qty"`
		UnitValue   string      `json:"unit_value,omitempty"`
		ListValue   string      `json:"list_value,omitempty"`
		HTS         string      `json:"hts,omitempty"`
		HSCA        string      `json:"hs_ca,omitempty"`
		Origin      string      `json:"origin,omitempty"`
		UnitWeight  *weightPart `json:"unit_weight,omitempty"`
		Flags       []string    `json:"flags,omitempty"`
		Cleared     []string    `json:"cleared,omitempty"`
	}
	weightPart struct {
		Value string `json:"value"`
		Unit  string `json:"unit"`
	}
)

// WriteOrders writes orders as JSON lines that ReadOrders reads back equal. An amount in another currency than its
// order's can't be written, nor an order over the limits of a line.
func WriteOrders(w io.Writer, orders []manifest.Order) error {
	out := bufio.NewWriter(w)
	var line bytes.Buffer
	encoder := json.NewEncoder(&line)
	encoder.SetEscapeHTML(false)
	for _, order := range orders {
		line.Reset()
		part, err := partOf(order)
		if err != nil {
			return err
		}
		if err := encoder.Encode(part); err != nil {
			return fmt.Errorf("cannot write order %s: %w", order.ID, err)
		}
		if line.Len() > MaxLine || len(order.Lines) > MaxLines {
			return fmt.Errorf("cannot write order %s: it has %d lines in %d bytes, an order file takes %d in %d", order.ID, len(order.Lines), line.Len(), MaxLines, MaxLine)
		}
		if _, err := out.Write(line.Bytes()); err != nil {
			return fmt.Errorf("cannot write orders: %w", err)
		}
	}
	if err := out.Flush(); err != nil {
		return fmt.Errorf("cannot write orders: %w", err)
	}
	return nil
}

func partOf(o manifest.Order) (fileOrder, error) {
	amounts := amountsIn{order: o.ID, currency: o.Currency}
	part := fileOrder{
		Order: orderPart{
			ID: o.ID, Revision: o.Revision, Client: o.Client, Warehouse: o.Warehouse, PlacedAt: momentText(o.PlacedAt),
			Currency: o.Currency, Carrier: o.Carrier, Lane: o.Lane, Cartons: o.Cartons,
			GoodsTotal: amounts.text(o.GoodsTotal), Shipping: amounts.text(o.Shipping), Tax: amounts.text(o.Tax),
			Discount: amounts.text(o.Discount), Freight: amounts.text(o.Freight), Insurance: amounts.text(o.Insurance),
			Tracking: o.Tracking, CarrierLabels: o.CarrierLabels, Cancelled: o.Cancelled,
		},
		ShipTo: personPartOf(o.ShipTo),
		Lines:  make([]linePart, 0, len(o.Lines)),
	}
	if !o.Shipper.IsZero() {
		s := o.Shipper
		part.Shipper = &shipperPart{s.Name, s.Line1, s.Line2, s.City, s.State, s.Postal, s.Country}
	}
	if !o.Buyer.IsZero() {
		buyer := personPartOf(o.Buyer)
		part.Buyer = &buyer
	}
	for _, l := range o.Lines {
		line := linePart{
			SKU: l.SKU, GTIN: l.GTIN, Description: l.Description, Quantity: l.Quantity,
			UnitValue: amounts.text(l.UnitValue), ListValue: amounts.text(l.ListValue),
			HTS: l.HTSUS, HSCA: l.HSCA, Origin: l.Origin, Flags: l.Flags, Cleared: l.Cleared,
		}
		if !l.UnitWeight.IsZero() {
			line.UnitWeight = &weightPart{l.UnitWeight.Value, string(l.UnitWeight.Unit)}
		}
		part.Lines = append(part.Lines, line)
	}
	return part, amounts.err
}

func personPartOf(p manifest.Person) personPart {
	return personPart{p.Name, p.Company, p.Line1, p.Line2, p.City, p.State, p.Postal, p.Country, p.Email, p.Phone}
}

func momentText(at time.Time) string {
	if at.IsZero() {
		return ""
	}
	return at.UTC().Format(time.RFC3339Nano)
}

// amountsIn writes amounts without their currency, which stands once in the order, and keeps the first that differs.
type amountsIn struct {
	order    string
	currency string
	err      error
}

func (a *amountsIn) text(m manifest.Money) string {
	if m.IsZero() {
		return ""
	}
	if m.Currency != a.currency && a.err == nil {
		a.err = fmt.Errorf("cannot write order %s: it is in %s and holds an amount of %s", a.order, a.currency, m)
	}
	return m.Amount()
}
