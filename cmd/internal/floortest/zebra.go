//go:build unix

package floortest

import (
	"bytes"
	"errors"
	"net"
	"sync"
	"testing"
	"time"
)

// Mood is how a Zebra behaves.
type Mood int

// The moods.
const (
	Healthy   Mood = iota
	Mute           // prints and answers no status request
	PaperOut       // says so, and prints nothing
	HalfDeath      // closes the connection in the middle of a label
)

// Zebra is a label printer on TCP port 9100 that keeps what it prints.
type Zebra struct {
	address string

	mu      sync.Mutex
	open    net.Listener
	conns   map[net.Conn]bool
	mood    Mood
	labels  []Printed
	changed chan struct{}
}

// Printed is a label that came out of the printer, and when its last byte was in.
type Printed struct {
	ZPL []byte
	At  time.Time
}

// NewZebra makes a healthy printer that ends with the test.
func NewZebra(t testing.TB) *Zebra {
	t.Helper()
	z := &Zebra{address: "127.0.0.1:0", conns: map[net.Conn]bool{}, changed: make(chan struct{})}
	z.TurnOn(t)
	t.Cleanup(z.TurnOff)
	return z
}

// Addr is its host and port; it stays the same when the printer is turned off and on.
func (z *Zebra) Addr() string { return z.address }

// TurnOn lets the printer listen. It does nothing to one that is on.
func (z *Zebra) TurnOn(t testing.TB) {
	t.Helper()
	z.mu.Lock()
	defer z.mu.Unlock()
	if z.open != nil {
		return
	}
	listener, err := net.Listen("tcp", z.address)
	if err != nil {
		t.Fatalf("cannot turn the printer on: %v", err)
	}
	z.open, z.address = listener, listener.Addr().String()
	go z.accept(listener)
}

// TurnOff makes the printer refuse connections, and cuts those it has.
func (z *Zebra) TurnOff() {
	z.mu.Lock()
	defer z.mu.Unlock()
	if z.open == nil {
		return
	}
	_ = z.open.Close()
	z.open = nil
	for c := range z.conns {
		_ = c.Close()
	}
}

// Set changes how the printer behaves from now on.
func (z *Zebra) Set(m Mood) {
	z.mu.Lock()
	defer z.mu.Unlock()
	z.mood = m
}

func (z *Zebra) feels() Mood {
	z.mu.Lock()
	defer z.mu.Unlock()
	return z.mood
}

// Labels gives all labels so far and a channel that is closed when there is another.
func (z *Zebra) Labels() ([]Printed, <-chan struct{}) {
	z.mu.Lock()
	defer z.mu.Unlock()
	return append([]Printed(nil), z.labels...), z.changed
}

func (z *Zebra) accept(l net.Listener) {
	for {
		conn, err := l.Accept()
		if errors.Is(err, net.ErrClosed) {
			return
		}
		if err != nil {
			continue
		}
		z.mu.Lock()
		z.conns[conn] = true
		z.mu.Unlock()
		go z.serve(conn)
	}
}

func (z *Zebra) serve(conn net.Conn) {
	defer func() {
		_ = conn.Close()
		z.mu.Lock()
		delete(z.conns, conn)
		z.mu.Unlock()
	}()
	var held []byte
	b := make([]byte, 32<<10)
	for {
		n, err := conn.Read(b)
		if held = z.take(conn, append(held, b[:n]...)); held == nil || err != nil {
			return
		}
	}
}

var (
	hostStatus = []byte("~HS")
	labelStart = []byte("^XA")
	labelEnd   = []byte("^XZ")
)

// take does what stands in the bytes and gives back what is not whole yet; nil ends the connection.
func (z *Zebra) take(conn net.Conn, in []byte) []byte {
	for {
		// A status request is answered at once, even in the middle of a label.
		if i := bytes.Index(in, hostStatus); i >= 0 {
			in = append(in[:i:i], in[i+len(hostStatus):]...)
			if !z.status(conn) {
				return nil
			}
			continue
		}
		start := bytes.Index(in, labelStart)
		if start < 0 {
			return append([]byte{}, in...)
		}
		if z.feels() == HalfDeath {
			return nil
		}
		end := bytes.Index(in[start:], labelEnd)
		if end < 0 {
			return in
		}
		end += start + len(labelEnd)
		z.print(in[start:end])
		in = in[end:]
	}
}

func (z *Zebra) print(zpl []byte) {
	z.mu.Lock()
	defer z.mu.Unlock()
	if z.mood == PaperOut {
		return
	}
	z.labels = append(z.labels, Printed{ZPL: bytes.Clone(zpl), At: time.Now()})
	close(z.changed)
	z.changed = make(chan struct{})
}

// status answers ~HS with the three strings of the ZPL guide.
func (z *Zebra) status(conn net.Conn) bool {
	paper := "0"
	switch z.feels() {
	case Mute:
		return true
	case PaperOut:
		paper = "1"
	}
	_, err := conn.Write([]byte("\x02030," + paper + ",0,1245,000,0,0,0,000,0,0,0\x03\r\n" +
		"\x02000,0,0,0,0,2,4,0,00000000,1,000\x03\r\n\x021234,0\x03\r\n"))
	return err == nil
}
