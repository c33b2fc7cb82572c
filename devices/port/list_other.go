//go:build !linux && !windows

package port

import (
	"fmt"

	"go.bug.st/serial"

	"packline/devices"
)

// list gives serial ports by name only: the detailed enumerator needs cgo here.
func list() ([]Found, error) {
	names, err := serial.GetPortsList()
	if err != nil {
		return nil, fmt.Errorf("cannot list serial ports: %w", err)
	}
	found := make([]Found, 0, len(names))
	for _, name := range names {
		found = append(found, Found{
			Address:     devices.Address{Scheme: "serial", Path: name}.String(),
			Description: "serial port", Kind: KindSerial,
			Usable: true,
		})
	}
	return found, nil
}
