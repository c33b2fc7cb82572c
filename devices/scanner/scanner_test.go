package scanner_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"go.uber.org/goleak"

	"packline/devices"
	"packline/devices/scanner"
	"packline/manifest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// start runs a scanner until the result is called; codes come on the channel.
func start(t *testing.T, address string, opt scanner.Options) (codes chan manifest.Code, states chan string, stop func()) {
	t.Helper()
	codes, states = make(chan manifest.Code, 100), make(chan string, 100)
	opt.Code = func(c manifest.Code) { codes <- c }
	s, err := scanner.New(address, opt)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		_ = devices.Supervise(ctx, devices.RoleScanner, address, s, func(st devices.Status) { states <- string(st.State) + " " + st.Key })
	}()
	return codes, states, func() { cancel(); <-ended }
}

func next[T any](t *testing.T, from <-chan T) T {
	t.Helper()
	timeout := time.NewTimer(10 * time.Second)
	defer timeout.Stop()
	select {
	case v := <-from:
		return v
	case <-timeout.C:
		t.Fatal("nothing came")
		panic("unreachable")
	}
}

func await(t *testing.T, states <-chan string, want string) {
	t.Helper()
	for next(t, states) != want {
	}
}

func TestNewRefuses(t *testing.T) {
	for address, want := range map[string]string{
		"serial:COM3?suffix=XX":        "scanner.bad-suffix",
		"serial:COM3?gap=1h":           "scanner.bad-gap",
		"serial:COM3?mode=1":           "device.bad-mode",
		"keyboard:?suffix=CR":          "device.unknown-parameter",
		"serial:COM3?prefix=123456789": "scanner.bad-prefix",
		"serial:COM3?prefix=%01":       "scanner.bad-prefix",
		"serial:COM3?selftest=2":       "scanner.bad-selftest",
		"serial:COM3?beep=loud":        "scanner.bad-beep",
		"hid:05E0:1900?suffix=CR":      "device.unknown-parameter",
		"hid:x":                        "device.bad-usb-name",
		"virtual:scale":                "device.bad-address",
		"tcp:host":                     "device.bad-host",
		"file:x":                       "device.unknown-kind",
	} {
		_, err := scanner.New(address, scanner.Options{})
		var phrased *devices.Error
		if !errors.As(err, &phrased) || phrased.Key != want {
			t.Errorf("%s: %v, want %s", address, err, want)
		}
	}
}

func TestSuffixes(t *testing.T) {
	for address, sent := range map[string]string{
		"virtual:scanner":             "A-1\rA-2\r\nA-3\nA-4\t\x02A-5\x03",
		"virtual:scanner?suffix=CR":   "A-1\r\nA-2\r\rA-3\rA-4\r\x02A-5\x03\rA-6\r",
		"virtual:scanner?suffix=LF":   "A-1\nA-2\nA-3\nA-4\nA-5\nA-6\n",
		"virtual:scanner?suffix=CRLF": "A-1\r\nA-2\r\nA-3\r\nA-4\r\nA-5\r\nA-6\r\n",
		"virtual:scanner?suffix=none": "A-1",
	} {
		for size := 1; size <= 7; size++ {
			synctest.Test(t, func(t *testing.T) { checkSuffix(t, address, sent, size) })
		}
	}
}

func checkSuffix(t *testing.T, address, sent string, size int) {
	far := &scanner.VirtualScanner{}
	codes, states, stop := start(t, address, scanner.Options{Virtual: far})
	defer stop()
	await(t, states, "ready scanner.ready")
	for left := sent; left != ""; left = left[min(size, len(left)):] {
		if !far.Send([]byte(left[:min(size, len(left))])) {
			t.Fatal("nobody listens")
		}
		<-time.After(5 * time.Millisecond) // of the bubble's own time
	}
	for i := range strings.Count(sent, "A-") {
		if c := next(t, codes); c.Text != "A-"+string(rune('1'+i)) || c.Kind != manifest.CodeText || c.From != address {
			t.Errorf("%s in pieces of %d: code %d is %+v", address, size, i+1, c)
		}
	}
	<-time.After(time.Second) // of the bubble's own time
	if len(codes) != 0 {
		t.Errorf("%s: another code came: %+v", address, <-codes)
	}
}

