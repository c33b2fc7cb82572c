//go:build linux

package usbtest

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
)

var nodeName = regexp.MustCompile(`^(hidraw|ttyACM|lp)[0-9]+$`)

// Node gives the name under which the host has the device: hidraw3, ttyACM1, lp0. Empty while it has none.
func (g *Gadget) Node() string {
	name := ""
	for _, product := range glob("/sys/bus/usb/devices/*/idProduct") {
		dir := filepath.Dir(product)
		if line(dir, "idVendor") != fmt.Sprintf("%04x", g.spec.Vendor) || line(dir, "idProduct") != fmt.Sprintf("%04x", g.spec.Product) ||
			line(dir, "serial") != g.spec.Serial {
			continue
		}
		device, err := filepath.EvalSymlinks(dir)
		if err != nil {
			return "" // it was pulled meanwhile
		}
		_ = filepath.WalkDir(device, func(path string, _ fs.DirEntry, _ error) error {
			if base := filepath.Base(path); nodeName.MatchString(base) {
				name = base
			}
			return nil
		})
	}
	return name
}

// Function gives the gadget driver that plays the device.
func (g *Gadget) Function() string { return g.spec.Function }

func glob(pattern string) []string {
	found, _ := filepath.Glob(pattern)
	return found
}

func line(dir, name string) string {
	text, _ := os.ReadFile(filepath.Join(dir, name))
	return strings.TrimSpace(string(text))
}

// Decoy is a device of the same kind as one of the bench's, and none of its business. It is in or out, so that the
// bench's comes back under another name each time.
type Decoy struct {
	*Gadget
	in bool
}

// NewDecoy makes a decoy that isn't plugged in.
func NewDecoy(t testing.TB, function string) *Decoy {
	t.Helper()
	s := Spec{Vendor: 0x1d50, Product: 0x6000, Serial: "DECOY", Maker: "Somebody", Name: "Something", Function: function}
	switch function {
	case "hid":
		s.Product, s.Attributes = 0x6001, hid(scaleReports, "6")
	case "printer":
		s.Product, s.Attributes = 0x6002, map[string][]byte{"pnp_string": []byte("MFG:Somebody;CMD:PCL;MDL:Something;\n")}
	}
	return &Decoy{Gadget: NewGadget(t, s)}
}

// Toggle plugs the decoy in, and waits until the host knows it, or pulls it out.
func (d *Decoy) Toggle(t testing.TB) {
	t.Helper()
	if d.in = !d.in; !d.in {
		d.Unplug(t)
		return
	}
	d.Plug(t)
	again := time.NewTicker(10 * time.Millisecond)
	defer again.Stop()
	for end := time.Now().Add(patience); d.Node() == ""; <-again.C {
		if time.Now().After(end) {
			t.Fatalf("the host doesn't see the decoy %s", d.spec.Function)
		}
	}
}
