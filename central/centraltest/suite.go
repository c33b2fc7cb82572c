package centraltest

import (
	"errors"
	"testing"

	"packline/central"
	"packline/manifest"
)

// Kit is how the suite gets at a storage.
type Kit struct {
	// Place gives a new empty place for data: a folder, a database name.
	Place func(t testing.TB) string
	// Open opens the storage of a place; the suite closes it.
	Open func(t testing.TB, place string) central.Storage
	// Copy makes a backup of a place whose storage is closed, or brings one back over it.
	Copy func(t testing.TB, from, to string)
}

// open opens a new storage that is closed when the test ends.
func (k Kit) open(t testing.TB) central.Storage {
	t.Helper()
	return k.reopen(t, k.Place(t))
}

func (k Kit) reopen(t testing.TB, place string) central.Storage {
	t.Helper()
	s := k.Open(t, place)
	t.Cleanup(func() { _ = s.Close() }) // the test may have closed it
	return s
}

func (k Kit) centre(t testing.TB) *central.Centre {
	t.Helper()
	return Start(t, k.open(t))
}

// Run puts a storage through everything that the centre asks of it.
func Run(t *testing.T, k Kit) {
	for _, part := range []struct {
		name string
		test func(*testing.T, Kit)
	}{
		{"a failed transaction leaves nothing", failedUpdate},
		{"counters", counters},
		{"the register", register},
		{"lists of every length", lists},
		{"tokens", tokens},
		{"a range twice is success", duplicates},
		{"a gap is refused", gaps},
		{"another event under a number is a fork", forks},
		{"a new epoch closes the old one", fences},
		{"hello compares", hello},
		{"what makes no sense is set aside", quarantine},
		{"one station can't speak of another's carton", strangers},
		{"the second shipment of a person is held", secondShipment},
		{"a void frees the claim", voidFrees},
		{"a shipment packed again after its void", packedAgain},
		{"a lead clears a hold", clearing},
		{"a clearing is for what it was given for", clearedForOne},
		{"simulated and real don't mix", simulated},
		{"an order in parts is held", parts},
		{"nearly the same name is held", nearlySame},
		{"without order keys match keys decide", withoutKeys},
		{"one number twice is held", duplicateNumber},
		{"a cancelled order is held", cancelled},
		{"a load from open to arrived", wholeLoad},
		{"what can't be loaded", refusedLoads},
		{"a moved load is judged again", movedLoad},
		{"a late arrival takes others' day", lateArrival},
		{"the feed", feed},
		{"the feed wakes who waits", feedWakes},
		{"orders go down with their keys", ordersDown},
		{"an order open elsewhere", openElsewhere},
		{"blocks are never given twice", blocks},
		{"a backup makes events safe", safe},
		{"a restore changes the incarnation", restored},
		{"a hello shows a restore", restoredWhole},
		{"claims race", races},
		{"every interleaving", interleavings},
	} {
		t.Run(part.name, func(t *testing.T) { part.test(t, k) })
	}
}

var errOnPurpose = errors.New("on purpose")

func failedUpdate(t *testing.T, k Kit) {
	s := k.open(t)
	err := s.Update(t.Context(), func(tx central.Tx) error {
		if _, err := tx.Next("n", 5); err != nil {
			return err
		}
		if err := tx.PutEntry("kind", "id", []byte("body")); err != nil {
			return err
		}
		return errOnPurpose
	})
	if !errors.Is(err, errOnPurpose) {
		t.Errorf("got %v", err)
	}
	err = s.View(t.Context(), func(tx central.Tx) error {
		n, err := tx.Count("n")
		body, err2 := tx.Entry("kind", "id")
		if n != 0 || body != nil {
			t.Errorf("got %d and %q of a transaction that failed", n, body)
		}
		return errors.Join(err, err2)
	})
	if err != nil {
		t.Error(err)
	}
	if err := s.View(t.Context(), func(tx central.Tx) error { return tx.PutEntry("kind", "id", nil) }); err == nil {
		t.Error("a view could write")
	}
}

func counters(t *testing.T, k Kit) {
	s := k.open(t)
	var got []uint64
	for _, n := range []uint64{1, 10, 1} {
		err := s.Update(t.Context(), func(tx central.Tx) error {
			first, err := tx.Next("n", n)
			got = append(got, first)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if got[0] != 1 || got[1] != 2 || got[2] != 12 {
		t.Errorf("got %d, want 1, 2, 12", got)
	}
}

func register(t *testing.T, k Kit) {
	s := k.open(t)
	err := s.Update(t.Context(), func(tx central.Tx) error {
		return errors.Join(
			tx.PutEntry("a", "2", []byte("two")), tx.PutEntry("a", "1", []byte("one")), tx.PutEntry("b", "1", []byte("other")),
			tx.PutEntry("a", "2", []byte("second")), tx.PutEntry("a", "3", nil),
		)
	})
	if err != nil {
		t.Fatal(err)
	}
	err = s.View(t.Context(), func(tx central.Tx) error {
		all, err := tx.Entries("a")
		if len(all) != 3 || all[0].ID != "1" || string(all[1].Body) != "second" || len(all[2].Body) != 0 {
			t.Errorf("got %q", all)
		}
		empty, err2 := tx.Entry("a", "3")
		none, err3 := tx.Entry("a", "4")
		if empty == nil || none != nil {
			t.Errorf("an empty entry is %v, none is %v", empty, none)
		}
		return errors.Join(err, err2, err3)
	})
	if err != nil {
		t.Error(err)
	}
}

// lists asks for and writes lists of lengths around those that a storage may cut them at.
func lists(t *testing.T, k Kit) {
	s := k.open(t)
	for _, n := range []int{0, 1, 2, 7, 8, 9, 33, 63, 65, 511, 513, 1100} {
		ids := make([]manifest.ID, n)
		rows := make([]central.ShipmentRow, n)
		keys := make([]central.ClaimKey, n)
		texts := make([]string, n)
		for i := range n {
			ids[i] = manifest.ID{byte(n), byte(n >> 8), byte(i), byte(i >> 8)}
			rows[i] = central.ShipmentRow{ID: ids[i], Body: []byte("x")}
			texts[i] = ids[i].String()
			keys[i] = central.ClaimKey{Key: texts[i], Shipment: ids[i]}
		}
		err := s.Update(t.Context(), func(tx central.Tx) error {
			return errors.Join(tx.PutShipments(rows), tx.PutShipments(rows), tx.AddClaimKeys(keys), tx.AddClaimKeys(keys))
		})
		if err != nil {
			t.Fatal(err)
		}
		err = s.View(t.Context(), func(tx central.Tx) error {
			back, err := tx.Shipments(ids)
			under, err2 := tx.ClaimsUnder(texts)
			if len(back) != n || len(under) != n {
				t.Errorf("of %d rows %d came back, of %d keys %d", n, len(back), n, len(under))
			}
			return errors.Join(err, err2)
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}
