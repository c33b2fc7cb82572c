package sqlite_test

import (
	"bytes"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"testing"

	"packline/central"
	"packline/central/centraltest"
	"packline/central/sqlite"
	"packline/manifest"
	"packline/sync/wire"
)

func TestStorage(t *testing.T) {
	centraltest.Run(t, centraltest.Kit{
		Place: func(t testing.TB) string { return t.TempDir() },
		Open: func(t testing.TB, place string) central.Storage {
			t.Helper()
			s, err := sqlite.Open(t.Context(), place)
			if err != nil {
				t.Fatal(err)
			}
			return s
		},
		Copy: func(t testing.TB, from, to string) {
			t.Helper()
			copyFile(t, filepath.Join(from, sqlite.File), filepath.Join(to, sqlite.File))
		},
	})
}

func copyFile(t testing.TB, from, to string) {
	t.Helper()
	in, err := os.Open(from)
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close() //nolint:errcheck // read only
	out, err := os.Create(to)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.Copy(out, in); err != nil {
		t.Fatal(err)
	}
	if err := out.Close(); err != nil {
		t.Fatal(err)
	}
}

// TestNoPersonsAtRest looks for planted names in all that lies on the disk.
func TestNoPersonsAtRest(t *testing.T) {
	folder := t.TempDir()
	s, err := sqlite.Open(t.Context(), folder)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close() //nolint:errcheck // closed twice is fine
	c := centraltest.Start(t, s)
	a, b := centraltest.NewStation(t, c, "A-1"), centraltest.NewStation(t, c, "B-1")
	if _, err := c.ImportOrders(t.Context(), []manifest.Order{centraltest.Order("O-0", centraltest.Person(1), 40)}); err != nil {
		t.Fatal(err)
	}
	a.Pack(centraltest.Order("O-1", centraltest.Person(1), 40), 0)
	a.Push()
	b.Pack(centraltest.Order("O-2", centraltest.Person(1), 40), 0)
	b.Push()
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	files, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		raw, err := os.ReadFile(filepath.Join(folder, f.Name()))
		if err != nil {
			t.Fatal(err)
		}
		if bytes.Contains(bytes.ToLower(raw), []byte("planted")) {
			t.Errorf("%s holds a person's data", f.Name())
		}
		if info, err := f.Info(); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s may be read by others: %v, %v", f.Name(), info.Mode(), err)
		}
	}
}

