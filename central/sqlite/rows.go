package sqlite

import (
	"errors"

	"packline/central"
	"packline/manifest"
)

const cartonColumns = "id, shipment, sscc, tracking, load_id, station, body"

// Cartons reads cartons by their ids.
func (t *tx) Cartons(ids []manifest.ID) ([]central.CartonRow, error) {
	var out []central.CartonRow
	err := chunks(idBytes(ids), func(list []any) error {
		rows, err := t.cartonRows("SELECT "+cartonColumns+" FROM cartons WHERE id IN "+questions(len(list)), list...)
		out = append(out, rows...)
		return err
	})
	return out, err
}

// CartonsBy reads cartons by a column.
func (t *tx) CartonsBy(column central.CartonColumn, values []string) ([]central.CartonRow, error) {
	where := map[central.CartonColumn]string{central.BySSCC: "sscc", central.ByTracking: "tracking", central.ByLoad: "load_id"}[column]
	if where == "" {
		return nil, errors.New("cannot read cartons by column " + string(column))
	}
	var out []central.CartonRow
	err := chunks(values, func(list []any) error {
		rows, err := t.cartonRows("SELECT "+cartonColumns+" FROM cartons WHERE "+where+" IN "+questions(len(list))+" ORDER BY id", list...)
		out = append(out, rows...)
		return err
	})
	return out, err
}

// CartonsAfter reads a page of cartons.
func (t *tx) CartonsAfter(id manifest.ID, limit int) ([]central.CartonRow, error) {
	return t.cartonRows("SELECT "+cartonColumns+" FROM cartons WHERE id > ? ORDER BY id LIMIT ?", id[:], limit)
}

func (t *tx) cartonRows(text string, args ...any) ([]central.CartonRow, error) {
	var out []central.CartonRow
	err := t.many(text, args, func(scan func(...any) error) error {
		var row central.CartonRow
		var id, shipment []byte
		if err := scan(&id, &shipment, &row.SSCC, &row.Tracking, &row.Load, &row.Station, &row.Body); err != nil {
			return err
		}
		err := errors.Join(fill(row.ID[:], id), fill(row.Shipment[:], shipment))
		out = append(out, row)
		return err
	})
	return out, err
}

// PutCartons writes cartons.
func (t *tx) PutCartons(rows []central.CartonRow) error {
	const update = " ON CONFLICT (id) DO UPDATE SET shipment = excluded.shipment, sscc = excluded.sscc, " +
		"tracking = excluded.tracking, load_id = excluded.load_id, station = excluded.station, body = excluded.body"
	return t.insert("INSERT INTO cartons ("+cartonColumns+")", 7, update, len(rows), func(i int) []any {
		r := &rows[i]
		return []any{r.ID[:], r.Shipment[:], r.SSCC, r.Tracking, r.Load, r.Station, blob(r.Body)}
	})
}

// Shipments reads shipments by their ids.
func (t *tx) Shipments(ids []manifest.ID) ([]central.ShipmentRow, error) {
	var out []central.ShipmentRow
	err := chunks(idBytes(ids), func(list []any) error {
		return t.many("SELECT id, body FROM shipments WHERE id IN "+questions(len(list)), list, func(scan func(...any) error) error {
			var row central.ShipmentRow
			var id []byte
			if err := scan(&id, &row.Body); err != nil {
				return err
			}
			err := fill(row.ID[:], id)
			out = append(out, row)
			return err
		})
	})
	return out, err
}

// PutShipments writes shipments.
func (t *tx) PutShipments(rows []central.ShipmentRow) error {
	return t.insert("INSERT INTO shipments (id, body)", 2, " ON CONFLICT (id) DO UPDATE SET body = excluded.body", len(rows),
		func(i int) []any { return []any{rows[i].ID[:], blob(rows[i].Body)} })
}

// AddClaimKeys writes what finds shipments.
func (t *tx) AddClaimKeys(keys []central.ClaimKey) error {
	return t.insert("INSERT INTO claim_keys (claim_key, shipment)", 2, " ON CONFLICT (claim_key, shipment) DO NOTHING", len(keys),
		func(i int) []any { return []any{keys[i].Key, keys[i].Shipment[:]} })
}

// ClaimsUnder reads shipments by keys.
func (t *tx) ClaimsUnder(keys []string) ([]central.ClaimKey, error) {
	var out []central.ClaimKey
	err := chunks(keys, func(list []any) error {
		return t.many("SELECT claim_key, shipment FROM claim_keys WHERE claim_key IN "+questions(len(list)), list,
			func(scan func(...any) error) error {
				var key central.ClaimKey
				var id []byte
				if err := scan(&key.Key, &id); err != nil {
					return err
				}
				err := fill(key.Shipment[:], id)
				out = append(out, key)
				return err
			})
	})
	return out, err
}

// AddFeed writes changes.
func (t *tx) AddFeed(rows []central.FeedRow) error {
	return t.insert("INSERT INTO feed (n, only_station, except_station, kind, body)", 5, "", len(rows), func(i int) []any {
		r := &rows[i]
		return []any{int64(r.N), r.Only, r.Except, r.Kind, blob(r.Body)}
	})
}

// FeedAfter reads a station's changes.
func (t *tx) FeedAfter(station string, n uint64, limit int) ([]central.FeedRow, error) {
	var out []central.FeedRow
	err := t.many("SELECT n, only_station, except_station, kind, body FROM feed WHERE n > ? AND "+
		"(only_station = '' OR only_station = ?) AND except_station <> ? ORDER BY n LIMIT ?",
		[]any{int64(n), station, station, limit}, func(scan func(...any) error) error {
			var row central.FeedRow
			var number int64
			err := scan(&number, &row.Only, &row.Except, &row.Kind, &row.Body)
			row.N = uint64(number)
			out = append(out, row)
			return err
		})
	return out, err
}

func idBytes(ids []manifest.ID) [][]byte {
	out := make([][]byte, len(ids))
	for i := range ids {
		out[i] = ids[i][:]
	}
	return out
}
