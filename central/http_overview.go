package central

import (
	"context"
	"fmt"

	"packline/manifest"
	"packline/manifest/ledger"
)

// Overview is how far every station has come here.
type Overview struct {
	Stations []StationView `json:"stations"`
	Aside    int           `json:"aside"`  // events that make no sense and were set aside, counted as far as MaxAside
	Unsafe   uint64        `json:"unsafe"` // events that are in no backup
}

// MaxAside is as far as events that were set aside are counted.
const MaxAside = 1000

// StationView is a station with its epochs in the order of opening.
type StationView struct {
	Name   string      `json:"name"`
	Epochs []EpochView `json:"epochs"`
}

// EpochView is an epoch as far as it has come here.
type EpochView struct {
	Epoch  manifest.Epoch `json:"epoch"`
	Seq    uint64         `json:"seq"`
	Safe   uint64         `json:"safe"` // also in a backup
	Fenced bool           `json:"fenced,omitempty"`
}

// Overview gives how far every station has come, of one moment.
func (c *Centre) Overview(ctx context.Context) (Overview, error) {
	var out Overview
	err := c.storage.View(ctx, func(tx Tx) error {
		names, err := tx.Entries(KindStation)
		if err != nil {
			return err
		}
		epochs, err := tx.Epochs("")
		if err != nil {
			return err
		}
		aside, err := tx.Quarantine(MaxAside)
		if err != nil {
			return err
		}
		out = overviewOf(names, epochs)
		out.Aside = len(aside)
		return nil
	})
	if err != nil {
		return Overview{}, fmt.Errorf("cannot look at the stations: %w", err)
	}
	return out, nil
}

func overviewOf(names []Entry, epochs []EpochRow) Overview {
	out := Overview{Stations: make([]StationView, len(names))}
	at := map[string]int{}
	for i, entry := range names {
		out.Stations[i] = StationView{Name: entry.ID, Epochs: []EpochView{}}
		at[entry.ID] = i
	}
	for _, e := range epochs {
		i, known := at[e.Station]
		if !known || e.Station == ledger.CentreStation {
			continue
		}
		out.Unsafe += e.Seq - min(e.Safe, e.Seq)
		out.Stations[i].Epochs = append(out.Stations[i].Epochs, EpochView{Epoch: e.Epoch, Seq: e.Seq, Safe: e.Safe, Fenced: e.Fenced})
	}
	return out
}

// Prefix gives the GS1 company prefix that blocks are leased of; empty when none was set.
func (c *Centre) Prefix(ctx context.Context) (string, error) {
	var prefix []byte
	err := c.storage.View(ctx, func(tx Tx) error {
		var err error
		prefix, err = tx.Entry(KindCentre, "prefix")
		return err
	})
	if err != nil {
		return "", fmt.Errorf("cannot read the company prefix: %w", err)
	}
	return string(prefix), nil
}
