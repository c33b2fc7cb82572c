package devicetest

import (
	"context"
	"net"
	"sync"
	"testing"
	"time"

	"packline/devices"
	"packline/devices/port"
	"packline/devices/printer"
)

// Zebra is a label printer on a TCP port of this machine, or in this process alone. Its faults of paper, head and ribbon are those of the
// VirtualPrinter in it; those of the line are here.
type Zebra struct {
	*printer.VirtualPrinter

	tb      testing.TB
	address string
	served  sync.WaitGroup

	mu         sync.Mutex
	listener   net.Listener
	open       map[net.Conn]bool
	mute       bool
	stall      bool
	slow       time.Duration
	half       bool
	closeAfter int // label bytes; -1 for never
	dialled    int
}

// NewZebra starts a printer.
func NewZebra(tb testing.TB) *Zebra {
	tb.Helper()
	z := &Zebra{VirtualPrinter: &printer.VirtualPrinter{}, tb: tb, address: "127.0.0.1:0", open: map[net.Conn]bool{}, closeAfter: -1}
	z.Accept()
	tb.Cleanup(z.Refuse)
	return z
}

// NewZebraInside starts a printer that only Dial reaches: for a synctest bubble, in which no answer is ever late.
func NewZebraInside(tb testing.TB) *Zebra {
	tb.Helper()
	return &Zebra{VirtualPrinter: &printer.VirtualPrinter{}, tb: tb, address: "inside:9100", open: map[net.Conn]bool{}, closeAfter: -1}
}

// Dial opens a connection within this process; it is for printer.Options.
func (z *Zebra) Dial(context.Context, devices.Address, time.Duration) (net.Conn, error) {
	near, _ := port.Pipe(func(far net.Conn) error { return z.Serve(&faulty{Conn: far, zebra: z}) })
	z.set(func() { z.dialled++ })
	return near, nil
}

// Address is the printer's device address.
func (z *Zebra) Address() string { return "tcp:" + z.address }

// Dialled gives how many connections were made.
func (z *Zebra) Dialled() int {
	z.mu.Lock()
	defer z.mu.Unlock()
	return z.dialled
}

// Refuse switches the printer off: connections break, new ones are refused. Accept switches it on again.
func (z *Zebra) Refuse() {
	z.mu.Lock()
	if z.listener != nil {
		_ = z.listener.Close()
		z.listener = nil
	}
	for conn := range z.open {
		_ = conn.Close()
	}
	z.mu.Unlock()
	z.served.Wait()
}

// Accept switches the printer on, at the address it had.
func (z *Zebra) Accept() {
	z.tb.Helper()
	listener, err := net.Listen("tcp", z.address)
	if err != nil {
		z.tb.Fatalf("cannot listen: %v", err)
	}
	z.mu.Lock()
	defer z.mu.Unlock()
	z.address, z.listener = listener.Addr().String(), listener
	z.served.Go(func() { z.accept(listener) })
}

// Mute makes the printer take everything and answer nothing.
func (z *Zebra) Mute(on bool) { z.set(func() { z.mute = on }) }

// Stall makes the printer stop reading, so that what is sent to it piles up.
func (z *Zebra) Stall(on bool) { z.set(func() { z.stall = on }) }

// Slow makes every answer wait.
func (z *Zebra) Slow(d time.Duration) { z.set(func() { z.slow = d }) }

// Half cuts every answer off in its middle.
func (z *Zebra) Half(on bool) { z.set(func() { z.half = on }) }

// CloseAfter makes the printer reset each connection after so many bytes of a label; -1 ends that.
func (z *Zebra) CloseAfter(n int) { z.set(func() { z.closeAfter = n }) }

// Babble makes the printer send these bytes on every open connection whenever it is called.
func (z *Zebra) Babble(b []byte) {
	z.mu.Lock()
	open := make([]net.Conn, 0, len(z.open))
	for conn := range z.open {
		open = append(open, conn)
	}
	z.mu.Unlock()
	for _, conn := range open {
		_ = conn.SetWriteDeadline(time.Now().Add(100 * time.Millisecond))
		_, _ = conn.Write(b) // whoever doesn't read loses it
	}
}

func (z *Zebra) set(change func()) {
	z.mu.Lock()
	defer z.mu.Unlock()
	change()
}

func (z *Zebra) accept(listener net.Listener) {
	for {
		conn, err := listener.Accept()
		if err != nil {
			return
		}
		z.set(func() { z.open[conn] = true; z.dialled++ })
		z.served.Go(func() {
			defer z.set(func() { delete(z.open, conn) })
			defer func() { _ = conn.Close() }()
			_ = z.Serve(&faulty{Conn: conn, zebra: z})
		})
	}
}

// faulty is a connection with the printer's faults.
type faulty struct {
	net.Conn
	zebra *Zebra
	label int
}

func (f *faulty) knobs() (mute, stall bool, slow time.Duration, closeAfter int) {
	f.zebra.mu.Lock()
	defer f.zebra.mu.Unlock()
	return f.zebra.mute, f.zebra.stall, f.zebra.slow, f.zebra.closeAfter
}

// Read reads one byte after the other where a count matters.
func (f *faulty) Read(p []byte) (int, error) {
	_, stall, _, closeAfter := f.knobs()
	if stall {
		return f.stalled()
	}
	if closeAfter < 0 {
		return f.Conn.Read(p)
	}
	n, err := f.Conn.Read(p[:1])
	if n == 1 && (f.label > 0 || p[0] == '^') {
		f.label++
	}
	if f.label > closeAfter {
		if tcp, ok := f.Conn.(*net.TCPConn); ok {
			_ = tcp.SetLinger(0) // a reset, as when the power goes
		}
		_ = f.Close()
		return 0, net.ErrClosed
	}
	return n, err
}

// stalled waits until the connection is closed from our side, without reading.
func (f *faulty) stalled() (int, error) {
	for {
		if _, stall, _, _ := f.knobs(); !stall {
			return 0, nil
		}
		timer := time.NewTimer(10 * time.Millisecond)
		<-timer.C
		if err := f.SetReadDeadline(time.Time{}); err != nil {
			return 0, err
		}
	}
}

func (f *faulty) Write(p []byte) (int, error) {
	mute, _, slow, _ := f.knobs()
	if mute {
		return len(p), nil
	}
	if slow > 0 {
		timer := time.NewTimer(slow)
		<-timer.C
	}
	if f.cutsAnswers() {
		n, err := f.Conn.Write(p[:len(p)/2])
		return n + len(p) - len(p)/2, err
	}
	return f.Conn.Write(p)
}

func (f *faulty) cutsAnswers() bool {
	f.zebra.mu.Lock()
	defer f.zebra.mu.Unlock()
	return f.zebra.half
}
