package port

import (
	"errors"
	"fmt"
	"path/filepath"
	"strings"

	"packline/devices"
)

// keptPrinters lists the USB printers that have no device file, because CUPS drives them itself or the system keeps the
// kernel's driver away.
func (s system) keptPrinters() []candidate {
	var found []candidate
	for _, name := range s.entries("sys/bus/usb/devices") {
		dir := s.path("sys/bus/usb/devices", name)
		if !strings.Contains(name, ":") || line1(filepath.Join(dir, "bInterfaceClass")) != "07" || len(entries(dir, "usbmisc")) > 0 {
			continue
		}
		var c candidate
		if c.fillUSB(dir); c.vendor != 0 {
			found = append(found, c)
		}
	}
	return found
}

// kept is the error of a printer that is plugged in and has no device file; others stay as they are.
func (s system) kept(a devices.Address, err error) error {
	if !errors.Is(err, ErrNotFound) {
		return err
	}
	if _, other := resolve(a, a.Path, s.keptPrinters()); other == nil || errors.Is(other, ErrAmbiguous) {
		return devices.Fail("device.no-usblp", fmt.Errorf("%w (%s): it has no device file, so a print queue keeps it", ErrBusy, shown(a)), shown(a))
	}
	return err
}
