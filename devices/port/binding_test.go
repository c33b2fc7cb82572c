package port

import (
	"testing"

	"packline/devices"
)

func phraseOf(err error) string { return devices.StatusOf(devices.StateGone, err).Key }

func TestShownNamesWhatItIs(t *testing.T) {
	for text, want := range map[string]string{
		"hid:0922:8003?usage=8D:20":          "DYMO M10 (0922:8003)",
		"hid:0922:8003?serial=SN1":           "DYMO M10 (0922:8003, SN1)",
		"serial:usb:0C2E:0B6A?port=1-1.4":    "Honeywell scanner (0C2E:0B6A, 1-1.4)",
		"serial:usb:1234:5678?baud=2400":     "USB device (1234:5678)",
		"serial:COM3?mode=7E1":               "COM3",
		"usblp:/dev/usb/lp1?serial=x":        "usblp:/dev/usb/lp1",
		"hid:any?usage=8D:20":                "hid:any",
		"evdev:/dev/input/by-id/x-event-kbd": "evdev:/dev/input/by-id/x-event-kbd",
	} {
		if got := shown(address(t, text)); got != want {
			t.Errorf("%s is shown as %s, want %s", text, got, want)
		}
	}
}

func TestNothingTellsThemApart(t *testing.T) {
	twins := []candidate{{node: "COM3", vendor: 0x1A86, product: 0x7523}, {node: "COM4", vendor: 0x1A86, product: 0x7523}}
	if got := twins[1].address("serial", "usb:", twins); got != "serial:COM4" {
		t.Errorf("listed as %s", got)
	}
	b, err := parseBinding("1A86:7523", address(t, "serial:usb:1A86:7523"))
	if err != nil {
		t.Fatal(err)
	}
	if got := twins[0].hint(b, twins); got != "COM3" {
		t.Errorf("hint %s", got)
	}
	odd := candidate{node: "COM5", vendor: 1, product: 2, serial: "A&B ?"}
	text := odd.address("serial", "usb:", []candidate{odd})
	if a := address(t, text); a.Get("serial", "") != "A&B ?" {
		t.Errorf("%s", text)
	}
}

func TestCheckLooksAtTheAddressOnly(t *testing.T) {
	for text, good := range map[string]bool{
		"serial:usb:0C2E:0B6A": true, "serial:usb:C2E:B6A": false, "serial:COM3?mode=9N1": false, "hid:any": true, "hid:0922": false,
		"usblp:/dev/usb/lp1": true, "usblp:lp1": false, "evdev:05E0:1200": true, "evdev:any": false, "cups:ZD421": true, "cups:a/b": false,
		"winspool:": false, "winspool:ZDesigner ZD421": true, "tcp:zebra:9100": true, "tcp:zebra": false, "file:x": true,
	} {
		if err := Check(address(t, text)); (err == nil) != good {
			t.Errorf("%s: %v", text, err)
		}
	}
}
