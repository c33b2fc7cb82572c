package scanner

import (
	"context"

	"packline/devices"
	"packline/devices/port"
)

// VirtualScanner is the far side of virtual:scanner: what a hand and a scanner do, for demo and training. Its bytes
// take the way of a real scanner's.
type VirtualScanner struct{ cable port.Cable }

// Scan sends a code with a CR. It reports whether anyone listened.
func (v *VirtualScanner) Scan(text string) bool { return v.Send([]byte(text + "\r")) }

// Send sends bytes as they are.
func (v *VirtualScanner) Send(b []byte) bool { return v.cable.Send(b) }

// Unplug pulls the cable until Replug.
func (v *VirtualScanner) Unplug() { v.cable.Unplug() }

// Replug puts the cable back.
func (v *VirtualScanner) Replug() { v.cable.Replug() }

func (v *VirtualScanner) open(_ context.Context, a devices.Address) (port.Port, error) {
	return v.cable.Open(a, nil) // a scanner listens to nobody
}
