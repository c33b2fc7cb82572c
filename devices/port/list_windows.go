package port

import (
	"fmt"

	"go.bug.st/serial/enumerator"

	"packline/devices"
)

func list() ([]Found, error) {
	ports, err := enumerator.GetDetailedPortsList()
	if err != nil {
		return nil, fmt.Errorf("cannot list serial ports: %w", err)
	}
	found := make([]Found, 0, len(ports))
	for _, p := range ports {
		found = append(found, Found{
			Address:     devices.Address{Scheme: "serial", Path: p.Name}.String(),
			Description: describe("serial port", p.Product, usbIDs(p.VID, p.PID)),
			Usable:      true,
		})
	}
	return found, nil
}
