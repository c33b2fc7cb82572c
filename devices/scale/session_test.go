package scale_test

import (
	"bytes"
	"context"
	"encoding/hex"
	"errors"
	"io"
	"net"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"packline/devices"
	"packline/devices/devicetest"
	"packline/devices/port"
	"packline/devices/scale"
	"packline/manifest"
)

func wantKey(t *testing.T, err error, key string) {
	t.Helper()
	var phrased *devices.Error
	if !errors.As(err, &phrased) || phrased.Key != key {
		t.Errorf("%v, want %s", err, key)
	}
}

func at(name string) string { return "tcp:scale:4001?protocol=" + name }

func TestTareAndClear(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		far := &scale.VirtualScale{Serial: "B512"}
		far.Put(3 * manifest.Pound)
		b, stop := start(t, "virtual:scale?protocol=mt-sics", scale.Options{Virtual: far})
		defer stop()
		b.until(t, "a weight with the scale's serial number", func(r manifest.Reading) bool { return r.Usable() && r.Serial == "B512" })
		if err := b.Tare(t.Context()); err != nil {
			t.Errorf("Tare: %v", err)
		}
		far.Put(4 * manifest.Pound)
		b.until(t, "what was added", func(r manifest.Reading) bool { return r.Weight == manifest.Pound })
		if err := b.ClearTare(t.Context()); err != nil {
			t.Errorf("ClearTare: %v", err)
		}
		b.until(t, "all of it", func(r manifest.Reading) bool { return r.Weight == 4*manifest.Pound })
		far.Shake(true)
		wantKey(t, b.Tare(t.Context()), "scale.tare-refused")
	})
}

func TestFamilyWithoutTare(t *testing.T) {
	s, err := scale.New("virtual:scale?protocol=hid-pos-scale", scale.Options{})
	if err != nil {
		t.Fatal(err)
	}
	wantKey(t, s.Tare(t.Context()), "scale.cannot-tare")
	wantKey(t, s.ClearTare(t.Context()), "scale.cannot-tare")
	wantKey(t, s.Zero(t.Context()), "scale.cannot-zero")
}

// TestStreamedWeightBeganAfterTheScan holds that a scale that is asked for nothing never answers a scan with a frame that
// may have been under way when it was made.
func TestStreamedWeightBeganAfterTheScan(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		far := &scale.VirtualScale{}
		far.Put(3 * manifest.Pound)
		b, stop := start(t, "virtual:scale?protocol=st-gs", scale.Options{Virtual: far})
		defer stop()
		b.until(t, "a weight", usable)
		for range 20 {
			<-time.After(37 * time.Millisecond)
			scanned, from := time.Now(), b.count()
			b.Request()
			r := b.untilFrom(t, from, "of after the scan", func(r manifest.Reading) bool { return r.Usable() && !r.Asked.Before(scanned) })
			if waited := r.At.Sub(scanned); waited < 100*time.Millisecond || waited > 200*time.Millisecond {
				t.Fatalf("it counted after %v of frames 100 ms apart", waited)
			}
		}
	})
}

func TestStreamThatStops(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		far := &scale.VirtualScale{}
		far.Put(3 * manifest.Pound)
		b, stop := start(t, "virtual:scale?protocol=toledo-continuous", scale.Options{Virtual: far})
		defer stop()
		b.until(t, "a weight", usable)
		far.Fail(scale.Mute)
		r := b.until(t, "silent", func(r manifest.Reading) bool { return r.Silent })
		if r.Usable() {
			t.Errorf("reading %+v", r)
		}
		b.untilState(t, "trouble scale.silent")
		far.Fail(scale.NoFault)
		b.until(t, "a weight again", usable)
		b.untilState(t, "ready scale.ready")
	})
}

// TestQuietScale holds that a scale which sends only what is new isn't called silent for that, and that its last weight
// is told once and gets old.
func TestQuietScale(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		far := &scale.VirtualScale{}
		b, stop := start(t, "virtual:scale?protocol=adam", scale.Options{Virtual: far})
		defer stop()
		b.until(t, "zero", func(r manifest.Reading) bool { return r.NearZero() })
		scanned := time.Now()
		far.Put(3 * manifest.Pound)
		r := b.until(t, "a weight", usable)
		if !r.ByRest || r.Asked.Before(scanned) || time.Since(r.At) > 2*time.Second {
			t.Errorf("reading %+v", r)
		}
		from := b.count()
		<-time.After(time.Minute)
		if n := b.count(); n != from {
			t.Errorf("%d readings of a scale that sent nothing: %+v", n-from, b.last(1))
		}
		b.untilState(t, "ready scale.ready-by-rest")
	})
}

