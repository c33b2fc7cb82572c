//go:build linux

package floortest

import (
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// The garbage of a test: every device sends a piece of it at each beat, one megabyte a second in all.
const (
	garbageBeat  = 10 * time.Millisecond
	garbagePiece = 10_000
	garbageKeys  = 40
)

// garbage is devices that send nonsense without end, with what their owner sends in between.
type garbage struct {
	own
	writing sync.Mutex // a code is sent in one piece
	sent    [3]atomic.Int64
	stop    chan struct{}
	done    sync.WaitGroup
}

// Scan sends a code between two pieces of garbage; its suffix ends what stands in front of it.
func (g *garbage) Scan(code string) {
	g.writing.Lock()
	defer g.writing.Unlock()
	g.Send([]byte("\r" + code + "\r"))
}

// begin starts the nonsense on scanner, scale and printer.
func (g *garbage) begin() {
	g.stop = make(chan struct{})
	for i, send := range []func([]byte){
		func(b []byte) {
			g.writing.Lock()
			defer g.writing.Unlock()
			g.Send(b)
		},
		g.plate.Send,
		g.Babble,
	} {
		g.done.Go(func() {
			noise := rand.NewChaCha8([32]byte{byte(i)})
			beat := time.NewTicker(garbageBeat)
			defer beat.Stop()
			piece := make([]byte, garbagePiece)
			for {
				select {
				case <-g.stop:
					return
				case <-beat.C:
				}
				_, _ = noise.Read(piece)
				send(piece)
				g.sent[i].Add(garbagePiece)
			}
		})
	}
}

func (g *garbage) end() {
	close(g.stop)
	g.done.Wait()
}

// TestGarbageOnEveryPort lets scanner, scale and printer send a megabyte of nonsense a second each, all at once. Keys
// are answered, memory stays small, and a real code and a real weight in between are taken.
func TestGarbageOnEveryPort(t *testing.T) {
	f := New(t, Options{})
	g := &garbage{own: own{f.Scanner, f.Scale, f.Printer}}
	f.hands = g
	f.Must(t, "orders", "import", f.Sample(t), "--config", f.Config)
	p := NewPicker(f, "OP-1001")
	p.SignIn(t)
	screen := p.run.Screen
	before := rssAnon(t, p.run.PID)
	box := CleanOrders(t, 1)[0]

	g.begin()
	began := time.Now()
	var answers []time.Duration
	most := before
	for i := range garbageKeys {
		open := i%2 == 0
		pressed := time.Now()
		p.run.Type(t, "\x1bOP") // F1
		screen.Wait(t, "the help page to open or close", func(flat string) bool { return strings.Contains(flat, help()) == open })
		answers = append(answers, time.Since(pressed))
		most = max(most, rssAnon(t, p.run.PID))
	}
	slices.Sort(answers)
	p.order = box.Order
	p.PackUntil(t, box, "weighing")
	screen.Wait(t, "the weight in between", func(flat string) bool {
		f.Scale.Put(box.Weight)
		return strings.Contains(flat, fmt.Sprintf("%d.%02d lb", box.Weight/100, box.Weight%100))
	})
	most = max(most, rssAnon(t, p.run.PID))
	took := time.Since(began).Seconds()
	g.end()
	t.Logf("garbage of %.1f, %.1f and %.1f MB/s from scanner, scale and printer: a key is answered in %v, at the most in %v; RssAnon %.1f MB before, %.1f MB at the most",
		float64(g.sent[0].Load())/1e6/took, float64(g.sent[1].Load())/1e6/took, float64(g.sent[2].Load())/1e6/took,
		answers[len(answers)/2].Round(time.Millisecond), answers[len(answers)-1].Round(time.Millisecond), float64(before)/1e6, float64(most)/1e6)
	if most > before+64e6 {
		t.Errorf("the memory grew from %.1f to %.1f MB", float64(before)/1e6, float64(most)/1e6)
	}
	p.Pack(t, box)
	f.Audit(t, []Box{box})
}

func help() string { return book().Say("screen.help") }

// rssAnon gives the anonymous memory of a process, in bytes.
func rssAnon(t testing.TB, pid int) int {
	t.Helper()
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	must(t, err)
	_, after, _ := strings.Cut(string(status), "RssAnon:")
	kilobytes, err := strconv.Atoi(strings.Fields(after)[0])
	must(t, err)
	return kilobytes * 1024
}
