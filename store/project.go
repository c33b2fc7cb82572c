package store

import (
	"encoding/binary"
	"fmt"

	"go.etcd.io/bbolt"

	"packline/manifest"
	"packline/manifest/ledger"
)

// cartonRow is a carton, where its events stand, and where it is counted.
type cartonRow struct {
	Events    []place         `json:"events"`
	Simulated bool            `json:"simulated,omitempty"` // of the epoch that opened it
	Day       manifest.Date   `json:"day,omitempty"`       // of the crossing it is counted under; empty: not counted
	Carton    manifest.Carton `json:"carton"`
}

// shipmentRow is a shipment and the mode of the epoch that opened it.
type shipmentRow struct {
	Simulated bool              `json:"simulated,omitempty"`
	Shipment  manifest.Shipment `json:"shipment"`
}

type countRow struct {
	Packed int `json:"packed"`
	Done   int `json:"done"`
}

// project applies an event to everything that is derived from events. It reads nothing but the state, so that Verify
// can fold the whole ledger again into an empty one.
func (f *folder) project(e ledger.Event, at place) error {
	f.now.LastSeen = max(f.now.LastSeen, e.At.UnixMilli())
	var shipment shipmentRow
	var err error
	if e.Shipment != (manifest.ID{}) {
		if shipment, err = f.shipment(e); err != nil {
			return err
		}
	}
	if e.Carton == (manifest.ID{}) {
		return nil
	}
	var row cartonRow
	if _, err := get(f.state, idKey(rowCarton, e.Carton), &row); err != nil {
		return err
	}
	before := row
	if row.Carton, err = ledger.FoldCarton(row.Carton, e); err != nil {
		return err
	}
	row.Events = append(row.Events, at)
	switch body := e.Body.(type) {
	case ledger.CartonOpened:
		row.Simulated = f.now.Simulated
		err = f.state.Put(append(textKey(rowOfOrder, row.Carton.Order), row.Carton.ID[:]...), nil)
	case ledger.Packed:
		err = f.packed(row.Carton, body)
	}
	if err != nil {
		return err
	}
	row.Day = dayOf(row, shipment.Shipment)
	if err := f.reindex(before, row); err != nil {
		return err
	}
	return put(f.state, idKey(rowCarton, e.Carton), row)
}

func (f *folder) shipment(e ledger.Event) (shipmentRow, error) {
	var row shipmentRow
	key := idKey(rowShipment, e.Shipment)
	known, err := get(f.state, key, &row)
	if err != nil {
		return row, err
	}
	if _, opened := e.Body.(ledger.CartonOpened); !known && !opened {
		return row, nil // a hold on a shipment of another station
	}
	row.Shipment = ledger.FoldShipment(row.Shipment, e)
	if !known {
		row.Simulated = f.now.Simulated
		for _, k := range matchKeys(rowMatch, row.Shipment.Match) {
			if err := f.state.Put(append(k, e.Shipment[:]...), nil); err != nil {
				return row, err
			}
		}
	}
	return row, put(f.state, key, row)
}

func (f *folder) packed(c manifest.Carton, body ledger.Packed) error {
	f.now.NextSerial = max(f.now.NextSerial, body.Serial+1)
	if c.SSCC != "" {
		key := textKey(rowSSCC, string(c.SSCC))
		if other := f.state.Get(key); other != nil && string(other) != string(c.ID[:]) {
			return fmt.Errorf("%w: %s", ErrReused, c.SSCC)
		}
		if err := f.state.Put(key, c.ID[:]); err != nil {
			return err
		}
	}
	if c.Tracking == "" {
		return nil
	}
	return f.state.Put(textKey(rowTracking, c.Tracking), c.ID[:])
}

// dayOf keeps a carton counted where it was counted first; one that doesn't count is counted nowhere.
func dayOf(row cartonRow, s manifest.Shipment) manifest.Date {
	if !row.Carton.State.Counts() {
		return ""
	}
	if row.Day != "" {
		return row.Day
	}
	return s.BorderDay()
}

// reindex moves a carton between the small sets that a start reads.
func (f *folder) reindex(before, after cartonRow) error {
	c := after.Carton
	if err := f.member(rowOpen, after, before.Carton.State == manifest.CartonOpen, c.State == manifest.CartonOpen); err != nil {
		return err
	}
	if err := f.member(rowDoubt, after, inDoubt(before.Carton), inDoubt(c)); err != nil {
		return err
	}
	if before.Day == after.Day && before.Carton.State == c.State {
		return nil
	}
	if err := f.count(before, -1); err != nil {
		return err
	}
	return f.count(after, +1)
}

func (f *folder) member(prefix byte, row cartonRow, was, is bool) error {
	key := append(modeKey(prefix, row.Simulated), row.Carton.ID[:]...)
	switch {
	case is && !was:
		return f.state.Put(key, nil)
	case was && !is:
		return f.state.Delete(key)
	}
	return nil
}

func (f *folder) count(row cartonRow, by int) error {
	if row.Day == "" {
		return nil
	}
	key := append(modeKey(rowCount, row.Simulated), textKey(0, string(row.Day), row.Carton.Lane)[1:]...)
	var n countRow
	if _, err := get(f.state, key, &n); err != nil {
		return err
	}
	if row.Carton.State == manifest.CartonPacked {
		n.Packed += by
	} else {
		n.Done += by
	}
	if n == (countRow{}) {
		return f.state.Delete(key)
	}
	return put(f.state, key, n)
}

// inDoubt reports whether a person may have to say what became of a carton's label: the copy that is to be on the box
// is intended or unknown, there is none at all, or it was sent and the box is not closed.
func inDoubt(c manifest.Carton) bool {
	if !c.State.Counts() {
		return false
	}
	switch c.Live().State {
	case manifest.CopySent:
		return c.State == manifest.CartonPacked
	case manifest.CopyConfirmed:
		return false
	}
	return true
}

// modeKey separates what is simulated from what is real.
func modeKey(prefix byte, simulated bool) []byte {
	if simulated {
		return append(make([]byte, 0, 64), prefix, 1)
	}
	return append(make([]byte, 0, 64), prefix, 0)
}

func ordinalKey(ordinal uint32) []byte {
	return binary.BigEndian.AppendUint32([]byte{rowEpoch}, ordinal)
}

// ordinalOf finds an epoch's number in this file.
func ordinalOf(state *bbolt.Bucket, now nowRow, epoch manifest.Epoch) (uint32, bool, error) {
	if now.Ordinal > 0 && epoch == now.Head.Epoch {
		return now.Ordinal, true, nil
	}
	var found uint32
	err := each(state, []byte{rowEpoch}, func(key, row []byte) error {
		var e epochRow
		if err := decodeRow(key, row, &e); err != nil {
			return err
		}
		if e.Epoch == epoch {
			found = binary.BigEndian.Uint32(key[1:])
		}
		return nil
	})
	return found, found > 0, err
}
