package centraltest

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"

	"pgregory.net/rapid"

	"packline/central"
	"packline/manifest"
	"packline/manifest/ledger"
)

// races lets sixteen stations claim the same person-days at once: exactly one of each is not held.
func races(t *testing.T, k Kit) {
	const stations, people, days = 16, 3, 2
	c := k.centre(t)
	var all sync.WaitGroup
	start := make(chan struct{})
	for i := range stations {
		s := NewStation(t, c, fmt.Sprintf("%c-1", 'A'+i))
		for p := range people {
			for d := range days {
				s.Pack(Order(fmt.Sprintf("O-%d-%d-%d", i, p, d), Person(p), 1), d)
			}
		}
		all.Go(func() {
			<-start
			for seq := uint64(1); seq <= s.Head.Seq; seq += 7 {
				if _, err := s.PushRange(seq, min(seq+6, s.Head.Seq)); err != nil {
					t.Errorf("%s: %v", s.Name, err)
				}
			}
		})
	}
	close(start)
	all.Wait()
	winners, ranks := map[string]int{}, map[uint64]bool{}
	cartons := Cartons(t, c)
	for _, one := range cartons {
		if ranks[one.Rank] {
			t.Errorf("rank %d was given twice", one.Rank)
		}
		ranks[one.Rank] = true
		if one.Confirmed {
			var station, person, day int
			if _, err := fmt.Sscanf(one.Order, "O-%d-%d-%d", &station, &person, &day); err != nil {
				t.Fatal(err)
			}
			winners[fmt.Sprintf("person %d day %d", person, day)]++
		}
	}
	if len(cartons) != stations*people*days || len(winners) != people*days {
		t.Errorf("%d cartons, %d person-days with a winner", len(cartons), len(winners))
	}
	for who, n := range winners {
		if n != 1 {
			t.Errorf("%s has %d shipments that aren't held", who, n)
		}
	}
	Verify(t, c)
}

// interleavings plays random floors: at most one shipment of a person and border day is neither held nor signed, in
// every interleaving, and the same order of commits gives the same result whatever the batches.
func interleavings(t *testing.T, k Kit) {
	c := k.centre(t)
	run := 0
	rapid.Check(t, func(rt *rapid.T) {
		floor := draw(rt)
		one := play(t, c, run, floor, true)
		two := play(t, c, run+1, floor, false)
		run += 2
		checkPersonDays(rt, one)
		if !slices.Equal(outcome(one), outcome(two)) {
			rt.Fatalf("the same commits came out as\n%v\nand as\n%v", outcome(one), outcome(two))
		}
	})
	Verify(t, c)
}

// step is one thing that happens on a floor.
type step struct {
	do      string // pack, void, clear, load, move, remove
	station int
	person  int
	day     int
	target  int // an earlier carton
}

func draw(rt *rapid.T) []step {
	n := rapid.IntRange(2, 14).Draw(rt, "steps")
	steps := make([]step, n)
	for i := range steps {
		steps[i] = step{
			do:      rapid.SampledFrom([]string{"pack", "pack", "pack", "void", "clear", "load", "move", "remove"}).Draw(rt, "do"),
			station: rapid.IntRange(0, 2).Draw(rt, "station"), person: rapid.IntRange(0, 1).Draw(rt, "person"),
			day: rapid.IntRange(0, 2).Draw(rt, "day"), target: rapid.IntRange(0, n).Draw(rt, "target"),
		}
	}
	return steps
}

// played is what came of a floor.
type played struct {
	cartons map[manifest.ID]central.Carton
	signed  map[string]bool
	person  map[string]int
}

// play runs the steps with stations, persons and loads of their own. Whether what follows
// from one station comes in one batch or in several must make no difference.
func play(t *testing.T, c *central.Centre, run int, steps []step, whole bool) played {
	var benches []*Station
	for i := range 3 {
		bench := NewStation(t, c, fmt.Sprintf("%c%d", 'A'+i, run))
		bench.serial += uint64(1000 * run)
		benches = append(benches, bench)
	}
	p := played{signed: map[string]bool{}, person: map[string]int{}}
	var packed []manifest.Carton
	var owner []*Station
	var waiting *Station // has events that nobody has seen yet
	seen := func(next *Station) {
		if waiting != nil && waiting != next {
			waiting.Push()
		}
		waiting = next
	}
	for i, st := range steps {
		bench := benches[st.station]
		if st.do != "pack" && len(packed) == 0 {
			continue
		}
		var carton manifest.Carton
		if st.do != "pack" {
			carton, bench = packed[st.target%len(packed)], owner[st.target%len(packed)]
		}
		load := fmt.Sprintf("L-%d-%d", run, st.target%2)
		switch st.do {
		case "load", "move", "remove":
			seen(nil)
		default:
			seen(bench)
		}
		switch st.do {
		case "pack":
			order := Order(fmt.Sprintf("O-%d-%d", i, run), Person(2*run+st.person), 1)
			packed, owner = append(packed, bench.Pack(order, st.day)), append(owner, bench)
			p.person[order.ID] = st.person
		case "void":
			bench.Record(carton, ledger.Voided{Reason: "operator", Last: true})
		case "clear":
			p.signed[carton.Order] = true
			bench.Record(carton, ledger.HoldCleared{Clearing: manifest.Clearing{Lead: "OP-2001", Rules: []string{"PER-ONE"}}})
		case "load":
			_, _ = c.OpenLoad(t.Context(), manifest.Load{ID: load, Port: "3004", Arrival: Day(st.day)}) // may have departed
			_ = c.AddToLoad(t.Context(), load, []string{carton.ID.String()}, true)                      // may be refused
		case "move":
			_ = c.MoveLoad(t.Context(), load, Day(st.day))
		case "remove":
			_ = c.RemoveFromLoad(t.Context(), load, []string{carton.ID.String()}, "test")
		}
		if !whole {
			bench.pushBy(4)
		}
	}
	seen(nil)
	p.cartons = Cartons(t, c)
	maps.DeleteFunc(p.cartons, func(_ manifest.ID, one central.Carton) bool { _, mine := p.person[one.Order]; return !mine })
	return p
}

func checkPersonDays(rt *rapid.T, p played) {
	free := map[string]string{}
	for _, one := range p.cartons {
		if !one.State.Counts() || len(one.Held) > 0 || p.signed[one.Order] {
			continue
		}
		key := fmt.Sprintf("person %d on %s", p.person[one.Order], one.Day)
		if other, twice := free[key]; twice {
			rt.Fatalf("%s has %s and %s, neither held nor signed", key, other, one.Order)
		}
		free[key] = one.Order
	}
}

// outcome is what became of every order, in words that don't depend on random ids.
func outcome(p played) []string {
	var out []string
	for _, one := range p.cartons {
		name := one.Order[:strings.LastIndexByte(one.Order, '-')]
		out = append(out, fmt.Sprintf("%s %s %v held for %q on %s", name, one.State, one.Confirmed, rules(one.Held), one.Day))
	}
	slices.Sort(out)
	return out
}