func TestQuietScaleThatNeverSpoke(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		far := &scale.VirtualScale{}
		far.Fail(scale.Mute)
		b, stop := start(t, "virtual:scale?protocol=adam", scale.Options{Virtual: far})
		defer stop()
		b.untilState(t, "trouble scale.silent")
	})
}

func TestRestIsForAsLongAsTheAddressSays(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		far := &scale.VirtualScale{}
		b, stop := start(t, "virtual:scale?protocol=sterling-7600&still=3s", scale.Options{Virtual: far})
		defer stop()
		b.until(t, "zero", func(r manifest.Reading) bool { return r.NearZero() })
		for i := range manifest.Weight(10) { // never the same for three seconds
			far.Put(manifest.Pound + i*manifest.Pound/100)
			from := b.count()
			<-time.After(2900 * time.Millisecond)
			for _, r := range b.last(b.count() - from) {
				if r.Usable() {
					t.Fatalf("reading %+v", r)
				}
			}
		}
		b.until(t, "a weight", usable)
	})
}

// TestAskingTwiceForOneWeight plays a CAS scale: its consent calls for a second request.
func TestAskingTwiceForOneWeight(t *testing.T) {
	text := "S 001234kg"
	bcc := byte(0)
	for i := range len(text) {
		bcc ^= text[i]
	}
	frame := "\x01\x02" + text + string(rune(bcc)) + "\x03\x04"
	script := devicetest.NewScript(t, devicetest.Step{Expect: "\x05", Send: "\x06"}, devicetest.Step{Expect: "\x11", Send: frame})
	b, stop := start(t, at("cas-pr2"), scripted(script))
	defer stop()
	r := b.untilFrom(t, 0, "a weight", usable)
	if r.Shown.String() != "1.234 kg" {
		t.Errorf("reading %+v", r)
	}
}

// TestConsentCountsOncePerRequest holds that noise which looks like consent doesn't make a scale and a station talk to each
// other without end.
func TestConsentCountsOncePerRequest(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		script := devicetest.NewScript(t, devicetest.Step{Expect: "\x05", Send: "\x06"}, devicetest.Step{Expect: "\x11", Send: "\x06"},
			devicetest.Step{Expect: "\x05", Send: "\x06"}, devicetest.Step{Expect: "\x11", Send: "\x06"}, devicetest.Step{Expect: "\x05"})
		b, stop := start(t, at("cas-pr2"), scripted(script))
		defer stop()
		b.untilState(t, "trouble scale.silent")
		<-time.After(5 * time.Second)
	})
}

func TestDivision(t *testing.T) {
	for address, want := range map[string]string{
		at("nci-3835") + "&division=0.02lb":    "scale.ready",
		at("nci-3835") + "&division=0.05lb":    "scale.wrong-division",
		at("nci-3835") + "&division=0.01kg":    "scale.wrong-unit",
		at("nci-3835") + "&unit=kg":            "scale.wrong-unit",
		at("nci-3835") + "&unit=lb":            "scale.ready",
		at("nci-3835") + "&division=0.0002 lb": "scale.ready",
	} {
		t.Run(address, func(t *testing.T) {
			script := devicetest.NewScript(t, devicetest.Step{Expect: "W\r", Send: "\n 012.34LB\r00\x03"})
			b, stop := start(t, address, scripted(script))
			defer stop()
			b.untilFrom(t, 0, "a reading", func(r manifest.Reading) bool { return r.Usable() == (want == "scale.ready") })
			b.untilSaid(t, want)
		})
	}
	script := devicetest.NewScript(t, devicetest.Step{Expect: "W\r", Send: "\n 012.34LB\r00\x03"})
	b, stop := start(t, at("nci-3835")+"&division=0.02lb", scripted(script))
	defer stop()
	if r := b.untilFrom(t, 0, "a weight", usable); r.Resolution != manifest.Pound/50 {
		t.Errorf("resolution %d", r.Resolution)
	}
}

