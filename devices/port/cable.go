package port

import (
	"net"
	"sync"
	"time"

	"packline/devices"
)

// Cable leads from a driver to a virtual device and can be pulled out. The zero value is plugged in.
type Cable struct {
	mu  sync.Mutex
	far net.Conn // the device's end; nil while nobody is at the other
	out bool
}

// Unplug pulls the cable until Replug: the driver's end sees that the device is gone.
func (c *Cable) Unplug() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.out = true
	if c.far != nil {
		_ = c.far.Close()
		c.far = nil
	}
}

// Replug puts the cable back.
func (c *Cable) Replug() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.out = false
}

// Open gives the driver's end, or ErrGone while the cable is out. With serve, the device's end is served as Pipe does.
func (c *Cable) Open(a devices.Address, serve func(far net.Conn) error) (Port, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.out {
		return nil, Gone(a.String())
	}
	var near net.Conn
	if serve == nil {
		near, c.far = net.Pipe()
	} else {
		near, c.far = Pipe(serve)
	}
	return FromConn(near, a.String()), nil
}

// Send sends bytes as the device and reports whether anyone listened. It waits at most WriteTimeout.
func (c *Cable) Send(b []byte) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.far == nil {
		return false
	}
	if err := c.far.SetWriteDeadline(time.Now().Add(WriteTimeout)); err != nil {
		return false
	}
	_, err := c.far.Write(b)
	return err == nil
}

// Pipe gives both ends of a virtual line. The far one is served in a goroutine of its own and closed when that is
// over; Close of the near one waits for it.
func Pipe(serve func(far net.Conn) error) (near, far net.Conn) {
	near, far = net.Pipe()
	served := make(chan struct{})
	go func() {
		defer close(served)
		_ = devices.Guard(func() error { return serve(far) }) // a line that ended is no news: the near end knows it
		_ = far.Close()
	}()
	return &servedConn{Conn: near, served: served}, far
}

// servedConn waits at its end for the far side's goroutine.
type servedConn struct {
	net.Conn
	served chan struct{}
}

func (c *servedConn) Close() error {
	err := c.Conn.Close()
	<-c.served
	return err
}
