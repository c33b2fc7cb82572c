package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"time"

	"packline/central"
	"packline/cmd/internal/cli"
	"packline/sync/wire"
)

// client asks the centre's interface as the administrator, wherever the centre is: in the process that serves, or in
// this one.
type client struct {
	http  *http.Client
	base  string
	token string
}

// maxRefusal is the longest refusal in bytes that is read.
const maxRefusal = wire.MaxSmall

// call asks and reads the answer into answer, unless that is nil. A refusal is a *central.Refused.
func (c *client) call(ctx context.Context, method, path string, body, answer any) error {
	return c.stream(ctx, method, path, body, func(r io.Reader) error {
		if answer == nil {
			return nil
		}
		if err := json.NewDecoder(r).Decode(answer); err != nil {
			return fmt.Errorf("cannot read the centre's answer: %w", err)
		}
		return nil
	})
}

// stream asks and hands over the answer's body.
func (c *client) stream(ctx context.Context, method, path string, body any, take func(io.Reader) error) error {
	var in io.Reader
	if body != nil {
		raw, err := json.Marshal(body)
		if err != nil {
			return fmt.Errorf("cannot ask the centre: %w", err)
		}
		in = bytes.NewReader(raw)
	}
	r, err := http.NewRequestWithContext(ctx, method, c.base+path, in)
	if err != nil {
		return fmt.Errorf("cannot ask the centre: %w", err)
	}
	r.Header.Set("Authorization", "Bearer "+c.token)
	if body != nil {
		r.Header.Set("Content-Type", "application/json")
	}
	answer, err := c.http.Do(r)
	if err != nil {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		return cli.Fail(fmt.Errorf("cannot reach the centre: %w", short(err)), "centre.problem.gone", short(err).Error())
	}
	defer func() { _ = answer.Body.Close() }()
	if answer.StatusCode/100 == 2 {
		return take(answer.Body)
	}
	problem := &central.Refused{}
	raw, err := io.ReadAll(io.LimitReader(answer.Body, maxRefusal))
	if err == nil {
		err = json.Unmarshal(raw, problem)
	}
	if err != nil || problem.Type != wire.TypeProblem {
		return fmt.Errorf("cannot use the answer %s: it isn't the centre's", answer.Status)
	}
	return problem
}

// short leaves the address out of an error of package http: the sentence around it says who was asked.
func short(err error) error {
	var of *url.Error
	if errors.As(err, &of) {
		return of.Err
	}
	return err
}

// remote reaches a serving process on this machine. It never goes through a proxy.
func remote(base, token string) *client {
	transport := &http.Transport{Proxy: nil, ResponseHeaderTimeout: 30 * time.Minute}
	return &client{http: &http.Client{Transport: transport, CheckRedirect: stay}, base: base, token: token}
}

// segment escapes a name for a part of a path.
func segment(name string) string { return url.PathEscape(name) }

// stay follows no redirection: the centre gives none.
func stay(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
