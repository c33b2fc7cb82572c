package printer_test

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"strings"
	"testing"

	"packline/devices/printer"
	"packline/testdata"
)

type capture struct{ Name, Source, Hex, Want string }

func captures(t testing.TB) map[string][]byte {
	t.Helper()
	all := map[string][]byte{}
	decoder := json.NewDecoder(bytes.NewReader(testdata.Read(t, "frames/zebra-hs.jsonl")))
	for decoder.More() {
		var c capture
		if err := decoder.Decode(&c); err != nil {
			t.Fatal(err)
		}
		b, err := hex.DecodeString(strings.ReplaceAll(c.Hex, " ", ""))
		if err != nil {
			t.Fatal(err)
		}
		all[c.Name+": "+c.Want] = b
	}
	return all
}

func TestHostStatusCaptures(t *testing.T) {
	for name, b := range captures(t) {
		_, want, _ := strings.Cut(name, ": ")
		got := "error"
		if s, err := printer.ParseHostStatus(b); err == nil {
			got = s.Problem()
			if s.CanPrint() {
				got = "ready"
			}
			got += map[bool]string{true: " idle", false: " busy"}[s.Idle()]
		}
		if got != want {
			t.Errorf("%s: got %q of %q", name, got, b)
		}
	}
}

func FuzzHostStatus(f *testing.F) {
	for _, b := range captures(f) {
		f.Add(b)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		s, err := printer.ParseHostStatus(b)
		if err == nil && (s.Formats < 0 || s.Remaining < 0 || bytes.Count(b, []byte{3}) < 3) {
			t.Fatalf("%q gave %+v", b, s)
		}
	})
}
