package scanner

import (
	"context"
	"math/bits"

	"packline/devices"
	"packline/devices/port"
)

// VirtualScanner is the far side of virtual:scanner: what a hand and a scanner do, for demo and training. Its bytes
// take the way of a real scanner's.
type VirtualScanner struct{ cable port.Cable }

// Scan sends a code with a CR. It reports whether anyone listened.
func (v *VirtualScanner) Scan(text string) bool { return v.Send([]byte(text + "\r")) }

// ScanReports sends a code as a USB HID POS scanner does, for an address with usage=8C:02.
func (v *VirtualScanner) ScanReports(aim, text string) bool {
	for _, report := range Reports(aim, text) {
		if !v.Send(report) {
			return false
		}
	}
	return true
}

// Reports gives the input reports of a code as a USB HID POS scanner sends them. An AIM identifier has 3 characters.
func Reports(aim, text string) [][]byte {
	var all [][]byte
	for more := true; more; {
		report := make([]byte, posReport)
		n := copy(report[posData:posData+posMost], text)
		text = text[n:]
		more = text != ""
		report[0], report[1] = posID, byte(n)
		copy(report[posAIM:posData], aim)
		if more {
			report[posMore] = 1
		}
		all = append(all, report)
	}
	return all
}

// The faults of a virtual scanner: what happens at a bench, on purpose.

// ScanHalf sends the first half of a code, and neither its rest nor its suffix.
func (v *VirtualScanner) ScanHalf(text string) bool { return v.Send([]byte(text[:len(text)/2])) }

// ScanTwice sends a code twice without a pause, as an imager does that catches it again.
func (v *VirtualScanner) ScanTwice(text string) bool {
	return v.Send([]byte(text + "\r" + text + "\r"))
}

// ScanBare sends a code without its suffix.
func (v *VirtualScanner) ScanBare(text string) bool { return v.Send([]byte(text)) }

// ScanSkewed sends a code as a line with 7 data bits and even parity looks to one with 8 and none.
func (v *VirtualScanner) ScanSkewed(text string) bool {
	out := []byte(text + "\r")
	for i, b := range out {
		out[i] = b&0x7F | byte(bits.OnesCount8(b&0x7F)%2)<<7
	}
	return v.Send(out)
}

// Babble sends n bytes of garbage, the same every time: all byte values, suffixes among them.
func (v *VirtualScanner) Babble(n int) bool {
	out, seed := make([]byte, n), uint32(1)
	for i := range out {
		seed = seed*1664525 + 1013904223
		out[i] = byte(seed >> 24)
	}
	return v.Send(out)
}

// ScanUnplugged sends the first half of a code and pulls the cable.
func (v *VirtualScanner) ScanUnplugged(text string) {
	v.ScanHalf(text)
	v.Unplug()
}

// Send sends bytes as they are.
func (v *VirtualScanner) Send(b []byte) bool { return v.cable.Send(b) }

// Unplug pulls the cable until Replug.
func (v *VirtualScanner) Unplug() { v.cable.Unplug() }

// Replug puts the cable back.
func (v *VirtualScanner) Replug() { v.cable.Replug() }

// Open gives the driver's end of the cable: for a scanner of another address, in place of port.Open.
func (v *VirtualScanner) Open(_ context.Context, a devices.Address) (port.Port, error) {
	return v.cable.Open(a, nil) // a scanner listens to nobody
}
