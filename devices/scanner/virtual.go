package scanner

import (
	"context"
	"net"
	"sync"
	"time"

	"packline/devices"
	"packline/devices/port"
)

// VirtualScanner is the far side of virtual:scanner: what a hand and a scanner do, for demo and training. Its bytes
// take the way of a real scanner's.
type VirtualScanner struct {
	mu        sync.Mutex
	conn      net.Conn
	unplugged bool
}

// Scan sends a code with a CR. It reports whether anyone listened.
func (v *VirtualScanner) Scan(text string) bool { return v.Send([]byte(text + "\r")) }

// Send sends bytes as they are.
func (v *VirtualScanner) Send(b []byte) bool {
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.conn == nil {
		return false
	}
	if err := v.conn.SetWriteDeadline(time.Now().Add(time.Second)); err != nil {
		return false
	}
	_, err := v.conn.Write(b)
	return err == nil
}

// Unplug pulls the cable until Replug.
func (v *VirtualScanner) Unplug() {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.unplugged = true
	if v.conn != nil {
		_ = v.conn.Close()
		v.conn = nil
	}
}

// Replug puts the cable back.
func (v *VirtualScanner) Replug() {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.unplugged = false
}

func (v *VirtualScanner) open(_ context.Context, a devices.Address) (port.Port, error) {
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.unplugged {
		return nil, port.Gone(a.String())
	}
	near, far := net.Pipe()
	v.conn = far
	return port.FromConn(near, a.String()), nil
}
