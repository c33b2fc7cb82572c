//go:build !linux && !windows

package port

import (
	"context"

	"packline/devices"
)

// openHID says that it isn't there: without a C compiler there is no way to the HID manager of macOS.
func openHID(_ context.Context, a devices.Address) (Port, error) {
	if _, err := parseHID(a); err != nil {
		return nil, err
	}
	return nil, devices.Fail("device.hid-not-here", ErrNotHere, a.String())
}
