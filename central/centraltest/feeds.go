package centraltest

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"packline/central"
	"packline/manifest"
	"packline/sync/wire"
)

func feed(t *testing.T, k Kit) {
	c := k.centre(t)
	a, b := NewStation(t, c, "A-1"), NewStation(t, c, "B-1")
	for i := range 5 {
		must(t, c.PutClient(t.Context(), manifest.Client{ID: fmt.Sprintf("client-%d", i)}))
	}
	must(t, c.PutClient(t.Context(), manifest.Client{ID: "client-0"})) // the same again says nothing
	a.Pack(Order("O-1", Person(1), 40), 0)
	end := a.Push().Feed
	var seen []uint64
	var cursor uint64
	for {
		answer, err := c.Feed(t.Context(), "B-1", cursor, 2, 0)
		must(t, err)
		if answer.Type != wire.TypeFeed || answer.Next < cursor || len(answer.Changes) > 2 {
			t.Fatalf("got %+v", answer)
		}
		for _, change := range answer.Changes {
			seen = append(seen, change.N)
		}
		if cursor = answer.Next; !answer.More {
			break
		}
	}
	if len(seen) != 6 || cursor != end { // five clients and a claim; A-1's confirmation is not B-1's
		t.Errorf("saw %d, cursor %d of %d", seen, cursor, end)
	}
	for i := 1; i < len(seen); i++ {
		if seen[i] <= seen[i-1] {
			t.Errorf("out of order: %d", seen)
		}
	}
	if got := kinds(a, 0, verdicts...); got != "verdict-confirmed" {
		t.Errorf("A-1 heard %q", got)
	}
	if got := kinds(b, 0, verdicts...); got != "claim" {
		t.Errorf("B-1 heard %q", got)
	}
}

func feedWakes(t *testing.T, k Kit) {
	c := k.centre(t)
	NewStation(t, c, "A-1")
	heard := make(chan wire.FeedAnswer)
	for range 4 {
		go func() {
			answer, err := c.Feed(t.Context(), "A-1", 0, 10, 25*time.Second)
			if err != nil {
				t.Error(err)
			}
			heard <- answer
		}()
	}
	must(t, c.PutClient(t.Context(), manifest.Client{ID: "client"}))
	for range 4 {
		if answer := <-heard; len(answer.Changes) != 1 || answer.Changes[0].Kind != string(manifest.ChangeClient) {
			t.Errorf("got %+v", answer)
		}
	}
	if answer, err := c.Feed(t.Context(), "A-1", 99, 10, 0); err != nil || len(answer.Changes) != 0 || answer.Next != 99 {
		t.Errorf("nothing new: got %+v, %v", answer, err)
	}
}

func ordersDown(t *testing.T, k Kit) {
	c := k.centre(t)
	a := NewStation(t, c, "A-1")
	order := Order("O-1", Person(1), 40)
	revised := order
	revised.Revision, revised.ShipTo = 2, Person(2)
	report, err := c.ImportOrders(t.Context(), []manifest.Order{order, order, {ID: "empty"}})
	if err != nil || report.New != 1 || report.Unchanged != 1 || len(report.Refused) != 1 {
		t.Fatalf("got %+v, %v", report, err)
	}
	cursor, err := c.Feed(t.Context(), "A-1", 0, 10, 0)
	must(t, err)
	first := a.Changes(0)
	if len(first) != 1 || first[0].Order == nil || first[0].Order.ShipTo != order.ShipTo || len(first[0].OrderKey) != 32 {
		t.Fatalf("got %+v", first)
	}
	report, err = c.ImportOrders(t.Context(), []manifest.Order{revised, order})
	if err != nil || report.Changed != 1 || len(report.Older) != 1 {
		t.Errorf("got %+v, %v", report, err)
	}
	next := a.Changes(cursor.Next)
	if len(next) != 1 || next[0].Order.Revision != 2 || string(next[0].OrderKey) != string(first[0].OrderKey) {
		t.Errorf("got %+v", next)
	}
	must(t, c.Cancel(t.Context(), "O-1"))
	last := a.Changes(cursor.Next + 1)
	if len(last) != 1 || last[0].Kind != manifest.ChangeCancel || last[0].OrderID != "O-1" {
		t.Errorf("got %+v", last)
	}
	Verify(t, c)
}

