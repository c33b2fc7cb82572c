package demo

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"sync"
	"time"
)

// Cable is the network cable between the demo's station and its centre: an http.RoundTripper that fails like a dead
// network while it is pulled. What is under way when it is pulled is cut off.
type Cable struct {
	base *http.Transport

	mu   sync.Mutex
	line context.Context // ends when the cable is pulled
	pull context.CancelFunc
}

// errPulled is the error of every request while the cable is out.
var errPulled = errors.New("network is unreachable: the cable is out")

func newCable() *Cable {
	c := &Cable{base: &http.Transport{}} // without a proxy: it leads to this machine only
	c.line, c.pull = context.WithCancel(context.Background())
	return c
}

// Pull takes the cable out.
func (c *Cable) Pull() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.pull()
}

// Plug puts the cable in again.
func (c *Cable) Plug() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.line.Err() != nil {
		c.line, c.pull = context.WithCancel(context.Background())
	}
}

// RoundTrip carries a request while the cable is in.
func (c *Cable) RoundTrip(r *http.Request) (*http.Response, error) {
	c.mu.Lock()
	line := c.line
	c.mu.Unlock()
	if line.Err() != nil {
		if r.Body != nil {
			_ = r.Body.Close()
		}
		return nil, errPulled
	}
	ctx, cancel := context.WithCancel(r.Context())
	stop := context.AfterFunc(line, cancel)
	let := func() {
		stop()
		cancel()
	}
	res, err := c.base.RoundTrip(r.WithContext(ctx))
	if err != nil {
		let()
		if line.Err() != nil && r.Context().Err() == nil {
			err = fmt.Errorf("%w: %w", errPulled, err)
		}
		return nil, err
	}
	res.Body = &carried{ReadCloser: res.Body, let: let}
	return res, nil
}

// CloseIdleConnections lets go of connections that nobody uses.
func (c *Cable) CloseIdleConnections() { c.base.CloseIdleConnections() }

// carried is an answer's body, which ends with the cable.
type carried struct {
	io.ReadCloser
	let func()
}

// Close lets go of the line.
func (b *carried) Close() error {
	defer b.let()
	return b.ReadCloser.Close()
}

// longestRetry is how long the demo's line waits before it tries again. A real line waits up to a minute, so that a
// hundred stations don't come back at once; here somebody looks on.
const longestRetry = 1500 * time.Millisecond

// Retry gives the waits of the demo's line: anything below n, and below longestRetry.
func Retry(n int64) int64 { return rand.Int64N(min(n, int64(longestRetry))) }
