//go:build !linux

package port

import "packline/devices"

// PowerOf tells nothing here: Windows has the setting in the device manager, page Power Management.
func PowerOf(devices.Address) Power { return Power{} }
