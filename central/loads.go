package central

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"packline/manifest"
	"packline/manifest/ledger"
)

// ErrNotFound is the error of a load or carton that isn't there.
var ErrNotFound = errors.New("not found")

// Refusal says why something can't be done, in words for a person.
type Refusal struct {
	What string          // the carton or load, as it was named
	Why  manifest.Phrase // such as central.load.held
}

func (r *Refusal) Error() string {
	return fmt.Sprintf("cannot do that with %q: %s %q", r.What, r.Why.Key, r.Why.Args)
}

func refuse(what, key string, args ...string) error {
	return &Refusal{What: what, Why: manifest.Say(key, args...)}
}

// LoadView is a load with how many cartons are planned for it and how many of those are on it.
type LoadView struct {
	manifest.Load
	Planned int `json:"planned"`
	Loaded  int `json:"loaded"`
	Held    int `json:"held"` // of the planned
}

// OpenLoad makes a load, or changes the plan of an open one. It needs an id, a port of arrival that trucks from Canada
// use, and a planned arrival.
func (c *Centre) OpenLoad(ctx context.Context, l manifest.Load) (manifest.Load, error) {
	port, ok := manifest.PortByCode(l.Port)
	switch {
	case l.ID == "" || len(l.ID) > 64:
		return l, refuse(l.ID, "central.load.no-id")
	case !ok || port.Inland:
		return l, refuse(l.ID, "central.load.port", l.Port)
	case l.Arrival.IsZero():
		return l, refuse(l.ID, "central.load.no-arrival")
	}
	l.State = manifest.LoadOpen
	err := c.update(ctx, func(w *work) error {
		old, err := w.load(l.ID)
		if err != nil && !errors.Is(err, ErrNotFound) {
			return err
		}
		if err == nil && old.State != manifest.LoadOpen {
			return refuse(l.ID, "central.load.not-open", string(old.State))
		}
		w.decide(about{}, ledger.LoadOpened{Load: l})
		if err := w.keepLoad(l); err != nil {
			return err
		}
		return w.moveLoad(l)
	})
	return l, err
}

// MoveLoad changes a load's planned arrival. When that changes the border day, the claims of all on board get new
// ranks and are judged again; whoever had the later rank on that day is held.
func (c *Centre) MoveLoad(ctx context.Context, id string, arrival time.Time) error {
	return c.change(ctx, id, func(w *work, l *manifest.Load) error {
		if l.State == manifest.LoadArrived || arrival.IsZero() {
			return refuse(id, "central.load.not-open", string(l.State))
		}
		w.decide(about{}, ledger.LoadMoved{Load: id, From: l.Arrival, Arrival: arrival.UTC()})
		l.Arrival = arrival.UTC()
		return nil
	})
}

// CloseLoad ends loading. Every carton on it must be confirmed and not held, and a shipment must be on it whole. What
// was planned and isn't on it is taken off.
func (c *Centre) CloseLoad(ctx context.Context, id string) error {
	return c.change(ctx, id, func(w *work, l *manifest.Load) error {
		if l.State != manifest.LoadOpen {
			return refuse(id, "central.load.not-open", string(l.State))
		}
		loaded, err := w.ready(id)
		if err != nil {
			return err
		}
		if err := w.dropPlanned(id); err != nil {
			return err
		}
		w.decide(about{}, ledger.LoadClosed{Load: id, Cartons: len(loaded)})
		l.State = manifest.LoadClosed
		return nil
	})
}

// DepartLoad says that the truck has left. What has departed always stands. The same is asked of it as of closing,
// since a hold may have come in between.
func (c *Centre) DepartLoad(ctx context.Context, id string) error {
	return c.change(ctx, id, func(w *work, l *manifest.Load) error {
		if l.State != manifest.LoadClosed && l.State != manifest.LoadReleased && l.State != manifest.LoadFiled {
			return refuse(id, "central.load.not-closed", string(l.State))
		}
		loaded, err := w.ready(id)
		if err != nil {
			return err
		}
		if len(loaded) == 0 {
			return refuse(id, "central.load.empty")
		}
		ids := make([]manifest.ID, len(loaded))
		for i, one := range loaded {
			one.Departed, one.dirty = true, true
			ids[i] = one.Carton.ID
			s, err := w.shipment(one.Carton.Shipment)
			if err != nil {
				return err
			}
			s.Departed, s.dirty = true, true
		}
		w.decide(about{}, ledger.LoadDeparted{Load: id, Cartons: ids})
		l.State = manifest.LoadDeparted
		return nil
	})
}

