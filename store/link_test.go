package store_test

import (
	"bytes"
	"context"
	"errors"
	"testing"

	"packline/manifest"
	"packline/store"
	"packline/store/storetest"
)

func TestLinkSurvivesARestart(t *testing.T) {
	ctx := context.Background()
	path := storetest.Path(t)
	s := storetest.OpenAt(t, path, storetest.Options())
	if cursor, state, err := s.Link(ctx); cursor != 0 || state != nil || err != nil {
		t.Errorf("a new store: %d, %q, %v", cursor, state, err)
	}
	if err := s.Apply(ctx, 7, []manifest.Change{{Kind: manifest.ChangeCancel, OrderID: "O-1"}}); err != nil {
		t.Fatal(err)
	}
	for _, state := range []string{`{"a":1}`, `{"a":2}`} {
		if err := s.SetLink(ctx, []byte(state), false); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	s = storetest.OpenAt(t, path, storetest.Options())
	if cursor, state, err := s.Link(ctx); cursor != 7 || string(state) != `{"a":2}` || err != nil {
		t.Errorf("after a restart: %d, %q, %v", cursor, state, err)
	}
	if err := s.SetLink(ctx, []byte(`{}`), true); err != nil {
		t.Fatal(err)
	}
	if cursor, state, err := s.Link(ctx); cursor != 0 || string(state) != `{}` || err != nil {
		t.Errorf("after a rewind: %d, %q, %v", cursor, state, err)
	}
	if err := s.Apply(ctx, 3, []manifest.Change{{Kind: manifest.ChangeCancel, OrderID: "O-2"}}); err != nil {
		t.Fatal(err)
	}
	if cursor, _, err := s.Link(ctx); cursor != 3 || err != nil {
		t.Errorf("the feed after a rewind: %d, %v", cursor, err)
	}
	if err := s.SetLink(ctx, make([]byte, 2<<20), false); err == nil {
		t.Error("a state without an end was kept")
	}
}

func TestHeadsAndOrderKeys(t *testing.T) {
	ctx := context.Background()
	s := storetest.Open(t)
	storetest.Fill(t, s, 5)
	w := storetest.NewWriter(t, s)
	before := w.Head
	entries, err := w.OpenEpoch("restored", false)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Append(ctx, entries); err != nil {
		t.Fatal(err)
	}
	heads, err := s.Heads(ctx)
	if err != nil || len(heads) != 2 || heads[0] != before || heads[1] != w.Head {
		t.Errorf("got %v, %v", heads, err)
	}
	order := storetest.Order(42)
	key := storetest.OrderKey(order.ID)
	if err := s.Apply(ctx, 0, []manifest.Change{{Kind: manifest.ChangeOrder, Order: &order, OrderKey: key}}); err != nil {
		t.Fatal(err)
	}
	keys, err := s.OrderKeys(ctx, []string{order.ID, "unknown"})
	if err != nil || len(keys) != 1 || !bytes.Equal(keys[order.ID][0], key) {
		t.Errorf("got %v, %v", keys, err)
	}
	if err := s.PurgeOrder(ctx, order.ID); err != nil {
		t.Fatal(err)
	}
	if keys, err := s.OrderKeys(ctx, []string{order.ID}); err != nil || len(keys) != 0 {
		t.Errorf("a purged order: %v, %v", keys, err)
	}
}

func TestUnusableChange(t *testing.T) {
	s := storetest.Open(t)
	err := s.Apply(context.Background(), 1, []manifest.Change{{Kind: manifest.ChangeHold}})
	if !store.Unusable(err) || store.Unusable(errors.New("the disk is full")) {
		t.Errorf("got %v", err)
	}
}
