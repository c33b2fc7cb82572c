package scale_test

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"go.uber.org/goleak"

	"packline/devices"
	"packline/devices/devicetest"
	"packline/devices/port"
	"packline/devices/scale"
	"packline/manifest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// bench is a supervised scale whose readings and statuses a test waits for.
type bench struct {
	*scale.Scale
	mu       sync.Mutex
	readings []manifest.Reading
	states   []string
	changed  chan struct{}
}

// start runs a scale until the test ends or the result is called.
func start(t *testing.T, address string, opt scale.Options) (*bench, func()) {
	t.Helper()
	b := &bench{changed: make(chan struct{}, 1)}
	opt.Reading = func(r manifest.Reading) { b.note(func() { b.readings = append(b.readings, r) }) }
	s, err := scale.New(address, opt)
	if err != nil {
		t.Fatal(err)
	}
	b.Scale = s
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		_ = devices.Supervise(ctx, devices.RoleScale, address, s, func(st devices.Status) {
			b.note(func() { b.states = append(b.states, string(st.State)+" "+st.Key) })
		})
	}()
	stop := sync.OnceFunc(func() { cancel(); <-ended })
	t.Cleanup(stop)
	return b, stop
}

func (b *bench) note(change func()) {
	b.mu.Lock()
	change()
	b.mu.Unlock()
	select {
	case b.changed <- struct{}{}:
	default:
	}
}

// until waits for a reading that came after the ones so far and is as wanted.
func (b *bench) until(t *testing.T, what string, wanted func(manifest.Reading) bool) manifest.Reading {
	t.Helper()
	return b.untilFrom(t, b.count(), what, wanted)
}

// count is how many readings came so far.
func (b *bench) count() int {
	b.mu.Lock()
	defer b.mu.Unlock()
	return len(b.readings)
}

// untilFrom is until from a count that was taken before something was asked for: its answer may come at once.
func (b *bench) untilFrom(t *testing.T, from int, what string, wanted func(manifest.Reading) bool) manifest.Reading {
	t.Helper()
	timeout := time.NewTimer(30 * time.Second)
	defer timer(timeout)
	for {
		b.mu.Lock()
		for _, r := range b.readings[from:] {
			if wanted(r) {
				b.mu.Unlock()
				return r
			}
		}
		b.mu.Unlock()
		select {
		case <-b.changed:
		case <-timeout.C:
			t.Fatalf("no reading that is %s; states %v, last readings %+v", what, b.said(), b.last(3))
		}
	}
}

func timer(t *time.Timer) { t.Stop() }

// untilState waits until a status was said.
func (b *bench) untilState(t *testing.T, want string) {
	t.Helper()
	timeout := time.NewTimer(30 * time.Second)
	defer timer(timeout)
	for !strings.HasSuffix(b.said(), want) {
		select {
		case <-b.changed:
		case <-timeout.C:
			t.Fatalf("states %v, want %q last", b.said(), want)
		}
	}
}

// untilSaid waits until a status was said at some time.
func (b *bench) untilSaid(t *testing.T, want string) {
	t.Helper()
	timeout := time.NewTimer(30 * time.Second)
	defer timer(timeout)
	for !strings.Contains(b.said(), want) {
		select {
		case <-b.changed:
		case <-timeout.C:
			t.Fatalf("states %v, want %q among them", b.said(), want)
		}
	}
}

func (b *bench) said() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return strings.Join(b.states, "|")
}

func (b *bench) last(n int) []manifest.Reading {
	b.mu.Lock()
	defer b.mu.Unlock()
	return append([]manifest.Reading(nil), b.readings[max(0, len(b.readings)-n):]...)
}

func usable(r manifest.Reading) bool { return r.Usable() }

