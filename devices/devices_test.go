package devices_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"go.uber.org/goleak"

	"packline/devices"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func TestParseAddress(t *testing.T) {
	for text, want := range map[string]devices.Address{
		"keyboard:":     {Scheme: "keyboard"},
		"virtual:scale": {Scheme: "virtual", Path: "scale"},
		"tcp:zebra-dock2:9100": {
			Scheme: "tcp", Path: "zebra-dock2:9100",
		},
		"serial:COM3?suffix=CR": {
			Scheme: "serial", Path: "COM3", Params: []devices.Param{{Key: "suffix", Value: "CR"}},
		},
		"serial:/dev/ttyUSB0?protocol=toledo-8217&mode=7E1&unit=lb": {
			Scheme: "serial", Path: "/dev/ttyUSB0",
			Params: []devices.Param{{Key: "protocol", Value: "toledo-8217"}, {Key: "mode", Value: "7E1"}, {Key: "unit", Value: "lb"}},
		},
		"hid:0922:8003":         {Scheme: "hid", Path: "0922:8003"},
		`file:C:\out\label.zpl`: {Scheme: "file", Path: `C:\out\label.zpl`},
		"file:what%3F.zpl":      {Scheme: "file", Path: "what?.zpl"},
	} {
		got, err := devices.ParseAddress(text)
		if err != nil || fmt.Sprint(got) != fmt.Sprint(want) {
			t.Errorf("ParseAddress(%q) = %#v, %v; want %#v", text, got, err, want)
		}
		if got.String() != text {
			t.Errorf("%q came back as %q", text, got)
		}
	}
	for _, bad := range []string{
		"", "serial", ":x", "Serial:COM3", "/dev/ttyUSB0", "serial:x?y", "serial:x?a=1&a=2", "serial:x?=1", "file:%", "file:%4",
		"file:%zz", "x y:z", "file:" + strings.Repeat("x", devices.MaxAddress),
	} {
		_, err := devices.ParseAddress(bad)
		var phrased *devices.Error
		if !errors.Is(err, devices.ErrAddress) || !errors.As(err, &phrased) || phrased.Key != "device.bad-address" {
			t.Errorf("ParseAddress(%q): %v, want a device.bad-address", bad, err)
		}
	}
}

func FuzzParseAddress(f *testing.F) {
	for _, seed := range []string{"serial:COM3?suffix=CR", "tcp:[::1]:9100", "file:a%3Fb%00?x=%26", "virtual:scale"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		a, err := devices.ParseAddress(text)
		if err != nil {
			return
		}
		again, err := devices.ParseAddress(a.String())
		if len(a.String()) > devices.MaxAddress {
			return // escaping may lengthen it
		}
		if err != nil || fmt.Sprintf("%#v", again) != fmt.Sprintf("%#v", a) {
			t.Fatalf("%q gave %#v, which came back as %#v, %v", text, a, again, err)
		}
	})
}

func TestAddressCheck(t *testing.T) {
	known := map[string][]string{"serial": {"baud", "mode"}, "virtual": nil}
	for text, want := range map[string]string{
		"serial:COM1?baud=9600": "",
		"serial:COM1?bad=1":     "device.unknown-parameter bad baud, mode",
		"http:x":                "device.unknown-kind http serial: virtual:",
	} {
		a, err := devices.ParseAddress(text)
		if err != nil {
			t.Fatal(err)
		}
		got := ""
		if err := a.Check(known); err != nil {
			var phrased *devices.Error
			errors.As(err, &phrased)
			got = strings.Join(append([]string{phrased.Key}, phrased.Args...), " ")
		}
		if got != want {
			t.Errorf("%s: %q, want %q", text, got, want)
		}
	}
}

// runner runs a function.
type runner func(ctx context.Context, report func(devices.Status)) error

func (r runner) Run(ctx context.Context, report func(devices.Status)) error { return r(ctx, report) }

// TestSuperviseComesBack holds how a device is tried again: at least once a second where it hangs on this machine.
func TestSuperviseComesBack(t *testing.T) {
	comesBack(t, "serial:x", time.Second)
	comesBack(t, "tcp:x:1", 5*time.Second)
}

func comesBack(t *testing.T, address string, longest time.Duration) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		var starts []time.Time
		attempts := 0
		run := runner(func(ctx context.Context, report func(devices.Status)) error {
			starts = append(starts, time.Now())
			attempts++
			switch {
			case attempts == 3:
				panic("driver's fault")
			case attempts < 12:
				return devices.Fail("device.not-found", errors.New("cannot open"), "x")
			}
			report(devices.Status{State: devices.StateReady, Key: "scale.ready"})
			report(devices.Status{State: devices.StateReady, Key: "scale.ready"})
			<-ctx.Done()
			return ctx.Err()
		})
		ctx, cancel := context.WithCancel(t.Context())
		var said []string
		ended := make(chan error, 1)
		go func() {
			ended <- devices.Supervise(ctx, devices.RoleScale, address, run, func(s devices.Status) {
				if s.Role != devices.RoleScale || s.Address != address || s.Since.IsZero() {
					t.Errorf("status %+v lacks role, address or time", s)
				}
				said = append(said, string(s.State)+" "+s.Key)
			})
		}()
		<-time.After(5 * time.Minute) // of the bubble's own time
		cancel()
		if err := <-ended; !errors.Is(err, context.Canceled) {
			t.Errorf("Supervise returned %v", err)
		}
		want := "connecting device.connecting|gone device.not-found|gone device.crashed|gone device.not-found|ready scale.ready"
		if got := strings.Join(said, "|"); got != want {
			t.Errorf("said %s\nwant %s", got, want)
		}
		checkWaits(t, starts, longest)
	})
}

func checkWaits(t *testing.T, starts []time.Time, longest time.Duration) {
	t.Helper()
	most := 250 * time.Millisecond
	for i := 1; i < len(starts); i++ {
		if wait := starts[i].Sub(starts[i-1]); wait < most/2 || wait > most {
			t.Errorf("wait %d was %v, want %v to %v", i, wait, most/2, most)
		}
		most = min(2*most, longest)
	}
}

func TestErrorSaysItsCause(t *testing.T) {
	cause := errors.New("cannot x")
	err := fmt.Errorf("cannot y: %w", devices.Fail("device.busy", cause, "COM1"))
	if !errors.Is(err, cause) {
		t.Error("the cause is lost")
	}
	status := devices.StatusOf(devices.StateGone, err)
	if status.Key != "device.busy" || status.Args[0] != "COM1" || status.Err == nil {
		t.Errorf("status %+v", status)
	}
	if status := devices.StatusOf(devices.StateGone, cause); status.Key != "device.failed" {
		t.Errorf("status %+v", status)
	}
}
