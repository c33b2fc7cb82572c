package uplink

import (
	"errors"
	"math/rand/v2"
	"testing"
	"time"

	"packline/manifest"
	"packline/manifest/ledger"
	"packline/sync/wire"
)

func hash(n byte) ledger.Hash { return ledger.Hash{n} }

func at(_ manifest.Epoch, seq uint64) (ledger.Hash, error) { return hash(byte(seq)), nil }

func head(epoch byte, seq uint64) ledger.Head {
	return ledger.Head{Epoch: manifest.Epoch{epoch}, Seq: seq, Hash: hash(byte(seq))}
}

func theirs(epoch byte, seq uint64, h byte) wire.Watermark {
	return wire.Watermark{Epoch: manifest.Epoch{epoch}, Seq: seq, Safe: seq / 2, Hash: hash(h)}
}

func TestMeet(t *testing.T) {
	heads := []ledger.Head{head(1, 50), head(2, 9)}
	for name, c := range map[string]struct {
		theirs []wire.Watermark
		first  Batch
		forks  int
	}{
		"the centre has nothing":        {nil, Batch{manifest.Epoch{1}, 1, 50}, 0},
		"it has a part":                 {[]wire.Watermark{theirs(1, 30, 30)}, Batch{manifest.Epoch{1}, 31, 50}, 0},
		"it has all of the old":         {[]wire.Watermark{theirs(1, 50, 50)}, Batch{manifest.Epoch{2}, 1, 9}, 0},
		"another event":                 {[]wire.Watermark{theirs(1, 30, 31)}, Batch{manifest.Epoch{2}, 1, 9}, 1},
		"another last event":            {[]wire.Watermark{theirs(1, 50, 51)}, Batch{manifest.Epoch{2}, 1, 9}, 1},
		"more than is here":             {[]wire.Watermark{theirs(1, 51, 51)}, Batch{manifest.Epoch{2}, 1, 9}, 1},
		"an epoch that nobody has here": {[]wire.Watermark{theirs(9, 3, 3), theirs(1, 50, 50)}, Batch{manifest.Epoch{2}, 1, 9}, 0},
	} {
		p, forks, err := (Plan{}).Meet(heads, "i", c.theirs, at)
		b, ok := p.Next(heads, 500)
		if err != nil || len(forks) != c.forks || !ok || b != c.first {
			t.Errorf("%s: %+v, %+v, %v", name, b, forks, err)
		}
	}
	if _, _, err := (Plan{}).Meet(heads, "i", []wire.Watermark{theirs(1, 3, 3)}, func(manifest.Epoch, uint64) (ledger.Hash, error) {
		return ledger.Hash{}, ledger.ErrChain
	}); !errors.Is(err, ledger.ErrChain) {
		t.Errorf("a damaged record: %v", err)
	}
}

func TestTook(t *testing.T) {
	h := head(1, 50)
	p := Plan{Incarnation: "i", Marks: []Mark{{Epoch: h.Epoch, Committed: 10}}}
	b := Batch{Epoch: h.Epoch, First: 11, Last: 20}
	for name, c := range map[string]struct {
		incarnation string
		committed   uint64
		hash        byte
		want        error
	}{
		"all":                  {"i", 20, 20, nil},
		"more, sent before":    {"i", 30, 30, nil},
		"a part":               {"i", 15, 15, nil},
		"nothing":              {"i", 10, 10, ErrStill},
		"less than it had":     {"i", 9, 9, ErrMeet},
		"of other data":        {"j", 20, 20, ErrMeet},
		"another event":        {"i", 20, 21, ErrMeet},
		"more than is here":    {"i", 51, 51, ErrMeet},
		"another at the end":   {"i", 50, 51, ErrMeet},
		"the last of the head": {"i", 50, 50, nil},
	} {
		a := wire.PushAnswer{Envelope: wire.Envelope{Incarnation: c.incarnation}, Committed: c.committed, Safe: 99, Hash: hash(c.hash)}
		next, err := p.Took(b, h, a, at)
		if !errors.Is(err, c.want) || err == nil && (next.mark(h.Epoch).Committed != c.committed || next.mark(h.Epoch).Safe > c.committed) ||
			err != nil && next.mark(h.Epoch).Committed != 10 {
			t.Errorf("%s: %+v, %v", name, next, err)
		}
	}
}

// TestMayForget is the rule by which a station may delete, once one does: nothing that only the centre has.
func TestMayForget(t *testing.T) {
	now := time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
	old := now.Add(-KeepFor)
	m := Mark{Committed: 100, Safe: 50}
	for name, c := range map[string]struct {
		mark Mark
		seq  uint64
		at   time.Time
		want bool
	}{
		"safe and old":                {m, 49, old, true},
		"the last that is safe":       {m, 50, old, false},
		"committed only":              {m, 51, old, false},
		"not sent":                    {m, 101, old, false},
		"safe and a moment too young": {m, 1, old.Add(time.Nanosecond), false},
		"of the future":               {m, 1, now.Add(time.Hour), false},
		"nothing is safe":             {Mark{Committed: 100}, 1, old, false},
		"stopped":                     {Mark{Committed: 100, Safe: 50, Stopped: true}, 1, old, false},
		"safe beyond what is there":   {Mark{Committed: 10, Safe: 50}, 20, old, false},
	} {
		if got := c.mark.MayForget(c.seq, c.at, now); got != c.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}

// TestBackoff holds the jitter to its bounds, and that it fills them.
func TestBackoff(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2)).Int64N //nolint:gosec // a fixed seed
	for failures, bound := range map[int]time.Duration{
		1: time.Second, 2: 2 * time.Second, 3: 4 * time.Second, 6: 32 * time.Second, 7: time.Minute, 8: time.Minute, 1 << 40: time.Minute,
	} {
		least, most := bound, time.Duration(0)
		for range 2000 {
			w := backoff(failures, 0, random)
			least, most = min(least, w), max(most, w)
		}
		if most > bound || most < bound*99/100 || least < 0 || least > bound/100 {
			t.Errorf("after %d failures: from %s to %s", failures, least, most)
		}
	}
	if w := backoff(1, 2*time.Minute, func(int64) int64 { return 0 }); w != 2*time.Minute {
		t.Errorf("asked to wait two minutes: %s", w)
	}
	if w := backoff(1, time.Hour*1000, func(int64) int64 { return 0 }); w != longestAsk {
		t.Errorf("asked to wait for weeks: %s", w)
	}
}
