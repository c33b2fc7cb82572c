// Package central is the central manifest service: it takes the stations' ledgers, folds them into cartons and
// shipments, judges what is global (one person on one border day, one order in parts, one carton on one load), keeps
// orders, loads and registers, and tells the stations by a numbered feed. Its own decisions are a hash-chained ledger
// too. What it can't make sense of it keeps, sets aside and goes on: a refusal would block a station's queue.
//
// It knows no database: a Storage keeps its data. API is its HTTP interface, for which an Authenticator says who is
// speaking; Centre itself is told. A Centre may be used by several goroutines, and by several processes over one storage, except that a waiting Feed is woken only by
// changes of its own process and else looks again when its wait ends.
package central

import (
	"context"
	"fmt"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"packline/manifest"
	"packline/sync/wire"
)

// Options say how a Centre is to be. The zero value of each has a default, except for Keys.
type Options struct {
	Now   func() time.Time // default: time.Now
	Keys  manifest.Keys    // derived from the organisation key, one for all stations of a site
	Build string           // written into decisions
	Log   *slog.Logger     // default: nothing is logged
}

// Centre is the central manifest service over one storage.
type Centre struct {
	storage Storage
	now     func() time.Time
	keys    manifest.Keys
	build   string
	log     *slog.Logger
	shelved atomic.Pointer[shelved]
	life    life
	run     string      // names this start
	full    atomic.Bool // the storage refused the last write for want of room
	started time.Time
	bell    bell
}

// New opens the service over a storage. Data that is new, or was restored from a backup, gets a new incarnation.
func New(ctx context.Context, s Storage, o Options) (*Centre, error) {
	c := &Centre{storage: s, now: o.Now, keys: o.Keys, build: o.Build, log: o.Log}
	if c.now == nil {
		c.now = time.Now
	}
	if c.log == nil {
		c.log = slog.New(slog.DiscardHandler)
	}
	c.started = c.now()
	if err := c.begin(ctx); err != nil {
		return nil, fmt.Errorf("cannot open the centre: %w", err)
	}
	return c, nil
}

func (c *Centre) envelope(kind, nonce string) wire.Envelope {
	return wire.Envelope{V: wire.Version, Type: kind, Nonce: nonce, Incarnation: c.Incarnation(), ServerTime: c.now().UTC()}
}

// bell wakes everyone who waits for the feed.
type bell struct {
	mu sync.Mutex
	ch chan struct{}
}

// wait gives a channel that is closed at the next ring.
func (b *bell) wait() <-chan struct{} {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.ch == nil {
		b.ch = make(chan struct{})
	}
	return b.ch
}

func (b *bell) ring() {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.ch != nil {
		close(b.ch)
		b.ch = nil
	}
}
