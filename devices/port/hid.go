package port

import (
	"fmt"
	"slices"

	"packline/devices"
)

// hidWanted is what an address of a HID device asks for:
//
//	hid:0922:8003   hid:0922:8003?serial=SN1   hid:0922:8003?port=1-1.2   hid:any   hid:/dev/hidraw3
//
// The parameter usage= limits it to devices with a part for that use; a driver adds its own with WithDefault.
type hidWanted struct {
	binding
	usage    Usage
	hasUsage bool
}

func parseHID(a devices.Address) (hidWanted, error) {
	b, err := parseBinding(a.Path, a)
	w := hidWanted{binding: b, hasUsage: a.Has("usage")}
	if err == nil && w.hasUsage {
		if w.usage, err = ParseUsage(a.Get("usage", "")); err != nil {
			err = devices.Fail("device.bad-usb-name", fmt.Errorf("%w: %w", devices.ErrAddress, err), a.String())
		}
	}
	return w, err
}

// find gives the device that the address means. One that is there and works in another mode has an error of its own:
// most scanners come as keyboards.
func (w hidWanted) find(a devices.Address, plugged []candidate) (candidate, error) {
	if !w.hasUsage {
		return w.choose(a, plugged)
	}
	var fit []candidate
	for _, c := range plugged {
		if c.isFor(w.usage) {
			fit = append(fit, c)
		}
	}
	found, err := w.choose(a, fit)
	if err != nil && !slices.ContainsFunc(fit, w.matches) && !w.any && slices.ContainsFunc(plugged, w.matches) {
		return found, devices.Fail("device.wrong-use", fmt.Errorf("%w %s: none with usage %s", ErrNotFound, a, w.usage), shown(a))
	}
	return found, err
}

// isFor reports whether a HID device has a part for a use.
func (c candidate) isFor(u Usage) bool {
	apps, err := ParseDescriptor(c.descriptor)
	return err == nil && slices.ContainsFunc(apps, func(app Application) bool { return app.Usage == u })
}
