//go:build linux

package usbtest

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// Spec is what a USB device says of itself, and the one function it has.
type Spec struct {
	Vendor, Product uint16
	Serial          string
	Maker, Name     string
	Function        string            // of the gadget drivers: hid, acm or printer
	Attributes      map[string][]byte // of the function
}

// Gadget is the device's own side of a USB device: plugged into one of the machine's sockets, or not.
type Gadget struct {
	spec Spec
	dir  string

	mu     sync.Mutex
	socket int // it is plugged into; -1: none
	far    *os.File
}

// bus tells which sockets are taken.
var bus struct {
	mu    sync.Mutex
	taken [sockets]bool
	next  int // so that a device seldom comes back where it was
	made  int
}

// NewGadget makes a device that isn't plugged in. It goes with the test.
func NewGadget(t testing.TB, s Spec) *Gadget {
	t.Helper()
	bus.mu.Lock()
	bus.made++
	name := fmt.Sprintf("%s%d", s.Function, bus.made)
	bus.mu.Unlock()
	g := &Gadget{spec: s, dir: filepath.Join(configfs, "usb_gadget", name), socket: -1}
	function := filepath.Join("functions", s.Function+"."+name)
	must(t, os.Mkdir(g.dir, 0o755))
	for _, dir := range []string{"strings/0x409", "configs/c.1", function} {
		must(t, os.Mkdir(filepath.Join(g.dir, dir), 0o755))
	}
	g.set(t, "idVendor", fmt.Appendf(nil, "%#x", s.Vendor))
	g.set(t, "idProduct", fmt.Appendf(nil, "%#x", s.Product))
	g.set(t, "strings/0x409/manufacturer", []byte(s.Maker))
	g.set(t, "strings/0x409/product", []byte(s.Name))
	g.set(t, "strings/0x409/serialnumber", []byte(s.Serial))
	for name, value := range s.Attributes {
		g.set(t, filepath.Join(function, name), value)
	}
	must(t, os.Symlink(filepath.Join(g.dir, function), filepath.Join(g.dir, "configs/c.1", filepath.Base(function))))
	t.Cleanup(func() {
		g.Unplug(t)
		for _, gone := range []string{"configs/c.1/" + filepath.Base(function), "configs/c.1", function, "strings/0x409", "."} {
			if err := os.Remove(filepath.Join(g.dir, gone)); err != nil {
				t.Error(err)
			}
		}
	})
	return g
}

func (g *Gadget) set(t testing.TB, attribute string, value []byte) {
	t.Helper()
	must(t, os.WriteFile(filepath.Join(g.dir, attribute), value, 0o644))
}

// Plug puts the device into a free socket and gives the device's end of the wire, and the moment at which it went in.
func (g *Gadget) Plug(t testing.TB) (*os.File, time.Time) {
	t.Helper()
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.socket >= 0 {
		t.Fatalf("%s is plugged in", g.spec.Name)
	}
	g.socket = takeSocket(t)
	before := nodes(g.spec.Function)
	at := time.Now()
	g.set(t, "UDC", fmt.Appendf(nil, "dummy_udc.%d", g.socket))
	far, err := g.open(before)
	must(t, err)
	g.far = far
	return far, at
}

// open opens the node that the gadget driver made for the device's end.
func (g *Gadget) open(before map[string]bool) (*os.File, error) {
	path := ""
	if number, err := os.ReadFile(filepath.Join(g.function(), "port_num")); err == nil {
		path = "/dev/ttyGS" + strings.TrimSpace(string(number))
	}
	for node := range nodes(g.spec.Function) {
		if path == "" && !before[node] {
			path = node
		}
	}
	if path == "" {
		return nil, errors.New("cannot find the device's end of " + g.spec.Name)
	}
	again := time.NewTicker(time.Millisecond)
	defer again.Stop()
	for end := time.Now().Add(patience); ; <-again.C {
		far, err := os.OpenFile(path, os.O_RDWR|unix.O_NONBLOCK|unix.O_NOCTTY, 0)
		if !errors.Is(err, unix.ENODEV) || time.Now().After(end) { // a printer's end opens once the host has seen it
			return far, err
		}
	}
}

// patience is how long something on the bus may take.
const patience = 20 * time.Second

func (g *Gadget) function() string {
	return strings.Join(glob(filepath.Join(g.dir, "functions", "*")), "")
}

// nodes gives the device ends that are there.
func nodes(function string) map[string]bool {
	all := map[string]bool{}
	for _, node := range glob(map[string]string{"hid": "/dev/hidg*", "printer": "/dev/g_printer*", "acm": "/dev/ttyGS*"}[function]) {
		all[node] = true
	}
	return all
}

// takeSocket gives a free socket, another each time.
func takeSocket(t testing.TB) int {
	t.Helper()
	bus.mu.Lock()
	defer bus.mu.Unlock()
	for range sockets {
		n := bus.next
		bus.next = (bus.next + 1) % sockets
		if !bus.taken[n] {
			bus.taken[n] = true
			return n
		}
	}
	t.Fatal("every socket is taken")
	return -1
}

// Unplug pulls the device out, if it is in, and gives the moment at which it went.
func (g *Gadget) Unplug(t testing.TB) time.Time {
	t.Helper()
	g.mu.Lock()
	defer g.mu.Unlock()
	at := time.Now()
	if g.socket < 0 {
		return at
	}
	g.set(t, "UDC", []byte("\n"))
	_ = g.far.Close()
	bus.mu.Lock()
	defer bus.mu.Unlock()
	bus.taken[g.socket] = false
	g.socket = -1
	return at
}

// Socket names the socket that the device is in, for messages.
func (g *Gadget) Socket() string {
	g.mu.Lock()
	defer g.mu.Unlock()
	return strconv.Itoa(g.socket)
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
