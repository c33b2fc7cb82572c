package linktest

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"packline/manifest"
	"packline/sync/wire"
)

// Handler serves a Small; tokens name the station of each token.
func (s *Small) Handler(tokens map[string]string) http.Handler {
	mux := http.NewServeMux()
	handle := func(pattern string, fn func(r *http.Request, station string) (any, error)) {
		mux.HandleFunc(pattern, func(w http.ResponseWriter, r *http.Request) {
			station, ok := tokens[strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer ")]
			if !ok {
				write(w, http.StatusUnauthorized, s.problem("", wire.CodeToken, "unknown", 0))
				return
			}
			answer, err := fn(r, station)
			if err != nil {
				var p *wire.Problem
				if !errors.As(err, &p) {
					p = &wire.Problem{Envelope: wire.Envelope{Type: wire.TypeProblem}, Code: wire.CodeMalformed, Detail: err.Error()}
				}
				write(w, http.StatusConflict, p)
				return
			}
			write(w, http.StatusOK, answer)
		})
	}
	handle("POST /v1/hello", func(r *http.Request, station string) (any, error) {
		var h wire.Hello
		err := json.NewDecoder(r.Body).Decode(&h)
		return s.Hello(station, h), err
	})
	handle("PUT /v1/stations/{name}/epochs/{epoch}/events/{range}", s.httpPush)
	handle("GET /v1/feed", s.httpFeed)
	handle("POST /v1/blocks", func(r *http.Request, _ string) (any, error) {
		var ask wire.BlockAsk
		err := json.NewDecoder(r.Body).Decode(&ask)
		return s.Block(ask), err
	})
	return mux
}

func write(w http.ResponseWriter, status int, v any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(v) // into a recorder
}

func (s *Small) httpPush(r *http.Request, station string) (any, error) {
	var id manifest.Epoch
	if err := id.UnmarshalText([]byte(r.PathValue("epoch"))); err != nil {
		return nil, err
	}
	var first, last uint64
	if _, err := fmt.Sscanf(r.PathValue("range"), "%d-%d", &first, &last); err != nil {
		return nil, err
	}
	length, err := strconv.Atoi(r.Header.Get(wire.HeaderLength))
	if err != nil {
		return nil, err
	}
	plain, err := wire.Unpack(r.Body, length, r.Header.Get(wire.HeaderHash))
	if err != nil {
		return nil, err
	}
	p, err := wire.ReadPush(plain)
	if err != nil {
		return nil, err
	}
	if r.PathValue("name") != station {
		return nil, s.problem(p.Head.Nonce, wire.CodeToken, "another station's", 0)
	}
	return s.Push(station, id, first, last, p)
}

func (s *Small) httpFeed(r *http.Request, _ string) (any, error) {
	cursor, err := strconv.ParseUint(r.URL.Query().Get("cursor"), 10, 64)
	if err != nil {
		return nil, err
	}
	hold, err := time.ParseDuration(r.URL.Query().Get("wait"))
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(r.Context(), hold)
	defer cancel()
	for {
		bell := s.bell()
		a := s.Feed(cursor, wire.MaxChanges, r.URL.Query().Get("nonce"))
		if len(a.Changes) > 0 || ctx.Err() != nil {
			return a, nil
		}
		select {
		case <-ctx.Done():
		case <-bell:
		}
	}
}

// bell gives a channel that is closed when something is added to the feed.
func (s *Small) bell() <-chan struct{} {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.ring == nil {
		s.ring = make(chan struct{})
	}
	return s.ring
}

func (s *Small) rung() {
	if s.ring != nil {
		close(s.ring)
		s.ring = nil
	}
}
