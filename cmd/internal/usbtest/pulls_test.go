//go:build linux

package usbtest

import (
	"math/rand/v2"
	"strings"
	"sync"
	"testing"
	"time"

	"packline/cmd/internal/floortest"
	"packline/devices/scanner"
)

// bench is a packing bench of USB devices with a picker at it.
type bench struct {
	floor   *floortest.Floor
	picker  *floortest.Picker
	scanner Scanner
	scale   *Scale
	printer *Printer
	random  *rand.Rand
	figures Figures
	decoys  map[string]*Decoy // by role; none for a device that the bus knows nothing of
}

// hands are the bench's devices as the picker finds them.
type hands struct{ *bench }

func (h hands) Scan(code string)                     { h.scanner.Scan(code) }
func (h hands) Put(load int)                         { h.scale.Put(load) }
func (h hands) Printed() ([][]byte, <-chan struct{}) { return h.printer.Printed() }

// newBench plugs a bench's devices in and lays out a floor for them. Nothing runs yet.
func newBench(t *testing.T, imager Scanner, address string, random *rand.Rand) *bench {
	t.Helper()
	return newBenchWith(t, imager, address, random, "hid:0922:8003")
}

// newBenchWith is newBench with an address of the scale, whose serial number is LEFT.
func newBenchWith(t *testing.T, imager Scanner, address string, random *rand.Rand, scale string) *bench {
	t.Helper()
	b := &bench{scanner: imager, random: random, figures: Figures{}}
	b.scale = &Scale{Gadget: NewHIDScale(t, "LEFT")}
	b.printer = NewPrinter(NewUSBPrinter(t, "ZD-1"))
	t.Cleanup(func() { b.scale.Unplug(t); b.printer.Unplug(t) })
	b.decoys = map[string]*Decoy{"scale": NewDecoy(t, "hid"), "printer": NewDecoy(t, "printer")}
	if kind, ok := imager.(interface{ Function() string }); ok {
		b.decoys["scanner"] = NewDecoy(t, kind.Function())
	}
	for _, device := range []Device{b.scanner, b.scale, b.printer} {
		device.Plug(t)
	}
	b.floor = floortest.New(t, floortest.Options{Devices: &floortest.Devices{
		Scanner: address, Scale: scale, Printer: "usblp:0a5f:0120", Hands: hands{b},
	}})
	b.floor.Must(t, "orders", "import", b.floor.Sample(t), "--config", b.floor.Config)
	b.picker = floortest.NewPicker(b.floor, "OP-1001")
	return b
}

// pack packs a carton for each pull, and holds that nothing was lost or doubled.
func (b *bench) pack(t *testing.T, pulls []pull) {
	t.Helper()
	var list []floortest.Box
	for _, box := range floortest.CleanOrders(t, 2*len(pulls)+2) {
		if box.Boxes == 1 && len(list) < len(pulls) {
			list = append(list, box)
		}
	}
	b.open(t)
	for i, box := range list {
		began := time.Now()
		b.packOne(t, box, pulls[i])
		t.Logf("order %s: %s pulled %s, packed in %v", box.Order, pulls[i].role, pulls[i].step, time.Since(began).Round(time.Millisecond))
	}
	b.floor.Audit(t, list)
	b.picker.Run(t).Stop(t)
}

// open starts the program, waits until its devices are in service, and signs in.
func (b *bench) open(t *testing.T) *floortest.Screen {
	t.Helper()
	screen := b.picker.Run(t).Screen
	if _, types := b.scanner.(*Wedge); types {
		screen.Wait(t, "a word about the test code", func(flat string) bool { return floortest.Says(flat, "scanner.test-wanted") })
		for range 5 {
			b.scanner.Scan(scanner.TestCode)
			if screen.Soon(func(flat string) bool { return inService(flat, "scanner") }) {
				break
			}
		}
	}
	for _, role := range roles {
		screen.Wait(t, role+" in service", func(flat string) bool { return inService(flat, role) })
	}
	b.picker.SignIn(t)
	return screen
}

