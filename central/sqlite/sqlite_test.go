package sqlite_test

import (
	"io"
	"os"
	"path/filepath"
	"testing"

	"packline/central"
	"packline/central/centraltest"
	"packline/central/sqlite"
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
