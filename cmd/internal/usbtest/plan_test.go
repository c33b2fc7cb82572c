//go:build linux

package usbtest

import (
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"testing"
	"time"
)

// step is when a device is pulled.
type step string

const (
	beforeOrder step = "before the order's scan"
	afterOrder  step = "after the order's scan"
	weighing    step = "while it weighs"
	printing    step = "while it prints"
	beforeLabel step = "before the closing scan"
)

// pull is a device to be pulled at a step.
type pull struct {
	step step
	role string
}

// plan is what chance decided.
type plan struct {
	random *rand.Rand
	pulls  []pull
}

// newPlan makes a plan. Any five pulls in a row have each step, any three each device, any fifteen each device at each
// step; the printer is pulled while it prints among the first ten.
func newPlan(t testing.TB) *plan {
	t.Helper()
	p := &plan{random: rand.New(rand.NewPCG(number(t, "PACKLINE_SEED", uint64(time.Now().UnixNano())), 1))}
	steps := []step{beforeOrder, afterOrder, weighing, printing, beforeLabel}
	roles := []string{"scanner", "scale", "printer"}
	for !slices.Contains(p.pulls[:min(10, len(p.pulls))], pull{printing, "printer"}) {
		p.random.Shuffle(len(steps), func(i, j int) { steps[i], steps[j] = steps[j], steps[i] })
		p.random.Shuffle(len(roles), func(i, j int) { roles[i], roles[j] = roles[j], roles[i] })
		p.pulls = p.pulls[:0]
		for i := range max(10, int(number(t, "PULLS", 10))) {
			p.pulls = append(p.pulls, pull{steps[i%len(steps)], roles[i%len(roles)]})
		}
	}
	return p
}

// take gives the next pulls of the plan.
func (p *plan) take(n int) []pull {
	taken := p.pulls[:n]
	p.pulls = p.pulls[n:]
	return taken
}

// number gives a number from the environment.
func number(t testing.TB, name string, otherwise uint64) uint64 {
	t.Helper()
	n := otherwise
	if given := os.Getenv(name); given != "" {
		var err error
		n, err = strconv.ParseUint(given, 10, 64)
		must(t, err)
	}
	t.Logf("%s=%d", name, n)
	return n
}
