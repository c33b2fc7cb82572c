package printer_test

import (
	"bytes"
	"context"
	"io"
	"net"
	"slices"
	"sync"
	"testing"
	"time"

	"packline/devices"
	"packline/devices/port"
	"packline/devices/printer"
)

// far is the other end of a printer's link, in this process: it hears questions and label bytes and answers what the
// test says. It fails the test on ~JA, which must never be sent of our own accord.
type far struct {
	tb     testing.TB
	answer func(question string) string // empty: silence
	cut    int                          // close the connection after so many bytes of a label; -1 never
	before int                          // questions on a connection before its label begins
	babble []byte                       // sent without end from the start
	oneWay bool

	mu        sync.Mutex
	questions []string
	label     []byte
	dialled   int
}

func newFar(tb testing.TB, answer func(question string) string) *far {
	return &far{tb: tb, answer: answer, cut: -1}
}

func (f *far) options() printer.Options {
	o := quick()
	o.Dial = f.dial
	return o
}

func (f *far) dial(context.Context, devices.Address, time.Duration) (net.Conn, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.dialled++
	near, _ := port.Pipe(f.serve)
	if f.oneWay {
		return &oneWayConn{Conn: near}, nil
	}
	return near, nil
}

// oneWayConn is a link without a way back.
type oneWayConn struct{ net.Conn }

func (oneWayConn) Read([]byte) (int, error) { return 0, port.ErrOneWay }

func (f *far) serve(conn net.Conn) error {
	if f.babble != nil {
		var hearing sync.WaitGroup
		defer hearing.Wait()
		hearing.Go(func() { _, _ = io.Copy(io.Discard, conn) })
		for {
			if _, err := conn.Write(f.babble); err != nil {
				return err
			}
		}
	}
	var heard []byte
	b := make([]byte, 1)
	for asked := 0; ; {
		if _, err := conn.Read(b); err != nil {
			return err
		}
		heard = append(heard, b[0])
		question := f.hear(heard)
		if question != "" {
			heard = nil
			asked++
			if reply := f.answer(question); reply != "" {
				if _, err := io.WriteString(conn, reply); err != nil {
					return err
				}
			}
			continue
		}
		if asked >= f.before && f.take(b[0]) == f.cut {
			return nil
		}
	}
}

// take adds a byte to the label and tells how many it has.
func (f *far) take(b byte) int {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.label = append(f.label, b)
	return len(f.label)
}

// hear gives the question that ends what was heard, if one does.
func (f *far) hear(heard []byte) string {
	f.mu.Lock()
	defer f.mu.Unlock()
	if bytes.HasSuffix(heard, []byte("~JA")) {
		f.tb.Error("~JA was sent")
	}
	for _, q := range []string{"~HS", "~HQES", "~HI", "~HD"} {
		if bytes.HasSuffix(heard, []byte(q)) {
			f.questions = append(f.questions, q)
			f.label = bytes.TrimSuffix(f.label, []byte(q)[:len(q)-1])
			return q
		}
	}
	if _, name, ok := bytes.Cut(heard, []byte(`! U1 getvar "`)); ok && bytes.HasSuffix(name, []byte("\"\r\n")) {
		q := string(bytes.TrimSuffix(name, []byte("\"\r\n")))
		f.questions = append(f.questions, q)
		return q
	}
	return ""
}

func (f *far) asked(question string) int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return len(slices.DeleteFunc(slices.Clone(f.questions), func(q string) bool { return q != question }))
}

const (
	hostReady   = "\x02030,0,0,1245,000,0,0,0,000,0,0,0\x03\r\n\x02000,0,0,0,0,2,4,0,00000000,1,000\x03\r\n\x021234,0\x03\r\n"
	hostPaper   = "\x02030,1,1,1245,000,0,0,0,000,0,0,0\x03\r\n\x02000,0,0,0,0,2,4,0,00000000,1,000\x03\r\n\x021234,0\x03\r\n"
	errorsClean = "\x02\r\n  PRINTER STATUS\r\n   ERRORS:   0 00000000 00000000\r\n   WARNINGS: 0 00000000 00000000\r\n\x03"
	errorsPaper = "\x02\r\n  PRINTER STATUS\r\n   ERRORS:   1 00000000 00000001\r\n   WARNINGS: 0 00000000 00000000\r\n\x03"
)

// only answers one question and no other.
func only(question, reply string) func(string) string {
	return func(q string) string {
		if q == question {
			return reply
		}
		return ""
	}
}