// packOne packs one carton and pulls a device at a step of it.
func (b *bench) packOne(t *testing.T, box floortest.Box, p pull) {
	t.Helper()
	switch p.step {
	case beforeOrder:
		if p.role == "scanner" {
			b.scanner.Half(box.Order)
		}
		b.pull(t, p.role)
	case afterOrder:
		b.picker.PackUntil(t, box, "order-open")
		b.pull(t, p.role)
	case weighing:
		b.picker.PackUntil(t, box, "order-open")
		b.scale.Shake(box.Weight)
		b.pull(t, p.role)
	case printing:
		b.pullWhilePrinting(t, p.role)
	case beforeLabel:
		b.picker.PackUntil(t, box, "label-out")
		if p.role == "scanner" {
			b.scanner.Half(b.labelOf(t, box.Order))
		}
		b.pull(t, p.role)
	}
	b.picker.Pack(t, box)
	b.picker.Moment = nil
}

// pullWhilePrinting pulls a device when the printer is in the middle of the next label, or has just put it out.
func (b *bench) pullWhilePrinting(t *testing.T, role string) {
	t.Helper()
	after := WholeLabel
	if b.random.IntN(3) > 0 {
		after = 3 + b.random.IntN(400)
	}
	pause := b.printer.PauseAfter(after)
	var once sync.Once
	b.picker.Moment = func(did string) {
		if did != "weight" {
			return
		}
		late := time.NewTimer(patience)
		defer late.Stop()
		select {
		case <-pause.Reached:
			once.Do(func() {
				b.pull(t, role)
				pause.Resume()
			})
		case <-late.C: // the picker looks again
		}
	}
}

// labelOf waits until a label of an order is out and gives its 2D code.
func (b *bench) labelOf(t *testing.T, order string) string {
	t.Helper()
	late := time.NewTimer(floortest.Patience)
	defer late.Stop()
	for {
		labels, another := b.printer.Printed()
		if len(labels) > 0 {
			label, err := floortest.ReadLabel(labels[len(labels)-1])
			must(t, err)
			if label.Order == order {
				return label.Text
			}
		}
		select {
		case <-another:
		case <-late.C:
			t.Fatalf("no label of order %s came out", order)
		}
	}
}

var roles = []string{"scanner", "scale", "printer"}

// node is the name that the system gave a device: empty for one that the bus knows nothing of.
func (b *bench) node(role string) string {
	if on, ok := b.device(role).(interface{ Node() string }); ok {
		return on.Node()
	}
	return ""
}

func (b *bench) device(role string) Device {
	return map[string]Device{"scanner": b.scanner, "scale": b.scale, "printer": b.printer}[role]
}

// pull pulls a device, waits until the screen says so, puts it into another socket and waits until it is in service.
func (b *bench) pull(t *testing.T, role string) {
	t.Helper()
	screen := b.picker.Run(t).Screen
	device := b.device(role)
	was := b.node(role)
	out := device.Unplug(t)
	screen.Wait(t, "a word about the "+role+" that was pulled", func(flat string) bool { return missed(flat, role) })
	b.figures.Add("unplug to screen, "+role, time.Since(out))
	dwell := time.NewTimer(time.Duration(b.random.IntN(1500)) * time.Millisecond)
	<-dwell.C
	if decoy := b.decoys[role]; decoy != nil {
		decoy.Toggle(t)
	}
	in := device.Plug(t)
	screen.Wait(t, "the "+role+" to be back in service", func(flat string) bool { return inService(flat, role) })
	b.figures.Add("plug to service, "+role, time.Since(in))
	if now := b.node(role); now == was && now != "" {
		t.Errorf("the %s came back as %s, which it was before", role, now)
	}
}

// inService reports whether the screen says that a device works.
func inService(flat, role string) bool {
	return strings.Contains(flat, "√ "+floortest.Say("screen.role."+role))
}

// missed reports whether the screen says that something is gone, and the device no longer works.
func missed(flat, role string) bool { return !inService(flat, role) && strings.Contains(flat, "×") }
