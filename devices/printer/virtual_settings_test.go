package printer_test

import (
	"testing"
	"testing/synctest"

	"packline/devices/printer"
)

// TestVirtualPrinterOfAnAddress has faults given by addresses alone.
func TestVirtualPrinterOfAnAddress(t *testing.T) {
	for fault, want := range map[string]string{
		"paper": "trouble printer.paper-out", "head": "trouble printer.head-open", "ribbon": "trouble printer.ribbon-out",
		"paused": "trouble printer.paused", "mute": "unknown printer.no-report", "one-way": "unknown printer.no-report",
	} {
		synctest.Test(t, func(t *testing.T) {
			watch(t, newPrinter(t, "virtual:printer?fault="+fault, quick()))(want)
		})
	}
	for _, bad := range []string{"virtual:printer?fault=fire", "virtual:printer?fault=", "tcp:p:9100?fault=paper"} {
		if _, err := printer.New(bad, printer.Options{}); err == nil {
			t.Errorf("%s was taken", bad)
		}
	}
}
