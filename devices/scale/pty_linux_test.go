package scale_test

import (
	"bytes"
	"errors"
	"io"
	"sync"
	"testing"
	"time"

	"packline/devices"
	"packline/devices/devicetest"
	"packline/devices/scale"
	"packline/manifest"
)

func ptyAddress(line *devicetest.Line) string {
	return "serial:" + line.Path + "?protocol=toledo-8217&mode=7E1&unit=lb"
}

// serve plays a scale on a pty until it is unplugged, its frames cut into pieces.
func serve(far *scale.VirtualScale, line *devicetest.Line, sizes ...int) *sync.WaitGroup {
	var served sync.WaitGroup
	served.Go(func() {
		_ = far.Serve(struct {
			io.Reader
			io.Writer
		}{line, &devicetest.Pieces{To: line, Sizes: sizes}})
	})
	return &served
}

func TestPtyFramesInPieces(t *testing.T) {
	line := devicetest.NewLine(t)
	far := &scale.VirtualScale{}
	served := serve(far, line, 1, 2, 3, 4, 5, 6, 7)
	b, stop := start(t, ptyAddress(line), scale.Options{})
	for _, hundredths := range []manifest.Weight{1, 1234, 4999, 5001, 12345} {
		far.Put(hundredths * (manifest.Pound / 100))
		r := b.until(t, "the new weight", func(r manifest.Reading) bool {
			return r.Usable() && r.Weight == hundredths*(manifest.Pound/100)
		})
		if r.Shown.IsZero() {
			t.Errorf("reading %+v", r)
		}
	}
	stop()
	for _, r := range b.last(1000) {
		if r.Unreadable || r.Silent {
			t.Errorf("reading %+v", r)
		}
	}
	line.Unplug()
	served.Wait()
}

func TestPtyHangUpMidFrameAndReplug(t *testing.T) {
	line := devicetest.NewLine(t)
	far := &scale.VirtualScale{}
	far.Put(30 * manifest.Pound)
	served := serve(far, line, 7)
	b, stop := start(t, ptyAddress(line), scale.Options{})
	b.until(t, "usable", usable)
	if _, err := line.Write([]byte("\x020")); err != nil {
		t.Fatal(err)
	}
	line.Unplug()
	served.Wait()
	b.untilState(t, "gone device.not-found")
	b.mu.Lock()
	states := len(b.states)
	b.mu.Unlock()
	if states > 4 {
		t.Errorf("%d statuses for one hang-up: %s", states, b.said())
	}
	far.Put(41 * manifest.Pound)
	line.Plug()
	served = serve(far, line, 3)
	r := b.until(t, "usable again", usable)
	if r.Shown.Value != "41.00" {
		t.Errorf("reading %+v", r)
	}
	stop()
	line.Unplug()
	served.Wait()
}

func TestPtyBabblingScaleStaysBounded(t *testing.T) {
	line := devicetest.NewLine(t)
	b, stop := start(t, ptyAddress(line), scale.Options{})
	var flood sync.WaitGroup
	flood.Go(func() {
		frames := bytes.Repeat([]byte("\x02012.34\r\x02?A\r\xff"), 200)
		for {
			if _, err := line.Write(frames); err != nil {
				return
			}
		}
	})
	b.until(t, "readable in a flood", func(r manifest.Reading) bool { return r.Motion || r.Stable })
	began := time.Now()
	window := time.NewTimer(time.Second)
	<-window.C
	stop()
	b.mu.Lock()
	n := len(b.readings)
	b.mu.Unlock()
	if most := int(time.Since(began)/(15*time.Millisecond)) + 100; n > most {
		t.Errorf("%d readings in a second of flood", n)
	}
	line.Unplug()
	flood.Wait()
}

func TestPtyIsTakenOnce(t *testing.T) {
	line := devicetest.NewLine(t)
	served := serve(&scale.VirtualScale{}, line, 7)
	first, stop := start(t, ptyAddress(line), scale.Options{})
	first.until(t, "at rest", func(r manifest.Reading) bool { return r.Stable })
	second, err := scale.New(ptyAddress(line), scale.Options{})
	if err != nil {
		t.Fatal(err)
	}
	var phrased *devices.Error
	if err := second.Run(t.Context(), func(devices.Status) {}); !errors.As(err, &phrased) || phrased.Key != "device.busy" {
		t.Errorf("second opener: %v", err)
	}
	stop()
	line.Unplug()
	served.Wait()
}
