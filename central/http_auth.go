package central

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"errors"
	"net"
	"net/http"
	"strings"
)

// ErrNobody is the error of a request that doesn't show who speaks.
var ErrNobody = errors.New("cannot tell who speaks")

// Authenticator says which station a request comes from, by its credentials alone. ErrNobody means that they are
// missing or unknown; any other error, that nobody can tell just now.
type Authenticator interface {
	Station(r *http.Request) (string, error)
}

// PeopleAuthenticator is an Authenticator that also knows people: Person gives nil for a request of somebody who may
// use the people's part of the interface, and ErrNobody for anyone else.
type PeopleAuthenticator interface {
	Authenticator
	Person(r *http.Request) error
}

// Tokens is the Authenticator until certificates come: bearer tokens. A station's is known to the centre by its hash;
// the administrator's is one text, which counts on this machine's loopback only. Without one, people are refused.
type Tokens struct {
	stations stationFinder
	admin    [sha256.Size]byte
	people   bool
}

type stationFinder interface {
	StationOf(ctx context.Context, token string) (string, error)
}

// NewTokens makes an Authenticator over the stations of a centre and the administrator's token.
func NewTokens(stations stationFinder, admin string) *Tokens {
	return &Tokens{stations: stations, admin: sha256.Sum256([]byte(admin)), people: admin != ""}
}

// maxToken is the longest token in bytes that is looked at.
const maxToken = 256

// Station gives the station of a request's token.
func (t *Tokens) Station(r *http.Request) (string, error) {
	token, ok := bearer(r)
	if !ok {
		return "", ErrNobody
	}
	return t.stations.StationOf(r.Context(), token)
}

// Person lets the administrator's token in, from this machine.
func (t *Tokens) Person(r *http.Request) error {
	token, ok := bearer(r)
	sum := sha256.Sum256([]byte(token))
	if !ok || !t.people || subtle.ConstantTimeCompare(sum[:], t.admin[:]) != 1 || !IsLoopback(r.RemoteAddr) {
		return ErrNobody
	}
	return nil
}

func bearer(r *http.Request) (string, bool) {
	scheme, token, ok := strings.Cut(r.Header.Get("Authorization"), " ")
	if !ok || !strings.EqualFold(scheme, "Bearer") || token == "" || len(token) > maxToken {
		return "", false
	}
	return token, true
}

// IsLoopback reports whether an address (a number or "localhost", with a port) is of this machine's loopback.
func IsLoopback(address string) bool {
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		return false
	}
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}
