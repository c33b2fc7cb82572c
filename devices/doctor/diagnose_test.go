package doctor_test

import (
	"context"
	"errors"
	"io"
	"math/bits"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"packline/devices"
	"packline/devices/doctor"
	"packline/devices/port"
)

const (
	nci    = "\n  12.40LB\r00\x03"
	toledo = "\x02012.34\r"
	stable = "ST,GS,+  12.40lb\r\n"
)

// sent gives bytes as a line with settings of its own puts them on the wire and one with other settings reads them. At
// another speed they are no characters any more.
func sent(text, is, read string) string {
	out := []byte(text)
	for i, b := range out {
		if strings.HasPrefix(is, "7") {
			parity := bits.OnesCount8(b&0x7F) & 1
			if is[1] == 'O' {
				parity ^= 1
			}
			b = b&0x7F | byte(parity)<<7
		}
		if strings.HasPrefix(read, "7") {
			wrong := bits.OnesCount8(b)&1 == 1
			if read[1] == 'O' {
				wrong = !wrong
			}
			if b &= 0x7F; wrong {
				b = 0
			}
		}
		out[i] = b
	}
	return string(out)
}

func TestDiagnose(t *testing.T) {
	garbage := "\xfe\x80\x00\xfc\xf8\x00\xe6\x06\x9e\x80\xfe\x00"
	for name, c := range map[string]struct{ address, in, key, set string }{
		"good":                  {"serial:x?protocol=nci-3835", nci, "", ""},
		"7E1 read as 8N1":       {"serial:x?protocol=nci-3835&mode=8N1", sent(nci, "7E1", "8N1"), "doctor.mode", "mode=7E1"},
		"7O1 read as 8N1":       {"serial:x?protocol=nci-3835&mode=8N1", sent(nci, "7O1", "8N1"), "doctor.mode", "mode=7O1"},
		"8N1 read as 7E1":       {"serial:x?protocol=st-gs&mode=7E1", sent(stable, "8N1", "7E1"), "doctor.parity", "mode=8N1"},
		"another protocol":      {"serial:x?protocol=toledo-8217&unit=lb", nci, "doctor.protocol", "protocol=nci-3835"},
		"another unit":          {"serial:x?protocol=nci-3835&unit=kg", nci, "doctor.unit", "unit=lb"},
		"another speed":         {"serial:x?protocol=nci-3835", garbage, "doctor.speed", ""},
		"nothing":               {"serial:x?protocol=nci-3835", "", "doctor.silent", ""},
		"hardly anything":       {"serial:x?protocol=nci-3835", "12", "doctor.few-bytes", ""},
		"something else":        {"serial:x?protocol=nci-3835", "HELLO WORLD, HELLO", "doctor.unknown-bytes", ""},
		"scan":                  {"serial:x?suffix=CR", "]C0ABC-123\r", "", ""},
		"scan with another end": {"serial:x?suffix=CR", "]C0ABC-123\n", "doctor.suffix", "suffix=LF"},
		"scan without an end":   {"serial:x?suffix=CR", "]C0ABC-123", "doctor.suffix", "suffix=none"},
		"scan, any end":         {"serial:x", "]C0ABC-123\t", "", ""},
		"scan without AIM":      {"serial:x", "ABC-123\r", "doctor.no-aim", ""},
		"scan with parity":      {"serial:x", sent("]C0ABC-123\r", "7E1", "8N1"), "doctor.mode", "mode=7E1"},
		"scan at another speed": {"serial:x", garbage, "doctor.scanner-speed", ""},
		"scale as a scanner":    {"serial:x", "2.40lb\r\n" + stable + stable, "doctor.is-a-scale", "protocol=st-gs"},
		"its parity too":        {"serial:x", sent(stable, "7E1", "8N1"), "doctor.mode", "mode=7E1"},
		"figures of a scan":     {"serial:x", "012345678905\r\n12.40\r\n", "doctor.no-aim", ""},
		"printer":               {"tcp:p:9100", garbage, "", ""},
	} {
		a, err := devices.ParseAddress(c.address)
		if err != nil {
			t.Fatal(err)
		}
		advice := doctor.Diagnose(a, []byte(c.in))
		key, set := "", ""
		if len(advice) > 0 {
			key, set = advice[0].Key, advice[0].Set
		}
		if key != c.key || set != c.set {
			t.Errorf("%s: %q: says %+v, not %s %s", name, c.in, advice, c.key, c.set)
		}
	}
}

