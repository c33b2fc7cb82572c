package central

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"packline/manifest"
	"packline/sync/wire"
)

// maxFeedBytes ends an answer early: the rest comes with the next.
const maxFeedBytes = wire.MaxAnswer / 2

// Feed gives a station's changes after a cursor. It returns at once when there is something or when wait (at most
// wire.MaxWait) is 0, else as soon as something comes. Next is the cursor to go on from; it moves over what other
// stations get. Errors are *wire.Problem, or the context's.
func (c *Centre) Feed(ctx context.Context, station string, cursor uint64, limit int, wait time.Duration) (wire.FeedAnswer, error) {
	if limit < 1 || limit > wire.MaxChanges {
		limit = wire.MaxChanges
	}
	deadline := time.NewTimer(min(max(wait, 0), wire.MaxWait))
	defer deadline.Stop()
	for {
		rang := c.bell.wait()
		answer, err := c.feedNow(ctx, station, cursor, limit)
		if err != nil {
			return answer, c.trouble("", err)
		}
		if len(answer.Changes) > 0 || wait <= 0 {
			return answer, nil
		}
		select {
		case <-rang:
		case <-deadline.C:
			wait = 0
		case <-ctx.Done():
			return answer, ctx.Err()
		}
	}
}

func (c *Centre) feedNow(ctx context.Context, station string, cursor uint64, limit int) (wire.FeedAnswer, error) {
	answer := wire.FeedAnswer{Envelope: c.envelope(wire.TypeFeed, "")}
	err := c.view(ctx, func(w *work) error {
		answer.Changes, answer.More = nil, false
		rows, err := w.tx.FeedAfter(station, cursor, limit)
		if err != nil {
			return err
		}
		newest, err := w.tx.Count(countFeed)
		if err != nil {
			return err
		}
		answer.Next = max(cursor, newest)
		size := 0
		for i, row := range rows {
			change, err := w.wireChange(row)
			if err != nil {
				return err
			}
			size += len(change.Body)
			answer.Changes = append(answer.Changes, change)
			if i+1 == limit || size > maxFeedBytes {
				answer.Next, answer.More = row.N, row.N < newest
				return nil
			}
		}
		return nil
	})
	return answer, err
}

// wireChange gives a row as it is sent: orders are put in with their persons and key, as they are now.
func (w *work) wireChange(row FeedRow) (wire.Change, error) {
	if row.Kind != string(manifest.ChangeOrder) {
		return wire.Change{N: row.N, Kind: row.Kind, Body: row.Body}, nil
	}
	var change manifest.Change
	if err := json.Unmarshal(row.Body, &change); err != nil {
		return wire.Change{}, fmt.Errorf("cannot read change %d: %w", row.N, err)
	}
	order, key, err := w.importedOrder(change.OrderID)
	if err != nil {
		return wire.Change{}, err
	}
	if key == nil { // purged: there is nothing left to pack
		return wire.FromChange(row.N, manifest.Change{Kind: manifest.ChangeCancel, OrderID: change.OrderID})
	}
	change.Order, change.OrderKey = &order, key
	out, err := wire.FromChange(row.N, change)
	if order.Cancelled {
		return wire.FromChange(row.N, manifest.Change{Kind: manifest.ChangeCancel, OrderID: change.OrderID})
	}
	return out, err
}
