//go:build linux

package floortest

import (
	"io"
	"net"
	"strings"
	"sync"
	"testing"
)

// Break is what can be wrong with a cable.
type Break int

// The breaks.
const (
	Whole   Break = iota
	Refused       // connections are reset, and new ones are refused
	Reset         // connections are reset, new ones too as soon as they are made
	Frozen        // nothing passes, and nobody is told
)

func (b Break) String() string {
	return [...]string{"whole", "refused", "reset", "frozen"}[b]
}

// Cable is the network between a station and the centre: a station's connections end here, and go on to where it leads.
type Cable struct {
	address string

	mu       sync.Mutex
	broken   Break
	changed  chan struct{} // closed when the cable is broken or mended
	listener net.Listener  // nil while connections are refused
	to       string
	conns    map[net.Conn]bool
	sent     int64 // bytes of the station's
	left     int   // bytes that the station may still send before then is called
	then     func()
}

// NewCable makes a cable that leads nowhere and ends with the test. It has an address that no outgoing connection is
// given, so that the port stays its own while it refuses.
func NewCable(t testing.TB) *Cable {
	t.Helper()
	c := &Cable{address: "127.0.0.2:0", broken: Refused, changed: make(chan struct{}), conns: map[net.Conn]bool{}}
	c.Set(t, Whole)
	t.Cleanup(func() { c.Set(t, Refused) })
	return c
}

// URL gives the address of the station's end.
func (c *Cable) URL() string { return "http://" + c.address }

// Lead lets the cable end at another place. Connections to the old one are reset.
func (c *Cable) Lead(url string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.to = strings.TrimPrefix(url, "http://")
	c.abort()
}

// Set breaks the cable, or mends it.
func (c *Cable) Set(t testing.TB, b Break) {
	t.Helper()
	c.mu.Lock()
	defer c.mu.Unlock()
	c.broken = b
	close(c.changed)
	c.changed = make(chan struct{})
	if b == Refused || b == Reset {
		c.abort()
	}
	switch {
	case b == Refused && c.listener != nil:
		_ = c.listener.Close()
		c.listener = nil
	case b != Refused && c.listener == nil:
		var err error
		if c.listener, err = net.Listen("tcp", c.address); err != nil {
			t.Fatalf("cannot mend the cable: %v", err)
		}
		c.address = c.listener.Addr().String()
		go c.accept(c.listener)
	}
}

// After calls a function as soon as the station has sent so many bytes more. It must not wait.
func (c *Cable) After(bytes int, then func()) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.left, c.then = bytes, then
}

// Sent gives how many bytes the station has sent.
func (c *Cable) Sent() int64 {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.sent
}

func (c *Cable) abort() {
	for conn := range c.conns {
		reset(conn)
	}
}

func reset(conn net.Conn) {
	_ = conn.(*net.TCPConn).SetLinger(0)
	_ = conn.Close()
}

func (c *Cable) accept(l net.Listener) {
	for {
		conn, err := l.Accept()
		if err != nil {
			return
		}
		go c.carry(conn)
	}
}

// carry carries one connection until one of its ends is closed, or it is reset.
func (c *Cable) carry(station net.Conn) {
	if !c.keep(station) {
		return
	}
	defer c.drop(station)
	if !c.open() {
		return
	}
	c.mu.Lock()
	to := c.to
	c.mu.Unlock()
	centre, err := net.Dial("tcp", to)
	if err != nil || !c.keep(centre) {
		reset(station)
		return
	}
	defer c.drop(centre)
	back := make(chan struct{})
	go func() {
		defer close(back)
		c.pump(station, centre, nil)
		_ = station.Close()
	}()
	c.pump(centre, station, c.count)
	_ = centre.Close()
	<-back
}

// keep notes a connection, so that it can be reset, unless it comes too late.
func (c *Cable) keep(conn net.Conn) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.broken == Refused || c.broken == Reset {
		reset(conn)
		return false
	}
	c.conns[conn] = true
	return true
}

func (c *Cable) drop(conn net.Conn) {
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.conns, conn)
	_ = conn.Close()
}

// open waits while the cable is frozen and reports whether it carries anything afterwards.
func (c *Cable) open() bool {
	for {
		c.mu.Lock()
		broken, changed := c.broken, c.changed
		c.mu.Unlock()
		if broken != Frozen {
			return broken == Whole
		}
		<-changed
	}
}

func (c *Cable) pump(to io.Writer, from net.Conn, count func(int)) {
	b := make([]byte, 4<<10)
	for {
		n, err := from.Read(b)
		if n > 0 && c.open() {
			_, _ = to.Write(b[:n]) // a lost end shows at the next read
			if count != nil {
				count(n)
			}
		}
		if err != nil {
			return
		}
	}
}

func (c *Cable) count(n int) {
	c.mu.Lock()
	then := c.then
	c.sent += int64(n)
	if c.left -= n; c.left > 0 {
		then = nil
	}
	if then != nil {
		c.then = nil
	}
	c.mu.Unlock()
	if then != nil {
		then()
	}
}
