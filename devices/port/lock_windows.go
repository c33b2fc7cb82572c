package port

import (
	"slices"
	"strings"

	"go.bug.st/serial"
)

// lockDevice does nothing: Windows opens a serial port for one program only.
func lockDevice(string) (unlock func(), err error) { return func() {}, nil }

// isListed reports whether the system's list of ports holds the name.
func isListed(name string) bool {
	names, err := serial.GetPortsList()
	return err == nil && slices.ContainsFunc(names, func(n string) bool { return strings.EqualFold(n, name) })
}
