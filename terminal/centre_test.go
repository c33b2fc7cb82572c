package terminal_test

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"packline/manifest"
	"packline/phrases"
	"packline/station"
	"packline/terminal"
	"packline/terminal/terminaltest"
)

func screenOf(v station.View, w, h int) string {
	return strings.Join(terminal.Draw(scene(v), w, h).Lines(), "\n")
}

// flat joins the rows of a text, so that a sentence that was wrapped can be found.
func flat(text string) string { return strings.Join(strings.Fields(text), " ") }

func TestCentreScreens(t *testing.T) {
	for _, sample := range terminaltest.Samples() {
		if strings.HasPrefix(sample.Name, "centre-") {
			golden(t, sample.Name+"-120x40", scene(sample.View), 120, 40)
		}
	}
	golden(t, "centre-holds-held-40x12", scene(terminaltest.View("centre-holds-held")), 40, 12)
}

func TestLineInWords(t *testing.T) {
	ago := func(d time.Duration) time.Time { return terminaltest.Noon().Add(-d) }
	for name, c := range map[string]struct {
		link   station.Link
		narrow string // what 80 columns show
		wide   string // what 160 columns show
	}{
		"well":            {station.Link{Up: true}, "√ Centre up, nothing waits", "√ Centre up, nothing waits"},
		"one":             {station.Link{Up: true, Waiting: 1, Oldest: ago(3 * time.Second)}, "√ Centre: 1 waits, 3 s", "1 record waits, 3 s old"},
		"sending":         {station.Link{Up: true, Waiting: 12, Oldest: ago(3 * time.Minute)}, "√ Centre: 12 wait, 3 min", "12 records wait, oldest 3 min"},
		"age not known":   {station.Link{Up: true, Waiting: 12}, "√ Centre up, 12 wait", "√ Centre up, 12 records wait"},
		"down, empty":     {station.Link{}, "△ No line, nothing waits", "△ No line to the centre, nothing waits"},
		"down":            {station.Link{Waiting: 84, Oldest: ago(12 * time.Minute)}, "△ No line, 84 wait, 12 min", "84 records wait here, oldest 12 min"},
		"down for long":   {station.Link{Waiting: 20480, Oldest: ago(77 * time.Hour)}, "20480 records wait here, oldest 3 days", "oldest 3 days"},
		"reassures":       {station.Link{Waiting: 2}, "nothing is lost, records are sent", "nothing is lost, records are sent"},
		"problem":         {station.Link{Problem: manifest.Say("link.busy")}, "The centre is busy and asks to wait.", "The centre is busy and asks to wait."},
		"problem, but up": {station.Link{Up: true, Problem: manifest.Say("link.change", "3")}, "△ Centre up", "3 messages of the centre couldn't be used"},
		"oldest to come":  {station.Link{Waiting: 2, Oldest: ago(-time.Hour)}, "△ No line, 2 wait, 0 s", "oldest 0 s"},
		"clock behind":    {station.Link{Up: true, Compared: true, Offset: 14 * time.Second}, "clock 14 s behind the centre", "clock 14 s behind the centre"},
		"clock ahead":     {station.Link{Up: true, Compared: true, Offset: -3 * time.Minute}, "clock 3 min ahead of the centre", "clock 3 min ahead of the centre"},
	} {
		v := terminaltest.View("ready")
		v.Link = c.link
		v.Link.On = true
		for w, want := range map[int]string{80: c.narrow, 160: c.wide} {
			if got := flat(screenOf(v, w, 24)); !strings.Contains(got, want) {
				t.Errorf("%s: %d columns don't say %q:\n%s", name, w, want, screenOf(v, w, 24))
			}
		}
	}
}

// TestClockIsQuietWhenRight holds that a small difference, or one that was not measured, isn't shown.
func TestClockIsQuietWhenRight(t *testing.T) {
	for _, link := range []station.Link{
		{On: true, Up: true, Compared: true, Offset: 1999 * time.Millisecond}, {On: true, Up: true, Offset: time.Hour},
	} {
		v := terminaltest.View("ready")
		v.Link = link
		if text := screenOf(v, 80, 24); strings.Contains(text, "clock") {
			t.Errorf("an offset of %v is shown:\n%s", link.Offset, text)
		}
	}
}

