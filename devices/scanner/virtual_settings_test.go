package scanner_test

import (
	"context"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"packline/devices"
	"packline/devices/scanner"
	"packline/manifest"
)

// TestVirtualScannerOfAnAddress has scans and faults given by addresses alone.
func TestVirtualScannerOfAnAddress(t *testing.T) {
	for address, want := range map[string][]string{
		"virtual:scanner?codes=A-1,A-2&every=2s":               {"A-1", "A-2", "A-1"},
		"virtual:scanner?codes=A-1,A-2&fault=double":           {"A-1", "A-1", "A-2", "A-2"},
		"virtual:scanner?codes=A-12,A-22&fault=half&suffix=CR": {"garbled", "garbled"},
		"virtual:scanner?fault=babble":                         {"garbled"},
	} {
		synctest.Test(t, func(t *testing.T) {
			codes := make(chan string, 1000)
			s, err := scanner.New(address, scanner.Options{Code: func(c manifest.Code) {
				text := c.Text
				if c.Kind == manifest.CodeGarbled {
					text = "garbled"
				}
				codes <- text
			}})
			if err != nil {
				t.Fatal(err)
			}
			ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
			var running sync.WaitGroup
			running.Go(func() { _ = s.Run(ctx, func(devices.Status) {}) })
			defer running.Wait()
			defer cancel()
			for _, w := range want {
				select {
				case got := <-codes:
					if got != w {
						t.Errorf("%s: %q, not %q", address, got, w)
					}
				case <-ctx.Done():
					t.Errorf("%s: never %q", address, w)
				}
			}
		})
	}
	for _, bad := range []string{"fault=fire", "every=5", "every=1ms"} {
		if _, err := scanner.New("virtual:scanner?codes=A&"+bad, scanner.Options{}); err == nil {
			t.Errorf("%s was taken", bad)
		}
	}
}
