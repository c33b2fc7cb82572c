package scale

import (
	"context"
	"io"
	"math/rand/v2"
	"runtime"
	"slices"
	"sync"
	"testing"
	"time"

	"packline/devices"
	"packline/devices/port"
	"packline/manifest"
)

// wheat is a real frame of a family, of 12.34 lb at rest.
func wheat(f family) []byte {
	return encoderOf(f.name).weight(show{n: Number{Mantissa: 1234, Decimals: 2}, unit: manifest.UnitPound})
}

// chaff fills a buffer with bytes without meaning.
func chaff(r *rand.Rand, b []byte) {
	for i := range b {
		b[i] = byte(r.Uint32())
	}
}

// overSerial are the families that a line's noise can reach: a USB report comes whole or not at all.
func overSerial() []family {
	var all []family
	for _, f := range families() {
		if f.name != hidProtocol {
			all = append(all, f)
		}
	}
	return all
}

// TestFramesInGarbageAreDecoded feeds each family a quarter of a megabyte of noise with two real frames in every two kilobytes. A line
// that nothing but its end marks can't be told from noise right before it, so the second of them must be read, and of
// those that have a beginning both.
func TestFramesInGarbageAreDecoded(t *testing.T) {
	for _, f := range overSerial() {
		random, d := rand.New(rand.NewPCG(1, 2)), f.decoder(decoderOptions{})
		noise, frame := make([]byte, 2048), wheat(f)
		sent, found, wrong, one := 0, 0, 0, 1
		if slices.Contains([]string{"ohaus", "ups-worldship", "kern", "gg", "adam"}, f.name) {
			one = 2
		}
		give := func(got Frame) {
			n, ok := got.Weight()
			switch {
			case !ok:
			case n.Mantissa == 1234 || n.Mantissa == 12340:
				found++
			case got.Stable || f.noFlag:
				wrong++
			}
		}
		for range 128 {
			chaff(random, noise)
			d.feed(noise, give)
			d.feed(frame, give)
			d.feed(frame, give)
			sent += 2
		}
		if found < sent*9/10/one || wrong > 0 {
			t.Errorf("%s: of %d frames %d were found; %d were made of noise", f.name, sent, found, wrong)
		}
	}
}

// flood is a port that sends noise without end, and a real frame in every sixteen kilobytes.
type flood struct {
	mu     sync.Mutex
	random *rand.Rand
	frame  []byte
	sent   int
	closed bool
}

func (p *flood) Read(b []byte) (int, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.closed {
		return 0, io.EOF
	}
	if p.sent++; p.sent%32 == 0 {
		return copy(b, p.frame), nil
	}
	chaff(p.random, b)
	return len(b), nil
}

func (p *flood) Write(b []byte) (int, error) { return len(b), nil }

func (p *flood) Close() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.closed = true
	return nil
}

// TestFloodedScaleStaysSmallAndReads runs a scale on a line that brings noise as fast as it can be read.
func TestFloodedScaleStaysSmallAndReads(t *testing.T) {
	for _, name := range []string{"toledo-8217", "st-gs", "mt-sics"} {
		f, _ := familyOf(name)
		line := &flood{random: rand.New(rand.NewPCG(3, 4)), frame: wheat(f)}
		usable := make(chan manifest.Reading, 1)
		s, err := New("tcp:s:1?unit=lb&protocol="+name, Options{
			Open: func(context.Context, devices.Address) (port.Port, error) { return line, nil },
			Reading: func(r manifest.Reading) {
				if r.Usable() {
					select {
					case usable <- r:
					default:
					}
				}
			},
		})
		if err != nil {
			t.Fatal(err)
		}
		before := heap()
		ctx, cancel := context.WithCancel(t.Context())
		ended := make(chan error, 1)
		go func() { ended <- s.Run(ctx, func(devices.Status) {}) }()
		late := time.NewTimer(30 * time.Second)
		for range 8 {
			s.Request()
			select {
			case r := <-usable:
				if r.Shown.String() != "12.34 lb" {
					t.Errorf("%s: reading %+v", name, r)
				}
			case <-late.C:
				t.Fatalf("%s: no weight in a flood", name)
			}
		}
		late.Stop()
		after := heap()
		cancel()
		<-ended
		line.mu.Lock()
		read := line.sent * fullChunk
		line.mu.Unlock()
		if after > before+2<<20 {
			t.Errorf("%s: %d bytes of noise made the heap grow from %d to %d bytes", name, read, before, after)
		}
		t.Logf("%s: %d bytes of noise, heap %d to %d bytes", name, read, before, after)
	}
}

func heap() uint64 {
	var m runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}
