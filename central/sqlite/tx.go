package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"packline/central"
	"packline/manifest"
)

// tx is one transaction.
type tx struct {
	ctx        context.Context
	statements *statements
}

var _ central.Tx = (*tx)(nil)

func (t *tx) exec(text string, args ...any) error {
	stmt, err := t.statements.of(t.ctx, text)
	if err != nil {
		return err
	}
	_, err = stmt.ExecContext(t.ctx, args...)
	return err
}

// one reads a single row; found is false when there is none.
func (t *tx) one(text string, args []any, into ...any) (found bool, err error) {
	stmt, err := t.statements.of(t.ctx, text)
	if err != nil {
		return false, err
	}
	err = stmt.QueryRowContext(t.ctx, args...).Scan(into...)
	if errors.Is(err, sql.ErrNoRows) {
		return false, nil
	}
	return err == nil, err
}

// many reads rows one after the other.
func (t *tx) many(text string, args []any, visit func(scan func(...any) error) error) error {
	stmt, err := t.statements.of(t.ctx, text)
	if err != nil {
		return err
	}
	rows, err := stmt.QueryContext(t.ctx, args...)
	if err != nil {
		return err
	}
	defer rows.Close() //nolint:errcheck // Err says what went wrong
	for rows.Next() {
		if err := visit(rows.Scan); err != nil {
			return err
		}
	}
	return rows.Err()
}

// Next raises a counter.
func (t *tx) Next(name string, n uint64) (uint64, error) {
	var value int64
	_, err := t.one("INSERT INTO counters (name, value) VALUES (?, ?) ON CONFLICT (name) "+
		"DO UPDATE SET value = counters.value + excluded.value RETURNING value", []any{name, int64(n)}, &value)
	return uint64(value) - n + 1, err
}

// Count reads a counter.
func (t *tx) Count(name string) (uint64, error) {
	var value int64
	_, err := t.one("SELECT value FROM counters WHERE name = ?", []any{name}, &value)
	return uint64(value), err
}

// Lock has nothing to do: there is one writer.
func (t *tx) Lock([]string) error { return nil }

// Entry reads a document.
func (t *tx) Entry(kind central.Kind, id string) ([]byte, error) {
	var body []byte
	found, err := t.one("SELECT body FROM register WHERE kind = ? AND id = ?", []any{string(kind), id}, &body)
	if found && body == nil {
		body = []byte{}
	}
	return body, err
}

// PutEntry writes a document.
func (t *tx) PutEntry(kind central.Kind, id string, body []byte) error {
	return t.exec("INSERT INTO register (kind, id, body) VALUES (?, ?, ?) "+
		"ON CONFLICT (kind, id) DO UPDATE SET body = excluded.body", string(kind), id, blob(body))
}

// Entries reads the documents of a kind.
func (t *tx) Entries(kind central.Kind) ([]central.Entry, error) {
	var out []central.Entry
	err := t.many("SELECT id, body FROM register WHERE kind = ? ORDER BY id", []any{string(kind)},
		func(scan func(...any) error) error {
			var e central.Entry
			err := scan(&e.ID, &e.Body)
			out = append(out, e)
			return err
		})
	return out, err
}

// blob is never NULL.
func blob(b []byte) []byte {
	if b == nil {
		return []byte{}
	}
	return b
}

const epochColumns = "station, epoch, opened, seq, hash, safe, fenced, simulated"

// Epoch reads an epoch.
func (t *tx) Epoch(station string, epoch manifest.Epoch) (central.EpochRow, bool, error) {
	var row central.EpochRow
	var found bool
	err := t.many("SELECT "+epochColumns+" FROM epochs WHERE station = ? AND epoch = ?", []any{station, epoch[:]},
		func(scan func(...any) error) error {
			found = true
			var err error
			row, err = scanEpoch(scan)
			return err
		})
	return row, found, err
}

// Epochs reads the epochs of a station, or all.
func (t *tx) Epochs(station string) ([]central.EpochRow, error) {
	var out []central.EpochRow
	err := t.many("SELECT "+epochColumns+" FROM epochs WHERE station = ? OR ? = '' ORDER BY opened", []any{station, station},
		func(scan func(...any) error) error {
			row, err := scanEpoch(scan)
			out = append(out, row)
			return err
		})
	return out, err
}