// TestBusy holds that a database another process writes to is told apart from one that fails.
func TestBusy(t *testing.T) {
	folder := t.TempDir()
	s, err := sqlite.Open(t.Context(), folder)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close() //nolint:errcheck // thrown away
	c := centraltest.Start(t, s)
	a := centraltest.NewStation(t, c, "A-1")
	other, err := sql.Open("sqlite", "file:"+filepath.Join(folder, sqlite.File))
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close() //nolint:errcheck // thrown away
	conn, err := other.Conn(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := conn.ExecContext(t.Context(), "BEGIN IMMEDIATE"); err != nil {
		t.Fatal(err)
	}
	var p *wire.Problem
	if _, err := a.PushRange(1, 1); !errors.As(err, &p) || p.Code != wire.CodeBusy {
		t.Errorf("got %v, want busy", err)
	}
	if n := len(centraltest.Cartons(t, c)); n != 0 { // reading goes on
		t.Errorf("%d cartons", n)
	}
	if _, err := conn.ExecContext(t.Context(), "ROLLBACK"); err != nil {
		t.Fatal(err)
	}
	a.Push()
}

// TestBackupInUse copies a database while it is in use, and opens the copy: it is another incarnation.
func TestBackupInUse(t *testing.T) {
	home, folder, backups := t.TempDir(), t.TempDir(), t.TempDir()
	s, err := sqlite.Open(t.Context(), home)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close() //nolint:errcheck // thrown away
	c := centraltest.Start(t, s)
	a := centraltest.NewStation(t, c, "A-1")
	a.Pack(centraltest.Order("O-1", centraltest.Person(1), 40), 0)
	a.Push()
	if err := s.Backup(t.Context(), filepath.Join(backups, "first.db")); err != nil {
		t.Fatal(err)
	}
	copyFile(t, filepath.Join(backups, "first.db"), filepath.Join(folder, sqlite.File))
	copied, err := sqlite.Open(t.Context(), folder)
	if err != nil {
		t.Fatal(err)
	}
	defer copied.Close() //nolint:errcheck // thrown away
	c2 := centraltest.Start(t, copied)
	if c2.Incarnation() == c.Incarnation() || len(centraltest.Cartons(t, c2)) != 1 {
		t.Errorf("the copy is incarnation %s with %d cartons", c2.Incarnation(), len(centraltest.Cartons(t, c2)))
	}
	centraltest.Verify(t, c2)

	// The same copy, brought back over the database of the run that it was made in.
	a.Pack(centraltest.Order("O-2", centraltest.Person(2), 40), 0)
	a.Push()
	if err := errors.Join(s.Close(), copied.Close()); err != nil {
		t.Fatal(err)
	}
	copyFile(t, filepath.Join(backups, "first.db"), filepath.Join(home, sqlite.File))
	back, err := sqlite.Open(t.Context(), home)
	if err != nil {
		t.Fatal(err)
	}
	defer back.Close() //nolint:errcheck // thrown away
	if c3 := centraltest.Start(t, back); c3.Incarnation() == c.Incarnation() {
		t.Error("a restore within one run kept the incarnation")
	}
}

// TestVerifyNotices edits the database behind the centre's back.
func TestVerifyNotices(t *testing.T) {
	for name, harm := range map[string]string{
		"an event's bytes":   "UPDATE events SET body = CAST(replace(CAST(body AS TEXT), 'OP-1001', 'OP-1002') AS BLOB) WHERE seq = 3 AND station = 'A-1'",
		"a lost event":       "DELETE FROM events WHERE seq = 3 AND station = 'A-1'",
		"the last event":     "DELETE FROM events WHERE station = 'A-1' AND seq = (SELECT max(seq) FROM events WHERE station = 'A-1')",
		"an own decision":    "UPDATE events SET body = CAST(replace(CAST(body AS TEXT), '\"rank\":1', '\"rank\":2') AS BLOB) WHERE station = 'CENTRE'",
		"a carton":           "UPDATE cartons SET body = CAST(replace(CAST(body AS TEXT), '\"state\":\"done\"', '\"state\":\"void\"') AS BLOB)",
		"a lost carton":      "DELETE FROM cartons",
		"a carton's number":  "UPDATE cartons SET sscc = ''",
		"a lost shipment":    "DELETE FROM shipments",
		"a watermark":        "UPDATE epochs SET seq = seq - 1 WHERE station = 'A-1'",
		"an event set aside": "INSERT INTO quarantine SELECT station, epoch, seq, 'x' FROM events WHERE station = 'A-1' AND seq = 3",
	} {
		t.Run(name, func(t *testing.T) {
			folder := t.TempDir()
			s, err := sqlite.Open(t.Context(), folder)
			if err != nil {
				t.Fatal(err)
			}
			defer s.Close() //nolint:errcheck // thrown away
			c := centraltest.Start(t, s)
			a := centraltest.NewStation(t, c, "A-1")
			a.Pack(centraltest.Order("O-1", centraltest.Person(1), 40), 0)
			a.Push()
			centraltest.Verify(t, c)
			done, err := sqlite.WritingConn(s).ExecContext(t.Context(), harm)
			if err != nil {
				t.Fatal(err)
			}
			if n, _ := done.RowsAffected(); n == 0 {
				t.Fatal("nothing was harmed")
			}
			if report, err := c.Verify(t.Context()); err != nil || len(report.Faults) == 0 {
				t.Errorf("noticed nothing: %+v, %v", report, err)
			}
		})
	}
}

// FuzzPush sends any bytes as an event: they are stored, and the queue goes on.
func FuzzPush(f *testing.F) {
	f.Add([]byte(`{"v":1,"type":"packed","body":{}}`), false)
	f.Add([]byte(`{"v":1,"station":"A-1","seq":2,"type":"carton-opened","body":{"n":1}}`), true)
	s, err := sqlite.Open(f.Context(), f.TempDir())
	if err != nil {
		f.Fatal(err)
	}
	defer s.Close() //nolint:errcheck // thrown away
	c := centraltest.Start(f, s)
	a := centraltest.NewStation(f, c, "A-1")
	a.Pack(centraltest.Order("O-1", centraltest.Person(1), 40), 0)
	a.Push()
	f.Fuzz(func(t *testing.T, raw []byte, placed bool) {
		if len(raw) == 0 || len(raw) > 1<<16 {
			return
		}
		if placed { // as an event of its own place, as far as the text allows
			raw = bytes.Replace(raw, []byte(`{`), fmt.Appendf(nil, `{"station":"A-1","epoch":"%s","seq":%d,`, a.Head.Epoch, a.Head.Seq+1), 1)
		}
		a.RecordRaw(raw)
		answer, err := c.Push(t.Context(), a.Name, a.Head.Epoch, a.Head.Seq, a.Head.Seq, a.Batch(a.Head.Seq, a.Head.Seq))
		if err != nil || answer.Committed != a.Head.Seq {
			t.Fatalf("%q: got %+v, %v", raw, answer, err)
		}
	})
}
