//go:build linux

package floortest

import (
	"math/rand/v2"
	"os"
	"strconv"
	"sync"
	"testing"
	"time"
)

// long reports whether the long forms of the proofs were asked for.
func long() bool { return os.Getenv("PACKLINE_LONG") != "" }

// seeded gives what chance decides in a test. PACKLINE_SEED repeats it.
func seeded(t *testing.T) *rand.Rand {
	t.Helper()
	seed := uint64(time.Now().UnixNano())
	if given := os.Getenv("PACKLINE_SEED"); given != "" {
		var err error
		seed, err = strconv.ParseUint(given, 10, 64)
		must(t, err)
	}
	t.Logf("PACKLINE_SEED=%d", seed)
	return rand.New(rand.NewPCG(seed, 1))
}

// TestFiftyCartonsAndFivePowerCuts packs as the floor does while the program is killed at random moments, and compares
// everything that is left behind. PACKLINE_SEED repeats a run.
func TestFiftyCartonsAndFivePowerCuts(t *testing.T) {
	cartons, kills := 50, 5
	if long() {
		cartons, kills = 120, 40
	}
	random := seeded(t)

	f := New(t, Options{})
	f.Must(t, "orders", "import", f.Sample(t), "--config", f.Config)
	list := CleanOrders(t, cartons)
	p := NewPicker(f, "OP-1001")
	power := &powerCuts{picker: p, random: random, want: kills, every: len(list) / kills}
	p.Moment = power.moment
	f.Printer.Tell(func() { power.moment("printed") })
	for i, box := range list {
		power.carton(t, i)
		p.Pack(t, box)
	}
	if p.starts != kills+1 {
		t.Errorf("the program was started %d times, want %d", p.starts, kills+1)
	}
	t.Logf("%d orders, %d program starts", len(list), p.starts)
	f.Audit(t, list) // beside the running station
	p.Run(t).Stop(t)
	f.Audit(t, list) // and when nobody holds its file
	if t.Failed() {
		t.Logf("the ledger:\n%s", f.Must(t, "ledger", "export", "--config", f.Config))
	}
	t.Run("labels are read by an outside reader", func(t *testing.T) { f.AuditByEye(t) })
}

// powerCuts kills the program a few milliseconds after something happens to a carton, spread over the shift. A cut that
// came too late for its carton comes with the next.
type powerCuts struct {
	picker *Picker
	random *rand.Rand
	want   int
	every  int

	mu     sync.Mutex // the printer calls too
	run    *Run       // that the picker works with
	after  string     // the thing it waits for; empty while no cut is due
	marked *Run       // is about to be killed
}

// carton makes a cut due with every so-many-th carton. Each of the things it may come after has its turn; between the
// record on disk and the closing scan there is the most to lose.
func (c *powerCuts) carton(t *testing.T, i int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.run = c.picker.Run(t)
	due, happened := min(c.want, (i+4)/c.every), c.picker.starts-1
	if waits := c.marked != nil && c.marked.Alive(); happened < due && !waits {
		c.after = []string{"printed", "label", "weight", "printed", "order"}[happened%5]
	}
}

func (c *powerCuts) moment(did string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if did != c.after || !c.run.Alive() {
		return
	}
	c.after, c.marked = "", c.run
	most := 20 * time.Millisecond
	if did == "weight" {
		most = 320 * time.Millisecond // the scale is asked five times a second, so the record comes a while after
	}
	part := c.random.Int64N(1000) // most cuts come early, while something is on its way to the disk
	within := most * time.Duration(part*part/1000) / 1000
	run := c.run
	time.AfterFunc(within, func() { _ = run.cmd.Process.Kill() })
}

// TestTwoScansAndNoKey holds what a clean carton costs.
func TestTwoScansAndNoKey(t *testing.T) {
	f := New(t, Options{})
	f.Must(t, "orders", "import", f.Sample(t), "--config", f.Config)
	p := NewPicker(f, "OP-1001")
	p.SignIn(t)
	list := CleanOrders(t, 4)
	p.Scans = 0
	cartons := 0
	for _, box := range list {
		if box.Boxes == 1 {
			p.Pack(t, box)
			cartons++
		}
	}
	if p.Scans != 2*cartons || p.run.keys != 0 || p.run.Screen.Bells() != 0 {
		t.Errorf("%d cartons took %d scans, %d keys and %d bells; want %d, 0 and 0",
			cartons, p.Scans, p.run.keys, p.run.Screen.Bells(), 2*cartons)
	}
}