func openElsewhere(t *testing.T, k Kit) {
	c := k.centre(t)
	a, b, other := NewStation(t, c, "A-1"), NewStation(t, c, "B-1"), NewStation(t, c, "C-1")
	order := Order("O-1", Person(1), 40)
	heard := func(s *Station, cursor uint64) (out string) {
		for _, change := range s.Changes(cursor) {
			if change.Kind == manifest.ChangeOpenElsewhere {
				out += change.OrderID + "@" + change.Station + " "
			}
		}
		return out
	}
	inA := a.OpenCarton(order, Crossing(0))
	cursor := a.Push().Feed
	if x, y := heard(a, 0), heard(b, 0); x != "" || y != "O-1@A-1 " {
		t.Errorf("A-1 heard %q, B-1 %q", x, y)
	}
	inB := b.OpenCarton(order, Crossing(0))
	b.Push()
	if x, y := heard(a, cursor), heard(b, cursor); x != "O-1@B-1 " || y != "O-1@A-1 " {
		t.Errorf("A-1 heard %q, B-1 %q", x, y)
	}
	a.Finish(order, inA)
	cursor = a.Push().Feed
	if z := heard(other, 0); z != "O-1@A-1 O-1@B-1 O-1@B-1 " {
		t.Errorf("C-1 heard %q", z)
	}
	b.Finish(order, inB)
	b.Push()
	if z := heard(other, cursor); z != "O-1@ " {
		t.Errorf("C-1 heard %q", z)
	}
	a.Pack(Order("O-2", Person(2), 40), 0) // opened and packed before anyone heard of it
	before := heard(other, 0)
	a.Push()
	if after := heard(other, 0); after != before {
		t.Errorf("C-1 heard of what is over: %q, before %q", after, before)
	}
}

func blocks(t *testing.T, k Kit) {
	c := k.centre(t)
	NewStation(t, c, "A-1")
	NewStation(t, c, "B-1")
	_, err := c.Block(t.Context(), "A-1", wire.BlockAsk{Request: manifest.ID{1}, Size: 10})
	problem(t, err, wire.CodeNotFound) // no company prefix yet
	const narrow = "95212345678901"    // two digits are left: 99 serials an extension digit
	must(t, c.SetPrefix(t.Context(), narrow))
	given := map[string]bool{}
	var mu sync.Mutex
	var all sync.WaitGroup
	for i := range 16 {
		all.Go(func() {
			station := []string{"A-1", "B-1"}[i%2]
			ask := wire.BlockAsk{Request: manifest.ID{byte(i)}, Size: 40}
			if i == 0 {
				ask.Request = manifest.ID{200}
			}
			first, err := c.Block(t.Context(), station, ask)
			again, err2 := c.Block(t.Context(), station, ask)
			if err != nil || err2 != nil || first.Block != again.Block || first.Block.Request != ask.Request {
				t.Errorf("got %+v, %v, then %+v, %v", first.Block, err, again.Block, err2)
				return
			}
			mu.Lock()
			defer mu.Unlock()
			for n := first.Block.First; n <= first.Block.Last; n++ {
				sscc, err := manifest.NewSSCC(first.Block.Extension, first.Block.Prefix, n)
				if err != nil || given[string(sscc)] || first.Block.Extension > 8 {
					t.Errorf("number %s was given twice or can't be: %v", sscc, err)
				}
				given[string(sscc)] = true
			}
		})
	}
	all.Wait()
	for i := range 40 { // until none is left
		_, err = c.Block(t.Context(), "A-1", wire.BlockAsk{Request: manifest.ID{100, byte(i)}, Size: 40})
	}
	problem(t, err, wire.CodeNotFound)
}

func safe(t *testing.T, k Kit) {
	c := k.centre(t)
	a := NewStation(t, c, "A-1")
	a.Pack(Order("O-1", Person(1), 40), 0)
	if answer := a.Push(); answer.Safe != 0 {
		t.Errorf("safe through %d without a backup", answer.Safe)
	}
	marks, err := c.Watermarks(t.Context())
	must(t, err)
	through := a.Head.Seq
	a.Pack(Order("O-2", Person(2), 40), 0)
	a.Push()
	must(t, c.ReportBackup(t.Context(), marks))
	a.Pack(Order("O-3", Person(3), 40), 0)
	if answer := a.Push(); answer.Safe != through {
		t.Errorf("safe through %d, want %d", answer.Safe, through)
	}
	must(t, c.ReportBackup(t.Context(), nil))
	answer, err := c.Hello(t.Context(), "A-1", wire.Hello{V: wire.Version})
	if err != nil || answer.Epochs[0].Safe != a.Head.Seq {
		t.Errorf("got %+v, %v", answer, err)
	}
	Verify(t, c)
}

func restored(t *testing.T, k Kit) {
	place, backup := k.Place(t), k.Place(t)
	s := k.reopen(t, place)
	c := Start(t, s)
	must(t, c.SetPrefix(t.Context(), "9521234"))
	a := NewStation(t, c, "A-1")
	kept := a.Pack(Order("O-1", Person(1), 40), 0)
	a.Push()
	must(t, s.Close())
	k.Copy(t, place, backup)

	s = k.reopen(t, place)
	c2 := Start(t, s)
	if c2.Incarnation() != c.Incarnation() {
		t.Errorf("a restart changed the incarnation from %s to %s", c.Incarnation(), c2.Incarnation())
	}
	a.Centre = c2
	lost := a.Pack(Order("O-2", Person(2), 40), 0)
	end := a.Push()
	block, err := c2.Block(t.Context(), "A-1", wire.BlockAsk{Request: manifest.ID{1}, Size: 100})
	must(t, err)
	must(t, s.Close())
	k.Copy(t, backup, place)

	c3 := Start(t, k.reopen(t, place))
	if c3.Incarnation() == c.Incarnation() {
		t.Error("a restore kept the incarnation")
	}
	if cartons := Cartons(t, c3); len(cartons) != 1 || cartons[kept.ID].SSCC != kept.SSCC {
		t.Errorf("the backup holds %+v", cartons)
	}
	a.Centre, a.Pushed = c3, 0
	again := a.Push() // rewound: what is there is a duplicate, the rest is new
	if again.Committed != end.Committed || again.Hash != end.Hash || again.Feed <= end.Feed {
		t.Errorf("got %+v after %+v", again, end)
	}
	if !Cartons(t, c3)[lost.ID].Confirmed {
		t.Error("the lost carton didn't come back")
	}
	fresh, err := c3.Block(t.Context(), "A-1", wire.BlockAsk{Request: manifest.ID{2}, Size: 100})
	if err != nil || fresh.Block.First <= block.Block.Last {
		t.Errorf("block %+v was given after %+v", fresh.Block, block.Block)
	}
	Verify(t, c3)
}

