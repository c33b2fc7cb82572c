package port

import (
	"errors"
	"net"
	"testing"
	"time"

	"go.uber.org/goleak"

	"packline/devices"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func address(t *testing.T, text string) devices.Address {
	t.Helper()
	a, err := devices.ParseAddress(text)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func TestParseMode(t *testing.T) {
	for text, good := range map[string]bool{
		"serial:x": true, "serial:x?mode=7E1&baud=2400": true, "serial:x?mode=8N2": true, "serial:x?mode=7O1": true,
		"serial:x?mode=9N1": false, "serial:x?mode=8X1": false, "serial:x?mode=8N3": false, "serial:x?mode=": false,
		"serial:x?baud=0": false, "serial:x?baud=fast": false,
	} {
		if _, err := ParseMode(address(t, text)); (err == nil) != good {
			t.Errorf("%s: %v", text, err)
		}
	}
}

func TestTCPPort(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	far := make(chan net.Conn, 1)
	go func() {
		conn, _ := listener.Accept()
		far <- conn
	}()
	a := address(t, "tcp:"+listener.Addr().String())
	p, err := Open(t.Context(), a)
	if err != nil {
		t.Fatal(err)
	}
	conn := <-far
	if n, err := p.Read(make([]byte, 8)); n != 0 || err != nil {
		t.Errorf("an idle tick gave %d, %v", n, err)
	}
	if _, err := conn.Write([]byte("hello")); err != nil {
		t.Fatal(err)
	}
	stream := Listen(p)
	if c := <-stream.C; string(c.Bytes) != "hello" || c.At.IsZero() {
		t.Errorf("chunk %+v", c)
	}
	_ = conn.Close()
	if c := <-stream.C; !errors.Is(c.Err, ErrGone) {
		t.Errorf("chunk %+v", c)
	}
	_ = stream.Close()
	_ = listener.Close()
	if _, err := Open(t.Context(), a); !errors.Is(err, ErrRefused) {
		t.Errorf("nobody listens: %v", err)
	}
}

func TestStreamCloseFreesAnIdleReader(t *testing.T) {
	near, far := net.Pipe()
	defer func() { _ = far.Close() }()
	stream := Listen(FromConn(near, "pipe"))
	if err := stream.Close(); err != nil {
		t.Error(err)
	}
	began := time.Now()
	if _, err := near.Write([]byte("x")); err == nil || time.Since(began) > time.Second {
		t.Errorf("the port is open still: %v", err)
	}
}

func TestOpenUnknownScheme(t *testing.T) {
	var phrased *devices.Error
	if _, err := Open(t.Context(), address(t, "gpib:1")); !errors.As(err, &phrased) || phrased.Key != "device.unknown-kind" {
		t.Errorf("%v", err)
	}
}

func TestListAnswers(t *testing.T) {
	if _, err := List(t.Context()); err != nil {
		t.Error(err)
	}
}
