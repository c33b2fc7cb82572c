package sqlite_test

import (
	"database/sql"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"packline/central/centraltest"
	"packline/central/sqlite"
	"packline/sync/wire"
)

// BenchmarkDrain pushes a station's backlog in full batches and compares it with writing the rows that came of it into
// an empty database of the same tables and indexes: prepared statements, one transaction for as many rows as a batch
// made, the same settings. The figure is the ratio of the two speeds, of one run.
func BenchmarkDrain(b *testing.B) {
	const cartons = 4000 // five events each, and a feed row or two
	for range b.N {
		b.StopTimer()
		folder := b.TempDir()
		s, err := sqlite.Open(b.Context(), folder)
		if err != nil {
			b.Fatal(err)
		}
		station := centraltest.NewStation(b, centraltest.Start(b, s), "B-1")
		for i := range cartons {
			station.Pack(centraltest.Order(fmt.Sprintf("O-%d", i), centraltest.Person(i), 40), i%3)
		}
		batches := float64(station.Head.Seq) / wire.MaxEvents
		b.StartTimer()
		began := time.Now()
		station.Push()
		drain := time.Since(began)
		b.StopTimer()
		if err := s.Close(); err != nil {
			b.Fatal(err)
		}
		rows, bulk := copyRows(b, filepath.Join(folder, sqlite.File), int(batches))
		events := float64(station.Head.Seq)
		b.ReportMetric(events/drain.Seconds(), "events/s")
		b.ReportMetric(float64(rows)/events, "rows/event")
		b.ReportMetric(events/bulk.Seconds(), "bulk-events/s")
		b.ReportMetric(bulk.Seconds()/drain.Seconds(), "ratio")
		b.StartTimer()
	}
}

// copyRows writes all rows of a database into a new one and gives their number and the time that took.
func copyRows(b *testing.B, path string, transactions int) (int, time.Duration) {
	b.Helper()
	to, err := sqlite.Open(b.Context(), b.TempDir())
	if err != nil {
		b.Fatal(err)
	}
	defer to.Close() //nolint:errcheck // thrown away
	from, err := sql.Open("sqlite", "file:"+path+"?mode=ro")
	if err != nil {
		b.Fatal(err)
	}
	defer from.Close() //nolint:errcheck // read only
	target := sqlite.WritingConn(to)
	var work []func() error
	for _, table := range []string{"epochs", "events", "quarantine", "cartons", "shipments", "claim_keys", "feed", "register"} {
		if table == "register" || table == "epochs" {
			if _, err := target.ExecContext(b.Context(), "DELETE FROM "+table); err != nil {
				b.Fatal(err)
			}
		}
		work = append(work, readRows(b, from, table, func(text string) (*sql.Stmt, error) {
			return target.PrepareContext(b.Context(), text)
		})...)
	}
	per := len(work)/max(transactions, 1) + 1
	began := time.Now()
	for at := 0; at < len(work); at += per {
		run(b, target, "BEGIN IMMEDIATE")
		for _, insert := range work[at:min(at+per, len(work))] {
			if err := insert(); err != nil {
				b.Fatal(err)
			}
		}
		run(b, target, "COMMIT")
	}
	return len(work), time.Since(began)
}

func run(b *testing.B, c *sql.Conn, text string) {
	b.Helper()
	if _, err := c.ExecContext(b.Context(), text); err != nil {
		b.Fatal(err)
	}
}

func readRows(b *testing.B, from *sql.DB, table string, prepare func(string) (*sql.Stmt, error)) []func() error {
	b.Helper()
	rows, err := from.QueryContext(b.Context(), "SELECT * FROM "+table)
	if err != nil {
		b.Fatal(err)
	}
	defer rows.Close() //nolint:errcheck // Err says what went wrong
	columns, err := rows.Columns()
	if err != nil {
		b.Fatal(err)
	}
	stmt, err := prepare("INSERT INTO " + table + " VALUES (" + strings.TrimSuffix(strings.Repeat("?,", len(columns)), ",") + ")")
	if err != nil {
		b.Fatal(err)
	}
	var out []func() error
	for rows.Next() {
		values, into := make([]any, len(columns)), make([]any, len(columns))
		for i := range values {
			into[i] = &values[i]
		}
		if err := rows.Scan(into...); err != nil {
			b.Fatal(err)
		}
		out = append(out, func() error { _, err := stmt.ExecContext(b.Context(), values...); return err })
	}
	if err := rows.Err(); err != nil {
		b.Fatal(err)
	}
	return out
}
