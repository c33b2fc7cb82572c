// Package uplink is the station's end of the line: it pushes the ledger to the centre, pulls the centre's feed and
// leases blocks of numbers. The ledger is the outbox; the uplink is a cursor over it, writes only reference data with
// the feed's cursor, and deletes nothing. It never stands in a picker's way: without a line it waits and tries again
// for ever. It judges nothing, prints nothing and opens no epoch: where the ledger and the centre differ it stops
// sending that epoch and says so.
package uplink

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
	"net/http"
	"net/url"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"packline/manifest"
	"packline/manifest/ledger"
	"packline/sync/wire"
)

// Ledger is the station's ledger as the uplink reads it. It may be asked from several goroutines.
type Ledger interface {
	// Heads gives the end of every epoch that is kept, oldest first; the last is the current one.
	Heads(ctx context.Context) ([]ledger.Head, error)
	// Records gives at most limit records of an epoch from a number on, each checked against its chain. Records before
	// a damaged one come with the error.
	Records(ctx context.Context, epoch manifest.Epoch, from uint64, limit int) ([]ledger.Record, error)
	// OrderKeys gives the keys that open the sealed persons of these orders; orders without one are left out.
	OrderKeys(ctx context.Context, orders []string) (map[string][][]byte, error)
}

// Reference is where what comes down is kept, with the state of the line. All of it survives a restart.
type Reference interface {
	// Apply keeps changes and the feed's cursor in one transaction; a cursor of 0 leaves the feed's cursor alone.
	Apply(ctx context.Context, cursor uint64, changes []manifest.Change) error
	// Link gives the feed's cursor and the state as it was set last, nil before the first.
	Link(ctx context.Context) (cursor uint64, state []byte, err error)
	// SetLink keeps the state. With rewind it sets the feed's cursor to 0 in the same transaction.
	SetLink(ctx context.Context, state []byte, rewind bool) error
}

// Options say whose line it is and where it leads. URL, Token and Station are needed. The functions are called from the
// uplink's own goroutines, which wait for them; of the uplink they may call Told only.
type Options struct {
	URL     string                 // of the centre, such as http://127.0.0.1:8420; plain http only to this machine
	Token   func() (string, error) // read before each request, so a replaced token file is taken up
	Station string                 // whose token it must be
	Build   string
	HTTP    http.RoundTripper       // nil: a transport of the uplink's own
	Now     func() time.Time        // the station's wall clock; nil: time.Now
	Rand    func(n int64) int64     // from 0 to below n; nil: math/rand/v2
	Report  func(Status)            // told of every change of status, one at a time
	Changed func([]manifest.Change) // told of changes after they were applied, one batch at a time
	Forked  func(Fork)              // told once when the current epoch must not go on: begin a new one
	Log     func(error)             // told of every failure with its cause; nil: nobody
	// NeedBlock gives how many serial numbers the station wants to lease now, 0 for none. It is asked after every
	// Told and every minute.
	NeedBlock func(context.Context) uint64
	// Unusable reports whether an error of Apply says that a change itself can't be kept, however often it is tried.
	Unusable func(error) bool
}

// Uplink is one station's end of the line.
type Uplink struct {
	o         Options
	base      *url.URL
	ledger    Ledger
	reference Reference
	news      chan struct{} // for the pushing loop
	wish      chan struct{} // for the leasing loop
	look      chan struct{} // for the status
	halves    [3]half       // pushing, pulling, leasing

	ahead     *message      // prepared while an answer is awaited; the pushing loop alone has it
	greeting  chan struct{} // full during hello: unlike a lock it can be waited for until the context ends
	applying  sync.Mutex    // held while changes or the cursor are written
	reporting sync.Mutex    // one Report at a time

	mu     sync.Mutex // over everything below
	state  state
	cursor uint64
	met    uint64 // counts the hellos; 0 or less than wanted: say hello first
	wanted uint64
	size   int // events in the next batch
	line   lineState
	forked map[manifest.Epoch]bool // that Forked was told of
	last   Status
	oldest oldest
}

