package main

import (
	"errors"
	"io/fs"
	"os"
	"runtime"
	"strings"
	"testing"

	"packline/cmd/internal/cli/clitest"
	"packline/cmd/internal/config"
	"packline/devices/port"
)

// TestInitProposesWhatIsPluggedIn gives the wizard's proposals for devices of every kind.
func TestInitProposesWhatIsPluggedIn(t *testing.T) {
	usable := func(kind, address string) port.Found { return port.Found{Kind: kind, Address: address, Usable: true} }
	none := "serial:/dev/ttyUSB0"
	if runtime.GOOS == "windows" {
		none = "serial:COM3"
	}
	for name, c := range map[string]struct {
		found                   []port.Found
		scanner, scale, printer string
	}{
		"nothing":  {nil, "keyboard:", none, "tcp:zebra:9100"},
		"one line": {[]port.Found{usable("serial", "serial:COM1")}, "keyboard:", "serial:COM1", "tcp:zebra:9100"},
		"two lines": {
			[]port.Found{usable("serial", "serial:COM1"), usable("serial", "serial:COM2")},
			"serial:COM2?suffix=CR", "serial:COM1", "tcp:zebra:9100",
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

// TestInitRefusesWhatRunRefuses gives addresses that no driver takes.
func TestInitRefusesWhatRunRefuses(t *testing.T) {
	t.Chdir(t.TempDir())
	before := strings.Repeat("\n", 21)
	for answers, sentence := range map[string]string{
		"keyboard:?suffix=XX":                "scanner can't be used",
		"serial:/dev/ttyACM0?suffix=XX":      "scanner can't be used",
		"virtual:scanner":                    "scanner can't be used",
		"\nserial:/dev/ttyUSB0?protocol=foo": "Scale protocol foo",
		"\nserial:x?protocol=toledo-8217":    "unit=",
		"\nvirtual:scale":                    "scale can't be used",
		"\nserial:x\nfoo":                    "Scale protocol foo",
		"\nserial:x\nnci-3835\nstone":        "stone",
		"\nhid:any\ntcp:192.168.1.50":        "needs a host and a port",
		"\nserial:x\n\n\ntcp:192.168.1.50":   "needs a host and a port",
	} {
		clitest.Want(t, do(t, before+answers+"\n", "init"), 1, sentence)
		if _, err := os.Stat(config.DefaultFile); !errors.Is(err, fs.ErrNotExist) {
			t.Fatalf("%q: the config was written", answers)
		}
	}
	clitest.Want(t, do(t, before+"\nserial:x\nst-gs\nkg\ntcp:192.168.1.50:9100\n", "init"), 0, "packstation doctor")
	c, err := config.Load(config.DefaultFile)
	if err != nil || c.Scale != "serial:x?protocol=st-gs&unit=kg" || c.Printer != "tcp:192.168.1.50:9100" {
		t.Errorf("%s, %s, %v", c.Scale, c.Printer, err)
	}
}
