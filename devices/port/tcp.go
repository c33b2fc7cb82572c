package port

import (
	"context"
	"errors"
	"net"
	"os"
	"strconv"
	"syscall"
	"time"

	"packline/devices"
)

// Dial connects to the host and port in an address such as tcp:zebra-dock2:9100.
func Dial(ctx context.Context, a devices.Address, timeout time.Duration) (net.Conn, error) {
	if err := CheckHost(a); err != nil {
		return nil, err
	}
	conn, err := (&net.Dialer{Timeout: timeout, KeepAlive: 15 * time.Second}).DialContext(ctx, "tcp", a.Path)
	switch {
	case err == nil:
		return conn, nil
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case isRefused(err):
		return nil, fail(ErrRefused, err, a.Path)
	}
	return nil, fail(ErrUnreachable, err, a.Path)
}

// CheckHost refuses an address whose path is not host:port.
func CheckHost(a devices.Address) error {
	host, number, err := net.SplitHostPort(a.Path)
	if err == nil && host == "" {
		err = errors.New("it names no host")
	}
	if err == nil {
		_, err = strconv.ParseUint(number, 10, 16)
	}
	if err != nil {
		return devices.Fail("device.bad-host", errors.Join(devices.ErrAddress, err), a.String())
	}
	return nil
}

func isRefused(err error) bool {
	const wsaRefused = syscall.Errno(10061) // Windows has its own number, which Go doesn't map to ECONNREFUSED
	return errors.Is(err, syscall.ECONNREFUSED) || errors.Is(err, wsaRefused)
}

// line is a TCP connection that behaves like a serial port: for device servers and for scales and scanners on the
// network.
type line struct {
	conn net.Conn
	name string
}

func (l *line) Read(p []byte) (int, error) {
	if err := l.conn.SetReadDeadline(time.Now().Add(Tick)); err != nil {
		return 0, fail(ErrClosed, err, l.name)
	}
	n, err := l.conn.Read(p)
	switch {
	case err == nil, n > 0, errors.Is(err, os.ErrDeadlineExceeded):
		return n, nil
	case errors.Is(err, net.ErrClosed):
		return 0, fail(ErrClosed, err, l.name)
	}
	return 0, fail(ErrGone, err, l.name)
}

func (l *line) Write(p []byte) (int, error) {
	if err := l.conn.SetWriteDeadline(time.Now().Add(WriteTimeout)); err != nil {
		return 0, fail(ErrClosed, err, l.name)
	}
	n, err := l.conn.Write(p)
	switch {
	case err == nil:
		return n, nil
	case errors.Is(err, os.ErrDeadlineExceeded):
		return n, fail(ErrStuck, err, l.name)
	}
	return n, fail(ErrGone, err, l.name)
}

func (l *line) Close() error { return l.conn.Close() }

// FromConn makes a port of a connection: of virtual devices, and of device servers that someone else dialled.
func FromConn(conn net.Conn, name string) Port { return &line{conn: conn, name: name} }
