package main

import (
	"context"
	"slices"

	"packline/devices/scanner"
)

// refusals gives the signal of every refusal for the screen. Where a scanner sounds them itself, it is told first: the
// goroutine that does so is started with start.
func (b *bench) refusals(ctx context.Context, start func(func() error)) <-chan struct{} {
	rings := b.station.Rings()
	if !slices.ContainsFunc(b.scanners, (*scanner.Scanner).Sounds) {
		return rings
	}
	out := make(chan struct{}, 1)
	start(func() error {
		for {
			select {
			case <-ctx.Done():
				return nil
			case <-rings:
			}
			for _, s := range b.scanners {
				s.Refuse()
			}
			select {
			case out <- struct{}{}:
			default: // the screen has one to sound yet
			}
		}
	})
	return out
}
