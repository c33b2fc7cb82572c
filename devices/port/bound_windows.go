package port

import (
	"context"
	"strings"

	"go.bug.st/serial/enumerator"

	"packline/devices"
)

// resolveSerial gives the name of a serial port and the device's serial number: for usb:VVVV:PPPP as it is plugged in
// now. Windows doesn't tell the socket, so port= can't be used here.
func resolveSerial(a devices.Address) (path, serial string, err error) {
	ids, bound := strings.CutPrefix(a.Path, "usb:")
	if !bound {
		return a.Path, "", nil
	}
	b, err := parseBinding(ids, a)
	if err != nil {
		return "", "", err
	}
	if b.port != "" {
		return "", "", fail(ErrNotHere, nil, a.String())
	}
	plugged, err := inTime(context.Background(), serialCandidates)
	if err != nil {
		return "", "", fail(ErrNotFound, err, a.String())
	}
	c, err := b.choose(a, plugged)
	return c.node, c.serial, err
}

func serialCandidates() ([]candidate, error) {
	ports, err := enumerator.GetDetailedPortsList()
	if err != nil {
		return nil, err
	}
	found := make([]candidate, 0, len(ports))
	for _, p := range ports {
		c := candidate{node: p.Name, serial: plain(p.SerialNumber), model: plain(p.Product)}
		c.vendor, c.product, _ = parseIDs(p.VID + ":" + p.PID)
		found = append(found, c)
	}
	return found, nil
}

// withRule has nothing to add: there are no rules to install here.
func withRule(err error, _ string) error { return err }
