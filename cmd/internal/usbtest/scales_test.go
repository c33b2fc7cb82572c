//go:build linux

package usbtest

import (
	"math/rand/v2"
	"testing"

	"packline/cmd/internal/floortest"
)

// twoScales packs beside a neighbour's scale of the same kind, by the serial number of the bench's own. While that is
// out the neighbour's is no scale of this bench, wherever it is plugged in. Without a number no scale is taken.
func twoScales(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 1))
	scanner, address := cdcScanner(t)
	b := newBenchWith(t, scanner, address, random, "hid:0922:8003?serial=LEFT")
	neighbour := &Scale{Gadget: NewHIDScale(t, "RIGHT")}
	t.Cleanup(func() { neighbour.Unplug(t) })
	neighbour.Put(4321)
	neighbour.Plug(t)

	screen := b.open(t)
	list := floortest.CleanOrders(t, 2)
	b.picker.Pack(t, list[0])
	b.picker.PackUntil(t, list[1], "order-open")
	b.scale.Unplug(t)
	screen.Wait(t, "a word about the scale that was pulled", func(flat string) bool { return missed(flat, "scale") })
	neighbour.Unplug(t)
	neighbour.Plug(t) // which comes in first now
	b.scale.Plug(t)
	screen.Wait(t, "the bench's own scale", func(flat string) bool { return inService(flat, "scale") })
	b.picker.Pack(t, list[1])
	b.floor.Audit(t, list)
	b.picker.Run(t).Stop(t)
}
