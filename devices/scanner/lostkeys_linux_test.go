package scanner_test

import (
	"testing"
	"testing/synctest"

	"packline/devices/scanner"
	"packline/manifest"
)

// TestLostKeysAreNamed sends what the port makes of keys that the kernel lost; on a line a NUL is something else.
func TestLostKeysAreNamed(t *testing.T) {
	for address, want := range map[string]string{
		"evdev:05E0:1200?selftest=0": "scanner.keys-lost",
		"serial:/dev/ttyACM0":        "scanner.control-character",
	} {
		synctest.Test(t, func(t *testing.T) {
			far := &scanner.VirtualScanner{}
			codes, states, stop := start(t, address, scanner.Options{Open: far.Open})
			defer stop()
			await(t, states, "ready scanner.ready")
			far.Send([]byte("SO-\x00023\r"))
			if c := next(t, codes); c.Kind != manifest.CodeGarbled || c.Problem.Key != want {
				t.Errorf("%s: %+v", address, c)
			}
		})
	}
}
