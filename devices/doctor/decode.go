package doctor

import (
	"fmt"
	"slices"
	"strings"

	"packline/devices"
	"packline/devices/printer"
	"packline/devices/scale"
)

// DecodeNames gives the names of the protocols that Decode knows: those of scales first.
func DecodeNames() []string { return append(scale.Names(), printer.DecodeNames()...) }

// Decode reads a capture of a protocol and gives what its last whole frame says, to be written as JSON. The only error
// is that of an unknown name.
func Decode(name string, capture []byte) (any, error) {
	switch {
	case slices.Contains(scale.Names(), name):
		return scale.Decode(name, capture)
	case slices.Contains(printer.DecodeNames(), name):
		return printer.Decode(name, capture)
	}
	list := strings.Join(DecodeNames(), ", ")
	return nil, devices.Fail("device.unknown-protocol", fmt.Errorf("cannot decode %q: known are %s", name, list), name, list)
}
