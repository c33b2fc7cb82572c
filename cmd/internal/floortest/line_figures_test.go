//go:build linux

package floortest

import (
	"context"
	"database/sql"
	"fmt"
	"io"
	"net"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	_ "modernc.org/sqlite" // the database of the centre

	"packline/sync/wire"
)

// backlog is a station whose records wait for a centre that it can't reach.
type backlog struct {
	centre *Centre
	line   *Cable
	floor  *Floor
	events int
}

// waiting gives a station with so many events that wait, behind a cable that is broken.
func waiting(b *testing.B, events int, how Break) *backlog {
	b.Helper()
	w := &backlog{centre: NewCentre(b)}
	var token string
	w.line, token = w.centre.Add(b, "YVR-03")
	w.line.Set(b, how)
	w.floor = shelf(b, events, Options{Rulebook: "{name: by-date}", Line: w.line, Token: token, Alone: true})
	w.events = len(w.floor.Events(b))
	return w
}

// drained sends a backlog with packstation drain, and writes the rows that came of it into an empty database of the
// same tables and indexes: in one go, without anything around it, in as many transactions as there were full batches.
func drained(b *testing.B, events int) drain {
	b.Helper()
	w := waiting(b, events, Whole)
	began := time.Now()
	said := w.floor.Must(b, "drain", "--config", w.floor.Config)
	ours := time.Since(began)
	if there := w.centre.Events(b); there != w.events || !strings.Contains(said, strconv.Itoa(w.events)) {
		b.Fatalf("the centre has %d of %d events; drain says %s", there, w.events, said)
	}
	b.Log(w.centre.Must(b, "verify"))
	w.centre.Kill(b)
	return drain{ours: ours, bare: bulk(b, w.centre, w.events/wire.MaxEvents+1), sent: w.events}
}

// drain is one measured drain and its bulk insert.
type drain struct {
	ours, bare time.Duration
	sent       int // events
}

// ratio gives the speed of the drain as a part of that of the bulk insert.
func (d drain) ratio() float64 { return d.bare.Seconds() / d.ours.Seconds() }

// back gives the time from the network's return to the moment when the screen says that nothing waits, and the time
// that it takes to send as many bytes to nobody and to write the same rows.
func back(b *testing.B, events int) (ours, bare time.Duration, bytes int64) {
	b.Helper()
	w := waiting(b, events, Frozen)
	run := w.floor.Start(b)
	run.Screen.Wait(b, "records to wait", Waits)
	began := time.Now()
	w.line.Set(b, Whole)
	run.Screen.Within(b, Comeback, "nothing to wait", func(flat string) bool { return !Waits(flat) && Calm(flat) })
	ours = time.Since(began)
	if there := w.centre.Events(b); there < w.events {
		b.Fatalf("the centre has %d of %d events", there, w.events)
	}
	run.Stop(b)
	w.centre.Kill(b)
	bytes = w.line.Sent()
	return ours, sink(b, bytes) + bulk(b, w.centre, w.events/wire.MaxEvents+1), bytes
}

// sink sends bytes over TCP to a reader that throws them away, and waits for its word that all are there.
func sink(b *testing.B, bytes int64) time.Duration {
	b.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	must(b, err)
	defer func() { _ = listener.Close() }()
	go func() {
		conn, err := listener.Accept()
		if err != nil {
			return
		}
		_, _ = io.CopyN(io.Discard, conn, bytes)
		_ = conn.Close()
	}()
	began := time.Now()
	conn, err := net.Dial("tcp", listener.Addr().String())
	must(b, err)
	_, err = conn.Write(make([]byte, bytes))
	must(b, err)
	_, err = io.Copy(io.Discard, conn)
	must(b, err)
	return time.Since(began)
}

// bulk copies all rows of a centre's database, which nobody has open, into an empty one, with the centre's settings.
func bulk(b *testing.B, c *Centre, transactions int) time.Duration {
	b.Helper()
	const settings = "?_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)&_pragma=cache_size(-16000)"
	from, err := sql.Open("sqlite", "file:"+filepath.Join(c.Dir, "central.db"))
	must(b, err)
	defer func() { _ = from.Close() }()
	db, err := sql.Open("sqlite", "file:"+filepath.Join(b.TempDir(), "bulk.db")+settings)
	must(b, err)
	defer func() { _ = db.Close() }()
	to, err := db.Conn(b.Context())
	must(b, err)
	defer func() { _ = to.Close() }()

	var tables []string
	eachRow(b, from, "SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%' ORDER BY type DESC", func(row []any) {
		_, err := to.ExecContext(b.Context(), row[2].(string))
		must(b, err)
		if row[0] == "table" {
			tables = append(tables, row[1].(string))
		}
	})
	var work []func() error
	for _, table := range tables {
		var insert *sql.Stmt
		eachRow(b, from, "SELECT * FROM "+table, func(row []any) {
			if insert == nil {
				marks := strings.TrimSuffix(strings.Repeat("?,", len(row)), ",")
				insert, err = to.PrepareContext(b.Context(), fmt.Sprintf("INSERT INTO %s VALUES (%s)", table, marks))
				must(b, err)
			}
			work = append(work, func() error { _, err := insert.ExecContext(context.Background(), row...); return err })
		})
	}
	each := len(work)/transactions + 1
	began := time.Now()
	for len(work) > 0 {
		_, err := to.ExecContext(b.Context(), "BEGIN IMMEDIATE")
		must(b, err)
		n := min(each, len(work))
		for _, insert := range work[:n] {
			must(b, insert())
		}
		_, err = to.ExecContext(b.Context(), "COMMIT")
		must(b, err)
		work = work[n:]
	}
	return time.Since(began)
}

func eachRow(b *testing.B, db *sql.DB, query string, take func([]any)) {
	b.Helper()
	rows, err := db.QueryContext(b.Context(), query)
	must(b, err)
	defer func() { _ = rows.Close() }()
	columns, err := rows.Columns()
	must(b, err)
	for rows.Next() {
		row, into := make([]any, len(columns)), make([]any, len(columns))
		for i := range row {
			into[i] = &row[i]
		}
		must(b, rows.Scan(into...))
		take(row)
	}
	must(b, rows.Err())
}
