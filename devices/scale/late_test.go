package scale_test

import (
	"context"
	"fmt"
	"io"
	"net"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"packline/devices"
	"packline/devices/port"
	"packline/devices/scale"
	"packline/manifest"
)

// TestAnswersThatComeLate holds that an answer never counts for a scan that was made after its request, however late it
// comes: the scale stands behind a terminal server that lags, and a box was exchanged for another before the scan.
func TestAnswersThatComeLate(t *testing.T) {
	for _, lag := range []time.Duration{0, 900 * time.Millisecond, 1400 * time.Millisecond, 2500 * time.Millisecond, 4 * time.Second} {
		synctest.Test(t, func(t *testing.T) {
			var load atomic.Int64
			near := port.Cable{}
			open := func(_ context.Context, a devices.Address) (port.Port, error) {
				return near.Open(a, func(line net.Conn) error {
					for request := make([]byte, 16); ; {
						if _, err := line.Read(request); err != nil {
							return err
						}
						shown := load.Load()
						time.AfterFunc(lag, func() { _, _ = fmt.Fprintf(line, "\x02%03d.%02d\r", shown/100, shown%100) })
					}
				})
			}
			b, stop := start(t, at("toledo-8217")+"&unit=lb", scale.Options{Open: open})
			defer stop()
			for round := range int64(8) {
				before, after := 300+100*round, 3000+100*round
				load.Store(before)
				<-time.After(7*time.Second + time.Duration(round)*130*time.Millisecond)
				load.Store(after)
				<-time.After(400 * time.Millisecond)
				scanned, from := time.Now(), b.count()
				b.Request()
				r := b.untilFrom(t, from, "of after the scan", func(r manifest.Reading) bool { return r.Usable() && !r.Asked.Before(scanned) })
				if want := manifest.Weight(after) * manifest.Pound / 100; r.Weight != want {
					t.Errorf("lag %v, round %d: the scan was given %s, which was on the plate before it", lag, round, r.Shown)
				}
				if waited := r.At.Sub(scanned); waited > 2*lag+3*time.Second {
					t.Errorf("lag %v, round %d: the weight came %v after the scan", lag, round, waited)
				}
			}
		})
	}
}

// TestLostAnswer holds that a scale which didn't answer once is as quick again as before, when it had a moment's rest.
func TestLostAnswer(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var asked atomic.Int64
		near := port.Cable{}
		open := func(_ context.Context, a devices.Address) (port.Port, error) {
			return near.Open(a, func(line net.Conn) error {
				for request := make([]byte, 16); ; {
					if _, err := line.Read(request); err != nil {
						return err
					}
					if asked.Add(1) == 5 {
						continue
					}
					if _, err := io.WriteString(line, "\x02003.00\r"); err != nil {
						return err
					}
				}
			})
		}
		b, stop := start(t, at("toledo-8217")+"&unit=lb", scale.Options{Open: open})
		defer stop()
		<-time.After(time.Minute)
		scanned, from := time.Now(), b.count()
		b.Request()
		r := b.untilFrom(t, from, "of after the scan", func(r manifest.Reading) bool { return r.Usable() && !r.Asked.Before(scanned) })
		if waited := r.At.Sub(scanned); waited > 100*time.Millisecond {
			t.Errorf("the weight came %v after the scan", waited)
		}
	})
}
