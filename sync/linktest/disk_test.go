package linktest_test

import (
	"bytes"
	"context"
	"database/sql"
	"io"
	"net/http"
	"path/filepath"
	"testing"
	"time"

	"packline/central/sqlite"
)

func newReader(raw []byte) io.Reader { return bytes.NewReader(raw) }

// discard is an answer that nobody waits for.
type discard struct{ header http.Header }

func (d discard) Header() http.Header         { return d.header }
func (d discard) Write(p []byte) (int, error) { return len(p), nil }
func (d discard) WriteHeader(int)             {}

// TestRealLocked has another program hold the database for longer than the centre waits.
func TestRealLocked(t *testing.T) {
	if testing.Short() {
		t.Skip("the centre waits five seconds for a lock")
	}
	s := newSite(t)
	s.fill(30)
	other, err := sql.Open("sqlite", "file:"+filepath.Join(s.folder, sqlite.File))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = other.Close() }()
	conn, err := other.Conn(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := conn.ExecContext(t.Context(), "BEGIN IMMEDIATE"); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	done := make(chan error, 1)
	go func() { _, err := s.up.Drain(ctx); done <- err }()
	<-s.reads("link.busy", "link.full", "link.inside")
	if _, err := conn.ExecContext(t.Context(), "ROLLBACK"); err != nil {
		t.Fatal(err)
	}
	if err := conn.Close(); err != nil {
		t.Fatal(err)
	}
	if err := <-done; err != nil {
		t.Fatal(err)
	}
	s.agree()
	if !s.read("link.busy") {
		t.Errorf("a locked database reads as %v", s.said)
	}
}
