package port_test

import (
	"errors"
	"io"
	"net"
	"testing"
	"testing/synctest"

	"packline/devices"
	"packline/devices/port"
)

// TestCable pulls the cable of a device that is heard, and of one that answers, and puts it back.
func TestCable(t *testing.T) {
	at := devices.Address{Scheme: "virtual", Path: "device"}
	echo := func(far net.Conn) error { _, err := io.Copy(far, far); return err }
	for name, serve := range map[string]func(net.Conn) error{"heard": nil, "answers": echo} {
		synctest.Test(t, func(t *testing.T) { // which fails on a goroutine that is left
			var cable port.Cable
			if cable.Send([]byte("x")) {
				t.Errorf("%s: somebody listened at a cable that leads nowhere", name)
			}
			for range 2 {
				near, err := cable.Open(at, serve)
				if err != nil {
					t.Fatal(err)
				}
				if serve == nil {
					go cable.Send([]byte("ab"))
				} else if _, err := near.Write([]byte("ab")); err != nil {
					t.Error(err)
				}
				heard := make([]byte, 2)
				if n, err := near.Read(heard); err != nil || string(heard[:n]) != "ab" {
					t.Errorf("%s: read %q, %v", name, heard[:n], err)
				}
				ended := make(chan error)
				go func() { _, err := near.Read(heard); ended <- err }()
				synctest.Wait()
				cable.Unplug()
				if err := <-ended; !errors.Is(err, port.ErrGone) {
					t.Errorf("%s: while the cable was pulled, Read gave %v", name, err)
				}
				if _, err := cable.Open(at, serve); !errors.Is(err, port.ErrGone) || cable.Send([]byte("x")) {
					t.Errorf("%s: a cable that is out opens: %v", name, err)
				}
				if err := near.Close(); err != nil {
					t.Error(err)
				}
				cable.Replug()
			}
		})
	}
}
