package central

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"

	"packline/manifest"
	"packline/manifest/ledger"
	"packline/sync/wire"
)

// ErrToken is the error of a token that belongs to no station.
var ErrToken = errors.New("the token is not known")

// AddStation gives a station its token. A station that is there already gets a new one and its old one is worth
// nothing from then on. Names are 1 to 8 letters, digits, dashes or dots: they must fit on labels.
func (c *Centre) AddStation(ctx context.Context, name string) (token string, err error) {
	if !stationName(name) {
		return "", fmt.Errorf("cannot add station %q: a name is 1 to %d letters, digits, dashes or dots", name, manifest.MaxStationName)
	}
	var raw [32]byte
	_, _ = rand.Read(raw[:]) // never fails since Go 1.24
	token = base64.RawURLEncoding.EncodeToString(raw[:])
	hash := tokenHash(token)
	err = c.update(ctx, func(w *work) error {
		old, err := w.tx.Entry(KindStation, name)
		if err != nil {
			return err
		}
		if len(old) > 0 {
			if err := w.tx.PutEntry(KindToken, string(old), nil); err != nil {
				return err
			}
		}
		w.decide(about{}, ledger.StationAdded{Name: name})
		if err := w.tx.PutEntry(KindStation, name, []byte(hash)); err != nil {
			return err
		}
		return w.tx.PutEntry(KindToken, hash, []byte(name))
	})
	if err != nil {
		return "", fmt.Errorf("cannot add station %s: %w", name, err)
	}
	return token, nil
}

// StationOf gives the station that a token belongs to; ErrToken when there is none.
func (c *Centre) StationOf(ctx context.Context, token string) (string, error) {
	var name []byte
	err := c.storage.View(ctx, func(tx Tx) error {
		var err error
		name, err = tx.Entry(KindToken, tokenHash(token))
		return err
	})
	switch {
	case err != nil:
		return "", fmt.Errorf("cannot look up the token: %w", err)
	case len(name) == 0:
		return "", ErrToken
	}
	return string(name), nil
}

// Stations gives the names of all stations, sorted.
func (c *Centre) Stations(ctx context.Context) ([]string, error) {
	var names []string
	err := c.storage.View(ctx, func(tx Tx) error {
		entries, err := tx.Entries(KindStation)
		names = names[:0]
		for _, e := range entries {
			names = append(names, e.ID)
		}
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("cannot list stations: %w", err)
	}
	return names, nil
}

// tokenHash is how a token is kept: whoever reads the database can't speak as a station.
func tokenHash(token string) string {
	sum := sha256.Sum256([]byte(token))
	return hex.EncodeToString(sum[:])
}

func stationName(name string) bool {
	if name == "" || len(name) > manifest.MaxStationName || name == ledger.CentreStation {
		return false
	}
	for i := range len(name) {
		c := name[i]
		letter := c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z' || c >= '0' && c <= '9'
		if !letter && c != '-' && c != '.' {
			return false
		}
	}
	return true
}

// lockStation keeps everyone else out of a station's ledger; a station that isn't known is a problem.
func (w *work) lockStation(station string) error {
	if err := w.tx.Lock([]string{"station/" + station}); err != nil {
		return err
	}
	body, err := w.tx.Entry(KindStation, station)
	if err == nil && body == nil {
		err = &wire.Problem{Code: wire.CodeToken, Detail: fmt.Sprintf("there is no station %.20q", station)}
	}
	return err
}
