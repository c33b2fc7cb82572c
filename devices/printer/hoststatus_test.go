package printer_test

import (
	"bytes"
	"testing"

	"packline/devices/printer"
)

func TestHostStatusCaptures(t *testing.T) {
	for _, c := range captures(t, "zebra-hs") {
		b, got := c.bytes(t), "error"
		if s, err := printer.ParseHostStatus(b); err == nil {
			got = s.Problem()
			if s.CanPrint() {
				got = "ready"
			}
			got += map[bool]string{true: " idle", false: " busy"}[s.Idle()]
		}
		if got != c.Want {
			t.Errorf("%s: got %q of %q", c.Name, got, b)
		}
	}
}

func FuzzHostStatus(f *testing.F) {
	for _, c := range captures(f, "zebra-hs") {
		f.Add(c.bytes(f))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		s, err := printer.ParseHostStatus(b)
		if err == nil && (s.Formats < 0 || s.Remaining < 0 || bytes.Count(b, []byte{3}) < 3) {
			t.Fatalf("%q gave %+v", b, s)
		}
	})
}
