//go:build linux

package floortest

import (
	"math/rand/v2"
	"slices"
	"testing"
	"time"
)

// samePerson are sample orders of which either may be packed, but not both for one border day: the centre holds the
// one that it learns of last.
var samePerson = [][2]string{{"EX-10217", "EX-10218"}, {"EX-10219", "EX-10220"}}

// TestTwoStationsAndTheCentre packs at two stations while their network is cut, the centre is killed and each of them
// is killed, and ships to one person from both while neither can know. Afterwards centre, ledgers and labels must agree
// carton by carton. PACKLINE_SEED repeats a run.
func TestTwoStationsAndTheCentre(t *testing.T) {
	s := newShift(t)
	rounds := 1
	if long() {
		rounds = 2
	}
	list := CleanOrders(t, 48*rounds, slices.Concat(samePerson[0][:], samePerson[1][:])...)
	each := len(list) / rounds
	for round := range rounds {
		s.round(t, list[round*each:(round+1)*each], samePerson[round])
	}
	var held []string
	for i, p := range s.pickers {
		held = append(held, s.late[i]...)
		p.SignIn(t)
		s.confirmed(t, i)
		s.holds(t, i)
	}
	s.centre.Agree(t, s.floors, s.packed, held) // beside the running programs
	for i, p := range s.pickers {
		if p.starts != rounds+1 {
			t.Errorf("station %d was started %d times, want %d", i, p.starts, rounds+1)
		}
		p.Run(t).Stop(t)
		p.SignIn(t) // a hold is still there in the morning
		s.holds(t, i)
		p.Run(t).Stop(t)
	}
	s.centre.Kill(t)
	s.centre.Agree(t, s.floors, s.packed, held) // and when nobody holds the files
}

// shift is two stations with a picker each, and the centre.
type shift struct {
	random  *rand.Rand
	centre  *Centre
	cables  []*Cable
	floors  []*Floor
	pickers []*Picker
	packed  [][]Box
	late    [][]string // orders that the centre is to hold, by station
	number  int        // of orders packed
}

func newShift(t *testing.T) *shift {
	t.Helper()
	s := &shift{random: seeded(t), centre: NewCentre(t), packed: make([][]Box, 2), late: make([][]string, 2)}
	s.centre.Must(t, "orders", "import", s.centre.write(t, "orders.jsonl", sampleOrders(t)))
	for i, name := range []string{"YVR-03", "YVR-04"} {
		line, token := s.centre.Add(t, name)
		f := New(t, Options{Station: name, Line: line, Token: token})
		s.cables, s.floors = append(s.cables, line), append(s.floors, f)
		s.pickers = append(s.pickers, NewPicker(f, []string{"OP-1001", "OP-1002"}[i]))
	}
	for i := range s.pickers {
		s.calm(t, i)
		s.pickers[i].run.Screen.Wait(t, "orders and operators to come down", func(flat string) bool {
			return Says(flat, "screen.orders", "403") // the last that came
		})
		s.pickers[i].SignIn(t)
	}
	return s
}

// round packs a list of orders and one of a pair at each station: with the network whole, while the centre is killed
// and started again; then 20 cartons with the network cut; then the network comes back, and the centre is killed again
// while it takes what waited. Each station is killed once, one of them while it is cut off.
func (s *shift) round(t *testing.T, list []Box, pair [2]string) {
	t.Helper()
	first := s.random.IntN(2) // the station whose records reach the centre first
	before := len(list) * 3 / 10
	power := s.powerCut(t, 1-first, s.random.IntN(before-2))
	s.pack(t, list[:before], s.centreDies(2+s.random.IntN(before-6)), power.carton)
	power.happened(t)

	cut, rest := takeCartons(list[before:], 18)
	s.cut(t)
	half := len(cut) / 2
	power = s.powerCut(t, first, s.random.IntN(half-2))
	s.pack(t, cut[:half], power.carton)
	for i := range s.pickers {
		s.one(t, i, Box{Order: pair[i], Boxes: 1, Weight: 300 + 7*i})
	}
	power.happened(t)
	s.late[1-first] = append(s.late[1-first], pair[1-first])
	s.cut(t) // in another way
	if !long() {
		s.cables[first].Set(t, Frozen) // a station that fails often waits longer, up to a minute after the line is back
	}
	s.pack(t, cut[half:])

	s.heal(t, first, true)
	s.heal(t, 1-first, false)
	s.pack(t, rest)
}

