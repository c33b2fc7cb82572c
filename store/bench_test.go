package store_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"go.etcd.io/bbolt"

	"packline/manifest/ledger"
	"packline/store"
	"packline/store/storetest"
)

// BenchmarkAppendPacked packs a carton (two events, one commit) and, in turn with it, commits the same bytes to a raw
// bbolt file of the same size. The ratios of the medians and of the 99th percentiles are what counts.
func BenchmarkAppendPacked(b *testing.B) {
	s := storetest.Open(b)
	storetest.Fill(b, s, 2000)
	w := storetest.NewWriter(b, s)
	raw := newRaw(b)
	copyLedger(b, s, raw)
	var ours, theirs []time.Duration
	for b.Loop() {
		life, err := w.Life()
		if err != nil {
			b.Fatal(err)
		}
		for i, entries := range life {
			start := time.Now()
			if err := s.Append(context.Background(), entries); err != nil {
				b.Fatal(err)
			}
			mid := time.Now()
			raw.put(b, entries)
			if i == 1 {
				ours, theirs = append(ours, mid.Sub(start)), append(theirs, time.Since(mid))
			}
		}
	}
	for name, at := range map[string]float64{"p50": 0.50, "p99": 0.99} {
		o, t := percentile(ours, at), percentile(theirs, at)
		b.ReportMetric(float64(o)/float64(t), name+"-ratio")
		b.ReportMetric(float64(o.Microseconds()), name+"-us")
		b.ReportMetric(float64(t.Microseconds()), name+"-raw-us")
	}
}

func percentile(all []time.Duration, at float64) time.Duration {
	slices.Sort(all)
	return max(1, all[min(len(all)-1, int(at*float64(len(all))))])
}

type rawFile struct{ db *bbolt.DB }

func newRaw(b *testing.B) rawFile {
	db, err := bbolt.Open(filepath.Join(b.TempDir(), "raw.db"), 0o600, &bbolt.Options{FreelistType: bbolt.FreelistMapType})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = db.Close() })
	return rawFile{db}
}

func (r rawFile) put(b *testing.B, entries []ledger.Entry) {
	err := r.db.Update(func(tx *bbolt.Tx) error {
		bucket, err := tx.CreateBucketIfNotExists([]byte("raw"))
		if err != nil {
			return err
		}
		for _, e := range entries {
			if err := bucket.Put(fmt.Appendf(nil, "%012d", e.Record.Seq), e.Record.Bytes); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		b.Fatal(err)
	}
}

func copyLedger(b *testing.B, s *store.Store, raw rawFile) {
	head, err := s.Head(context.Background())
	if err != nil {
		b.Fatal(err)
	}
	for from := uint64(1); from <= head.Seq; {
		records, err := s.Records(context.Background(), head.Epoch, from, store.MaxRecords)
		if err != nil {
			b.Fatal(err)
		}
		var entries []ledger.Entry
		for _, r := range records {
			entries = append(entries, ledger.Entry{Record: r})
		}
		raw.put(b, entries)
		from += uint64(len(records))
	}
}

// BenchmarkColdStart opens a station's file and recovers, with 1,000 and with 100,000 events in turn, and reports the
// ratio of the medians and the anonymous memory that the open store takes.
func BenchmarkColdStart(b *testing.B) {
	small, large := filled(b, 1_000), filled(b, 100_000)
	var few, many []time.Duration
	for b.Loop() {
		few = append(few, coldStart(b, small))
		many = append(many, coldStart(b, large))
	}
	b.ReportMetric(float64(percentile(many, 0.5))/float64(percentile(few, 0.5)), "p50-ratio")
	b.ReportMetric(float64(percentile(many, 0.5).Microseconds()), "p50-us-100000")
	b.ReportMetric(float64(percentile(few, 0.5).Microseconds()), "p50-us-1000")
	b.ReportMetric(float64(rssAnon(b))/1024, "RssAnon-MB")
}

func filled(b *testing.B, events int) string {
	path := storetest.Path(b)
	s, err := store.Open(path, storetest.Options())
	if err != nil {
		b.Fatal(err)
	}
	start := time.Now()
	storetest.Fill(b, s, events/storetest.EventsPerCarton+1)
	b.Logf("%d events in %s", events, time.Since(start))
	if err := s.Close(); err != nil {
		b.Fatal(err)
	}
	return path
}

func coldStart(b *testing.B, path string) time.Duration {
	start := time.Now()
	s, err := store.Open(path, storetest.Options())
	if err != nil {
		b.Fatal(err)
	}
	if _, err := s.Recover(context.Background()); err != nil {
		b.Fatal(err)
	}
	took := time.Since(start)
	if err := s.Close(); err != nil {
		b.Fatal(err)
	}
	return took
}

// rssAnon gives this process's anonymous memory in kB, 0 where the system doesn't tell.
func rssAnon(b *testing.B) int {
	raw, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return 0
	}
	for line := range strings.Lines(string(raw)) {
		if text, ok := strings.CutPrefix(line, "RssAnon:"); ok {
			n, err := strconv.Atoi(strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(text), "kB")))
			if err != nil {
				b.Fatal(err)
			}
			return n
		}
	}
	return 0
}
