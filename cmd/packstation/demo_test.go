package main

import (
	"bytes"
	"context"
	"io"
	"log/slog"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/gdamore/tcell/v2"

	"packline/central"
	"packline/central/sqlite"
	"packline/cmd/internal/config"
	"packline/cmd/internal/demo"
	"packline/manifest"
	"packline/papers/label"
	"packline/store"
)

// shownScreen is a screen whose text a test can wait for.
type shownScreen struct {
	tcell.SimulationScreen
	shown chan string // the newest picture
}

func newShownScreen() *shownScreen {
	return &shownScreen{SimulationScreen: tcell.NewSimulationScreen("UTF-8"), shown: make(chan string, 1)}
}

func (s *shownScreen) Init() error {
	if err := s.SimulationScreen.Init(); err != nil {
		return err
	}
	s.SetSize(80, 24)
	return nil
}

func (s *shownScreen) Show() {
	s.SimulationScreen.Show()
	cells, width, _ := s.GetContents()
	var b strings.Builder
	for i, cell := range cells {
		if i%width == 0 {
			b.WriteByte('\n')
		}
		b.WriteString(string(cell.Runes))
	}
	select {
	case <-s.shown:
	default:
	}
	s.shown <- b.String()
}

// visitor plays the demo with nothing but what the foot of the screen says.
type visitor struct {
	t      *testing.T
	p      *program
	screen *shownScreen
	last   string // hint that was acted on
	at     time.Time
}

// step does what a picture's hint says, once for each hint; again after a while, as somebody does who sees no change.
func (v *visitor) step(picture string) {
	hint := ""
	for _, key := range []string{
		"badge", "notice", "order", "weigh", "empty", "label", "warned", "held", "reason", "rejected", "doubt", "load", "plug",
		"wait", "recalled", "pull", "rejoin-quiet", "centre-hold", "clear",
	} {
		if strings.Contains(picture, v.p.Say("cmd.demo.hint."+key)) {
			hint = key
		}
	}
	if strings.Contains(picture, v.p.Say("cmd.demo.hint.pin", "2468")) {
		hint = "pin"
	}
	if strings.Contains(picture, rejoin(v.p)) {
		hint = "rejoin"
	}
	if hint == v.last && time.Since(v.at) < time.Second {
		return
	}
	v.last, v.at = hint, time.Now()
	letters := map[string]string{
		"badge": "b", "order": "o", "weigh": "w", "empty": "e", "label": "l", "held": "k", "pin": "2468\r", "reason": "1\r", "load": "p", "plug": "u",
		"pull": "c", "rejoin": "c", "rejoin-quiet": "c", "centre-hold": "l", "clear": "k",
	}
	keys := map[string]tcell.Key{"notice": tcell.KeyF4, "warned": tcell.KeyF4, "rejected": tcell.KeyF2, "doubt": tcell.KeyF5, "recalled": tcell.KeyF2}
	if key, ok := keys[hint]; ok {
		v.screen.InjectKey(key, 0, tcell.ModNone)
	}
	for _, r := range letters[hint] {
		if r == '\r' {
			v.screen.InjectKey(tcell.KeyEnter, 0, tcell.ModNone)
			continue
		}
		v.screen.InjectKey(tcell.KeyRune, r, tcell.ModNone)
	}
}

// rejoin is how the hint begins that another station has shipped to the same person.
func rejoin(p *program) string {
	begins, _, _ := strings.Cut(p.Say("cmd.demo.hint.rejoin", "DEMO-02", "\n"), "\n")
	return begins
}

// TestDemoShowsEverything plays the demo by its hints alone, and wants every verdict, a printer's fault, an outage and a
// hold of the centre to have been on the screen within ten orders, and the first picture long before ten seconds.
func TestDemoShowsEverything(t *testing.T) {
	for _, rulebook := range []string{demo.Classic, demo.ByDate} {
		t.Run(rulebook, func(t *testing.T) { playByHints(t, rulebook) })
	}
}

