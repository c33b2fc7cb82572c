package scanner_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"packline/devices"
	"packline/devices/port"
	"packline/devices/scanner"
)

const posAddress = "virtual:scanner?usage=8C:02"

// report makes one report by hand, so that the tests don't believe the virtual scanner.
func report(aim, data string, more byte) []byte {
	out := make([]byte, 64)
	out[0], out[1], out[63] = 2, byte(len(data)), more
	copy(out[2:], aim)
	copy(out[5:], data)
	return out
}

func TestReports(t *testing.T) {
	long := strings.Repeat("0123456789", 12)
	shifted := make([]byte, 64)
	shifted[0], shifted[1] = 2, 4
	copy(shifted[3:], "]C0SO-6")
	for _, c := range []struct {
		name    string
		reports [][]byte
		text    string
		aim     string
		problem string
	}{
		{"one report", [][]byte{report("]C0", "SO-1", 0)}, "SO-1", "C0", ""},
		{"56 bytes", [][]byte{report("]Q1", long[:56], 0)}, long[:56], "Q1", ""},
		{"a chain", [][]byte{report("]d2", "010952123454321310", 1), report("]d2", "LOT", 0)}, "010952123454321310LOT", "d2", ""},
		{"the virtual scanner's chain", scanner.Reports("]C0", long), long, "C0", ""},
		{"no identifier", [][]byte{report("", "SO-2", 0)}, "SO-2", "", ""},
		{"a suffix", [][]byte{report("]C0", "SO-3\r\n", 0)}, "SO-3", "C0", ""},
		{"shifted by one byte", [][]byte{shifted}, "SO-6", "C0", ""},
		{"a report of another kind before", [][]byte{append([]byte{7}, make([]byte, 63)...), report("]C0", "SO-4", 0)}, "SO-4", "C0", ""},
		{"57 bytes", [][]byte{func() []byte { r := report("]C0", "", 0); r[1] = 57; return r }()}, "", "", "scanner.bad-report"},
		{"a short report", [][]byte{{2, 1, ']', 'C', '0', 'x'}}, "", "", "scanner.bad-report"},
		{"never ends", [][]byte{report("]C0", "SO-5", 1)}, "SO-5", "C0", "scanner.cut-off"},
		{"too long", scanner.Reports("]C0", strings.Repeat("x", 5000)), strings.Repeat("x", 256), "C0", "scanner.too-long"},
	} {
		synctest.Test(t, func(t *testing.T) {
			far := &scanner.VirtualScanner{}
			codes, states, stop := start(t, posAddress, scanner.Options{Virtual: far})
			defer stop()
			await(t, states, "ready scanner.ready")
			for _, r := range c.reports {
				far.Send(r)
			}
			got := next(t, codes)
			want := c.text
			if c.problem == "scanner.too-long" {
				want = got.Text
			}
			if got.Text != want || got.AIM != c.aim && c.problem == "" || got.Problem.Key != c.problem || len(got.Text) > 256 {
				t.Errorf("%s: %+v", c.name, got)
			}
		})
	}
}

// TestReportsOfTwoCodesDontMix holds that half a code, given up by time or by an unplugged cable, isn't the beginning of
// the next.
func TestReportsOfTwoCodesDontMix(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		far := &scanner.VirtualScanner{}
		codes, states, stop := start(t, posAddress, scanner.Options{Virtual: far})
		defer stop()
		await(t, states, "ready scanner.ready")
		far.Send(report("]C0", "HALF", 1))
		if c := next(t, codes); c.Problem.Key != "scanner.cut-off" {
			t.Errorf("code %+v", c)
		}
		<-time.After(2 * time.Second) // of the bubble's own time
		far.Send(report("]C0", "SO-1", 0))
		if c := next(t, codes); c.Text != "SO-1" || !c.Problem.IsZero() {
			t.Errorf("code %+v", c)
		}
		far.Send(report("]C0", "HALF", 1))
		far.Unplug()
		await(t, states, "gone device.gone")
		far.Replug()
		await(t, states, "ready scanner.ready")
		far.ScanReports("]C0", "SO-2")
		if c := next(t, codes); c.Text != "SO-2" || !c.Problem.IsZero() {
			t.Errorf("code %+v", c)
		}
	})
}

// featured is a port that takes feature reports.
type featured struct {
	port.Port
	told chan string
}

func (f featured) Feature(id byte, data []byte) error {
	f.told <- string(append([]byte{id}, data...))
	return errors.New("refused")
}

func TestHoneywellIsToldToSend(t *testing.T) {
	for address, tells := range map[string]bool{"hid:0C2E:0B8F": true, "hid:any": true, "hid:05E0:1900?serial=S": false} {
		synctest.Test(t, func(t *testing.T) {
			far, told := &scanner.VirtualScanner{}, make(chan string, 1)
			open := func(ctx context.Context, a devices.Address) (port.Port, error) {
				if a.Get("usage", "") != "8C:02" {
					t.Errorf("%s was opened as %s", address, a)
				}
				opened, err := far.Open(ctx, a)
				return featured{opened, told}, err
			}
			codes, states, stop := start(t, address, scanner.Options{Open: open})
			defer stop()
			await(t, states, "ready scanner.ready")
			if tells != (len(told) == 1) || tells && <-told != "\xFE\x01" {
				t.Errorf("%s: told %d times", address, len(told))
			}
			far.ScanReports("]C0", "SO-1")
			if c := next(t, codes); c.Text != "SO-1" {
				t.Errorf("code %+v", c)
			}
		})
	}
}

// TestLateReportBeginsACode holds that time ends a chain even where no timer came between.
func TestLateReportBeginsACode(t *testing.T) {
	d, at := scanner.NewPosDecoder(), time.Unix(1, 0)
	var got []string
	take := func(raw []byte, problem string) { got = append(got, string(raw)+" "+problem) }
	d.Feed(report("]C0", "HALF", 1), at, take)
	d.Feed(report("]C0", "SO-1", 0), at.Add(time.Second), take)
	if strings.Join(got, ",") != "]C0HALF scanner.cut-off,]C0SO-1 " {
		t.Errorf("got %q", got)
	}
}

func FuzzHIDScanner(f *testing.F) {
	f.Add(report("]C0", "SO-1", 0))
	f.Add(append(report("]d2", strings.Repeat("1", 56), 1), report("]d2", "2", 0)...))
	f.Add([]byte{2, 57})
	f.Fuzz(func(t *testing.T, sent []byte) {
		at, held := time.Unix(1, 0), 0
		d := scanner.NewPosDecoder()
		for len(sent) > 0 {
			n := min(64, len(sent))
			d.Feed(sent[:n], at, func(raw []byte, _ string) { held = max(held, len(raw)) })
			sent, at = sent[n:], at.Add(time.Millisecond)
		}
		d.Pause(func(raw []byte, _ string) { held = max(held, len(raw)) })
		if held > 264+56 || d.Held() > 264+56 {
			t.Fatalf("%d bytes of one code", held)
		}
	})
}
