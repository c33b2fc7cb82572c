package scanner

import (
	"context"
	"strings"
	"time"

	"packline/devices"
)

// runKeyboard takes the lines of a keyboard-wedge scanner that someone else assembled from keys. A prefix marks scans;
// lines without it were typed by a person, and are codes too.
func (s *Scanner) runKeyboard(ctx context.Context, report func(devices.Status)) error {
	s.greet(report)
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case text, ok := <-s.opt.Keyboard:
			if !ok {
				<-ctx.Done()
				return ctx.Err()
			}
			if text = strings.TrimPrefix(text, string(s.framing.prefix)); text != "" {
				s.deliver([]byte(text), "", time.Now(), report)
			}
		}
	}
}
