package store

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"

	"go.etcd.io/bbolt"

	"packline/manifest"
	"packline/manifest/ledger"
)

// Reference is the reference data that a station keeps beside orders.
type Reference struct {
	Clients   []manifest.Client   `json:"clients,omitempty"`
	Lanes     []manifest.Lane     `json:"lanes,omitempty"`
	Operators []manifest.Operator `json:"operators,omitempty"`
	Rates     []manifest.Rate     `json:"rates,omitempty"`
	Holds     []manifest.HoldNote `json:"holds,omitempty"`
	Loads     []manifest.Load     `json:"loads,omitempty"`
	// Blocks are the blocks of SSCC serials leased to this station, in the order of their numbers.
	Blocks []manifest.NumberBlock `json:"blocks,omitempty"`
	// Rulebooks came from the centre. Whether they are trusted is for whoever uses them to ask.
	Rulebooks []manifest.RulebookDocument `json:"rulebooks,omitempty"`
	Cursor    uint64                      `json:"cursor,omitempty"` // of the feed: what was applied last
}

// Apply keeps changes of reference data and the feed's cursor in one synced transaction: all or none. Applying the
// same again changes nothing. A cursor of 0 is an import from elsewhere and leaves the feed's cursor alone; one that
// is not beyond the stored cursor was applied before, and nothing is done. Kinds that are not known here are kept as
// they are. ErrChange when a change doesn't carry what its kind says. A failed commit may have happened; the store
// is opened again, and the same Apply may be tried again (ledger.ErrStopped: it can't be used any more).
func (s *Store) Apply(ctx context.Context, cursor uint64, changes []manifest.Change) error {
	return s.write(ctx, "apply changes", func(tx *bbolt.Tx) error {
		ref := tx.Bucket(referenceBucket)
		stored, err := loadCursor(ref)
		if err != nil || cursor != 0 && cursor <= stored {
			return err
		}
		for i, c := range changes {
			if err := s.apply(tx, c); err != nil {
				return fmt.Errorf("change %d (%s): %w", i+1, c.Kind, err)
			}
		}
		if cursor == 0 {
			return nil
		}
		return putBytes(ref, []byte{refCursor}, binary.BigEndian.AppendUint64(nil, cursor))
	})
}

// write runs a transaction that may simply be tried again.
func (s *Store) write(ctx context.Context, what string, fn func(*bbolt.Tx) error) error {
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("cannot %s: %w", what, err)
	}
	s.writing.Lock()
	defer s.writing.Unlock()
	committing, err := s.update(fn)
	if err == nil {
		return nil
	}
	if committing && !errors.Is(err, ledger.ErrStopped) {
		err = full(err)
		if again := s.reopen(); again != nil {
			err = s.stop(errors.Join(err, again))
		}
	}
	return fmt.Errorf("cannot %s: %w", what, err)
}

func loadCursor(ref *bbolt.Bucket) (uint64, error) {
	row := ref.Get([]byte{refCursor})
	if row == nil {
		return 0, nil
	}
	plain, err := rowBytes([]byte{refCursor}, row)
	if err != nil || len(plain) != 8 {
		return 0, fmt.Errorf("%w: the feed's cursor: %w", ErrDamagedRow, err)
	}
	return binary.BigEndian.Uint64(plain), nil
}

func (s *Store) apply(tx *bbolt.Tx, c manifest.Change) error {
	ref := tx.Bucket(referenceBucket)
	if taken, err := applyCentre(ref, c); taken || err != nil {
		return err
	}
	switch {
	case c.Kind == manifest.ChangeOrder && c.Order != nil:
		return s.putOrder(tx, *c.Order, c.OrderKey)
	case c.Kind == manifest.ChangeCancel:
		return cancelOrder(ref, c.OrderID)
	case c.Kind == manifest.ChangeClient && c.Client != nil && c.Client.ID != "":
		return put(ref, textKey(refClient, c.Client.ID), c.Client)
	case c.Kind == manifest.ChangeLane && c.Lane != nil && c.Lane.ID != "":
		return put(ref, textKey(refLane, c.Lane.ID), c.Lane)
	case c.Kind == manifest.ChangeOperator && c.Operator != nil && c.Operator.Badge != "":
		return put(ref, textKey(refOperator, c.Operator.Badge), c.Operator)
	case c.Kind == manifest.ChangeFX && c.Rate != nil && c.Rate.Currency != "":
		return put(ref, textKey(refRate, c.Rate.Currency, string(c.Rate.ValidFrom), string(c.Rate.ValidTo)), c.Rate)
	case c.Kind == manifest.ChangeLoad && c.Load != nil && c.Load.ID != "":
		return put(ref, textKey(refLoad, c.Load.ID), c.Load)
	case c.Kind == manifest.ChangeClaim && c.Claim != nil:
		return putClaim(ref, *c.Claim)
	}
	return putRaw(ref, c)
}

// putRaw keeps a change that this program has no use for yet. One of a kind that it does know is malformed.
func putRaw(ref *bbolt.Bucket, c manifest.Change) error {
	switch c.Kind {
	case manifest.ChangeOrder, manifest.ChangeClient, manifest.ChangeLane, manifest.ChangeOperator, manifest.ChangeFX,
		manifest.ChangeHold, manifest.ChangeLoad, manifest.ChangeClaim, manifest.ChangeRulebook, "":
		return fmt.Errorf("%w: it doesn't carry what its kind says", ErrChange)
	}
	if c.Order != nil || c.OrderKey != nil {
		return fmt.Errorf("%w: only a change of kind order may carry an order", ErrChange) // it would be kept unsealed
	}
	raw, err := json.Marshal(c)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrChange, err)
	}
	sum := sha256.Sum256(raw)
	return putBytes(ref, append(textKey(refRaw, string(c.Kind)), sum[:]...), raw)
}

// putClaim keeps another station's claim and finds it by its match keys.
func putClaim(ref *bbolt.Bucket, c manifest.Claim) error {
	var old manifest.Claim
	if _, err := get(ref, idKey(refClaim, c.Shipment), &old); err != nil {
		return err
	}
	for _, k := range matchKeys(refMatch, old.Match) {
		if err := ref.Delete(append(k, c.Shipment[:]...)); err != nil {
			return err
		}
	}
	for _, k := range matchKeys(refMatch, c.Match) {
		if err := ref.Put(append(k, c.Shipment[:]...), nil); err != nil {
			return err
		}
	}
	return put(ref, idKey(refClaim, c.Shipment), c)
}

// Reference gives the reference data in the order of its keys.
func (s *Store) Reference(ctx context.Context) (Reference, error) {
	var out Reference
	err := s.view(ctx, func(tx *bbolt.Tx) error {
		ref := tx.Bucket(referenceBucket)
		var errs [9]error
		out.Clients, errs[0] = all[manifest.Client](ref, refClient)
		out.Lanes, errs[1] = all[manifest.Lane](ref, refLane)
		out.Operators, errs[2] = all[manifest.Operator](ref, refOperator)
		out.Rates, errs[3] = all[manifest.Rate](ref, refRate)
		out.Holds, errs[4] = all[manifest.HoldNote](ref, refHold)
		out.Loads, errs[5] = all[manifest.Load](ref, refLoad)
		out.Cursor, errs[6] = loadCursor(ref)
		out.Blocks, errs[7] = all[manifest.NumberBlock](ref, refBlock)
		out.Rulebooks, errs[8] = all[manifest.RulebookDocument](ref, refRulebook)
		return errors.Join(errs[:]...)
	})
	return out, readError("reference data", err)
}