func TestWhatIsNoWeight(t *testing.T) {
	for _, c := range []struct{ protocol, ask, send, state string }{
		{"mt-sics", "SI\r\n", "S S     10.00 ct\r\n", "trouble scale.unit-unknown"},
		{"mt-sics", "SI\r\n", "S S        12 PCS\r\n", "trouble scale.not-a-weight"},
		{"mt-sics", "SI\r\n", "ES\r\n", "trouble scale.refuses"},
		{"mt-sics", "SI\r\n", "S A     10.00 g\r\n", "trouble scale.unknown-state"},
		{"nci-scp01", "W\r", "\n12.34lb\r\n80\r\x03", "trouble scale.broken"},
		{"hid-pos-scale", "", "\x03\x04\x00\x00\x01\x00", "trouble scale.unit-missing"},
		{"toledo-continuous", "", "\x02\x2c\x60\x20001234000000\r", "trouble scale.power-up"},
	} {
		t.Run(c.state, func(t *testing.T) {
			b, stop := start(t, at(c.protocol), scripted(devicetest.NewScript(t, devicetest.Step{Expect: c.ask, Send: c.send})))
			defer stop()
			r := b.untilFrom(t, 0, "no weight", func(r manifest.Reading) bool { return !r.Silent })
			if r.Usable() || r.NearZero() || r.Problem.IsZero() {
				t.Errorf("reading %+v", r)
			}
			b.untilSaid(t, c.state)
		})
	}
}

// named is a port of a USB device that tells its serial number.
type named struct{ port.Port }

func (named) SerialNumber() string { return "0071234" }

// TestUSBScale holds that what a USB scale sends right after opening isn't read, since it may be its last weighing, and
// that one that went to sleep is gone.
func TestUSBScale(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		far, asleep := &scale.VirtualScale{Protocol: "hid-pos-scale"}, false
		far.Put(3 * manifest.Pound)
		var line net.Conn
		opened := time.Now()
		b, stop := start(t, "hid:0922:8003", scale.Options{Open: func(_ context.Context, a devices.Address) (port.Port, error) {
			if asleep {
				return nil, port.Gone(a.String())
			}
			near, other := port.Pipe(func(c net.Conn) error { return far.Serve(c) })
			line = other
			return named{port.FromConn(near, a.String())}, nil
		}})
		defer stop()
		r := b.until(t, "a weight", usable)
		if r.At.Sub(opened) < 400*time.Millisecond || r.Serial != "0071234" || r.Shown.String() != "3.00 lb" {
			t.Errorf("reading %+v, %v after opening", r, r.At.Sub(opened))
		}
		if first := b.last(b.count())[0]; first.At.Sub(opened) < 400*time.Millisecond {
			t.Errorf("first reading after %v", first.At.Sub(opened))
		}
		asleep = true
		_ = line.Close()
		b.untilState(t, "gone scale.asleep")
	})
}

// describedPort is the port of a USB scale that has a report descriptor.
type describedPort struct {
	port.Port
	descriptor []byte
	zero       func()
}

func (p describedPort) Descriptor() []byte { return p.descriptor }

func (p describedPort) Write(b []byte) (int, error) {
	if bytes.Equal(b, []byte{0x02, 0x02}) {
		p.zero()
	}
	return len(b), nil
}

// TestZeroOfAUSBScale holds that a USB scale is asked for zero where its descriptor has the report for it, and only there.
func TestZeroOfAUSBScale(t *testing.T) {
	for descriptor, can := range map[string]bool{
		"058d 0920 a101 8502 7508 9501 9102 8503 9505 8102 c0": true,
		"058d 0920 a101 8503 7508 9505 8102 c0":                false,
	} {
		raw, err := hex.DecodeString(strings.ReplaceAll(descriptor, " ", ""))
		if err != nil {
			t.Fatal(err)
		}
		synctest.Test(t, func(t *testing.T) {
			far, near := &scale.VirtualScale{Protocol: "hid-pos-scale"}, port.Cable{}
			far.Put(3 * manifest.Pound)
			open := func(_ context.Context, a devices.Address) (port.Port, error) {
				p, err := near.Open(a, func(line net.Conn) error { return far.Serve(line) })
				return describedPort{p, raw, far.TakeOff}, err
			}
			b, stop := start(t, "hid:0922:8003", scale.Options{Open: open})
			defer stop()
			b.until(t, "a weight", usable)
			if !can {
				wantKey(t, b.Zero(t.Context()), "scale.cannot-zero")
				return
			}
			if err := b.Zero(t.Context()); err != nil {
				t.Error(err)
			}
			b.until(t, "zero", func(r manifest.Reading) bool { return r.NearZero() })
		})
	}
}

