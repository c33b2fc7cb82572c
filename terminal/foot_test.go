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
