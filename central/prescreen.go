package central

import (
	"context"
	"fmt"
	"math"
	"slices"

	"packline/manifest"
	"packline/manifest/section321"
)

// OrderScreening is orders to screen before anyone picks them, and by what.
type OrderScreening struct {
	Orders   []manifest.Order `json:"orders"`
	From     manifest.Date    `json:"from,omitempty"`     // first border day wanted; empty: the first that can be reached
	Rulebook string           `json:"rulebook,omitempty"` // empty: by the border day
	Version  int              `json:"rulebook_version,omitempty"`
	Simulate bool             `json:"simulate,omitempty"` // the rulebook isn't in force; simulated shipments count
}

// OrderScreened is the answers, in the order that was asked in. Nothing in them is personal data.
type OrderScreened struct {
	Orders []section321.Prescreened `json:"orders"`
	Ready  bool                     `json:"ready"` // the centre knows clients and lanes; else no order finds its own
}

// ScreenOrders says what would be held or rejected of orders if they were packed now, with every shipment that the
// centre knows, and the earliest border day of each. The orders are held against each other as listed. Nothing is kept.
// An error of the question itself is ErrScreening.
func (c *Centre) ScreenOrders(ctx context.Context, ask OrderScreening) (OrderScreened, error) {
	books, err := c.Rulebooks(ctx)
	if err != nil {
		return OrderScreened{}, fmt.Errorf("cannot screen orders: %w", err)
	}
	setup := section321.Prescreen{
		Books: books, Rulebook: ask.Rulebook, Version: ask.Version, Simulate: ask.Simulate, Keys: c.keys,
		From: c.now(), FirstDay: ask.From,
	}
	if setup.Clients, err = c.Clients(ctx); err != nil {
		return OrderScreened{}, err
	}
	if setup.Lanes, err = c.Lanes(ctx); err != nil {
		return OrderScreened{}, err
	}
	if setup.Rates, err = c.Rates(ctx); err != nil {
		return OrderScreened{}, err
	}
	screening, err := section321.NewPrescreening(setup)
	if err != nil {
		return OrderScreened{}, fmt.Errorf("%w: %w", ErrScreening, err)
	}
	out := OrderScreened{
		Orders: make([]section321.Prescreened, 0, len(ask.Orders)), Ready: len(setup.Clients) > 0 && len(setup.Lanes) > 0,
	}
	for chunk := range slices.Chunk(ask.Orders, importChunk) {
		known, err := c.unpacked(ctx, chunk, ask.Simulate)
		if err != nil {
			return out, fmt.Errorf("cannot screen orders: %w", err)
		}
		for _, u := range known {
			if err := ctx.Err(); err != nil {
				return out, err
			}
			out.Orders = append(out.Orders, screening.Screen(u))
		}
	}
	return out, nil
}

// unpacked gives orders with what the centre knows beside them.
func (c *Centre) unpacked(ctx context.Context, orders []manifest.Order, simulated bool) (out []section321.Unpacked, err error) {
	err = c.view(ctx, func(w *work) error {
		out = make([]section321.Unpacked, 0, len(orders))
		for _, o := range orders {
			cancelled, err := w.cancelled(o.ID)
			if err != nil {
				return err
			}
			past, err := w.pastOf(o, simulated)
			if err != nil {
				return err
			}
			out = append(out, section321.Unpacked{Order: o, Past: past, Cancelled: cancelled})
		}
		return nil
	})
	return out, err
}

// pastOf gives the shipments that would count against an order: it is looked up as a shipment that ranks last.
func (w *work) pastOf(o manifest.Order, simulated bool) ([]manifest.Past, error) {
	s := &shipment{
		Shipment:  manifest.Shipment{Order: o.ID, Match: section321.Match(w.c.keys, o.ShipTo, o.Buyer)},
		Place:     section321.Place(w.c.keys, o.ShipTo),
		Simulated: simulated, Rank: math.MaxUint64,
	}
	w.opened[s.Shipment.ID] = o
	defer delete(w.opened, s.Shipment.ID)
	return w.history(s)
}
