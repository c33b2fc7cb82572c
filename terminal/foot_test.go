package terminal_test

import (
	"strings"
	"testing"

	"packline/manifest"
	"packline/station"
	"packline/terminal"
	"packline/terminal/terminaltest"
)

// TestReadyDeviceWithSomethingToSay holds that a printer which works and is nearly out of labels says so, and one that
// just works says nothing more.
func TestReadyDeviceWithSomethingToSay(t *testing.T) {
	for key, want := range map[string]string{"printer.paper-low": "Have a new roll at hand", "printer.ready": "√ Printer ready\n"} {
		view := terminaltest.View("ready")
		view.Devices = []station.Device{{Role: "printer", State: manifest.DeviceReady, Message: manifest.Say(key)}}
		foot := strings.Join(terminal.Draw(scene(view), 120, 40).Lines()[36:], "\n")
		if !strings.Contains(foot, want) {
			t.Errorf("%s: foot is\n%s", key, foot)
		}
	}
}

// TestDeviceBarSaysWhatToDo holds that on the smallest screen the end of every sentence is there, the part that says what
// to do, and that it speaks of the device by its role, not by an address with its settings.
func TestDeviceBarSaysWhatToDo(t *testing.T) {
	bad := func(role, address, key string, args ...string) station.Device {
		return station.Device{Role: role, Address: address, State: manifest.DeviceTrouble, Message: manifest.Say(key, args...)}
	}
	fine := []station.Device{{Role: "scale", State: manifest.DeviceReady}, {Role: "printer", State: manifest.DeviceReady}}
	long := "virtual:scale?protocol=toledo-8217&unit=lb&baud=9600&mode=7E1"
	for name, c := range map[string]struct {
		devices []station.Device
		want    []string
	}{
		"layout":  {append([]station.Device{bad("scanner", "keyboard:", "scanner.test-layout")}, fine...), []string{"Set its keyboard layout to the one of this PC.", "√ Scale ready", "√ Printer ready"}},
		"refused": {[]station.Device{fine[0], bad("printer", "tcp:zebra-dock2:9100", "printer.refused", "zebra-dock2:9100")}, []string{"no other station prints.", "√ Scale ready"}},
		"gone":    {[]station.Device{bad("scale", "virtual:scale", "device.gone", long), fine[1]}, []string{"▲ Scale was unplugged or switched off. Check its cable.", "√ Printer ready"}},
		"two scales": {
			[]station.Device{bad("scale", "hid:0922:8003", "device.ambiguous", "hid:0922:8003", "serial=A100, serial=A101")},
			[]string{"▲ Scale: More than one device is hid:0922:8003.", "serial=A101."},
		},
		"all": {[]station.Device{
			bad("scale", long, "device.no-permission", long), bad("scanner", "keyboard:", "scanner.test-layout"), bad("printer", "", "printer.refused", "zebra-dock2:9100"),
		}, []string{"Ask your lead to allow this user to use it.", "the one of this PC.", "Printer zebra-dock2:9100"}},
	} {
		for _, sample := range []string{"ready", "order-open"} {
			view := terminaltest.View(sample)
			view.Devices = c.devices
			screen := strings.Join(terminal.Draw(scene(view), 80, 24).Lines(), "\n")
			words := strings.Join(strings.Fields(screen), " ")
			for _, want := range c.want {
				if !strings.Contains(words, want) {
					t.Errorf("%s: %q is not on the screen\n%s", name, want, screen)
				}
			}
			if strings.Contains(screen, "?protocol") {
				t.Errorf("%s: the settings of an address are no news to a picker\n%s", name, screen)
			}
		}
	}
}
