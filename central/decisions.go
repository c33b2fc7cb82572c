package central

import (
	"fmt"

	"packline/manifest"
	"packline/manifest/ledger"
)

const (
	entryEpoch = "epoch" // of the centre's own ledger
	jumpBy     = 1 << 32 // further than any centre counts between a backup and its restore
)

// flushDecisions chains this transaction's decisions to the centre's own ledger.
func (w *work) flushDecisions() error {
	if len(w.decisions) == 0 {
		return nil
	}
	commit, err := w.commitNumber()
	if err != nil {
		return err
	}
	if err := w.tx.Lock([]string{"station/" + ledger.CentreStation}); err != nil {
		return err
	}
	row, err := w.ownEpoch()
	if err != nil {
		return err
	}
	for i := range w.decisions {
		w.decisions[i].Epoch, w.decisions[i].Seq = row.Epoch, row.Seq+uint64(i)+1
	}
	entries, err := ledger.Append(ledger.Head{Epoch: row.Epoch, Seq: row.Seq, Hash: row.Hash}, w.decisions)
	if err != nil {
		return err
	}
	for _, e := range entries {
		w.events = append(w.events, EventRow{Station: ledger.CentreStation, Record: e.Record, Commit: commit})
	}
	last := entries[len(entries)-1].Record
	row.Seq, row.Hash = last.Seq, last.Hash
	return w.tx.PutEpoch(row)
}

// ownEpoch gives the epoch that the centre writes, a new one when there is none.
func (w *work) ownEpoch() (EpochRow, error) {
	text, err := w.tx.Entry(KindCentre, entryEpoch)
	if err != nil {
		return EpochRow{}, err
	}
	var epoch manifest.Epoch
	if len(text) > 0 {
		if err := epoch.UnmarshalText(text); err != nil {
			return EpochRow{}, err
		}
		row, ok, err := w.tx.Epoch(ledger.CentreStation, epoch)
		if err == nil && !ok {
			err = fmt.Errorf("cannot find the centre's own epoch %s", epoch)
		}
		return row, err
	}
	opened, err := w.tx.Next(countEpoch, 1)
	if err != nil {
		return EpochRow{}, err
	}
	row := EpochRow{Station: ledger.CentreStation, Epoch: manifest.NewEpoch(), Opened: opened}
	return row, w.tx.PutEntry(KindCentre, entryEpoch, []byte(row.Epoch.String()))
}

// jump moves every counter over what may have been given out after the backup, and begins a new epoch of the centre's
// own ledger: its old one went on elsewhere.
func (w *work) jump() error {
	for _, name := range []string{countCommit, countRank, countFeed, countEpoch} {
		if _, err := w.tx.Next(name, jumpBy); err != nil {
			return err
		}
	}
	blocks, err := w.tx.Entries(kindPrefix)
	if err != nil {
		return err
	}
	for _, b := range blocks {
		for extension := range leasedExtensions {
			if err := w.jumpBlock(b.ID, extension); err != nil {
				return err
			}
		}
	}
	w.commit = 0
	return w.tx.PutEntry(KindCentre, entryEpoch, nil)
}
