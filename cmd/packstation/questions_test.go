package main

import (
	"runtime"
	"testing"

	"packline/devices/port"
)

// TestInitProposesWhatIsPluggedIn gives the wizard's proposals for devices of every kind.
func TestInitProposesWhatIsPluggedIn(t *testing.T) {
	usable := func(kind, address string) port.Found { return port.Found{Kind: kind, Address: address, Usable: true} }
	line := "?protocol=toledo-8217&mode=7E1&unit=lb"
	none := "serial:/dev/ttyUSB0" + line
	if runtime.GOOS == "windows" {
		none = "serial:COM3" + line
	}
	for name, c := range map[string]struct {
		found                   []port.Found
		scanner, scale, printer string
	}{
		"nothing":  {nil, "keyboard:", none, "tcp:zebra:9100"},
		"one line": {[]port.Found{usable("serial", "serial:COM1")}, "keyboard:", "serial:COM1" + line, "tcp:zebra:9100"},
		"two lines": {
			[]port.Found{usable("serial", "serial:COM1"), usable("serial", "serial:COM2")},
			"serial:COM2?suffix=CR", "serial:COM1" + line, "tcp:zebra:9100",
		},
		"a bench": {
			[]port.Found{
				{Kind: "other", Address: "hid:046D:C31C"},
				usable("scale", "hid:0922:8003?serial=S1"), usable("serial", "serial:COM9"),
				usable("scanner", "serial:usb:0C2E:0B6A?serial=H1"), usable("printer", "usblp:0A5F:0120?serial=Z1"),
			},
			"serial:usb:0C2E:0B6A?serial=H1&suffix=CR", "hid:0922:8003?serial=S1", "usblp:0A5F:0120?serial=Z1",
		},
	} {
		p := plugged(c.found)
		if p.scanner() != c.scanner || p.scale() != c.scale || p.printer() != c.printer {
			t.Errorf("%s: %s, %s, %s", name, p.scanner(), p.scale(), p.printer())
		}
	}
}
