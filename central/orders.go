package central

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"packline/manifest"
	"packline/manifest/ledger"
)

// kindCancelled marks orders that were cancelled, imported or not.
const kindCancelled Kind = "cancelled"

// ImportReport says what became of imported orders.
type ImportReport struct {
	New       int      `json:"new"`
	Changed   int      `json:"changed"`   // a higher revision
	Unchanged int      `json:"unchanged"` // the same again
	Older     []string `json:"older,omitempty"`
	Refused   []string `json:"refused,omitempty"` // order ids without which an order can't be kept

	Cancelled []string `json:"cancelled,omitempty"` // they were cancelled here, and stay so
	Lifted    []string `json:"lifted,omitempty"`    // they were cancelled here, and come in a higher revision
}

// importChunk is how many orders are kept in one transaction.
const importChunk = 200

// ImportOrders keeps orders and sends them to the stations. An order that is there already is replaced by a higher
// revision only, or by the same revision with other content. One that was cancelled stays so until it comes in a higher
// revision than the one that is known; of an order that wasn't known the first to come counts as that. Persons are
// sealed where they are kept.
func (c *Centre) ImportOrders(ctx context.Context, orders []manifest.Order) (ImportReport, error) {
	var report ImportReport
	for chunk := range slices.Chunk(orders, importChunk) {
		var part ImportReport
		err := c.update(ctx, func(w *work) error {
			part = ImportReport{}
			for _, o := range chunk {
				if err := w.importOrder(o, &part); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return report, fmt.Errorf("cannot import orders: %w", err)
		}
		report.New += part.New
		report.Changed += part.Changed
		report.Unchanged += part.Unchanged
		report.Older = append(report.Older, part.Older...)
		report.Refused = append(report.Refused, part.Refused...)
		report.Cancelled = append(report.Cancelled, part.Cancelled...)
		report.Lifted = append(report.Lifted, part.Lifted...)
	}
	return report, nil
}

func (w *work) importOrder(o manifest.Order, report *ImportReport) error {
	if o.ID == "" || len(o.ID) > 200 || len(o.Lines) == 0 {
		report.Refused = append(report.Refused, o.ID)
		return nil
	}
	old, key, err := w.importedOrder(o.ID)
	if err != nil {
		return err
	}
	if old.ID != "" && o.Revision < old.Revision {
		report.Older = append(report.Older, o.ID)
		return nil
	}
	cancelled, err := w.cancelled(o.ID)
	if err != nil {
		return err
	}
	lifted := old.ID != "" && o.Revision > old.Revision
	switch {
	case !cancelled || o.Cancelled:
		cancelled = o.Cancelled
	case lifted:
		report.Lifted, cancelled = append(report.Lifted, o.ID), false
	default:
		report.Cancelled = append(report.Cancelled, o.ID)
	}
	switch {
	case old.ID == "":
		report.New++
	case sameOrder(o, old):
		report.Unchanged++
		return nil
	default:
		report.Changed++
	}
	if key == nil {
		key = ledger.NewOrderKey()
		if err := w.addOrderKey(o.ID, key); err != nil {
			return err
		}
	}
	return w.keepOrder(o, key, cancelled)
}

func sameOrder(a, b manifest.Order) bool {
	x, errX := json.Marshal(a)
	y, errY := json.Marshal(b)
	return errX == nil && errY == nil && string(x) == string(y)
}

func (w *work) keepOrder(o manifest.Order, key []byte, cancelled bool) error {
	sealed, err := ledger.SealOrder(o, key)
	if err != nil {
		return err
	}
	body, err := json.Marshal(sealed)
	if err != nil {
		return err
	}
	if err := w.tx.PutEntry(KindOrder, o.ID, body); err != nil {
		return err
	}
	w.decide(about{order: o.ID}, ledger.OrderImported{Order: sealed})
	if !o.Cancelled { // else stations get no more than its cancellation
		w.tell("", "", manifest.Change{Kind: manifest.ChangeOrder, Order: &o})
	}
	if cancelled {
		return w.cancelOrder(o.ID)
	}
	if err := w.tx.PutEntry(kindCancelled, o.ID, nil); err != nil {
		return err
	}
	return w.settleOrder(o.ID)
}

// importedOrder gives an order with its persons, and the key that it is sealed with; the zero order when there is
// none, no key when it was purged.
func (w *work) importedOrder(id string) (manifest.Order, []byte, error) {
	body, err := w.tx.Entry(KindOrder, id)
	if err != nil || body == nil {
		return manifest.Order{}, nil, err
	}
	var sealed ledger.SealedOrder
	if err := json.Unmarshal(body, &sealed); err != nil {
		return manifest.Order{}, nil, fmt.Errorf("cannot read order %s: %w", id, err)
	}
	keys, err := w.orderKeys(id)
	if err != nil {
		return manifest.Order{}, nil, err
	}
	for _, key := range keys {
		if o, err := sealed.Open(key); err == nil {
			return o, key, nil
		}
	}
	return sealed.Order, nil, nil
}

// Cancel says that an order is not to be sent. Stations stop taking it; what was packed of it and hasn't departed is
// held. An order that isn't known may come later, and is cancelled then.
func (c *Centre) Cancel(ctx context.Context, orderID string) error {
	_, err := c.CancelOrder(ctx, orderID)
	return err
}

// CancelReport says what was cancelled.
type CancelReport struct {
	Known bool `json:"known"` // the order was imported, or something of it was packed
}

// CancelOrder is Cancel, and says whether the order is known.
func (c *Centre) CancelOrder(ctx context.Context, orderID string) (CancelReport, error) {
	var report CancelReport
	if orderID == "" {
		return report, fmt.Errorf("cannot cancel an order without its id")
	}
	err := c.update(ctx, func(w *work) error {
		body, err := w.tx.Entry(KindOrder, orderID)
		if err != nil {
			return err
		}
		err = w.cancelOrder(orderID)
		report.Known = body != nil || len(w.claims["or:"+orderID]) > 0
		return err
	})
	if err != nil {
		return report, fmt.Errorf("cannot cancel order %s: %w", orderID, err)
	}
	return report, nil
}

func (w *work) cancelOrder(id string) error {
	if err := w.tx.PutEntry(kindCancelled, id, []byte("cancelled")); err != nil {
		return err
	}
	w.tell("", "", manifest.Change{Kind: manifest.ChangeCancel, OrderID: id})
	w.decide(about{order: id}, ledger.OrderCancelled{})
	return w.settleOrder(id)
}

func (w *work) cancelled(order string) (bool, error) {
	if order == "" {
		return false, nil
	}
	body, err := w.tx.Entry(kindCancelled, order)
	return len(body) > 0, err
}

// settleOrder judges again what was packed of an order.
func (w *work) settleOrder(id string) error {
	key := "or:" + id
	if err := w.loadClaims([]string{key}); err != nil {
		return err
	}
	if err := w.loadShipments(w.claims[key]); err != nil {
		return err
	}
	for _, shipment := range w.claims[key] {
		s := w.shipments[shipment]
		if s == nil || !s.counts() {
			continue
		}
		if err := w.settle(s); err != nil {
			return err
		}
	}
	return nil
}
