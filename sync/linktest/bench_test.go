package linktest_test

import (
	"testing"
	"time"

	"packline/sync/wire"
)

// BenchmarkBackOnline measures the time from "network back" to "nothing waiting" for 10,000 events: a real station's
// store, a real centre on SQLite, no network between. What a network adds is its own; so is the wait before the first
// try, which is 30 s on average and a minute at most after a long outage. The floor is the same batches given to the
// centre's own Push without the station's reading, packing and checking.
func BenchmarkBackOnline(b *testing.B) {
	const events = 10_000
	var took, floor time.Duration
	for b.Loop() {
		b.StopTimer()
		s := newSite(b)
		for waiting := 0; waiting < events; {
			s.fill(200)
			st, err := s.up.Status(b.Context())
			if err != nil {
				b.Fatal(err)
			}
			waiting = st.Waiting
		}
		b.StartTimer()
		began := time.Now()
		r, err := s.up.Drain(b.Context())
		took += time.Since(began) * events / time.Duration(max(r.Sent, 1))
		b.StopTimer()
		if err != nil || r.Left > 0 || r.Sent < events {
			b.Fatalf("%+v, %v", r, err)
		}
		floor += pushAlone(b, s) * events / time.Duration(r.Sent)
		b.StartTimer()
	}
	n := float64(b.N)
	b.ReportMetric(took.Seconds()/n, "s/10000-events")
	b.ReportMetric(floor.Seconds()/n, "s-floor/10000-events")
	b.ReportMetric(events*n/took.Seconds(), "events/s")
	b.ReportMetric(0, "ns/op")
}

// pushAlone gives the station's events to a new centre of the same kind, in batches as large as may be.
func pushAlone(b *testing.B, s *site) time.Duration {
	b.Helper()
	other := newSite(b)
	heads, err := s.desk.Heads(b.Context())
	if err != nil {
		b.Fatal(err)
	}
	var took time.Duration
	for _, h := range heads {
		for from := uint64(1); from <= h.Seq; {
			records, err := s.desk.Records(b.Context(), h.Epoch, from, wire.MaxEvents)
			if err != nil {
				b.Fatal(err)
			}
			p := wire.Push{Head: wire.PushHead{V: wire.Version, Prev: records[0].Prev}}
			size := 512
			for _, r := range records {
				if size += len(r.Bytes) + 1; size > wire.MaxPlain && len(p.Events) > 0 {
					break
				}
				p.Events = append(p.Events, r.Bytes)
			}
			last := from + uint64(len(p.Events)) - 1
			began := time.Now()
			if _, err := other.centre.Push(b.Context(), "YVR-03", h.Epoch, from, last, p); err != nil {
				b.Fatal(err)
			}
			took += time.Since(began)
			from = last + 1
		}
	}
	return took
}