func TestNewRefuses(t *testing.T) {
	for address, want := range map[string]string{
		"serial:COM3?protocol=toledo-8217":                  "scale.no-unit",
		"serial:COM3?protocol=toledo-8217&unit=oz":          "scale.bad-unit",
		"serial:COM3?unit=lb":                               "scale.no-protocol",
		"serial:COM3?protocol=guess&unit=lb":                "scale.unknown-protocol",
		"serial:COM3?protocol=toledo-8217&unit=lb&x=1":      "device.unknown-parameter",
		"serial:COM3?protocol=toledo-8217&unit=lb&mode=9E1": "device.bad-mode",
		"serial:COM3?protocol=toledo-8217&unit=lb&baud=x":   "device.bad-mode",
		"tcp:s:1?protocol=nci-3835&division=lb":             "scale.bad-setting",
		"tcp:s:1?protocol=nci-3835&division=0lb":            "scale.bad-setting",
		"tcp:s:1?protocol=nci-3835&division=-1lb":           "scale.bad-setting",
		"tcp:s:1?protocol=nci-3835&division=1st":            "scale.bad-setting",
		"tcp:s:1?protocol=nci-3835&unit=lb&division=5g":     "scale.bad-setting",
		"tcp:s:1?protocol=nci-3835&still=1ms":               "scale.bad-setting",
		"tcp:s:1?protocol=nci-3835&divide=9":                "scale.bad-setting",
		"tcp:scale?protocol=toledo-8217&unit=lb":            "device.bad-host",
		"virtual:scanner":                                   "device.bad-address",
		"keyboard:":                                         "device.unknown-kind",
		"nonsense":                                          "device.bad-address",
	} {
		_, err := scale.New(address, scale.Options{Reading: func(manifest.Reading) {}})
		var phrased *devices.Error
		if !errors.As(err, &phrased) || phrased.Key != want {
			t.Errorf("%s: %v, want %s", address, err, want)
		}
	}
}

func TestVirtualScale(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		far := &scale.VirtualScale{Settle: 600 * time.Millisecond}
		b, stop := start(t, "virtual:scale", scale.Options{Virtual: far})
		r := b.until(t, "zero", func(r manifest.Reading) bool { return r.NearZero() })
		if r.Scale != "virtual:scale?protocol=toledo-8217&unit=lb" || r.Resolution != manifest.Pound/100 {
			t.Errorf("reading %+v", r)
		}
		far.Put(12*manifest.Pound + 34*manifest.Pound/100)
		b.until(t, "moving", func(r manifest.Reading) bool { return r.Motion && !r.Usable() })
		r = b.until(t, "a weight", usable)
		if r.Shown.String() != "12.34 lb" || r.Asked.IsZero() || r.At.Before(r.Asked) || string(r.Raw) != "\x02012.34\r" {
			t.Errorf("reading %+v", r)
		}
		far.Unplug()
		b.untilState(t, "gone device.gone")
		if err := b.Zero(t.Context()); err == nil {
			t.Error("an unplugged scale was zeroed")
		}
		far.Replug()
		b.until(t, "a weight again", usable)
		if err := b.Zero(t.Context()); err != nil {
			t.Errorf("Zero: %v", err)
		}
		b.until(t, "zero", func(r manifest.Reading) bool { return r.NearZero() })
		far.Put(200 * manifest.Pound)
		b.until(t, "over", func(r manifest.Reading) bool { return r.Over && !r.Usable() })
		far.Shake(true)
		b.untilState(t, "trouble scale.moving")
		if err := b.Zero(t.Context()); err == nil {
			t.Error("a shaking scale was zeroed")
		}
		stop()
	})
}

func TestRequestIsAnsweredAtOnceAndAfterIt(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		far := &scale.VirtualScale{}
		far.Put(5 * manifest.Pound)
		b, stop := start(t, "virtual:scale", scale.Options{Virtual: far})
		for range 50 {
			b.until(t, "usable", usable)
			<-time.After(73 * time.Millisecond) // of the bubble's own time: at every point of the pace
			scanned, from := time.Now(), b.count()
			b.Request()
			r := b.untilFrom(t, from, "asked after the scan", func(r manifest.Reading) bool { return !r.Asked.Before(scanned) })
			if waited := r.At.Sub(scanned); waited > 50*time.Millisecond {
				t.Fatalf("the answer took %v", waited)
			}
		}
		stop()
	})
}

