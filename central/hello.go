package central

import (
	"context"
	"fmt"

	"packline/manifest"
	"packline/manifest/ledger"
	"packline/sync/wire"
)

// maxEpochs is how many epochs a hello may name.
const maxEpochs = 1000

// Hello compares what a station has with what is here. Where the station was told more than is here, the data were put
// back to an older copy: they get a new incarnation before the answer. An epoch of which both have another event under one number is
// closed for good, and the problem is fork. Errors are *wire.Problem.
func (c *Centre) Hello(ctx context.Context, station string, h wire.Hello) (wire.HelloAnswer, error) {
	answer := wire.HelloAnswer{Envelope: c.envelope(wire.TypeHello, h.Nonce), Station: station}
	if h.V < wire.Oldest || h.V > wire.Version {
		return answer, c.problem(h.Nonce, wire.CodeVersion, fmt.Sprintf("protocol %d is not spoken here", h.V))
	}
	if len(h.Epochs) > maxEpochs || len(h.Nonce) > wire.MaxNonce || len(h.Incarnation) > wire.MaxName || len(h.Run) > wire.MaxName {
		return answer, c.problem(h.Nonce, wire.CodeMalformed, "the hello is too long")
	}
	if h.Station != "" && h.Station != station {
		return answer, nil // a mistaken token: what this station knows says nothing about the other's epochs
	}
	var forked bool
	var life string
	err := c.update(ctx, func(w *work) error {
		if err := w.lockStation(station); err != nil {
			return err
		}
		var err error
		if life, err = w.notice(station, h); err != nil {
			return err
		}
		if forked, err = w.compare(station, h.Epochs); err != nil || forked {
			return err
		}
		answer.Epochs = nil
		rows, err := w.tx.Epochs(station)
		if err != nil {
			return err
		}
		for _, r := range rows {
			answer.Epochs = append(answer.Epochs, wire.Watermark{Epoch: r.Epoch, Seq: r.Seq, Safe: r.Safe, Hash: r.Hash})
		}
		answer.Feed, err = w.tx.Count(countFeed)
		return err
	})
	if err == nil {
		c.setIncarnation(life)
		answer.Incarnation, answer.Run = life, c.run
	}
	if err == nil && forked {
		return answer, c.problem(h.Nonce, wire.CodeFork, "other events are stored under these numbers")
	}
	return answer, c.trouble(h.Nonce, err)
}

// compare finds and closes epochs that differ from what is stored.
func (w *work) compare(station string, epochs []wire.Watermark) (forked bool, err error) {
	for _, e := range epochs {
		row, ok, err := w.tx.Epoch(station, e.Epoch)
		if err != nil {
			return false, err
		}
		if !ok || e.Seq == 0 || e.Seq > row.Seq {
			continue
		}
		hash, err := w.hashAt(row, e.Seq)
		if err != nil {
			return false, err
		}
		if hash != e.Hash && !row.Fenced {
			forked = true
			if _, _, err := w.forked(row, nil); err != nil {
				return false, err
			}
		}
	}
	return forked, nil
}

// Watermarks gives how far every station's epochs have come. It is what a backup notes before it begins: everything
// up to there will be in it.
func (c *Centre) Watermarks(ctx context.Context) (map[manifest.Epoch]uint64, error) {
	marks := map[manifest.Epoch]uint64{}
	err := c.storage.View(ctx, func(tx Tx) error {
		rows, err := tx.Epochs("")
		for _, r := range rows {
			marks[r.Epoch] = r.Seq
		}
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("cannot read the watermarks: %w", err)
	}
	return marks, nil
}

// ReportBackup raises the safe watermarks: these events are also in a backup, from which they would come back. Nil means
// everything that is committed now; a mark beyond that counts as far as that. Stations learn it with their next push
// or hello.
func (c *Centre) ReportBackup(ctx context.Context, at map[manifest.Epoch]uint64) error {
	err := c.update(ctx, func(w *work) error {
		rows, err := w.tx.Epochs("")
		if err != nil {
			return err
		}
		through, err := w.tx.Count(countCommit)
		if err != nil {
			return err
		}
		for _, r := range rows {
			safe := r.Seq
			if at != nil {
				safe = min(safe, at[r.Epoch])
			}
			if r.Station == ledger.CentreStation || safe <= r.Safe {
				continue
			}
			r.Safe = safe
			if err := w.tx.PutEpoch(r); err != nil {
				return err
			}
		}
		w.decide(about{}, ledger.BackupReported{Through: through})
		return nil
	})
	if err != nil {
		return fmt.Errorf("cannot report the backup: %w", err)
	}
	return nil
}
