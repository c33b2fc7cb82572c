package store

import (
	"errors"
	"path/filepath"
	"testing"

	"packline/manifest"
)

// TestCandidatesOfMany asks for more orders than go into one request, of a running process and of the file alone.
func TestCandidatesOfMany(t *testing.T) {
	path := filepath.Join(t.TempDir(), "station.db")
	s := serving(t, path, nil)
	match := manifest.MatchKeys{Normaliser: 1, Same: []string{"nr:1"}}
	claim := manifest.Claim{Shipment: manifest.ID{7}, Order: "B-1", Match: match, Rank: 1, Crossing: manifest.Crossing{Date: "2024-06-03"}}
	if err := s.Apply(t.Context(), 1, []manifest.Change{{Kind: manifest.ChangeClaim, Claim: &claim}}); err != nil {
		t.Fatal(err)
	}
	of := make([]Candidate, candidatesChunk+2)
	of[candidatesChunk+1] = Candidate{Match: match, Order: "A-1"}
	for name, client := range map[string]*Client{"over the socket": overSocket(path), "direct": direct(s)} {
		got, err := client.Candidates(t.Context(), of)
		if err != nil || len(got) != len(of) || len(got[0]) != 0 || len(got[candidatesChunk+1]) != 1 || got[candidatesChunk+1][0].Order != "B-1" {
			t.Errorf("%s: %d lists, %v", name, len(got), err)
		}
		var answer [][]manifest.Past
		if err := client.ask(t.Context(), "/v1/candidates", nil, of, &answer); !errors.Is(err, ErrRequest) {
			t.Errorf("%s: too many at once gave %v", name, err)
		}
		if err := client.ask(t.Context(), "/v1/candidates", nil, "no list", &answer); !errors.Is(err, ErrRequest) {
			t.Errorf("%s: no list gave %v", name, err)
		}
	}
}
