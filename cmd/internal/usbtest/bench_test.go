//go:build linux

package usbtest

import (
	"fmt"
	"testing"
)

// TestMain is also the first process of the machine, which is over when it is.
func TestMain(m *testing.M) {
	if !InMachine() {
		m.Run()
		return
	}
	if err := Boot(); err != nil {
		fmt.Println("cannot boot:", err)
		PowerOff()
	}
	m.Run()
	PowerOff()
}

// TestUSBBench packs on a USB bus and pulls the devices at every step. PULLS says how often (10); PACKLINE_SEED repeats
// a run's order of things.
func TestUSBBench(t *testing.T) {
	if !InMachine() {
		Host(t, inherited("PULLS", "PACKLINE_SEED")...)
		return
	}
	plan, figures := newPlan(t), Figures{}
	benches := []struct {
		name    string
		scanner func(testing.TB) (s Scanner, address string)
	}{{"CDC scanner", cdcScanner}, {"HID scanner", hidScanner}, {"keyboard wedge", wedge}}
	for i := 0; len(plan.pulls) > 0; i++ {
		left := max(1, len(benches)-i)
		pulls := plan.take(min((len(plan.pulls)+left-1)/left, most))
		kind := benches[i%len(benches)]
		t.Run(kind.name, func(t *testing.T) {
			scanner, address := kind.scanner(t)
			b := newBench(t, scanner, address, plan.random)
			b.figures = figures
			b.pack(t, pulls)
		})
	}
	t.Run("two scales of a kind", twoScales)
	figures.Log(t)
}

// most is how many pulls one bench gets: there are orders for no more.
const most = 60

func cdcScanner(t testing.TB) (s Scanner, address string) {
	return &CDCScanner{wire{Gadget: NewCDCScanner(t, "S-CDC")}}, "serial:usb:05e0:1701?suffix=CR"
}

func hidScanner(t testing.TB) (s Scanner, address string) {
	return &HIDScanner{wire{Gadget: NewHIDScanner(t, "S-HID")}}, "hid:05e0:1300"
}

func wedge(t testing.TB) (s Scanner, address string) {
	w := &Wedge{Name: "Symbol Bar Code Scanner"}
	t.Cleanup(func() { w.Unplug(t) })
	return w, "evdev:05e0:1200"
}