// TestNothingOfTheCentreWithoutOne holds that a station without a centre shows no word of it.
func TestNothingOfTheCentreWithoutOne(t *testing.T) {
	for _, sample := range terminaltest.Samples() {
		if strings.HasPrefix(sample.Name, "centre-") {
			continue
		}
		v := sample.View
		v.Recent = append([]station.RecentCarton(nil), v.Recent...)
		for i := range v.Recent {
			v.Recent[i].Confirmed, v.Recent[i].Held = i%2 == 0, i%3 == 0
		}
		v.Link = station.Link{Waiting: 4, Problem: manifest.Say("link.busy"), Compared: true, Offset: time.Hour}
		if got, want := screenOf(v, 120, 40), screenOf(sample.View, 120, 40); got != want {
			t.Errorf("%s shows something of a centre that it doesn't have:\n%s", sample.Name, got)
		}
	}
}

// nextRows counts the rows of the next step by their colours.
func nextRows(v station.View) int {
	c := terminal.Draw(scene(v), 80, 24)
	n := 0
	for y := range 24 {
		if front, ground, _ := c.Cell(1, y).Style.Decompose(); ground.Hex() == 0xffffff && front.Hex() != 0xffffff {
			n++
		}
	}
	return n
}

// TestNextStepKeepsItsRoom holds that neither an outage nor a hold makes the next step smaller.
func TestNextStepKeepsItsRoom(t *testing.T) {
	bad := terminaltest.View("centre-holds-held")
	for _, sample := range terminaltest.Samples() {
		if strings.HasPrefix(sample.Name, "centre-") {
			continue
		}
		v := sample.View
		v.Link, v.Holds = bad.Link, bad.Holds
		if got, want := nextRows(v), nextRows(sample.View); got != want || want == 0 {
			t.Errorf("%s: the next step has %d rows, without a centre %d:\n%s", sample.Name, got, want, screenOf(v, 80, 24))
		}
	}
}

// TestHoldsAreOnEveryScreen holds that the oldest hold and the number of all are seen in every phase but a prompt.
func TestHoldsAreOnEveryScreen(t *testing.T) {
	holds := terminaltest.View("centre-holds").Holds
	for _, sample := range terminaltest.Samples() {
		v := sample.View
		v.Holds = holds
		for _, size := range [][2]int{{80, 24}, {100, 30}, {120, 40}, {40, 12}} {
			text := flat(screenOf(v, size[0], size[1]))
			box := strings.Contains(text, "0041540") || strings.Contains(text, "0000 0415 40")
			seen := strings.Contains(text, "■ 2 ") && strings.Contains(text, "CENTRE") && box
			if want := v.Prompt == nil; seen != want {
				t.Errorf("%s at %v shows the holds: %v, want %v:\n%s", sample.Name, size, seen, want, screenOf(v, size[0], size[1]))
			}
		}
	}
}

// TestHoldPanelCounts holds that a tall screen shows every hold, or says how many have no room.
func TestHoldPanelCounts(t *testing.T) {
	v := terminaltest.View("centre-holds")
	one := v.Holds[0]
	for n := 1; n < 40; n++ {
		v.Holds = nil
		for i := range n {
			one.Order = fmt.Sprintf("ORDER-%03d", i)
			v.Holds = append(v.Holds, one)
		}
		text := screenOf(v, 120, 40)
		shown, more := strings.Count(text, " ORDER-"), 0
		if m := regexp.MustCompile(`(?m)^  and (\d+) more`).FindStringSubmatch(text); m != nil {
			_, _ = fmt.Sscan(m[1], &more)
		}
		if shown+more != n || shown == 0 || !strings.Contains(text, "ORDER-000") {
			t.Fatalf("%d holds: %d are shown and %d more are told:\n%s", n, shown, more, text)
		}
	}
}

