package port_test

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"packline/devices"
	"packline/devices/devicetest"
	"packline/devices/port"
)

func address(t *testing.T, text string) devices.Address {
	t.Helper()
	a, err := devices.ParseAddress(text)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func TestSerialErrors(t *testing.T) {
	plain := filepath.Join(t.TempDir(), "plain")
	if err := os.WriteFile(plain, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]error{"/dev/not-there": port.ErrNotFound, plain: port.ErrNotSerial} {
		if _, err := port.Open(t.Context(), address(t, "serial:"+path)); !errors.Is(err, want) {
			t.Errorf("%s: %v, want %v", path, err, want)
		}
	}
}

func TestSerialHangUpAndLock(t *testing.T) {
	line := devicetest.NewLine(t)
	a := address(t, "serial:"+line.Path)
	p, err := port.Open(t.Context(), a)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := port.Open(t.Context(), a); !errors.Is(err, port.ErrBusy) {
		t.Errorf("second opener: %v", err)
	}
	began := time.Now()
	if n, err := p.Read(make([]byte, 8)); n != 0 || err != nil || time.Since(began) < port.Tick/2 {
		t.Errorf("an idle tick gave %d, %v after %v", n, err, time.Since(began))
	}
	line.Unplug()
	if _, err := p.Read(make([]byte, 8)); !errors.Is(err, port.ErrGone) {
		t.Errorf("after the hang-up: %v", err)
	}
	if _, err := p.Write([]byte("W")); err == nil {
		t.Error("a write after the hang-up went well")
	}
	if err := p.Close(); err != nil {
		t.Error(err)
	}
	if _, err := p.Read(make([]byte, 8)); !errors.Is(err, port.ErrClosed) {
		t.Errorf("after Close: %v", err)
	}
	line.Plug()
	again, err := port.Open(t.Context(), a)
	if err != nil {
		t.Fatalf("after the replug: %v", err)
	}
	_ = again.Close()
}

func TestSerialWriteHasAWatchdog(t *testing.T) {
	line := devicetest.NewLine(t)
	p, err := port.Open(t.Context(), address(t, "serial:"+line.Path))
	if err != nil {
		t.Fatal(err)
	}
	began := time.Now()
	_, err = p.Write(make([]byte, 1<<20)) // nobody reads
	if waited := time.Since(began); !errors.Is(err, port.ErrStuck) || waited > 2*port.WriteTimeout {
		t.Errorf("%v after %v", err, waited)
	}
	if _, err := p.Write([]byte("W")); !errors.Is(err, port.ErrStuck) {
		t.Errorf("a write behind a stuck one: %v", err)
	}
	line.Unplug() // frees the write, so that nothing leaks
	_ = p.Close()
}
