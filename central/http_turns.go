package central

import "sync"

// The most that goes on at once: a station sends one push after the other, and a feed of a line that has died unseen
// may still be waiting when its station asks again.
const (
	maxPushes         = 1 // of a station
	maxFeeds          = 4 // of a station
	maxPushesTogether = 32
)

// turns counts what is going on, so that no station keeps the others waiting.
type turns struct {
	mu     sync.Mutex
	pushes map[string]int
	feeds  map[string]int
	all    int // pushes of all stations
}

func newTurns() *turns { return &turns{pushes: map[string]int{}, feeds: map[string]int{}} }

// push takes a station's turn to send, or says that it isn't free. Whoever got it gives it back.
func (t *turns) push(station string) (back func(), ok bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.pushes[station] >= maxPushes || t.all >= maxPushesTogether {
		return nil, false
	}
	t.pushes[station]++
	t.all++
	return func() {
		t.mu.Lock()
		defer t.mu.Unlock()
		t.all--
		less(t.pushes, station)
	}, true
}

// feed does the same for waiting feeds.
func (t *turns) feed(station string) (back func(), ok bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.feeds[station] >= maxFeeds {
		return nil, false
	}
	t.feeds[station]++
	return func() {
		t.mu.Lock()
		defer t.mu.Unlock()
		less(t.feeds, station)
	}, true
}

func less(counts map[string]int, name string) {
	if counts[name]--; counts[name] <= 0 {
		delete(counts, name)
	}
}
