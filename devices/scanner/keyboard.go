package scanner

import (
	"context"
	"time"

	"packline/devices"
)

// runKeyboard takes the lines of a keyboard-wedge scanner that someone else assembled from keys.
func (s *Scanner) runKeyboard(ctx context.Context, report func(devices.Status)) error {
	report(devices.Status{State: devices.StateReady, Key: "scanner.ready"})
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case text, ok := <-s.opt.Keyboard:
			if !ok {
				<-ctx.Done()
				return ctx.Err()
			}
			if text != "" {
				s.deliver([]byte(text), "", time.Now(), report)
			}
		}
	}
}