// restoredWhole goes back to an older copy without the storage knowing: what a station was told shows it.
func restoredWhole(t *testing.T, k Kit) {
	place, backup := k.Place(t), k.Place(t)
	s := k.reopen(t, place)
	c := Start(t, s)
	must(t, c.SetPrefix(t.Context(), "9521234"))
	a := NewStation(t, c, "A-1")
	a.Pack(Order("O-1", Person(1), 40), 0)
	before := a.Push()
	must(t, s.Close())
	k.Copy(t, place, backup)

	old := k.reopen(t, backup) // a copy that the storage notices takes the old name again, and with it all that noticed
	name := c.Incarnation()
	must(t, old.Update(t.Context(), func(tx central.Tx) error {
		return tx.PutEntry(central.KindCentre, central.EntryIncarnation, []byte(name))
	}))
	c2 := Start(t, old)
	if c2.Incarnation() != name {
		t.Fatalf("the copy begins as %s, not as %s", c2.Incarnation(), name)
	}
	same := wire.Hello{V: wire.Version, Incarnation: name, Cursor: before.Feed, Seen: before.Feed, Epochs: []wire.Watermark{
		{Epoch: a.Head.Epoch, Seq: a.Head.Seq, Hash: a.Head.Hash, Known: before.Committed},
	}}
	names := map[string]bool{name: true}
	for _, tell := range []struct {
		what  string
		more  func(*wire.Hello)
		shows bool
	}{
		{"what is here", func(*wire.Hello) {}, false},
		{"a cursor that the feed never reached", func(h *wire.Hello) { h.Cursor += jump }, true},
		{"a newer number of the feed", func(h *wire.Hello) { h.Incarnation, h.Seen = c2.Incarnation(), 1<<60 }, true},
		{"more events", func(h *wire.Hello) { h.Incarnation, h.Epochs[0].Known = c2.Incarnation(), before.Committed+1 }, true},
		{"a start that isn't in these data", func(h *wire.Hello) { h.Incarnation, h.Run = c2.Incarnation(), "start" }, true},
		{"a block that wasn't leased", func(h *wire.Hello) { h.Incarnation, h.Leased = c2.Incarnation(), manifest.ID{9, 9, 9} }, true},
		{"more events under an older name", func(h *wire.Hello) { h.Epochs[0].Known = before.Committed + 1 }, false},
		{"a later life", func(h *wire.Hello) { h.Incarnation = "later" }, true},
		{"the same later life again", func(h *wire.Hello) { h.Incarnation = "later" }, false},
		{"the first life, as another station knows it", func(*wire.Hello) {}, false},
	} {
		was := c2.Incarnation()
		block, err := c2.Block(t.Context(), "A-1", wire.BlockAsk{Request: manifest.ID{byte(len(names))}, Size: 10})
		must(t, err)
		h := same
		h.Epochs = []wire.Watermark{same.Epochs[0]}
		tell.more(&h)
		answer, err := c2.Hello(t.Context(), "A-1", h)
		must(t, err)
		if answer.Incarnation != c2.Incarnation() || (answer.Incarnation != was) != tell.shows || tell.shows && names[answer.Incarnation] {
			t.Errorf("%s: %s became %s, answered %s", tell.what, was, c2.Incarnation(), answer.Incarnation)
		}
		names[answer.Incarnation] = true
		after, err := c2.Block(t.Context(), "A-1", wire.BlockAsk{Request: manifest.ID{byte(len(names)), 1}, Size: 10})
		must(t, err)
		if far := after.Block.First > block.Block.Last+10; far != tell.shows {
			t.Errorf("%s: block %+v came after %+v", tell.what, after.Block, block.Block)
		}
		if tell.shows {
			_, err := c2.Push(t.Context(), "A-1", a.Head.Epoch, 1, 1, relying(a.Batch(1, 1), was))
			problem(t, err, wire.CodeGap)
		}
	}
	Verify(t, c2)
}

// jump is further than a test's feed comes.
const jump = 1000

func relying(p wire.Push, incarnation string) wire.Push {
	p.Head.Incarnation = incarnation
	return p
}