// ArriveLoad says that the truck has met U.S. Customs now. On another border day than planned the claims on board get
// new ranks; they stand, and others of that day that haven't departed are judged against them.
func (c *Centre) ArriveLoad(ctx context.Context, id string) error {
	return c.change(ctx, id, func(w *work, l *manifest.Load) error {
		if l.State != manifest.LoadDeparted {
			return refuse(id, "central.load.not-departed", string(l.State))
		}
		w.decide(about{}, ledger.LoadArrived{Load: id, At: w.now})
		l.State, l.Arrival = manifest.LoadArrived, w.now
		return nil
	})
}

// change applies a function to a load, keeps it and moves what is on it.
func (c *Centre) change(ctx context.Context, id string, fn func(*work, *manifest.Load) error) error {
	return c.update(ctx, func(w *work) error {
		if err := w.tx.Lock([]string{"load/" + id}); err != nil {
			return err
		}
		l, err := w.load(id)
		if err != nil {
			return err
		}
		if err := fn(w, &l); err != nil {
			return err
		}
		if err := w.keepLoad(l); err != nil {
			return err
		}
		return w.moveLoad(l)
	})
}

func (w *work) load(id string) (manifest.Load, error) {
	var l manifest.Load
	body, err := w.tx.Entry(KindLoad, id)
	switch {
	case err != nil:
		return l, err
	case body == nil:
		return l, fmt.Errorf("cannot find load %q: %w", id, ErrNotFound)
	}
	if err := json.Unmarshal(body, &l); err != nil {
		return l, fmt.Errorf("cannot read load %s: %w", id, err)
	}
	return l, nil
}

func (w *work) keepLoad(l manifest.Load) error {
	body, err := json.Marshal(l)
	if err != nil {
		return err
	}
	w.tell("", "", manifest.Change{Kind: manifest.ChangeLoad, Load: &l})
	return w.tx.PutEntry(KindLoad, l.ID, body)
}

// Loads gives all loads in the order of their ids.
func (c *Centre) Loads(ctx context.Context) ([]LoadView, error) {
	var out []LoadView
	err := c.view(ctx, func(w *work) error {
		out = nil
		rows, err := w.tx.Entries(KindLoad)
		if err != nil {
			return err
		}
		for _, row := range rows {
			one, err := w.count(row.ID)
			if err != nil {
				return err
			}
			out = append(out, one)
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("cannot list loads: %w", err)
	}
	return out, nil
}

func (w *work) count(id string) (LoadView, error) {
	l, err := w.load(id)
	if err != nil {
		return LoadView{}, err
	}
	out := LoadView{Load: l}
	cartons, err := w.cartonsOn(id)
	if err != nil {
		return out, err
	}
	for _, one := range cartons {
		s, err := w.shipment(one.Carton.Shipment)
		if err != nil {
			return out, err
		}
		out.Planned++
		if one.Loaded {
			out.Loaded++
		}
		if len(w.stops(one, s)) > 0 {
			out.Held++
		}
	}
	return out, nil
}

// cartonsOn gives the cartons that are planned for a load or on it.
func (w *work) cartonsOn(id string) ([]*carton, error) {
	rows, err := w.tx.CartonsBy(ByLoad, []string{id})
	if err != nil {
		return nil, err
	}
	cartons, err := w.keepCartons(rows)
	if err != nil {
		return nil, err
	}
	shipments := make([]manifest.ID, len(cartons))
	for i, one := range cartons {
		shipments[i] = one.Carton.Shipment
	}
	if err := w.loadShipments(shipments); err != nil {
		return nil, err
	}
	out := cartons[:0]
	for _, one := range cartons {
		if one.Load == id { // not taken off in this transaction
			out = append(out, one)
		}
	}
	return out, nil
}