// TestHoldInHandIsSaidOnce holds that what the verdict band says stands in the checks, not in the strip.
func TestHoldInHandIsSaidOnce(t *testing.T) {
	for _, name := range []string{"centre-held-out", "centre-held-recalled"} {
		v := terminaltest.View(name)
		v.Holds = v.Holds[len(v.Holds)-1:]
		text := screenOf(v, 80, 24)
		if strings.Contains(text, "CENTRE HOLD:") || strings.Contains(text, "FROM THE CENTRE") {
			t.Errorf("%s says its hold twice:\n%s", name, text)
		}
		if !strings.Contains(text, "■ Centre") || !strings.Contains(text, "PER-ONE") {
			t.Errorf("%s doesn't show what the centre found:\n%s", name, text)
		}
		v.Holds[0].Findings = nil
		if text := flat(screenOf(v, 160, 50)); !strings.Contains(text, "■ Centre The centre holds this shipment.") {
			t.Errorf("%s shows nothing for a hold without a reason:\n%s", name, text)
		}
	}
}

func TestRecentSaysWhetherTheVerdictStands(t *testing.T) {
	carton := func(set func(*station.RecentCarton)) station.View {
		v := terminaltest.View("centre-up")
		v.Recent = v.Recent[:1:1]
		v.Recent[0].Confirmed, v.Recent[0].State = false, manifest.CartonDone
		set(&v.Recent[0])
		return v
	}
	for name, c := range map[string]struct {
		set    func(*station.RecentCarton)
		narrow string
		wide   string
	}{
		"provisional": {func(*station.RecentCarton) {}, "provisional", "done, provisional"},
		"confirmed":   {func(r *station.RecentCarton) { r.Confirmed = true }, "confirmed", "done, confirmed"},
		"held":        {func(r *station.RecentCarton) { r.Held = true }, "■ 14:30 100233-C 4.60 lb CENTRE HOLD", "done, CENTRE HOLD"},
		"packed":      {func(r *station.RecentCarton) { r.State = manifest.CartonPacked }, "scan its label", "scan its label, provisional"},
		"void":        {func(r *station.RecentCarton) { r.State, r.Held = manifest.CartonVoid, true }, "lb void", "lb void"},
	} {
		v := carton(c.set)
		for w, want := range map[int]string{80: c.narrow, 120: c.wide} {
			if text := flat(screenOf(v, w, 24)); !strings.Contains(text, want) {
				t.Errorf("%s: %d columns don't say %q:\n%s", name, w, want, screenOf(v, w, 24))
			}
		}
	}
}

// TestEveryEventHasWords reads the ledger's source: a type without a sentence would stand in a history as its bare name.
func TestEveryEventHasWords(t *testing.T) {
	files, err := filepath.Glob(filepath.Join("..", "manifest", "ledger", "*.go"))
	if err != nil {
		t.Fatal(err)
	}
	types := regexp.MustCompile(`\) Type\(\) Type\s*\{ return "([a-z-]+)" \}`)
	book, found := phrases.In(phrases.English), 0
	for _, file := range files {
		source, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range types.FindAllStringSubmatch(string(source), -1) {
			found++
			if !book.Has("screen.event." + m[1]) {
				t.Errorf("%s: %s has no sentence", filepath.Base(file), m[1])
			}
		}
	}
	if found < 26 {
		t.Errorf("only %d types were found: the search is broken", found)
	}
}

// TestHostileBoxNumbers holds that a box number of another centre than ours can do no harm, however it is cut.
func TestHostileBoxNumbers(t *testing.T) {
	for _, text := range nasty() {
		v := terminaltest.View("centre-holds")
		v.Holds[0].SSCC, v.Holds[0].Order = manifest.SSCC(text), text
		for _, size := range [][2]int{{80, 24}, {120, 40}, {30, 8}} {
			harmless(t, terminal.Draw(scene(v), size[0], size[1]), text)
		}
	}
}