// TestFirstLineMayBeTorn holds that the first line of a scale whose lines have no mark at their start is no weight: it
// may have begun before the port was opened, with a minus.
func TestFirstLineMayBeTorn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		near, requests := port.Cable{}, 0
		open := func(_ context.Context, a devices.Address) (port.Port, error) {
			return near.Open(a, func(line net.Conn) error {
				if _, err := io.WriteString(line, "  12.40 lb\r\n"); err != nil {
					return err
				}
				for request := make([]byte, 16); ; requests++ {
					if _, err := line.Read(request); err != nil {
						return err
					}
					if _, err := io.WriteString(line, "-   12.40 lb\r\n"); err != nil {
						return err
					}
				}
			})
		}
		b, stop := start(t, at("ohaus"), scale.Options{Open: open})
		defer stop()
		b.until(t, "below zero", func(r manifest.Reading) bool {
			if r.Usable() {
				t.Errorf("the torn line was taken for %s", r.Shown)
			}
			return r.Under
		})
	})
}

// TestHalfAFrameIsWaitedFor holds that a frame whose first bytes came before its request was given up is read when the rest
// comes soon after, of a scale that is asked and of one that streams, and that a line which babbles is given up all the same.
func TestHalfAFrameIsWaitedFor(t *testing.T) {
	for protocol, frame := range map[string]string{
		"nci-3835": "\n  12.34LB\r00\x03", "mt-sics": "S S      12.34 lb\r\n", "toledo-8217&unit=lb": "\x02012.34\r",
		"st-gs": "ST,GS,+  12.34lb\r\n", "sma": "\n 1G       12.34lb \r",
	} {
		t.Run(protocol, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				near := port.Cable{}
				open := func(_ context.Context, a devices.Address) (port.Port, error) {
					return near.Open(a, func(line net.Conn) error {
						go func() { _, _ = io.Copy(io.Discard, line) }()
						<-time.After(800 * time.Millisecond)
						if _, err := io.WriteString(line, frame[:5]); err != nil {
							return err
						}
						<-time.After(300 * time.Millisecond)
						if _, err := io.WriteString(line, frame[5:]); err != nil {
							return err
						}
						<-time.After(time.Minute)
						return nil
					})
				}
				b, stop := start(t, at(protocol), scale.Options{Open: open})
				defer stop()
				if r := b.untilFrom(t, 0, "a reading", func(manifest.Reading) bool { return true }); !r.Usable() || r.Shown.String() != "12.34 lb" {
					t.Errorf("reading %+v", r)
				}
			})
		})
	}
	synctest.Test(t, func(t *testing.T) {
		near := port.Cable{}
		open := func(_ context.Context, a devices.Address) (port.Port, error) {
			return near.Open(a, func(line net.Conn) error {
				go func() { _, _ = io.Copy(io.Discard, line) }()
				for {
					if _, err := io.WriteString(line, "7"); err != nil {
						return err
					}
					<-time.After(100 * time.Millisecond)
				}
			})
		}
		began := time.Now()
		b, stop := start(t, at("mt-sics"), scale.Options{Open: open})
		defer stop()
		b.untilState(t, "trouble scale.silent")
		if waited := time.Since(began); waited > 2*time.Second {
			t.Errorf("given up after %v", waited)
		}
	})
}

// TestUnitIsNeededAsLongAsItIs holds that a scale without the unit that its frames don't name is never called ready.
func TestUnitIsNeededAsLongAsItIs(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		said, far, near := "", &scale.VirtualScale{Protocol: "toledo-8217"}, port.Cable{}
		far.Put(3 * manifest.Pound)
		open := func(_ context.Context, a devices.Address) (port.Port, error) {
			return near.Open(a, func(line net.Conn) error { return far.Serve(line) })
		}
		s, err := scale.New(at("toledo-8217"), scale.Options{Open: open, Frame: func(scale.Decoded) {}})
		if err != nil {
			t.Fatal(err)
		}
		ctx, stop := context.WithTimeout(t.Context(), 5*time.Second)
		defer stop()
		go func() {
			<-time.After(2 * time.Second)
			far.Shake(true) // statuses, which need no unit
		}()
		_ = s.Run(ctx, func(st devices.Status) { said += " " + st.Key })
		if !strings.Contains(said, "scale.no-unit") || strings.Contains(said, "scale.ready") {
			t.Errorf("said%s", said)
		}
	})
}
