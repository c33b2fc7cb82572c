package store

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"

	"packline/manifest"
)

// Candidate is an order that nobody has packed yet: what Candidates looks for.
type Candidate struct {
	Match manifest.MatchKeys `json:"match"`
	Order string             `json:"order"`
}

const candidatesChunk = 500

// candidates answers for a list of orders, in its order.
func (a api) candidates(r *http.Request) (any, error) {
	var in []Candidate
	if err := json.NewDecoder(r.Body).Decode(&in); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrRequest, err)
	}
	if len(in) > candidatesChunk {
		return nil, fmt.Errorf("%w: %d orders, at most %d", ErrRequest, len(in), candidatesChunk)
	}
	out := make([][]manifest.Past, len(in))
	for i, one := range in {
		var err error
		if out[i], err = a.store.Candidates(r.Context(), one.Match, one.Order); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// Candidates is Store.Candidates for many orders: one list for each.
func (c *Client) Candidates(ctx context.Context, of []Candidate) ([][]manifest.Past, error) {
	out := make([][]manifest.Past, 0, len(of))
	for part := range slices.Chunk(of, candidatesChunk) {
		var answer [][]manifest.Past
		if err := c.ask(ctx, "/v1/candidates", nil, part, &answer); err != nil {
			return nil, err
		}
		if len(answer) != len(part) {
			return nil, fmt.Errorf("cannot read the station's answer: %d lists for %d orders", len(answer), len(part))
		}
		out = append(out, answer...)
	}
	return out, nil
}
