package central

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"sync"

	"packline/manifest"
	"packline/manifest/ledger"
	"packline/sync/wire"
)

// kindLife lists the incarnations and the starts that these data had, and the incarnations of which stations told.
const kindLife Kind = "life"

// life is the incarnation as this process knows it.
type life struct {
	mu   sync.Mutex
	name string
}

// Incarnation names this life of the centre's data; it changes when the data was restored from a backup, also while
// the centre runs: a station may be the first to show that it was.
func (c *Centre) Incarnation() string {
	c.life.mu.Lock()
	defer c.life.mu.Unlock()
	return c.life.name
}

func (c *Centre) setIncarnation(name string) {
	c.life.mu.Lock()
	defer c.life.mu.Unlock()
	c.life.name = name
}

// begin reads the incarnation, or makes one where the storage has none: it is new, or knows that it was restored.
func (c *Centre) begin(ctx context.Context) error {
	var name string
	c.run = freshName()
	err := c.update(ctx, func(w *work) (err error) {
		if name, err = w.incarnation(); err != nil {
			return err
		}
		if name == "" {
			name, err = w.beginAnew()
		}
		return errors.Join(err, w.noteLife(name), w.noteLife(c.run))
	})
	c.setIncarnation(name)
	return err
}

func freshName() string {
	var raw [8]byte
	_, _ = rand.Read(raw[:]) // never fails since Go 1.24
	return hex.EncodeToString(raw[:])
}

func (w *work) incarnation() (string, error) {
	body, err := w.tx.Entry(KindCentre, EntryIncarnation)
	return string(body), err
}

func (w *work) noteLife(name string) error { return w.tx.PutEntry(kindLife, name, []byte("known")) }

// beginAnew gives the data another incarnation. Where there are any, every counter jumps: numbers that were given out
// after the backup was made must not be given again.
func (w *work) beginAnew() (string, error) {
	fresh := freshName()
	began, err := w.tx.Count(countCommit)
	if err != nil {
		return "", err
	}
	if began > 0 {
		if err := w.jump(); err != nil {
			return "", err
		}
	}
	if err := w.tx.PutEntry(KindCentre, EntryIncarnation, []byte(fresh)); err != nil {
		return "", err
	}
	w.decide(about{}, ledger.CentreBegan{Incarnation: fresh, Restored: began > 0})
	return fresh, nil
}

// notice begins anew when a station was told more than is here: the data are an older copy, which the storage can't
// know when its own notes were put back with it. It gives the incarnation from here on.
func (w *work) notice(station string, h wire.Hello) (string, error) {
	now, err := w.incarnation()
	if err != nil {
		return "", err
	}
	less, err := w.lessThan(station, now, h)
	if err != nil || !less {
		return now, err
	}
	w.c.log.Error("the data are older than what a station was told: they were restored", "station", station)
	if h.Incarnation != "" {
		if err := w.noteLife(h.Incarnation); err != nil {
			return "", err
		}
	}
	fresh, err := w.beginAnew()
	if err != nil {
		return "", err
	}
	return fresh, w.noteLife(fresh)
}

// lessThan reports whether a station was told more than is here: under this incarnation a number of the feed or of an
// epoch, a start or a block, or else the name of an incarnation that these data never had. A cursor counts under any:
// numbers only grow.
func (w *work) lessThan(station, now string, h wire.Hello) (bool, error) {
	newest, err := w.tx.Count(countFeed)
	if err != nil || h.Cursor > newest || h.Incarnation == "" {
		return err == nil && h.Cursor > newest, err
	}
	if h.Incarnation != now {
		return w.unheard(kindLife, h.Incarnation)
	}
	if h.Seen > newest {
		return true, nil
	}
	if h.Run != "" {
		if unheard, err := w.unheard(kindLife, h.Run); err != nil || unheard {
			return unheard, err
		}
	}
	if h.Leased != (manifest.ID{}) {
		if unheard, err := w.unheard(KindBlock, blockOf(station, h.Leased)); err != nil || unheard {
			return unheard, err
		}
	}
	for _, e := range h.Epochs {
		row, _, err := w.tx.Epoch(station, e.Epoch)
		if err != nil || e.Known > row.Seq {
			return err == nil, err
		}
	}
	return false, nil
}

func (w *work) unheard(kind Kind, id string) (bool, error) {
	entry, err := w.tx.Entry(kind, id)
	return err == nil && len(entry) == 0, err
}