func TestHeldWeightIsRenewedByLaterRequest(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		far := &scale.VirtualScale{SendOnce: true}
		far.Put(5 * manifest.Pound)
		b, stop := start(t, "virtual:scale", scale.Options{Virtual: far})
		first := b.until(t, "usable", usable)
		scanned, from := time.Now(), b.count()
		b.Request()
		r := b.untilFrom(t, from, "renewed", func(r manifest.Reading) bool { return r.Renewed && !r.Asked.Before(scanned) })
		if !r.Usable() || r.Shown != first.Shown || string(r.Raw) != string(first.Raw) || !r.At.After(first.At) {
			t.Errorf("renewed %+v of %+v", r, first)
		}
		far.Shake(true)
		b.until(t, "moving", func(r manifest.Reading) bool { return r.Motion })
		far.Shake(false)
		r = b.until(t, "at rest", func(r manifest.Reading) bool { return !r.Motion })
		if r.Renewed {
			t.Errorf("a weight from before a motion was renewed: %+v", r)
		}
		stop()
	})
}

// scripted makes a scale whose port is given.
func scripted(p port.Port) scale.Options {
	return scale.Options{Open: func(context.Context, devices.Address) (port.Port, error) { return p, nil }}
}

const tcpScale = "tcp:scale:4001?protocol=toledo-8217&unit=lb"

func TestSilentScale(t *testing.T) {
	b, stop := start(t, tcpScale, scripted(devicetest.NewScript(t, devicetest.Step{Expect: "W"})))
	r := b.until(t, "silent", func(r manifest.Reading) bool { return r.Silent })
	if r.Usable() || r.Asked.IsZero() || r.At.Sub(r.Asked) < time.Second {
		t.Errorf("reading %+v", r)
	}
	b.untilState(t, "trouble scale.silent")
	stop()
}

func TestUnreadableScale(t *testing.T) {
	for name, c := range map[string]struct{ send, state string }{
		"garbage":         {"hello, world\r", "trouble scale.unreadable"},
		"wrong baud rate": {"\xfe\x80\x00\xfe", "trouble scale.settings"},
		"7E1 as 8N1":      {string(devicetest.EvenParity([]byte("\x02012.34\r"))), "trouble scale.settings"},
		"kilograms":       {"\x0205.678\r", "trouble scale.wrong-unit"},
	} {
		t.Run(name, func(t *testing.T) {
			b, stop := start(t, tcpScale, scripted(devicetest.NewScript(t, devicetest.Step{Expect: "W", Send: c.send})))
			r := b.untilFrom(t, 0, "unreadable", func(r manifest.Reading) bool { return r.Unreadable })
			if r.Usable() || len(r.Raw) == 0 {
				t.Errorf("reading %+v", r)
			}
			b.untilSaid(t, c.state)
			stop()
		})
	}
}

func TestLateAnswerIsNotTakenForALaterRequest(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		// The first request stays without an answer until the second went out.
		far := devicetest.NewScript(t, devicetest.Step{Expect: "WW", Send: "\x02012.34\r"}, devicetest.Step{Expect: "W", Send: "\x02012.34\r"})
		b, stop := start(t, tcpScale, scripted(far))
		began := time.Now()
		r := b.until(t, "usable", usable)
		if r.Asked.Sub(began) > 500*time.Millisecond {
			t.Errorf("the late answer counts as asked %v after the start", r.Asked.Sub(began))
		}
		r = b.until(t, "usable", usable)
		if r.Asked.Sub(began) < time.Second {
			t.Errorf("the next answer counts as asked %v after the start", r.Asked.Sub(began))
		}
		stop()
	})
}
