package sqlite_test

import (
	"testing"

	"packline/central"
	"packline/central/sqlite"
)

func TestOpen(t *testing.T) {
	s, err := sqlite.Open(t.Context(), t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	c, err := central.New(t.Context(), s, central.Options{})
	if err != nil {
		t.Fatal(err)
	}
	tok, err := c.AddStation(t.Context(), "A")
	if err != nil {
		t.Fatal(err)
	}
	if n, err := c.StationOf(t.Context(), tok); n != "A" || err != nil {
		t.Fatal(n, err)
	}
	r, err := c.Verify(t.Context())
	t.Log(r, err)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
}
