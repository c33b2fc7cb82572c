package central

import (
	"context"
	"encoding/json"
	"fmt"
	"iter"
	"slices"

	"packline/manifest"
)

// carton is a carton as its station's events tell it, and what the docks did with it.
type carton struct {
	Carton   manifest.Carton `json:"carton"` // folded from events, nothing else
	Load     string          `json:"load,omitempty"`
	Loaded   bool            `json:"loaded,omitempty"`
	Departed bool            `json:"departed,omitempty"`
	Removed  string          `json:"removed,omitempty"` // why it was taken off its last load

	dirty, wasOpen bool
}

// openHere reports whether somebody has the carton in hand.
func (c *carton) openHere() bool { return c.Carton.State == manifest.CartonOpen && !c.Carton.Parked }

// gone reports whether the carton is not on its way to a truck.
func (c *carton) gone() bool { return !c.Carton.State.Counts() || c.Removed != "" }

// now is the carton with what the docks did.
func (c *carton) now() manifest.Carton {
	out := c.Carton
	out.Load = c.Load
	if !out.State.Counts() {
		return out
	}
	switch {
	case c.Departed:
		out.State = manifest.CartonDeparted
	case c.Loaded:
		out.State = manifest.CartonLoaded
	case c.Removed != "":
		out.State = manifest.CartonRemoved
	}
	return out
}

// standing gives the findings of the station's own judgement that nobody has dealt with: a carton may have become too
// heavy after it was packed.
func (c *carton) standing(cleared []manifest.Clearing) []manifest.Finding {
	return unsettled(c.Carton.Judgement.Findings, slices.Concat(c.Carton.Cleared, cleared))
}

// carton gives a carton, nil when there is none.
func (w *work) carton(id manifest.ID) (*carton, error) {
	if c, known := w.cartons[id]; known {
		return c, nil
	}
	if err := w.loadCartons([]manifest.ID{id}); err != nil {
		return nil, err
	}
	return w.cartons[id], nil
}

// loadCartons reads those of some cartons that are not read yet, in one go.
func (w *work) loadCartons(ids []manifest.ID) error {
	ids = slices.DeleteFunc(slices.Clone(ids), func(id manifest.ID) bool { _, known := w.cartons[id]; return known })
	if len(ids) == 0 {
		return nil
	}
	rows, err := w.tx.Cartons(ids)
	if err != nil {
		return err
	}
	for _, id := range ids {
		w.cartons[id] = nil
	}
	_, err = w.keepCartons(rows)
	return err
}

// keepCartons remembers rows that were read; what this transaction changed already is left as it is.
func (w *work) keepCartons(rows []CartonRow) ([]*carton, error) {
	out := make([]*carton, len(rows))
	for i, row := range rows {
		if c := w.cartons[row.ID]; c != nil {
			out[i] = c
			continue
		}
		c := &carton{}
		if err := json.Unmarshal(row.Body, c); err != nil {
			return nil, fmt.Errorf("cannot read carton %s: %w", row.ID, err)
		}
		c.wasOpen = c.openHere()
		w.cartons[row.ID], out[i] = c, c
	}
	return out, nil
}

// Carton is a carton as the centre knows it. State is what became of it, Load the load it is planned for or on,
// Judgement the station's own, provisional until the centre has judged.
type Carton struct {
	manifest.Carton
	Confirmed bool               // the centre judged it and nothing stands against it
	Held      []manifest.Finding // what the centre holds it for
	Rank      uint64             // of its shipment's claim; 0 before it was packed
	Day       manifest.Date      // border day of its shipment
	Loaded    bool               // on the truck, not only planned
}

// Cartons goes through every carton in the order of their ids, which is that of opening. Each page of some hundreds is
// of one moment.
func (c *Centre) Cartons(ctx context.Context) iter.Seq2[Carton, error] {
	return func(yield func(Carton, error) bool) {
		const page = 500
		for after := (manifest.ID{}); ; {
			cartons, err := c.cartonsAfter(ctx, after, page)
			if err != nil {
				yield(Carton{}, fmt.Errorf("cannot list cartons: %w", err))
				return
			}
			for _, one := range cartons {
				if !yield(one, nil) {
					return
				}
				after = one.ID
			}
			if len(cartons) < page {
				return
			}
		}
	}
}

func (c *Centre) cartonsAfter(ctx context.Context, after manifest.ID, page int) ([]Carton, error) {
	var out []Carton
	err := c.view(ctx, func(w *work) error {
		rows, err := w.tx.CartonsAfter(after, page)
		if err != nil {
			return err
		}
		out, err = w.present(rows)
		return err
	})
	return out, err
}

// present joins cartons with what is known of their shipments.
func (w *work) present(rows []CartonRow) ([]Carton, error) {
	cartons, err := w.keepCartons(rows)
	if err != nil {
		return nil, err
	}
	shipments := make([]manifest.ID, len(rows))
	for i, row := range rows {
		shipments[i] = row.Shipment
	}
	if err := w.loadShipments(shipments); err != nil {
		return nil, err
	}
	out := make([]Carton, len(cartons))
	for i, c := range cartons {
		out[i] = Carton{Carton: c.now(), Loaded: c.Loaded}
		s := w.shipments[rows[i].Shipment]
		if s == nil || !c.Carton.State.Counts() {
			continue
		}
		out[i].Rank, out[i].Day, out[i].Held = s.Rank, dayOf(s.Crossing), s.Held
		out[i].Confirmed = s.Judged && len(s.Held) == 0
		out[i].Judgement.Provisional = !s.Judged
		if len(s.Held) > 0 {
			out[i].Judgement.Findings = slices.Concat(out[i].Judgement.Findings, s.Held)
			out[i].Judgement.Verdict = max(out[i].Judgement.Verdict, manifest.Worst(s.Held))
		}
	}
	return out, nil
}
