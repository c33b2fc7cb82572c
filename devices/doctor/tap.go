package doctor

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"net"
	"strings"
	"time"

	"packline/devices"
	"packline/devices/port"
)

// Bytes are raw bytes, in hexadecimal where they are written.
type Bytes []byte

// MarshalJSON writes them in hexadecimal.
func (b Bytes) MarshalJSON() ([]byte, error) { return json.Marshal(hex.EncodeToString(b)) }

// Shown gives the bytes for a person: in hexadecimal, and as the characters that they are, a dot for every other. More
// than a line of them are shown as characters alone.
func (b Bytes) Shown() string {
	if len(b) == 0 {
		return ""
	}
	var codes, text strings.Builder
	for _, c := range b {
		codes.WriteString(hex.EncodeToString([]byte{c}) + " ")
		if c < 0x20 || c > 0x7E {
			c = '.'
		}
		text.WriteByte(c)
	}
	if len(b) > shownBytes {
		return text.String()
	}
	return codes.String() + " " + text.String()
}

// sees tells whether anyone wants to see bytes.
func (o Options) sees() bool { return o.Raw || o.Record != nil }

// in and out pass bytes on to whoever wants them.
func (o Options) in(b []byte, give func(Event)) {
	if o.Record != nil {
		o.Record.In(b)
	}
	if o.Raw {
		give(Event{At: time.Now(), In: append(Bytes(nil), b...)})
	}
}

func (o Options) out(b []byte, give func(Event)) {
	if o.Record != nil {
		o.Record.Out(b)
	}
	if o.Raw {
		give(Event{At: time.Now(), Out: append(Bytes(nil), b...)})
	}
}

func (o Options) gone(err error) {
	if o.Record != nil {
		o.Record.Gone(err)
	}
}

// tapped opens ports whose bytes are seen. Nil where nobody wants to see them: the device opens its own then.
func (o Options) tapped(give func(Event)) opener {
	if !o.sees() {
		return o.Open
	}
	return func(ctx context.Context, a devices.Address) (port.Port, error) {
		p, err := o.open()(ctx, a)
		if err != nil {
			return nil, err
		}
		return port.Tap(p, func(b []byte) { o.in(b, give) }, func(b []byte) { o.out(b, give) }, o.gone), nil
	}
}

// tappedConn is the same for printers.
func (o Options) tappedConn(give func(Event)) func(net.Conn) net.Conn {
	if !o.sees() {
		return nil
	}
	return func(conn net.Conn) net.Conn {
		return &seenConn{Conn: conn, in: func(b []byte) { o.in(b, give) }, out: func(b []byte) { o.out(b, give) }}
	}
}

// seenConn is a connection to a printer whose bytes are seen.
type seenConn struct {
	net.Conn
	in, out func([]byte)
}

func (c *seenConn) Read(b []byte) (int, error) {
	n, err := c.Conn.Read(b)
	if n > 0 {
		c.in(b[:n])
	}
	return n, err
}

func (c *seenConn) Write(b []byte) (int, error) {
	n, err := c.Conn.Write(b)
	if n > 0 {
		c.out(b[:n])
	}
	return n, err
}

// CloseWrite says that no more comes, where the link below can.
func (c *seenConn) CloseWrite() error {
	if half, ok := c.Conn.(interface{ CloseWrite() error }); ok {
		return half.CloseWrite()
	}
	return nil
}