func scanEpoch(scan func(...any) error) (central.EpochRow, error) {
	var row central.EpochRow
	var epoch, hash []byte
	var opened, seq, safe, fenced, simulated int64
	if err := scan(&row.Station, &epoch, &opened, &seq, &hash, &safe, &fenced, &simulated); err != nil {
		return row, err
	}
	row.Opened, row.Seq, row.Safe = uint64(opened), uint64(seq), uint64(safe)
	row.Fenced, row.Simulated = fenced != 0, simulated != 0
	return row, errors.Join(fill(row.Epoch[:], epoch), fill(row.Hash[:], hash))
}

// PutEpoch writes an epoch.
func (t *tx) PutEpoch(r central.EpochRow) error {
	return t.exec("INSERT INTO epochs ("+epochColumns+") VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (station, epoch) "+
		"DO UPDATE SET seq = excluded.seq, hash = excluded.hash, safe = excluded.safe, fenced = excluded.fenced, "+
		"simulated = excluded.simulated", r.Station, r.Epoch[:], int64(r.Opened), int64(r.Seq), r.Hash[:], int64(r.Safe),
		number(r.Fenced), number(r.Simulated))
}

func number(b bool) int64 {
	if b {
		return 1
	}
	return 0
}

// fill copies bytes of a fixed length.
func fill(to, from []byte) error {
	if len(from) != len(to) {
		return fmt.Errorf("cannot read a column: %d bytes where %d belong", len(from), len(to))
	}
	copy(to, from)
	return nil
}

const eventColumns = "station, epoch, seq, commit_no, prev_hash, hash, body"

// Event reads an event.
func (t *tx) Event(station string, epoch manifest.Epoch, seq uint64) (central.EventRow, bool, error) {
	rows, err := t.eventRows("SELECT "+eventColumns+" FROM events WHERE station = ? AND epoch = ? AND seq = ?",
		station, epoch[:], int64(seq))
	if err != nil || len(rows) == 0 {
		return central.EventRow{}, false, err
	}
	return rows[0], true, nil
}

// EventsAfter reads events in the order of commit.
func (t *tx) EventsAfter(station string, commit, seq uint64, limit int) ([]central.EventRow, error) {
	return t.eventRows("SELECT "+eventColumns+" FROM events WHERE station = ? AND (commit_no > ? OR commit_no = ? AND seq > ?) "+
		"ORDER BY commit_no, seq LIMIT ?", station, int64(commit), int64(commit), int64(seq), limit)
}

func (t *tx) eventRows(text string, args ...any) ([]central.EventRow, error) {
	var out []central.EventRow
	err := t.many(text, args, func(scan func(...any) error) error {
		var row central.EventRow
		var epoch, prev, hash []byte
		var seq, commit int64
		if err := scan(&row.Station, &epoch, &seq, &commit, &prev, &hash, &row.Bytes); err != nil {
			return err
		}
		row.Seq, row.Commit = uint64(seq), uint64(commit)
		out = append(out, row)
		r := &out[len(out)-1].Record
		return errors.Join(fill(r.Epoch[:], epoch), fill(r.Prev[:], prev), fill(r.Hash[:], hash))
	})
	return out, err
}

// AddEvents writes events.
func (t *tx) AddEvents(rows []central.EventRow) error {
	return t.insert("INSERT INTO events ("+eventColumns+")", 7, "", len(rows), func(i int) []any {
		r := &rows[i]
		return []any{r.Station, r.Epoch[:], int64(r.Seq), int64(r.Commit), r.Prev[:], r.Hash[:], blob(r.Bytes)}
	})
}

// AddQuarantine writes what made no sense.
func (t *tx) AddQuarantine(rows []central.QuarantineRow) error {
	return t.insert("INSERT INTO quarantine (station, epoch, seq, reason)", 4, "", len(rows), func(i int) []any {
		r := &rows[i]
		return []any{r.Station, r.Epoch[:], int64(r.Seq), r.Reason}
	})
}

// Quarantine reads what made no sense.
func (t *tx) Quarantine(limit int) ([]central.QuarantineRow, error) {
	var out []central.QuarantineRow
	err := t.many("SELECT station, epoch, seq, reason FROM quarantine ORDER BY station, epoch, seq LIMIT ?", []any{limit},
		func(scan func(...any) error) error {
			var row central.QuarantineRow
			var epoch []byte
			var seq int64
			if err := scan(&row.Station, &epoch, &seq, &row.Reason); err != nil {
				return err
			}
			row.Seq = uint64(seq)
			err := fill(row.Epoch[:], epoch)
			out = append(out, row)
			return err
		})
	return out, err
}
