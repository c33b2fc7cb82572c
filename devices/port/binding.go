package port

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"packline/devices"
)

// binding names a USB device by what stays the same wherever it is plugged in: vendor and product, and where two of
// the same kind hang on one machine the serial number or the socket. It is resolved anew at every open, because a
// device that returns may have another node.
type binding struct {
	vendor, product uint16
	any             bool   // vendor and product don't matter
	node            string // empty: any
	serial          string // empty: any
	port            string // USB path such as 1-1.4, or with the interface 1-1.4:1.2; empty: any
}

// candidate is a device that is plugged in.
type candidate struct {
	node            string // to open, such as /dev/hidraw3 or COM4
	vendor, product uint16
	serial          string // empty when it has none
	port            string // the USB path of the device; empty when it hangs on no USB
	iface           string // the USB path with the interface
	maker, model    string
	descriptor      []byte // of a HID device
}

// bindingParams are the parameters of an address that is bound by vendor and product.
func bindingParams() []string { return []string{"serial", "port"} }

// isBound reports whether a path names a USB device by vendor and product: 0922:8003, or any.
func isBound(path string) bool {
	_, _, err := parseIDs(path)
	return err == nil || path == "any"
}

func parseIDs(path string) (vendor, product uint16, err error) {
	v, p, ok := strings.Cut(path, ":")
	if !ok || len(v) != 4 || len(p) != 4 {
		return 0, 0, errors.New("it needs vendor and product as four hexadecimal digits each, such as 0922:8003")
	}
	vendorID, errV := strconv.ParseUint(v, 16, 16)
	productID, errP := strconv.ParseUint(p, 16, 16)
	return uint16(vendorID), uint16(productID), errors.Join(errV, errP)
}

// parseBinding reads the path VVVV:PPPP, any or a node, and the parameters serial= and port=.
func parseBinding(path string, a devices.Address) (binding, error) {
	b := binding{serial: a.Get("serial", ""), port: a.Get("port", "")}
	switch {
	case path == "any":
		b.any = true
		return b, nil
	case isNode(path):
		b.any, b.node = true, path
		return b, nil
	}
	var err error
	if b.vendor, b.product, err = parseIDs(path); err != nil {
		return b, devices.Fail("device.bad-usb-name", errors.Join(devices.ErrAddress, err), a.String())
	}
	return b, nil
}

// isNode reports whether a path is the system's name of a device: /dev/hidraw3, or as Windows writes it.
func isNode(path string) bool {
	return strings.HasPrefix(path, "/dev/") || strings.HasPrefix(path, `\\?\`)
}

func (b binding) matches(c candidate) bool {
	return (b.node == "" || b.node == c.node) && (b.any || b.vendor == c.vendor && b.product == c.product) &&
		(b.serial == "" || b.serial == c.serial) && (b.port == "" || b.port == c.port || b.port == c.iface)
}

// choose gives the one device that an address means. Two are an error that says what tells them apart: a carton
// weighed on the neighbour's scale is worse than none.
func (b binding) choose(a devices.Address, plugged []candidate) (candidate, error) {
	var found []candidate
	for _, c := range plugged {
		if b.matches(c) {
			found = append(found, c)
		}
	}
	switch len(found) {
	case 0:
		return candidate{}, fail(ErrNotFound, nil, shown(a))
	case 1:
		return found[0], nil
	}
	hints := make([]string, 0, len(found))
	for _, c := range found {
		hints = append(hints, c.hint(b, found))
	}
	slices.Sort(hints)
	list := strings.Join(slices.Compact(hints), ", ")
	return candidate{}, devices.Fail("device.ambiguous", fmt.Errorf("%w %s: %s", ErrAmbiguous, a, list), shown(a), list)
}

// hint writes what to add to an address so that it means this device alone.
func (c candidate) hint(b binding, all []candidate) string {
	param := c.tellApart(all)
	if param.Key == "" {
		return c.node // nothing tells it apart: it may be named by its node
	}
	hint := strings.TrimPrefix(devices.Address{Params: []devices.Param{param}}.String(), ":?")
	if b.any {
		hint = c.ids() + "?" + hint
	}
	return hint
}

// tellApart gives the parameter by which a device differs from the others of its kind: its serial number where no
// other has the same, or else the socket it is plugged into. It is empty when nothing tells them apart.
func (c candidate) tellApart(all []candidate) devices.Param {
	unique := func(value string, of func(candidate) string) bool {
		alike := 0
		for _, other := range all {
			if other.vendor == c.vendor && other.product == c.product && of(other) == value {
				alike++
			}
		}
		return value != "" && alike == 1
	}
	switch {
	case unique(c.serial, func(o candidate) string { return o.serial }):
		return devices.Param{Key: "serial", Value: c.serial}
	case unique(c.port, func(o candidate) string { return o.port }):
		return devices.Param{Key: "port", Value: c.port}
	case unique(c.iface, func(o candidate) string { return o.iface }):
		return devices.Param{Key: "port", Value: c.iface}
	}
	return devices.Param{}
}

// shown names a device to a person: what it is, where the table of makers knows it, and how it was asked for.
func shown(a devices.Address) string {
	ids := strings.TrimPrefix(a.Path, "usb:")
	vendor, product, err := parseIDs(ids)
	if err != nil {
		if a.Scheme == "serial" {
			return a.Path
		}
		return devices.Address{Scheme: a.Scheme, Path: a.Path}.String()
	}
	for _, key := range bindingParams() {
		if value := a.Get(key, ""); value != "" {
			ids += ", " + plain(value)
		}
	}
	name := known(vendor, product).Name
	if name == "" {
		name = "USB device"
	}
	return name + " (" + ids + ")"
}

// ids writes vendor and product as an address has them.
func (c candidate) ids() string { return fmt.Sprintf("%04X:%04X", c.vendor, c.product) }
