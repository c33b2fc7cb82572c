package central

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"

	"packline/manifest"
	"packline/manifest/ledger"
)

// PutClient keeps a client and sends it to the stations.
func (c *Centre) PutClient(ctx context.Context, client manifest.Client) error {
	return c.put(ctx, KindClient, client.ID, client,
		manifest.Change{Kind: manifest.ChangeClient, Client: &client}, ledger.ClientSet{Client: client})
}

// PutLane keeps a lane and sends it to the stations.
func (c *Centre) PutLane(ctx context.Context, lane manifest.Lane) error {
	if _, err := lane.NextCrossing(c.now()); err != nil {
		return err
	}
	return c.put(ctx, KindLane, lane.ID, lane,
		manifest.Change{Kind: manifest.ChangeLane, Lane: &lane}, ledger.LaneSet{Lane: lane})
}

// PutOperator keeps an operator and sends it to the stations.
func (c *Centre) PutOperator(ctx context.Context, o manifest.Operator) error {
	if o.Role != manifest.RolePicker && o.Role != manifest.RoleLead {
		return fmt.Errorf("cannot keep operator %s: the role is %s or %s", o.Badge, manifest.RolePicker, manifest.RoleLead)
	}
	return c.put(ctx, KindOperator, o.Badge, o, manifest.Change{Kind: manifest.ChangeOperator, Operator: &o},
		ledger.OperatorSet{Badge: o.Badge, Role: o.Role, PIN: o.PINHash != ""})
}

// PutRates keeps rows of the rate table and sends them to the stations. A row replaces one of the same currency and
// dates.
func (c *Centre) PutRates(ctx context.Context, rates []manifest.Rate) error {
	for _, r := range rates {
		if _, err := r.USD(manifest.Money{Micros: 1, Currency: r.Currency}); err != nil || r.ValidFrom == "" || r.ValidTo < r.ValidFrom {
			return fmt.Errorf("cannot keep the rate of %q from %s to %s: %w", r.Currency, r.ValidFrom, r.ValidTo, err)
		}
	}
	err := c.update(ctx, func(w *work) error {
		for _, r := range rates {
			id := r.Currency + " " + string(r.ValidFrom) + " " + string(r.ValidTo)
			if err := w.put(KindRate, id, r, manifest.Change{Kind: manifest.ChangeFX, Rate: &r}, ledger.RateSet{Rate: r}); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("cannot keep the rates: %w", err)
	}
	return nil
}

func (c *Centre) put(ctx context.Context, kind Kind, id string, value any, change manifest.Change, decision ledger.Body) error {
	if id == "" {
		return fmt.Errorf("cannot keep a %s without its id", kind)
	}
	err := c.update(ctx, func(w *work) error { return w.put(kind, id, value, change, decision) })
	if err != nil {
		return fmt.Errorf("cannot keep %s %s: %w", kind, id, err)
	}
	return nil
}

// put keeps an entry and tells everybody, unless it is the same as before.
func (w *work) put(kind Kind, id string, value any, change manifest.Change, decision ledger.Body) error {
	body, err := json.Marshal(value)
	if err != nil {
		return err
	}
	old, err := w.tx.Entry(kind, id)
	if err != nil || bytes.Equal(old, body) {
		return err
	}
	w.tell("", "", change)
	w.decide(about{}, decision)
	return w.tx.PutEntry(kind, id, body)
}

// Clients gives all clients in the order of their ids.
func (c *Centre) Clients(ctx context.Context) ([]manifest.Client, error) {
	return entries[manifest.Client](ctx, c, KindClient)
}

// Lanes gives all lanes in the order of their ids.
func (c *Centre) Lanes(ctx context.Context) ([]manifest.Lane, error) {
	return entries[manifest.Lane](ctx, c, KindLane)
}

// Operators gives all operators in the order of their badges.
func (c *Centre) Operators(ctx context.Context) ([]manifest.Operator, error) {
	return entries[manifest.Operator](ctx, c, KindOperator)
}

// Rates gives the rate table by currency and date.
func (c *Centre) Rates(ctx context.Context) ([]manifest.Rate, error) {
	return entries[manifest.Rate](ctx, c, KindRate)
}

func entries[T any](ctx context.Context, c *Centre, kind Kind) ([]T, error) {
	var out []T
	err := c.storage.View(ctx, func(tx Tx) error {
		rows, err := tx.Entries(kind)
		if err != nil {
			return err
		}
		out = make([]T, len(rows))
		for i, row := range rows {
			if err := json.Unmarshal(row.Body, &out[i]); err != nil {
				return fmt.Errorf("cannot read %s %s: %w", kind, row.ID, err)
			}
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("cannot list entries of kind %s: %w", kind, err)
	}
	return out, nil
}