func TestCutOffAndTooLong(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		far := &scanner.VirtualScanner{}
		codes, states, stop := start(t, "virtual:scanner?suffix=CR", scanner.Options{Virtual: far})
		defer stop()
		await(t, states, "ready scanner.ready")
		far.Send([]byte("ORDER-1"))
		if c := next(t, codes); c.Problem.Key != "scanner.cut-off" || c.Kind != manifest.CodeGarbled {
			t.Errorf("code %+v", c)
		}
		far.Send([]byte("REST\r")) // the other half of what was given up must not pass for a code
		if c := next(t, codes); c.Problem.Key != "scanner.cut-off" {
			t.Errorf("code %+v", c)
		}
		<-time.After(2 * time.Second) // of the bubble's own time
		far.Send([]byte("ORDER-2\r" + strings.Repeat("x", 4096) + "\rORDER-3\r"))
		for _, want := range []string{"", "scanner.too-long", ""} {
			if c := next(t, codes); c.Problem.Key != want || len(c.Text) > manifest.MaxCode {
				t.Errorf("code %+v, want %q", c, want)
			}
		}
	})
}

// TestHalfACodeOfAScannerWithASuffix holds that a pause ends a code only until the scanner is known to send a suffix, also
// after it was pulled and plugged in again: what stops without one was cut off.
func TestHalfACodeOfAScannerWithASuffix(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		far := &scanner.VirtualScanner{}
		codes, states, stop := start(t, "virtual:scanner", scanner.Options{Virtual: far})
		defer stop()
		await(t, states, "ready scanner.ready")
		far.Send([]byte("BADGE"))
		if c := next(t, codes); c.Text != "BADGE" || c.Kind != manifest.CodeText {
			t.Errorf("code %+v", c)
		}
		<-time.After(2 * time.Second)
		far.Send([]byte("ORDER-1\r"))
		if c := next(t, codes); c.Text != "ORDER-1" {
			t.Errorf("code %+v", c)
		}
		far.Unplug()
		await(t, states, "gone device.gone")
		far.Replug()
		await(t, states, "ready scanner.ready")
		far.Send([]byte("ORDER-"))
		<-time.After(200 * time.Millisecond)
		far.Send([]byte("2\r"))
		if c := next(t, codes); c.Text != "ORDER-2" || c.Kind != manifest.CodeText {
			t.Errorf("code %+v", c)
		}
		far.Send([]byte("ORDER-"))
		if c := next(t, codes); c.Problem.Key != "scanner.cut-off" {
			t.Errorf("code %+v", c)
		}
	})
}

// TestSlowRestIsNoCode gives up half a code whose rest then trickles in for seconds, as from a scanner that types on a
// busy machine.
func TestSlowRestIsNoCode(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		far := &scanner.VirtualScanner{}
		codes, states, stop := start(t, "virtual:scanner?suffix=CR", scanner.Options{Virtual: far})
		defer stop()
		await(t, states, "ready scanner.ready")
		far.Send([]byte("ORDER-"))
		if c := next(t, codes); c.Problem.Key != "scanner.cut-off" {
			t.Errorf("code %+v", c)
		}
		for _, b := range []byte("1234567890\r") {
			far.Send([]byte{b})
			<-time.After(300 * time.Millisecond) // of the bubble's own time
		}
		if c := next(t, codes); c.Problem.Key != "scanner.cut-off" || c.Kind != manifest.CodeGarbled {
			t.Errorf("the rest passes for a code: %+v", c)
		}
		<-time.After(2 * time.Second)
		far.Send([]byte("ORDER-2\r"))
		if c := next(t, codes); c.Text != "ORDER-2" {
			t.Errorf("code %+v", c)
		}
	})
}

func TestFloodIsDropped(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		far := &scanner.VirtualScanner{}
		codes, states, stop := start(t, "virtual:scanner", scanner.Options{Virtual: far})
		defer stop()
		await(t, states, "ready scanner.ready")
		far.Send([]byte(strings.Repeat("FLOOD\r", 5000)))
		await(t, states, "trouble scanner.babbling")
		synctest.Wait()
		if len(codes) > 60 {
			t.Errorf("%d codes of a flood", len(codes))
		}
		<-time.After(10 * time.Second) // of the bubble's own time
		far.Scan("AFTER")
		await(t, states, "ready scanner.ready")
		for next(t, codes).Text != "AFTER" {
		}
	})
}

func TestUnplugAndKeyboard(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		far := &scanner.VirtualScanner{}
		codes, states, stop := start(t, "virtual:scanner", scanner.Options{Virtual: far})
		await(t, states, "ready scanner.ready")
		far.Unplug()
		await(t, states, "gone device.gone")
		if far.Scan("LOST") {
			t.Error("an unplugged scanner was heard")
		}
		far.Replug()
		await(t, states, "ready scanner.ready")
		far.Scan("PL:NEXT")
		if c := next(t, codes); c.Command != manifest.CommandNext {
			t.Errorf("code %+v", c)
		}
		stop()
		lines := make(chan string)
		codes, _, stop = start(t, "keyboard:", scanner.Options{Keyboard: lines})
		lines <- "OP-1001"
		if c := next(t, codes); c.Text != "OP-1001" || c.From != "keyboard:" {
			t.Errorf("code %+v", c)
		}
		stop()
	})
}
