// Package storetest opens stores that are checked when a test ends, fills them with believable events, and kills
// processes that write to them. It is imported from tests only.
package storetest

import (
	"context"
	"os"
	"path/filepath"
	"testing"
	"time"

	"go.etcd.io/bbolt"

	"packline/manifest"
	"packline/store"
)

// Station is the station whose stores these are.
const Station = "YVR-03"

// organisationKey is a fixed key, so that a child process has the same.
const organisationKey = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY="

// Keys gives the keys that these stores are made with.
func Keys() manifest.Keys {
	keys, err := manifest.DeriveKeys(organisationKey)
	if err != nil {
		panic(err) // the key above is whole
	}
	return keys
}

// Options gives the options that these stores are opened with.
func Options() store.Options {
	return store.Options{Station: Station, Keys: Keys(), Build: "test", Timeout: 300 * time.Millisecond}
}

// Path gives the path of a store that is not there yet, in a folder of the test's own.
func Path(tb testing.TB) string {
	tb.Helper()
	return filepath.Join(tb.TempDir(), "station.db")
}

// Open makes a store. When the test ends the store's events are folded again and compared with what it holds, it is
// closed, and bbolt checks its pages; any difference fails the test.
func Open(tb testing.TB) *store.Store {
	tb.Helper()
	return OpenAt(tb, Path(tb), Options())
}

// OpenAt is Open for a path and options of the caller's. A store that the test has closed itself is opened again for
// the check.
func OpenAt(tb testing.TB, path string, o store.Options) *store.Store {
	tb.Helper()
	s, err := store.Open(path, o)
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() {
		if err := s.Close(); err != nil {
			tb.Error(err)
		}
		Check(tb, path)
	})
	return s
}

// Check opens a store that nobody holds, folds its events again and lets bbolt check its pages.
func Check(tb testing.TB, path string) store.Report {
	tb.Helper()
	s, err := store.Open(path, Options())
	if err != nil {
		tb.Fatal(err)
	}
	report, err := s.Verify(context.Background())
	if err != nil {
		tb.Error(err)
	}
	if err := s.Close(); err != nil {
		tb.Error(err)
	}
	checkPages(tb, path)
	return report
}

func checkPages(tb testing.TB, path string) {
	tb.Helper()
	db, err := bbolt.Open(path, 0o600, &bbolt.Options{Timeout: time.Second, ReadOnly: true})
	if err != nil {
		tb.Fatal(err)
	}
	err = db.View(func(tx *bbolt.Tx) error {
		for problem := range tx.Check() {
			tb.Error(problem)
		}
		return nil
	})
	if err != nil {
		tb.Error(err)
	}
	if err := db.Close(); err != nil {
		tb.Error(err)
	}
}

// Need skips a test that can't run here, with the reason; where STRICT=1 is set that is a failure.
func Need(tb testing.TB, ok bool, reason string) {
	tb.Helper()
	switch {
	case ok:
	case os.Getenv("STRICT") == "1":
		tb.Fatal(reason)
	default:
		tb.Skip(reason)
	}
}
