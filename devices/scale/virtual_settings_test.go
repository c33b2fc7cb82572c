package scale_test

import (
	"context"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"packline/devices"
	"packline/devices/scale"
)

// TestVirtualScaleOfAnAddress has loads and faults given by addresses alone.
func TestVirtualScaleOfAnAddress(t *testing.T) {
	for address, want := range map[string][]string{
		"virtual:scale?load=12.40lb":                              {"12.40"},
		"virtual:scale?load=5kg&protocol=st-gs&unit=kg":           {"5.000"},
		"virtual:scale?load=0,12.40lb,1.25lb&every=2s":            {"0.00", "12.40", "1.25", "0.00", "12.40"},
		"virtual:scale?load=12.40lb&fault=over&protocol=nci-3835": {"over_capacity"},
		"virtual:scale?fault=under&protocol=nci-3835":             {"under_capacity"},
		"virtual:scale?fault=moving&protocol=nci-3835":            {"motion"},
		"virtual:scale?load=12.40lb&fault=settings":               {"none"},
		"virtual:scale?load=12.40lb&fault=half":                   {"none"},
		"virtual:scale?load=12.40lb&fault=babble":                 {"none"},
	} {
		synctest.Test(t, func(t *testing.T) { awaitFrames(t, address, want) })
	}
}

func awaitFrames(t *testing.T, address string, want []string) {
	frames := make(chan scale.Decoded, 10000)
	s, err := scale.New(address, scale.Options{Frame: func(d scale.Decoded) {
		select {
		case frames <- d:
		default:
		}
	}})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	var running sync.WaitGroup
	running.Go(func() { _ = s.Run(ctx, func(devices.Status) {}) })
	defer running.Wait()
	defer cancel()
	for len(want) > 0 {
		select {
		case <-ctx.Done():
			t.Errorf("%s: never %q", address, want)
			return
		case d := <-frames:
			weight := ""
			if d.Weight != nil {
				weight = *d.Weight
			}
			if weight == want[0] || slices.Contains(d.Flags, want[0]) || string(d.Frame) == want[0] {
				want = want[1:]
			}
		}
	}
}

func TestVirtualScaleIsMute(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, err := scale.New("virtual:scale?load=1lb&fault=mute", scale.Options{Frame: func(d scale.Decoded) { t.Errorf("sent %+v", d) }})
		if err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
		defer cancel()
		_ = s.Run(ctx, func(devices.Status) {})
	})
}

func TestVirtualScaleRefusesSettings(t *testing.T) {
	for _, bad := range []string{
		"load=heavy", "load=-1lb", "load=12.40", "load=", "load=1lb,,1lb", "every=5", "every=1ms", "every=48h", "fault=fire", "fault=", "still=x",
	} {
		if _, err := scale.New("virtual:scale?"+bad, scale.Options{}); err == nil {
			t.Errorf("%s was taken", bad)
		}
	}
	if _, err := scale.New("serial:x?protocol=st-gs&load=1lb", scale.Options{}); err == nil {
		t.Error("a real scale was given a load")
	}
	for _, division := range []string{"0.02lb", "0.02 lb", "0.02%20lb"} {
		if _, err := scale.New("serial:x?protocol=st-gs&division="+division, scale.Options{}); err != nil {
			t.Errorf("%s: %v", division, err)
		}
	}
}