// pack packs orders at the stations in turn, and lets things happen before each.
func (s *shift) pack(t *testing.T, list []Box, happen ...func(t *testing.T, i int)) {
	t.Helper()
	for i, box := range list {
		for _, h := range happen {
			h(t, i)
		}
		s.one(t, s.number%2, box)
		s.number++
	}
	for _, h := range happen {
		h(t, len(list))
	}
}

func (s *shift) one(t *testing.T, station int, box Box) {
	t.Helper()
	s.pickers[station].Pack(t, box)
	s.packed[station] = append(s.packed[station], box)
}

// centreDies kills the centre a moment after the n-th order was begun, and starts it four orders later.
func (s *shift) centreDies(n int) func(*testing.T, int) {
	within := time.Duration(s.random.IntN(200)) * time.Millisecond
	return func(t *testing.T, i int) {
		switch i {
		case n:
			time.AfterFunc(within, s.centre.PullPlug)
		case n + 4:
			s.centre.Gone(t)
			s.centre.Start(t)
		}
	}
}

// powerCut kills a station a few milliseconds after something happened to its next carton after the n-th order.
func (s *shift) powerCut(t *testing.T, station, n int) *onePowerCut {
	t.Helper()
	p := s.pickers[station]
	c := &onePowerCut{
		powerCuts: powerCuts{picker: p, random: rand.New(rand.NewPCG(s.random.Uint64(), 1))},
		n:         n, what: []string{"printed", "label", "weight", "order"}[s.random.IntN(4)],
	}
	p.Moment = c.moment
	s.floors[station].Printer.Tell(func() { c.moment("printed") })
	return c
}

// onePowerCut kills a station once.
type onePowerCut struct {
	powerCuts
	n    int
	what string
}

func (c *onePowerCut) carton(t *testing.T, i int) {
	if i != c.n {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.run, c.after = c.picker.Run(t), c.what
}

// happened waits until the station is gone.
func (c *onePowerCut) happened(t *testing.T) {
	t.Helper()
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.marked == nil {
		t.Fatalf("there was no %q to cut the power after", c.what)
	}
	wait(t, "the power to be cut", c.marked.Ended)
}

// cut cuts both stations off, each in one of the ways.
func (s *shift) cut(t *testing.T) {
	t.Helper()
	for i, line := range s.cables {
		how := []Break{Refused, Reset, Frozen}[s.random.IntN(3)]
		line.Set(t, how)
		t.Logf("station %d: the network is %s", i, how)
	}
}

// heal mends a station's network and waits until nothing waits there any more. The centre may die when some of what
// waited has come to it.
func (s *shift) heal(t *testing.T, station int, dies bool) {
	t.Helper()
	s.pickers[station].Run(t).Screen.Wait(t, "records to wait", Waits)
	if dies {
		s.cables[station].After(1+s.random.IntN(6000), s.centre.PullPlug)
	}
	began := time.Now()
	s.cables[station].Set(t, Whole)
	if dies {
		s.centre.Gone(t)
		s.centre.Start(t)
	}
	s.calm(t, station)
	t.Logf("station %d has sent what waited %.1f s after its network came back", station, time.Since(began).Seconds())
}

// calm waits until nothing waits at a station.
func (s *shift) calm(t *testing.T, station int) {
	t.Helper()
	s.pickers[station].Run(t).Screen.Within(t, Comeback, "the line to be up and nothing to wait", Calm)
}

// confirmed waits until the centre's word on every carton has come down to a station.
func (s *shift) confirmed(t *testing.T, station int) {
	t.Helper()
	s.calm(t, station)
	deadline := time.Now().Add(Comeback)
	for {
		open := slices.DeleteFunc(s.floors[station].Cartons(t), func(c Carton) bool {
			return !c.Provisional || slices.Contains(s.late[station], c.Order)
		})
		if len(open) == 0 {
			return
		}
		if time.Now().After(deadline) {
			t.Fatalf("after %v the centre has not confirmed %+v", Comeback, open)
		}
	}
}

// holds waits until a station's screen shows the holds on its own shipments, or none if it has none.
func (s *shift) holds(t *testing.T, station int) {
	t.Helper()
	screen := s.pickers[station].Run(t).Screen
	if len(s.late[station]) == 0 {
		if text := screen.Flat(); HoldShown(text, "") {
			t.Errorf("station %d shows a hold, and has none:\n%s", station, screen.Text())
		}
		return
	}
	screen.Wait(t, "the hold on "+s.late[station][0], func(flat string) bool { return HoldShown(flat, s.late[station][0]) })
}
