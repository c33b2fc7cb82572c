package store

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

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
	f.now.PINFails = ledger.FoldPINFails(f.now.PINFails, e)
	f.now.Check = ledger.FoldCheck(f.now.Check, e)
	var shipment shipmentRow
	if e.Shipment != (manifest.ID{}) {
		var err error
		if shipment, err = f.shipment(e); err != nil {
			return err
		}
	}
	if e.Carton == (manifest.ID{}) {
		return nil
	}
	key := f.cartonKey(e)
	row, _, err := recall[cartonRow](f.recent, f.state, key)
	if err != nil {
		return err
	}
	before := row
	if row.Carton, err = ledger.FoldCarton(row.Carton, e); err != nil {
		return err
	}
	row.Events = append(slices.Clip(row.Events), at)
	switch body := e.Body.(type) {
	case ledger.CartonOpened:
		row.Simulated = f.now.Simulated
		err = f.opened(row.Carton, body)
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
	return remember(f.recent, f.state, key, row)
}

func (f *folder) shipment(e ledger.Event) (shipmentRow, error) {
	key := idKey(rowShipment, e.Shipment)
	row, known, err := recall[shipmentRow](f.recent, f.state, key)
	if err != nil {
		return row, err
	}
	if _, opened := e.Body.(ledger.CartonOpened); !known && !opened {
		return row, nil // a hold on a shipment of another station
	}
	switch e.Body.(type) {
	case ledger.CartonOpened, ledger.Packed, ledger.Cancelled, ledger.Voided:
		row.Shipment = ledger.FoldShipment(row.Shipment, e)
	default:
		return row, nil // the other bodies say nothing of a shipment
	}
	if !known {
		row.Simulated = f.now.Simulated
		for _, k := range matchKeys(rowMatch, row.Shipment.Match) {
			if err := f.state.Put(append(k, e.Shipment[:]...), nil); err != nil {
				return row, err
			}
		}
	}
	return row, remember(f.recent, f.state, key, row)
}

func (f *folder) packed(c manifest.Carton, body ledger.Packed) error {
	f.useSerial(body)
	if c.SSCC != "" {
		key := ssccKey(c.SSCC)
		if other := f.state.Get(key); other != nil && string(other) != string(c.ID[:]) {
			return fmt.Errorf("%w: %s", ErrReused, c.SSCC)
		}
		if err := f.state.Put(key, c.ID[:]); err != nil {
			return err
		}
	}
	return f.tracking(c.Tracking, c.ID)
}

// useSerial moves the counter of the number's extension digit. The map is made anew: the row that was loaded stays.
func (f *folder) useSerial(body ledger.Packed) {
	if body.SSCC == "" {
		return
	}
	used := maps.Clone(f.now.LastSerials)
	if used == nil {
		used = map[int]uint64{}
	}
	extension := int(body.SSCC[0] - '0')
	used[extension] = max(used[extension], body.Serial)
	f.now.LastSerials = used
}

func (f *folder) tracking(number string, carton manifest.ID) error {
	key := textKey(rowTracking, number)
	if number == "" || string(f.state.Get(key)) == string(carton[:]) {
		return nil
	}
	return f.state.Put(key, carton[:])
}

// opened writes the indexes of a carton. Its tracking number is known by then, so that packing need not write it.
func (f *folder) opened(c manifest.Carton, body ledger.CartonOpened) error {
	return errors.Join(
		f.state.Put(idKey(rowCarton, c.ID), c.Shipment[:]),
		f.state.Put(append(textKey(rowOfOrder, c.Order), c.ID[:]...), nil),
		f.tracking(body.Order.Order.TrackingOf(body.N), c.ID),
	)
}

// cartonKey is the key of the row of an event's carton, which lies beside its shipment.
func (f *folder) cartonKey(e ledger.Event) []byte {
	shipment := e.Shipment
	if opened, ok := e.Body.(ledger.CartonOpened); ok {
		shipment = opened.Shipment.ID
	}
	if at := f.state.Get(idKey(rowCarton, e.Carton)); len(at) == len(shipment) {
		shipment = manifest.ID(at)
	}
	return idKey(rowShipment, shipment, e.Carton[:]...)
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
	key := append(textKey(rowCount, string(row.Day), row.Carton.Lane), modeByte(row.Simulated))
	var n countRow
	known, err := get(f.state, key, &n)
	if err != nil || !known && by < 0 {
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
	if err := put(f.state, key, n); err != nil || known {
		return err
	}
	return f.forgetCounts()
}

// countedDays is how long a crossing stays among the counts after its day.
const countedDays = 7 * 24 * time.Hour

// forgetCounts drops crossings more than a week before the latest event that wait for nothing, when a new one begins:
// the counts stay few, however old the ledger is.
func (f *folder) forgetCounts() error {
	oldest := manifest.DateIn(time.UnixMilli(f.now.LastSeen).Add(-countedDays), time.UTC)
	var old [][]byte
	err := each(f.state, []byte{rowCount}, func(key, row []byte) error {
		var n countRow
		if err := decodeRow(key, row, &n); err != nil {
			return err
		}
		if date, _ := cutText(key[1:]); manifest.Date(date) < oldest && n.Packed == 0 {
			old = append(old, bytes.Clone(key))
		}
		return nil
	})
	for _, key := range old {
		err = errors.Join(err, f.state.Delete(key))
	}
	return err
}

// inDoubt reports whether a person may have to say what became of a carton's label: the copy that is to be on the box
// is intended or unknown, there is none at all, or it came out and the box is not closed.
func inDoubt(c manifest.Carton) bool {
	if !c.State.Counts() {
		return false
	}
	switch c.Live().State {
	case manifest.CopySent, manifest.CopyConfirmed:
		return c.State == manifest.CartonPacked
	}
	return true
}

// modeKey separates what is simulated from what is real.
func modeKey(prefix byte, simulated bool) []byte {
	return append(make([]byte, 0, 18), prefix, modeByte(simulated))
}

func modeByte(simulated bool) byte {
	if simulated {
		return 1
	}
	return 0
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
