package port

import (
	"fmt"

	"packline/devices"
)

func list() ([]Found, error) {
	ports, err := serialCandidates()
	if err != nil {
		return nil, fmt.Errorf("cannot list serial ports: %w", err)
	}
	found := make([]Found, 0, len(ports))
	for _, c := range ports {
		f := Found{
			Address:     devices.Address{Scheme: "serial", Path: c.node}.String(),
			Description: c.describe("serial port " + c.node), Kind: KindSerial, Usable: true,
		}
		if c.vendor != 0 {
			f.Address = c.address("serial", "usb:", ports)
		}
		if role := known(c.vendor, c.product).Role; role != "" {
			f.Kind = string(role)
		}
		found = append(found, f)
	}
	return append(found, listHID()...), nil
}

// listHID gives the HID devices that open; those that Windows keeps for itself, keyboards and mice, don't.
func listHID() []Found {
	all := hidCandidates()
	var found []Found
	for _, c := range all {
		f := Found{Address: c.address("hid", "", all), Kind: KindOther, Description: c.describe("HID device")}
		switch {
		case c.isFor(UsageScale):
			f.Kind, f.Usable = string(devices.RoleScale), true
		case c.isFor(UsageScanner):
			f.Kind, f.Usable = string(devices.RoleScanner), true
		}
		found = append(found, f)
	}
	return found
}
