//go:build linux

package usbtest

import (
	"maps"
	"slices"
	"testing"
	"time"
)

// Figures are times by what was measured.
type Figures map[string][]time.Duration

// Add notes one.
func (f Figures) Add(what string, took time.Duration) { f[what] = append(f[what], took) }

// Log writes the median and the worst of each. They are notes, which stand in the report of a run that passes.
func (f Figures) Log(t testing.TB) {
	t.Helper()
	for _, what := range slices.Sorted(maps.Keys(f)) {
		all := slices.Sorted(slices.Values(f[what]))
		t.Logf("note: %s: median %v, worst %v of %d", what, all[len(all)/2].Round(time.Millisecond),
			all[len(all)-1].Round(time.Millisecond), len(all))
	}
}