// New makes an uplink and reads what it knew before. It opens no connection.
func New(o Options, l Ledger, r Reference) (*Uplink, error) {
	base, err := address(o.URL)
	if err != nil {
		return nil, err
	}
	if o.Token == nil || o.Station == "" || l == nil || r == nil {
		return nil, errors.New("cannot make the uplink: it needs a token, a station, a ledger and a place for reference data")
	}
	if o.HTTP == nil {
		o.HTTP = transport()
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Rand == nil {
		o.Rand = rand.Int64N
	}
	u := &Uplink{
		o: o, base: base, ledger: l, reference: r, size: wire.MaxEvents, wanted: 1, forked: map[manifest.Epoch]bool{},
		greeting: make(chan struct{}, 1), news: make(chan struct{}, 1), wish: make(chan struct{}, 1), look: make(chan struct{}, 1),
	}
	for i := range u.halves {
		u.halves[i].nudge = make(chan struct{}, 1)
	}
	u.line.since = o.Now()
	if err := u.load(context.Background()); err != nil {
		return nil, err
	}
	return u, nil
}

// ErrInsecure is the error of an address over which a token would travel in the clear.
var ErrInsecure = errors.New("plain http is for this machine only")

func address(text string) (*url.URL, error) {
	base, err := url.Parse(text)
	if err != nil || base.Host == "" || base.Scheme != "http" && base.Scheme != "https" || base.User != nil {
		return nil, fmt.Errorf("cannot use %q as the centre's address: it is to look like http://127.0.0.1:8420", text)
	}
	if host := base.Hostname(); base.Scheme == "http" && host != "localhost" {
		if ip := net.ParseIP(host); ip == nil || !ip.IsLoopback() {
			return nil, fmt.Errorf("cannot use %q as the centre's address: %w", text, ErrInsecure)
		}
	}
	return base, nil
}

// transport is careful with a line that goes away: it notices a dead peer and follows no redirection.
func transport() *http.Transport {
	dial := &net.Dialer{Timeout: 10 * time.Second, KeepAlive: 15 * time.Second}
	return &http.Transport{
		Proxy: http.ProxyFromEnvironment, DialContext: dial.DialContext, TLSHandshakeTimeout: 10 * time.Second,
		MaxIdleConnsPerHost: 4, IdleConnTimeout: 60 * time.Second, MaxResponseHeaderBytes: 64 << 10, ForceAttemptHTTP2: true,
	}
}

// Run keeps the line until the context ends. When it returns all that it started is gone. It may be called once, and
// not beside Drain.
func (u *Uplink) Run(ctx context.Context) error {
	g, ctx := errgroup.WithContext(ctx)
	g.Go(func() error { return u.keep(ctx, pushing, u.pushStep) })
	g.Go(func() error { return u.keep(ctx, pulling, u.pullStep) })
	g.Go(func() error { return u.watch(ctx) })
	if u.o.NeedBlock != nil {
		g.Go(func() error { return u.keep(ctx, leasing, u.leaseStep) })
	}
	err := g.Wait()
	u.finish(ctx)
	return err
}

// finish keeps the state for the next start and lets go of idle connections.
func (u *Uplink) finish(ctx context.Context) {
	if err := u.save(context.WithoutCancel(ctx)); err != nil {
		u.log(err)
	}
	if idle, ok := u.o.HTTP.(interface{ CloseIdleConnections() }); ok {
		idle.CloseIdleConnections()
	}
}

// Told says that there is something new in the ledger. It never blocks and may be called from anywhere.
func (u *Uplink) Told() {
	for _, c := range []chan struct{}{u.news, u.wish, u.look} {
		poke(c)
	}
}

func poke(c chan struct{}) {
	select {
	case c <- struct{}{}:
	default:
	}
}

func (u *Uplink) log(err error) {
	if u.o.Log != nil && err != nil {
		u.o.Log(err)
	}
}
