//go:build linux

package floortest

import (
	"sync"
	"testing"

	"packline/devices/devicetest"
)

// Zebra is the floor's printer. It tells when a label came out.
type Zebra struct {
	*devicetest.Zebra

	mu      sync.Mutex
	another chan struct{} // closed at the next label
	told    func()
}

// NewZebra makes a healthy printer that ends with the test.
func NewZebra(t testing.TB) *Zebra {
	t.Helper()
	z := &Zebra{Zebra: devicetest.NewZebra(t), another: make(chan struct{})}
	z.Refuse() // its hook is set before it takes connections
	z.OnLabel = z.note
	z.Accept()
	return z
}

func (z *Zebra) note([]byte) {
	z.mu.Lock()
	defer z.mu.Unlock()
	close(z.another)
	z.another = make(chan struct{})
	if z.told != nil {
		z.told()
	}
}

// Tell calls a function at the moment when a label's last byte is in; nil tells nobody. It must not wait.
func (z *Zebra) Tell(told func()) {
	z.mu.Lock()
	defer z.mu.Unlock()
	z.told = told
}

// Printed gives all labels so far, and a channel that is closed when there is another.
func (z *Zebra) Printed() ([][]byte, <-chan struct{}) {
	z.mu.Lock()
	another := z.another
	z.mu.Unlock()
	return z.Labels(), another
}
