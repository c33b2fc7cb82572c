package central

import (
	"encoding/json"
	"fmt"
	"slices"

	"packline/manifest"
)

// kindOpen lists, by order, the cartons that somebody has in hand.
const kindOpen Kind = "open"

type openCarton struct {
	Station string      `json:"station"`
	Carton  manifest.ID `json:"carton"`
}

// tellOpen tells the stations which orders others have in hand, as far as that changed in this transaction: who reads
// a backlog isn't told of what is over.
func (w *work) tellOpen() error {
	var changed []*carton
	for _, c := range w.cartons {
		if c != nil && c.dirty && c.openHere() != c.wasOpen {
			changed = append(changed, c)
		}
	}
	slices.SortFunc(changed, func(a, b *carton) int { return slices.Compare(a.Carton.ID[:], b.Carton.ID[:]) })
	for _, c := range changed {
		if err := w.tellOpenCarton(c); err != nil {
			return err
		}
	}
	return nil
}

func (w *work) tellOpenCarton(c *carton) error {
	order := c.Carton.Order
	body, err := w.tx.Entry(kindOpen, order)
	if err != nil {
		return err
	}
	var open []openCarton
	if len(body) > 0 {
		if err := json.Unmarshal(body, &open); err != nil {
			return fmt.Errorf("cannot read who has order %s open: %w", order, err)
		}
	}
	before := stationsOf(open)
	open = slices.DeleteFunc(open, func(o openCarton) bool { return o.Carton == c.Carton.ID })
	if c.openHere() {
		open = append(open, openCarton{Station: c.Carton.Station, Carton: c.Carton.ID})
	}
	w.tellOpenOrder(order, before, stationsOf(open))
	if body, err = json.Marshal(open); err != nil {
		return err
	}
	return w.tx.PutEntry(kindOpen, order, body)
}

func stationsOf(open []openCarton) []string {
	var names []string
	for _, o := range open {
		names = append(names, o.Station)
	}
	return unique(names)
}

// tellOpenOrder says who has an order open. Each station is told of another than itself, or of none when it is the
// only one: its own are no news to it.
func (w *work) tellOpenOrder(order string, before, after []string) {
	if slices.Equal(before, after) {
		return
	}
	say := func(only, except, at string) {
		w.tell(only, except, manifest.Change{Kind: manifest.ChangeOpenElsewhere, OrderID: order, Station: at})
	}
	switch len(after) {
	case 0:
		say("", "", "")
	case 1:
		say("", after[0], after[0])
		if slices.Contains(before, after[0]) { // the others have left it alone with the order
			say(after[0], "", "")
		}
	default:
		newest := after[0]
		for _, name := range after {
			if !slices.Contains(before, name) {
				newest = name
			}
		}
		other := after[0]
		if other == newest {
			other = after[1]
		}
		say("", newest, newest)
		say(newest, "", other)
	}
}
