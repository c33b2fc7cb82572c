package terminal_test

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"packline/phrases"
	"packline/station"
	"packline/terminal"
	"packline/terminal/terminaltest"
	"packline/testdata"
)

// rawKey finds a phrase key that was shown for want of its sentence.
var rawKey = regexp.MustCompile(`\b(screen|bench|rule|printer|scale|scanner|link)\.[a-z-]+`)

func scene(v station.View) terminal.Scene {
	return terminal.Scene{View: v, Book: phrases.In(phrases.English), Bindings: terminal.Bindings()}
}

func golden(t *testing.T, name string, s terminal.Scene, w, h int) {
	t.Helper()
	lines := terminal.Draw(s, w, h).Lines()
	testdata.Golden(t, "screens/"+name+".txt", []byte(strings.Join(lines, "\n")+"\n"))
}

func TestScreens(t *testing.T) {
	for _, sample := range terminaltest.Samples() {
		t.Run(sample.Name, func(t *testing.T) {
			golden(t, sample.Name+"-80x24", scene(sample.View), 80, 24)
		})
	}
	for _, name := range []string{
		"ready", "label-out", "held", "rejected", "printer-fault", "recalled", "lead-reason", "key-weight", "key-confirm", "near-limit",
	} {
		t.Run(name+" large", func(t *testing.T) {
			golden(t, name+"-120x40", scene(terminaltest.View(name)), 120, 40)
		})
	}
	golden(t, "label-out-160x50", scene(terminaltest.View("label-out")), 160, 50)
	golden(t, "refused-40x12", scene(terminaltest.View("refused")), 40, 12)
	help := scene(terminaltest.View("held"))
	help.Help = true
	golden(t, "help-80x24", help, 80, 24)
	leaving := scene(terminaltest.View("ready"))
	leaving.Leaving, leaving.Hints = true, []string{"N next order   W weigh it   L run out of labels"}
	golden(t, "leaving-80x24", leaving, 80, 24)
}

// TestEveryPhase holds that no phase of the station is without a sample.
func TestEveryPhase(t *testing.T) {
	seen := map[station.Phase]bool{}
	for _, sample := range terminaltest.Samples() {
		seen[sample.View.Phase] = true
	}
	for _, phase := range []station.Phase{
		station.SignedOut, station.Notice, station.Ready, station.Looking, station.OrderOpen, station.Weighing,
		station.Warned, station.Held, station.Rejected, station.Saving, station.LabelOut, station.Done, station.InDoubt,
		station.Recalled, station.DiskFault, station.LeadPIN, station.LeadReason, station.LeadBadge,
		station.KeyWeight, station.KeyConfirm, station.Checking,
	} {
		if !seen[phase] {
			t.Errorf("there is no sample of phase %s", phase)
		}
	}
}

// TestDocuments holds that what the manual shows is what the program draws. They are files of docs, not of testdata.
func TestDocuments(t *testing.T) {
	document := func(name string, content []byte) {
		t.Helper()
		testdata.Golden(t, filepath.Join("..", "docs", name), content)
	}
	picture := func(sample string, w, h int) []byte {
		return terminaltest.SVG(terminal.Draw(scene(terminaltest.View(sample)), w, h), "packline: "+sample)
	}
	document("packing-screen.svg", picture("label-out", 100, 30))
	document("hold-screen.svg", picture("held", 100, 30))
	document("centre-screen.svg", picture("centre-down-holds", 100, 30))
	keys := "# Keys\n\nOn packing screens only function keys, arrows and Esc do anything, so that no scan can press a key.\n" +
		"Every code can be scanned from the command sheet; its key does the same. At a prompt for a PIN, a reason or a weight, digits,\n" +
		"Backspace and Enter work too, for a weight its point as well. Ctrl+C asks whether to leave, and does nothing else.\n\n"
	document("keys.md", []byte(keys+terminal.KeyTable(phrases.In(phrases.English))))
}

// TestSaysEverything holds that every key the screens use has its sentence: none is shown raw.
func TestSaysEverything(t *testing.T) {
	for _, sample := range terminaltest.Samples() {
		for _, size := range [][2]int{{80, 24}, {160, 50}} {
			text := strings.Join(terminal.Draw(scene(sample.View), size[0], size[1]).Lines(), "\n")
			if raw := rawKey.FindString(text); raw != "" {
				t.Errorf("%s shows %q, a key without a sentence", sample.Name, raw)
			}
		}
	}
	book := phrases.In(phrases.English)
	for _, b := range terminal.Bindings() {
		if !book.Has(b.Label) || !book.Has(b.Help) {
			t.Errorf("key %s has no words: %q, %q", b.Name(), b.Label, b.Help)
		}
	}
}

// TestPictures writes every sample as SVG to the folder SCREENS names, to be looked at, or to one of the test's own.
func TestPictures(t *testing.T) {
	folder := os.Getenv("SCREENS")
	if folder == "" {
		folder = t.TempDir()
	}
	for _, sample := range terminaltest.Samples() {
		for _, size := range [][2]int{{80, 24}, {120, 40}, {160, 50}} {
			svg := terminaltest.SVG(terminal.Draw(scene(sample.View), size[0], size[1]), sample.Name)
			name := fmt.Sprintf("%s-%d.svg", sample.Name, size[0])
			if err := os.WriteFile(filepath.Join(folder, name), svg, 0o644); err != nil {
				t.Fatal(err)
			}
		}
	}
}

func BenchmarkDraw(b *testing.B) {
	for _, size := range [][2]int{{80, 24}, {160, 50}} {
		b.Run(fmt.Sprintf("%dx%d", size[0], size[1]), func(b *testing.B) {
			s := scene(terminaltest.View("held"))
			for b.Loop() {
				terminal.Draw(s, size[0], size[1])
			}
		})
	}
}
