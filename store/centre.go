package store

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"slices"

	"go.etcd.io/bbolt"

	"packline/manifest"
	"packline/manifest/ledger"
)

// What the centre says of shipments, cartons and orders is kept beside the projections, never in them: a projection is
// the fold of this station's own events and nothing else. It is laid over them when they are read.
const (
	refConfirmed  = 'B' // shipment: the centre's mark
	refLoadCarton = 'D' // carton: its load
	refElsewhere  = 'E' // order: the station that has it open
	refBlock      = 'G' // prefix, extension, first number: a leased block
	refRulebook   = 'S' // SHA-256 of the document: it, with its signature
)

// applyCentre takes the changes that only a centre sends. It reports whether the change was one of them.
func applyCentre(ref *bbolt.Bucket, c manifest.Change) (bool, error) {
	switch {
	case (c.Kind == manifest.ChangeConfirmed || c.Kind == manifest.ChangeRelease) && c.Shipment != nil:
		if err := dropHolds(ref, c.Shipment.Shipment); err != nil {
			return true, err
		}
		return true, put(ref, idKey(refConfirmed, c.Shipment.Shipment), c.Shipment)
	case c.Kind == manifest.ChangeHold && c.Hold != nil:
		return true, hold(ref, *c.Hold)
	case c.Kind == manifest.ChangeOpenElsewhere && c.OrderID != "":
		if c.Station == "" {
			return true, ref.Delete(textKey(refElsewhere, c.OrderID))
		}
		return true, put(ref, textKey(refElsewhere, c.OrderID), c.Station)
	case c.Kind == manifest.ChangeLoadCarton && c.Shipment != nil:
		if c.Shipment.Removed {
			return true, ref.Delete(idKey(refLoadCarton, c.Shipment.Carton))
		}
		return true, put(ref, idKey(refLoadCarton, c.Shipment.Carton), c.Shipment)
	case c.Kind == manifest.ChangeBlockLease && c.Block != nil:
		return true, put(ref, blockKey(*c.Block), c.Block)
	case c.Kind == manifest.ChangeRulebook && c.Rulebook != nil && len(c.Rulebook.Document) > 0:
		sum := sha256.Sum256(c.Rulebook.Document)
		return true, put(ref, append([]byte{refRulebook}, sum[:]...), c.Rulebook)
	}
	return false, nil
}

func blockKey(b manifest.NumberBlock) []byte {
	return slices.Concat(textKey(refBlock, b.Prefix), []byte{byte(b.Extension)}, binary.BigEndian.AppendUint64(nil, b.First))
}

func hold(ref *bbolt.Bucket, h manifest.HoldNote) error {
	if err := ref.Delete(idKey(refConfirmed, h.Shipment)); err != nil {
		return err
	}
	return put(ref, idKey(refHold, h.Shipment, h.Carton[:]...), h)
}

func dropHolds(ref *bbolt.Bucket, shipment manifest.ID) error {
	return dropAll(ref, idKey(refHold, shipment))
}

// overlay lays what the centre said over a carton.
func overlay(tx *bbolt.Tx, c *manifest.Carton) error {
	ref := tx.Bucket(referenceBucket)
	var mark, load manifest.ShipmentMark
	confirmed, err := get(ref, idKey(refConfirmed, c.Shipment), &mark)
	if err != nil {
		return err
	}
	if confirmed {
		c.Judgement.Provisional = false
	}
	if onLoad, err := get(ref, idKey(refLoadCarton, c.ID), &load); err != nil || !onLoad {
		return err
	}
	c.Load = load.Load
	var truck manifest.Load
	if _, err := get(ref, textKey(refLoad, load.Load), &truck); err != nil {
		return err
	}
	if gone := truck.State == manifest.LoadDeparted || truck.State == manifest.LoadArrived; gone && c.State.Counts() {
		c.State = manifest.CartonDeparted
	}
	return nil
}

// forgetCentre drops what a centre said that has since been restored from a backup: it says everything again.
func forgetCentre(ref *bbolt.Bucket) error {
	for _, prefix := range []byte{refConfirmed, refHold, refLoadCarton, refElsewhere} {
		if err := dropAll(ref, []byte{prefix}); err != nil {
			return err
		}
	}
	return nil
}

func dropAll(ref *bbolt.Bucket, prefix []byte) error {
	var keys [][]byte
	err := each(ref, prefix, func(key, _ []byte) error {
		keys = append(keys, bytes.Clone(key))
		return nil
	})
	for _, key := range keys {
		if err == nil {
			err = ref.Delete(key)
		}
	}
	return err
}

// heldHere lists the centre's holds on this station's shipments that nobody has dealt with here, oldest first: the
// shipment still counts, and no lead cleared one of the hold's rules after it was seen. Before and after are told by
// the ledger's order, never by comparing this PC's clock with the centre's.
func heldHere(tx *bbolt.Tx) ([]manifest.HoldNote, error) {
	notes, err := all[manifest.HoldNote](tx.Bucket(referenceBucket), refHold)
	if err != nil {
		return nil, err
	}
	var out []manifest.HoldNote
	for _, h := range notes {
		waits, err := holdWaits(tx, &h)
		if err != nil {
			return nil, err
		}
		if waits {
			out = append(out, h)
		}
	}
	slices.SortFunc(out, func(a, b manifest.HoldNote) int { return a.At.Compare(b.At) })
	return out, nil
}

func holdWaits(tx *bbolt.Tx, h *manifest.HoldNote) (bool, error) {
	state := tx.Bucket(stationBucket)
	var shipment shipmentRow
	ok, err := get(state, idKey(rowShipment, h.Shipment), &shipment)
	if err != nil || !ok || !shipment.Shipment.State.Counts() {
		return false, err
	}
	rows, err := rowsOfOrder(state, shipment.Shipment.Order)
	if err != nil {
		return false, err
	}
	var places []place
	for _, row := range rows {
		if row.Carton.Shipment != h.Shipment {
			continue
		}
		if h.SSCC == "" {
			h.SSCC, h.Order, h.Carton = row.Carton.SSCC, row.Carton.Order, row.Carton.ID
		}
		places = append(places, row.Events...)
	}
	cleared, err := clearedSince(tx, places, *h)
	return !cleared, err
}

// clearedSince reports whether one of a hold's rules was cleared by an event after the one that says the hold was seen.
func clearedSince(tx *bbolt.Tx, places []place, h manifest.HoldNote) (bool, error) {
	slices.SortFunc(places, func(a, b place) int { return bytes.Compare(a.key(), b.key()) })
	seen := false
	for _, at := range places {
		e, err := readEvent(tx, at)
		if err != nil {
			return false, err
		}
		switch b := e.Body.(type) {
		case ledger.HoldSeen:
			seen = seen || b.Hold.At.Equal(h.At)
		case ledger.HoldCleared:
			if seen && slices.ContainsFunc(h.Findings, func(f manifest.Finding) bool { return slices.Contains(b.Clearing.Rules, f.Rule) }) {
				return true, nil
			}
		}
	}
	return false, nil
}

func elsewhere(ref *bbolt.Bucket, order string) (string, error) {
	var station string
	_, err := get(ref, textKey(refElsewhere, order), &station)
	return station, err
}
