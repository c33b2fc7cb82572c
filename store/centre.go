package store

import (
	"bytes"
	"encoding/binary"
	"slices"

	"go.etcd.io/bbolt"

	"packline/manifest"
)

// What the centre says of shipments, cartons and orders is kept beside the projections, never in them: a projection is
// the fold of this station's own events and nothing else. It is laid over them when they are read.
const (
	refConfirmed  = 'B' // shipment: the centre's mark
	refLoadCarton = 'D' // carton: its load
	refElsewhere  = 'E' // order: the station that has it open
	refBlock      = 'G' // prefix, extension, first number: a leased block
)

// applyCentre takes the changes that only a centre sends. It reports whether the change was one of them.
func applyCentre(ref *bbolt.Bucket, c manifest.Change) (bool, error) {
	switch {
	case c.Kind == manifest.ChangeConfirmed && c.Shipment != nil:
		return true, put(ref, idKey(refConfirmed, c.Shipment.Shipment), c.Shipment)
	case c.Kind == manifest.ChangeRelease && c.Shipment != nil:
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
	var keys [][]byte
	err := each(ref, idKey(refHold, shipment), func(key, _ []byte) error {
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
	return nil
}

// heldHere lists the centre's holds on this station's shipments that nobody has dealt with here, oldest first: the
// shipment still counts, and none of its cartons was cleared after the hold was put.
func heldHere(tx *bbolt.Tx) ([]manifest.HoldNote, error) {
	notes, err := all[manifest.HoldNote](tx.Bucket(referenceBucket), refHold)
	if err != nil {
		return nil, err
	}
	var out []manifest.HoldNote
	for _, h := range notes {
		waits, err := holdWaits(tx.Bucket(stationBucket), &h)
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

func holdWaits(state *bbolt.Bucket, h *manifest.HoldNote) (bool, error) {
	var shipment shipmentRow
	ok, err := get(state, idKey(rowShipment, h.Shipment), &shipment)
	if err != nil || !ok || !shipment.Shipment.State.Counts() {
		return false, err
	}
	rows, err := rowsOfOrder(state, shipment.Shipment.Order)
	for _, row := range rows {
		if row.Carton.Shipment != h.Shipment {
			continue
		}
		if h.SSCC == "" {
			h.SSCC, h.Order, h.Carton = row.Carton.SSCC, row.Carton.Order, row.Carton.ID
		}
		for _, clearing := range row.Carton.Cleared {
			if clearing.At.After(h.At) {
				return false, err
			}
		}
	}
	return true, err
}

func elsewhere(ref *bbolt.Bucket, order string) (string, error) {
	var station string
	_, err := get(ref, textKey(refElsewhere, order), &station)
	return station, err
}
