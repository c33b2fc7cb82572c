package demo

import (
	"context"
	"sync"

	"packline/manifest"
	"packline/manifest/ledger"
)

// memory keeps one epoch of a ledger and what its line knows, for a station that ends with the demo. It is what an
// uplink reads and writes.
type memory struct {
	mu      sync.Mutex
	head    ledger.Head
	records []ledger.Record
	keys    map[string][][]byte
	cursor  uint64
	state   []byte
}

func newMemory() *memory {
	return &memory{head: ledger.Head{Epoch: manifest.NewEpoch()}, keys: map[string][][]byte{}}
}

func (m *memory) append(events []ledger.Event) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	entries, err := ledger.Append(m.head, events)
	if err != nil {
		return err
	}
	for _, e := range entries {
		m.records = append(m.records, e.Record)
		m.head = ledger.Head{Epoch: e.Record.Epoch, Seq: e.Record.Seq, Hash: e.Record.Hash}
	}
	return nil
}

// seal seals an order's persons under a new key, which goes up beside the events.
func (m *memory) seal(o manifest.Order) (ledger.SealedOrder, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	key := ledger.NewOrderKey()
	m.keys[o.ID] = [][]byte{key}
	return ledger.SealOrder(o, key)
}

// Heads gives the end of the only epoch.
func (m *memory) Heads(context.Context) ([]ledger.Head, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return []ledger.Head{m.head}, nil
}

// Records gives records from a number on.
func (m *memory) Records(_ context.Context, epoch manifest.Epoch, from uint64, limit int) ([]ledger.Record, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if epoch != m.head.Epoch || from < 1 || from > m.head.Seq {
		return nil, nil
	}
	rest := m.records[from-1:]
	return append([]ledger.Record(nil), rest[:min(len(rest), limit)]...), nil
}

// OrderKeys gives the keys of orders.
func (m *memory) OrderKeys(_ context.Context, orders []string) (map[string][][]byte, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	out := map[string][][]byte{}
	for _, id := range orders {
		if keys, ok := m.keys[id]; ok {
			out[id] = keys
		}
	}
	return out, nil
}

// Apply keeps the cursor. Nobody stands at this bench who would need what came down.
func (m *memory) Apply(_ context.Context, cursor uint64, _ []manifest.Change) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.cursor = max(m.cursor, cursor)
	return nil
}

// Link gives the cursor and the state of the line.
func (m *memory) Link(context.Context) (uint64, []byte, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.cursor, m.state, nil
}

// SetLink keeps the state of the line.
func (m *memory) SetLink(_ context.Context, state []byte, rewind bool) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.state = append([]byte(nil), state...)
	if rewind {
		m.cursor = 0
	}
	return nil
}
