//go:build linux

package floortest

import (
	"cmp"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"packline/store"
	"packline/store/storetest"
)

// figure is one line of the table: what was measured, and the most or the least it may be; 0 is no limit.
type figure struct {
	what, ours, against string
	value, most, least  float64
	unit                string
}

func (f figure) limit() string {
	switch {
	case f.most > 0:
		return fmt.Sprintf("at most %.2f%s", f.most, f.unit)
	case f.least > 0:
		return fmt.Sprintf("at least %.2f%s", f.least, f.unit)
	}
	return ""
}

// BenchmarkFigures measures the figures that the bench is held to and writes them to docs/benchmarks.md. It fails when
// one is over its limit.
func BenchmarkFigures(b *testing.B) {
	pairs, starts := 500, 15
	var all []figure
	ours, bare := latency(b, pairs)
	for _, p := range []struct {
		percent int
		most    float64
	}{{50, 1.3}, {99, 1.6}} {
		o, r := ours[len(ours)*p.percent/100], bare[len(bare)*p.percent/100]
		all = append(all, figure{
			what: fmt.Sprintf("stable weight to the label's last byte, p%d of %d", p.percent, pairs),
			ours: millis(o), against: "bare commit, dial, ~HS, write: " + millis(r), value: float64(o) / float64(r), most: p.most,
		})
	}
	alone := Options{Rulebook: "{name: by-date}"}
	few, many := shelf(b, 1_000, alone), shelf(b, 100_000, alone)
	slow, fast := coldStarts(b, starts, many, few)
	all = append(all, figure{
		what: fmt.Sprintf("cold start to the first frame, 100,000 events, median of %d", starts), ours: millis(slow),
		against: "1,000 events: " + millis(fast), value: float64(slow) / float64(fast), most: 1.3,
	})
	all = append(all, figure{
		what: "anonymous memory (RssAnon), 100,000 events, after three cartons",
		ours: "", against: "", value: memory(b, many), most: 48, unit: " MB",
	})
	all = append(all, lineFigures(b)...)
	table := report(all)
	b.Log("\n" + table)
	must(b, os.WriteFile(filepath.Join("..", "..", "..", "docs", "benchmarks.md"), []byte(table), 0o644))
	for _, f := range all {
		b.ReportMetric(f.value, strings.ReplaceAll(f.what, " ", "_"))
		if f.most > 0 && f.value > f.most || f.value < f.least {
			b.Errorf("%s: %.2f%s, limit %s", f.what, f.value, f.unit, f.limit())
		}
	}
}

// lineFigures measures the line to the centre.
func lineFigures(b *testing.B) (all []figure) {
	b.Helper()
	var runs [3]drain
	for i := range runs {
		runs[i] = drained(b, 30_000)
	}
	slices.SortFunc(runs[:], func(x, y drain) int { return cmp.Compare(x.ratio(), y.ratio()) })
	run := runs[1]
	speed := func(d time.Duration) string { return fmt.Sprintf("%.0f events/s", float64(run.sent)/d.Seconds()) }
	all = append(all, figure{
		what: fmt.Sprintf("speed of packstation drain into manifestd, %d events, median of 3", run.sent), ours: speed(run.ours),
		against: "bulk insert of the same rows: " + speed(run.bare), value: run.ratio(), least: 0.3,
	})
	away := waiting(b, 100_000, Refused)
	all = append(all, figure{
		what:  "anonymous memory (RssAnon), 100,000 events waiting for a centre that is away, after three cartons",
		value: memory(b, away.floor), most: 48, unit: " MB",
	})
	ours, bare, bytes := back(b, 10_000)
	return append(all, figure{
		what: "network back to nothing waiting, 10,000 events", ours: millis(ours),
		against: fmt.Sprintf("its %d kB sent to nobody, bulk insert of the same rows: %s", bytes/1000, millis(bare)),
		value:   ours.Seconds() / bare.Seconds(),
	})
}

func sorted(d []time.Duration) []time.Duration {
	slices.Sort(d)
	return d
}

func millis(d time.Duration) string { return fmt.Sprintf("%.2f ms", float64(d.Microseconds())/1000) }

// shelf gives a floor whose station has so many events in its ledger.
func shelf(b *testing.B, events int, o Options) *Floor {
	b.Helper()
	f := New(b, o)
	s, err := store.Open(filepath.Join(f.Dir, "station.db"), storetest.Options())
	must(b, err)
	w := storetest.NewWriter(b, s)
	w.At = time.Now().AddDate(0, 0, -14) // the ledger must end before now, or the clock counts as set back
	first, err := w.OpenEpoch("new", false)
	must(b, err)
	must(b, s.Append(b.Context(), first))
	storetest.Fill(b, s, events/storetest.EventsPerCarton+1)
	must(b, s.Close())
	f.Must(b, "orders", "import", f.Sample(b), "--config", f.Config)
	return f
}

// coldStarts starts the program on two floors in turn and gives the median times to the first frame.
func coldStarts(b *testing.B, times int, one, other *Floor) (time.Duration, time.Duration) {
	b.Helper()
	first := func(f *Floor) time.Duration {
		began := time.Now()
		r := f.Start(b)
		r.Screen.Wait(b, "the first frame", func(flat string) bool { return Asks(flat) == "signed-out" })
		took := time.Since(began)
		r.Stop(b)
		return took
	}
	var ones, others []time.Duration
	first(one) // the program itself comes from the disk's cache from here on
	first(other)
	for range times {
		ones = append(ones, first(one))
		others = append(others, first(other))
	}
	return sorted(ones)[times/2], sorted(others)[times/2]
}

// memory gives the anonymous memory in megabytes of a program that has packed some cartons.
func memory(b *testing.B, f *Floor) float64 {
	b.Helper()
	p := NewPicker(f, "OP-1001")
	for _, box := range CleanOrders(b, 3) {
		p.Pack(b, box)
	}
	return float64(rssAnon(b, p.Run(b).PID)) / 1e6
}

func report(all []figure) string {
	var out strings.Builder
	out.WriteString("# Benchmarks\n\nWritten by `make bench`. The figures that count are ratios of two things measured in turn in one run, so that\n" +
		"they can be compared between machines.\n\n| what | measured | against | result | limit |\n| --- | --- | --- | --- | --- |\n")
	for _, f := range all {
		fmt.Fprintf(&out, "| %s | %s | %s | %.2f%s | %s |\n", f.what, f.ours, f.against, f.value, f.unit, f.limit())
	}
	out.WriteString("\nThe network comes back before the station's first try has failed. After a longer outage it waits before it tries again:\n" +
		"anything up to a bound that doubles with every failure, a minute at most, so that stations don't come back together.\n")
	fmt.Fprintf(&out, "\nMachine: %s, %d cores, Linux %s, %s. Scans and keys per clean carton are held by a test: 2 and 0.\n",
		grep("/proc/cpuinfo", "model name"), runtime.NumCPU(), strings.TrimSpace(slurp("/proc/sys/kernel/osrelease")), runtime.Version())
	return out.String()
}

func grep(path, key string) string {
	_, after, _ := strings.Cut(slurp(path), key)
	line, _, _ := strings.Cut(after, "\n")
	return strings.Trim(line, " \t:")
}
