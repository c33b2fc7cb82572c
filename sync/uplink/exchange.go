package uplink

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"packline/manifest"
	"packline/sync/wire"
)

// How long an answer may take.
const (
	smallTimeout = 30 * time.Second
	pushTimeout  = 60 * time.Second
	feedWait     = 25 * time.Second
	feedTimeout  = feedWait + 20*time.Second
)

// request is one question to the centre.
type request struct {
	method  string
	path    []string
	query   url.Values
	header  map[string]string
	body    []byte
	nonce   string
	kind    string // the type that its answer must have
	timeout time.Duration
	clock   bool // the answer comes at once, so it tells the time
}

func newNonce() string { return rand.Text() }

// exchange asks and reads the answer into one of wire's answers. An answer counts only when it is whole, of the right
// type and version, and carries the nonce; whatever else comes back is a failure.
func (u *Uplink) exchange(ctx context.Context, r request, answer any) error {
	ctx, cancel := context.WithTimeout(ctx, r.timeout)
	defer cancel()
	req, err := u.build(ctx, r)
	if err != nil {
		return err
	}
	sent := u.o.Now()
	res, err := u.o.HTTP.RoundTrip(req)
	if err != nil {
		return transportFailure(fmt.Errorf("cannot ask the centre: %w", err))
	}
	defer func() { _ = res.Body.Close() }()
	raw, err := io.ReadAll(io.LimitReader(res.Body, wire.MaxAnswer+1))
	if err != nil {
		f := transportFailure(fmt.Errorf("cannot read the centre's answer: %w", err))
		if !errors.Is(err, context.DeadlineExceeded) {
			f.say = manifest.Say("link.cut")
		}
		return f
	}
	envelope, err := read(r, res, raw, answer)
	if err == nil && r.clock {
		u.sawClock(envelope.ServerTime, sent, u.o.Now())
	}
	return err
}

func (u *Uplink) build(ctx context.Context, r request) (*http.Request, error) {
	token, err := u.o.Token()
	if token = strings.TrimSpace(token); err != nil || token == "" || strings.ContainsAny(token, "\r\n\x00") {
		return nil, &failure{say: manifest.Say("link.token.missing"), cause: fmt.Errorf("cannot read the token: %w", err), lasting: true}
	}
	address := u.base.JoinPath(r.path...)
	address.RawQuery = r.query.Encode()
	req, err := http.NewRequestWithContext(ctx, r.method, address.String(), bytes.NewReader(r.body))
	if err != nil {
		return nil, fmt.Errorf("cannot build the request: %w", err)
	}
	req.Header.Set("Authorization", "Bearer "+token)
	req.Header.Set(wire.HeaderProtocol, strconv.Itoa(wire.Version))
	req.Header.Set("Accept", "application/json")
	req.Header.Set("User-Agent", "packline-station/"+strings.Map(printable, u.o.Build))
	for name, value := range r.header {
		req.Header.Set(name, value)
	}
	return req, nil
}

func printable(r rune) rune {
	if r < '!' || r > '~' {
		return '-'
	}
	return r
}

// read judges an answer.
func read(r request, res *http.Response, raw []byte, answer any) (wire.Envelope, error) {
	if len(raw) > wire.MaxAnswer {
		return wire.Envelope{}, &failure{say: manifest.Say("link.answer"), cause: fmt.Errorf("cannot read the centre's answer: it is more than %d bytes", wire.MaxAnswer)}
	}
	var e wire.Envelope
	err := json.Unmarshal(raw, &e)
	if res.StatusCode < 200 || res.StatusCode > 299 {
		return e, statusFailure(r, res, raw, e)
	}
	switch {
	case err != nil && bytes.HasPrefix(bytes.TrimSpace(raw), []byte("{")):
		return e, &failure{say: manifest.Say("link.cut"), cause: fmt.Errorf("cannot read the centre's answer: %w", err)}
	case err != nil, e.Type != r.kind:
		return e, &failure{say: manifest.Say("link.portal"), cause: fmt.Errorf("cannot use the answer: it is no %s but %.80q", r.kind, raw)}
	case e.V < wire.Oldest || e.V > wire.Version:
		return e, &failure{say: versions(e.V), cause: fmt.Errorf("cannot use the answer: it has version %d", e.V), lasting: true}
	case e.Nonce != r.nonce:
		return e, &failure{say: manifest.Say("link.portal"), cause: errors.New("cannot use the answer: it answers another question")}
	case e.Incarnation == "" || len(e.Incarnation) > wire.MaxName:
		return e, &failure{say: manifest.Say("link.answer"), cause: errors.New("cannot use the answer: it has no incarnation")}
	}
	if err := json.Unmarshal(raw, answer); err != nil {
		return e, &failure{say: manifest.Say("link.answer"), cause: fmt.Errorf("cannot read the centre's answer: %w", err)}
	}
	return e, nil
}

// statusFailure judges an answer that is no success. What a problem says of our events counts only with our nonce; a
// problem that was told before the question was read carries none.
func statusFailure(r request, res *http.Response, raw []byte, e wire.Envelope) *failure {
	after := retryAfter(res.Header.Get("Retry-After"))
	var p wire.Problem
	if e.Type == wire.TypeProblem && json.Unmarshal(raw, &p) == nil {
		decides := p.Code == wire.CodeGap || p.Code == wire.CodeFork || p.Code == wire.CodeFenced
		if p.Nonce == r.nonce || p.Nonce == "" && !decides {
			f := problemFailure(&p, after)
			f.tooMuch = f.tooMuch || res.StatusCode == http.StatusRequestEntityTooLarge
			return f
		}
	}
	f := &failure{cause: fmt.Errorf("the centre answers with status %d: %.80q", res.StatusCode, raw), after: after}
	switch code := res.StatusCode; {
	case code == http.StatusUnauthorized || code == http.StatusForbidden:
		f.say, f.lasting = manifest.Say("link.token"), true
	case code == http.StatusTooManyRequests || code == http.StatusServiceUnavailable:
		f.say, f.code = manifest.Say("link.busy"), wire.CodeBusy
	case code == http.StatusRequestEntityTooLarge:
		f.say, f.tooMuch = manifest.Say("link.large"), true
	case code == http.StatusRequestTimeout || code == http.StatusGatewayTimeout:
		f.say, f.tooMuch = manifest.Say("link.timeout"), true
	case code >= 500:
		f.say = manifest.Say("link.inside")
	default:
		f.say = manifest.Say("link.portal")
	}
	return f
}

// retryAfter reads the header in seconds; a date is not used, since clocks differ.
func retryAfter(text string) time.Duration {
	seconds, err := strconv.ParseUint(strings.TrimSpace(text), 10, 31)
	if err != nil {
		return 0
	}
	return min(time.Duration(seconds)*time.Second, longestAsk)
}