func playByHints(t *testing.T, rulebook string) {
	began := time.Now()
	played, err := demo.New(t.TempDir(), rulebook)
	if err != nil {
		t.Fatal(err)
	}
	p := newProgram(strings.NewReader(""), io.Discard, io.Discard)
	key, err := config.OpenKey(played.Config.KeyFile)
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithTimeout(t.Context(), 90*time.Second)
	defer stop()
	if err := p.prepareDemo(ctx, played, key); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = played.Close() }) // again after a test that got through: nothing is left to close
	b := p.demoBench(played, key)
	screen := newShownScreen()
	b.screen, b.book, b.log = screen, p.Book, slog.New(slog.DiscardHandler)
	if err := b.open(ctx); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- b.live(ctx) }()

	want := wanted(p, rulebook)
	v := &visitor{t: t, p: p, screen: screen}
	picture := ""
	for len(want) > 0 {
		select {
		case err := <-ended:
			t.Fatalf("the demo ended: %v; still not seen %v", err, want)
		case <-ctx.Done():
			t.Fatalf("not seen %v; the screen:\n%s", want, picture)
		case now := <-screen.shown:
			if picture == "" && time.Since(began) > 10*time.Second {
				t.Errorf("the first picture took %v", time.Since(began))
			}
			picture = now
		}
		for name, text := range want {
			if strings.Contains(picture, text) {
				delete(want, name)
			}
		}
		if rulebook == demo.Classic && len(want) > 0 && strings.Contains(picture, played.Orders[10].ID) {
			t.Fatalf("ten orders are through and not seen: %v", want)
		}
		v.step(picture)
	}
	screen.InjectKey(tcell.KeyF10, 0, tcell.ModNone)
	screen.InjectKey(tcell.KeyF10, 0, tcell.ModNone)
	if err := <-ended; err != nil {
		t.Errorf("the demo ended with %v", err)
	}
	if err := played.Close(); err != nil {
		t.Errorf("the centre ended with %v", err)
	}
	checkStore(t, played, key)
	checkCentre(t, played, key, rulebook)
}

// checkCentre holds that the centre has every carton of the station, put one hold, and lets go of it.
func checkCentre(t *testing.T, played *demo.Bench, key config.KeyFile, rulebook string) {
	storage, err := sqlite.Open(t.Context(), filepath.Join(filepath.Dir(played.Config.Store), "centre"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = storage.Close() }()
	c, err := central.New(t.Context(), storage, central.Options{Keys: key.Keys})
	if err != nil {
		t.Fatal(err)
	}
	report, err := c.Verify(t.Context())
	if err != nil || len(report.Faults) > 0 {
		t.Errorf("the centre's ledgers: %+v, %v", report, err)
	}
	count := map[string]int{}
	for carton, err := range c.Cartons(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		if !carton.State.Counts() {
			continue
		}
		count[carton.Station]++
		if !carton.Confirmed || len(carton.Held) > 0 {
			t.Errorf("carton of %s from %s is held for %v", carton.Order, carton.Station, carton.Held)
		}
	}
	neighbours := 1
	if rulebook == demo.ByDate {
		neighbours = 0
	}
	if count[played.Config.Station] == 0 || count["DEMO-02"] != neighbours {
		t.Errorf("the centre has %v cartons", count)
	}
}

// wanted are the words that must have been seen.
func wanted(p *program, rulebook string) map[string]string {
	hint := func(key string, args ...string) string { return p.Say("cmd.demo.hint."+key, args...) }
	if rulebook == demo.ByDate {
		return map[string]string{
			"an entry's route": "Informal entry (11)", "an entry lane": "FIFE-UPS", "pass": hint("label"), "reject": hint("rejected"),
			"no line": p.Say("link.unreachable")[:30], "not confirmed": p.Say("screen.recent.provisional"), "plug": hint("rejoin-quiet"),
		}
	}
	return map[string]string{
		"pass": hint("label"), "warn": hint("warned"), "hold": hint("held"), "reject": hint("rejected"), "printer fault": hint("load"),
		"pin": hint("pin", "2468"), "reason": hint("reason"),
		"no line": p.Say("link.unreachable")[:30], "not confirmed": p.Say("screen.recent.provisional"), "rejoin": rejoin(p),
		"centre's hold": p.Say("screen.recent.held"), "clear": hint("clear"),
	}
}

func checkStore(t *testing.T, played *demo.Bench, key config.KeyFile) {
	s, err := store.Open(played.Config.Store, store.Options{Station: played.Config.Station, Keys: key.Keys})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = s.Close() }()
	report, err := s.Verify(t.Context())
	if err != nil || report.Cartons == 0 {
		t.Errorf("the ledger: %+v, %v", report, err)
	}
	again := 0
	for c, err := range s.Cartons(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		if c.State.Counts() {
			again++
			printedAgain(t, played, key, s, c.ID)
		}
	}
	if again == 0 {
		t.Error("no carton was packed")
	}
}

// printedAgain holds that label --carton gives the 2D code that the printer had.
func printedAgain(t *testing.T, played *demo.Bench, key config.KeyFile, s *store.Store, id manifest.ID) {
	past, err := s.CartonByCode(t.Context(), manifest.Code{Text: id.String()})
	if err != nil {
		t.Fatal(err)
	}
	made, err := labelOf(played.Config, key.Keys, past)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := label.ZPL(made, mediaOf(played.Config.Label)); err != nil {
		t.Errorf("carton %s: %v", id, err)
	}
	code, err := manifest.ParseLabelCode(made.Code)
	if err != nil || !code.Sealed(key.Keys) || code.Carton != id {
		t.Errorf("carton %s: its code is %+v, %v", id, code, err)
	}
	for _, printed := range played.Printer.Labels() {
		if bytes.Contains(printed, []byte(made.Code)) {
			return
		}
	}
	t.Errorf("carton %s: the printer never had %s", id, made.Code)
}