func FuzzDiagnose(f *testing.F) {
	f.Add("serial:x?protocol=nci-3835&mode=8N1", []byte(sent(nci, "7E1", "8N1")))
	f.Add("serial:x?suffix=LF", []byte("]C0ABC\r"))
	f.Fuzz(func(t *testing.T, address string, in []byte) {
		a, err := devices.ParseAddress(address)
		if err != nil {
			return
		}
		for _, advice := range doctor.Diagnose(a, in) {
			if advice.Key == "" || advice.Sure && advice.Set == "" {
				t.Fatalf("%+v", advice)
			}
		}
	})
}

// wire is a serial scale with settings of its own, that answers one request.
type wire struct {
	baud, mode      string
	request, answer string
}

func (w wire) open(_ context.Context, a devices.Address) (port.Port, error) {
	if a.Has("protocol") || a.Has("unit") {
		return nil, errors.New("the port was given the scale's parameters")
	}
	line := &wired{wire: w, baud: a.Get("baud", "9600"), mode: a.Get("mode", "8N1")}
	if w.request == "" { // it speaks by itself
		_, _ = line.Write(nil)
	}
	return line, nil
}

type wired struct {
	wire
	baud, mode string
	mu         sync.Mutex
	say        string
	closed     bool
}

func (w *wired) Write(b []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	switch {
	case string(b) != w.request:
	case w.baud != w.wire.baud:
		w.say = "\x80\x00\xf8"
	default:
		w.say = sent(w.answer, w.wire.mode, w.mode)
	}
	return len(b), nil
}

func (w *wired) Read(b []byte) (int, error) {
	timer := time.NewTimer(port.Tick)
	<-timer.C
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.closed {
		return 0, io.EOF
	}
	n := copy(b, w.say)
	w.say = w.say[n:]
	return n, nil
}

func (w *wired) Close() error {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.closed = true
	return nil
}

func TestSearch(t *testing.T) {
	for name, c := range map[string]struct {
		wire wire
		from string
		want string
	}{
		"usual": {wire{"9600", "7E1", "W\r", nci}, "serial:x", "serial:x?protocol=nci-3835&baud=9600&mode=7E1"},
		"slow, other parity": {
			wire{"4800", "7E1", "W\r", nci},
			"serial:x?protocol=toledo-8217&mode=8N1&baud=9600",
			"serial:x?protocol=nci-3835&baud=4800&mode=7E1",
		},
		"parity told from the bytes": {
			wire{"19200", "7E1", "W", toledo}, "serial:x?unit=lb", "serial:x?protocol=toledo-8217&unit=lb&baud=19200&mode=7E1",
		},
		"pounds told by the digits":    {wire{"9600", "7E1", "W", toledo}, "serial:x", "serial:x?protocol=toledo-8217&baud=9600&mode=7E1&unit=lb"},
		"kilograms told by the digits": {wire{"9600", "7E1", "W", "\x0212.345\r"}, "serial:x", "serial:x?protocol=toledo-8217&baud=9600&mode=7E1&unit=kg"},
		"a stream that two read":       {wire{"9600", "8N1", "", stable + stable}, "serial:x", "serial:x?protocol=st-gs&baud=9600&mode=8N1"},
		"a stream with parity":         {wire{"9600", "7E1", "", stable + stable}, "serial:x", "serial:x?protocol=st-gs&baud=9600&mode=7E1"},
		"a network line":               {wire{"9600", "8N1", "Q\r\n", "ST,+00001.24 kg\r\n"}, "tcp:h:1?protocol=nci-3835", "tcp:h:1?protocol=and-standard"},
	} {
		synctest.Test(t, func(t *testing.T) {
			a, err := devices.ParseAddress(c.from)
			if err != nil {
				t.Fatal(err)
			}
			tried := 0
			found, err := doctor.Search(t.Context(), a, doctor.Options{Open: c.wire.open}, func(int, string) { tried++ })
			if err != nil || found.String() != c.want {
				t.Errorf("%s: found %s after %d tries, %v; wanted %s", name, found, tried, err, c.want)
			}
		})
	}
}

func TestSearchFindsNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a := devices.Address{Scheme: "serial", Path: "x"}
		began := time.Now()
		_, err := doctor.Search(t.Context(), a, doctor.Options{Open: wire{"300", "8N1", "W", "x"}.open}, func(int, string) {})
		if !errors.Is(err, doctor.ErrNotFound) || time.Since(began) > 90*time.Second {
			t.Errorf("%v after %v", err, time.Since(began))
		}
	})
}
