package doctor_test

import (
	"context"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"packline/devices"
	"packline/devices/doctor"
	"packline/devices/port"
	"packline/devices/scanner"
)

// examine examines a device until a report is as wanted, and gives that one.
func examine(t *testing.T, address string, opt doctor.Options, wanted func(doctor.Report) bool) doctor.Report {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	var last doctor.Report
	found := false
	err := doctor.Examine(ctx, address, opt, func(r doctor.Report) {
		if !found {
			last, found = r, wanted(r)
		}
		if found {
			cancel()
		}
	})
	if err != nil || !found {
		t.Fatalf("%s: never as wanted: %v, %+v", address, err, last)
	}
	return last
}

// TestClone has a printer that answers ~HS in pieces and nothing else: its answer is shown whole, with its meaning.
func TestClone(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = listener.Close() }()
	lines := []string{"\x02030,0,0,1245,000,0,0,0,000,0,0,0\x03\r\n", "\x02000,0,0,0,0,2,4,0,00000000,1,000\x03\r\n", "\x021234,0\x03"}
	go func() {
		conn, err := listener.Accept()
		if err != nil {
			return
		}
		defer func() { _ = conn.Close() }()
		question := make([]byte, 64)
		if _, err := conn.Read(question); err != nil {
			return
		}
		for _, line := range lines {
			_, _ = conn.Write([]byte(line))
		}
		_, _ = conn.Read(question)
		_, _ = conn.Read(question)
	}()
	r := examine(t, "tcp:"+listener.Addr().String(), doctor.Options{}, func(r doctor.Report) bool { return r.Status.Key == "printer.ready" })
	if !r.Healthy() || r.Frames != 1 || r.Last != "zebra-hs" || r.Means["zebra-hs"] == nil || !strings.Contains(string(r.In), strings.Join(lines, "")) {
		t.Errorf("%+v", r)
	}
}

// TestWrongUnitIsSaidOnce plays a scale whose display shows another unit than its address.
func TestWrongUnitIsSaidOnce(t *testing.T) {
	file := filepath.Join(t.TempDir(), "scale.jsonl")
	session, err := os.Create(file)
	if err != nil {
		t.Fatal(err)
	}
	recorder := port.Record(session, "serial:x?protocol=st-gs&unit=kg")
	recorder.In([]byte(stable))
	if err := session.Close(); err != nil {
		t.Fatal(err)
	}
	r := examine(t, "playback:"+file+"?protocol=st-gs&unit=kg&loop=1", doctor.Options{}, func(r doctor.Report) bool {
		return r.Status.Key == "scale.wrong-unit" && r.Frames > 0
	})
	if len(r.Advice) != 1 || r.Advice[0].Set != "unit=lb" || r.Healthy() {
		t.Errorf("%+v", r.Advice)
	}
}

// TestScannedCodes holds that a scanner's codes are counted and shown, and that one of which only damaged codes come
// isn't well.
func TestScannedCodes(t *testing.T) {
	gun := &scanner.VirtualScanner{}
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	var last doctor.Report
	err := doctor.Examine(ctx, "virtual:scanner", doctor.Options{Scanner: gun}, func(r doctor.Report) {
		switch {
		case r.State == devices.StateReady && r.Frames == 0:
			gun.Scan("A-\x80")
		case r.Frames == 1 && last.Frames == 0:
			if r.Healthy() || r.Garbled != 1 {
				t.Errorf("after a damaged code: %+v", r)
			}
			gun.Scan("ORDER-1")
		case r.Frames == 2:
			if !r.Healthy() || r.Code == nil || r.Code.Text != "ORDER-1" {
				t.Errorf("after a code: %+v", r)
			}
			cancel()
		}
		last = r
	})
	if err != nil || last.Frames != 2 {
		t.Errorf("%v, %d codes", err, last.Frames)
	}
}
