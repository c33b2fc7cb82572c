package main

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"packline/cmd/internal/cli/clitest"
	"packline/cmd/internal/config"
	"packline/manifest"
	"packline/phrases"
	"packline/store"
)

// runOn makes a program on these streams.
func runOn(in io.Reader, out, errs io.Writer) func(context.Context, []string) int {
	return newProgram(in, out, errs).run
}

// do runs a command line in this process.
func do(t *testing.T, in string, args ...string) clitest.Ran {
	t.Helper()
	return clitest.Do(t.Context(), runOn, in, args...)
}

func TestExitCodes(t *testing.T) {
	t.Chdir(t.TempDir())
	write(t, "broken.yaml", "station: much too long\nprinters: 3\n")
	clitest.WantExits(t, runOn, 2, []clitest.Exit{
		{"--help", 0, "Available Commands"},
		{"--version", 0, ""},
		{"version", 0, "packstation"},
		{"completion bash", 0, "bash"},
		{"", 0, "Available Commands"},
		{"nonsense", 2, "packstation --help"},
		{"check", 2, "packstation --help"},
		{"check --nonsense x", 2, "packstation --help"},
		{"check missing.jsonl", 1, "missing.jsonl"},
		{"check .", 1, "folder"},
		{"devices watch", 2, "packstation --help"},
		{"devices watch nonsense", 1, ""},
		{"label", 2, "--orders"},
		{"label X --orders y --format pdf", 2, "zpl or png"},
		{"label X --orders y --dpi 600", 2, "203 or 300"},
		{"demo --rulebook nonsense", 2, "by-date"},
		{"run", 1, "packstation init"},
		{"run --config broken.yaml", 1, "broken.yaml, line 2, printers"},
		{"cartons --json", 1, "packstation init"},
		{"ledger tail -n -1", 2, "-n 20"},
		{"ledger nonsense", 2, "packstation --help"},
	})
}

func TestCheckAnswersEveryCase(t *testing.T) {
	const name = "../../testdata/rules/cases-sample.jsonl"
	raw, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	got := do(t, "", "check", name)
	piped := do(t, string(raw), "check", "-")
	if got.Code != 0 || piped.Out != got.Out {
		t.Fatalf("exit %d, piped the same: %v\n%s", got.Code, piped.Out == got.Out, got.Errs)
	}
	answers := strings.Split(strings.TrimSpace(got.Out), "\n")
	right := 0
	for i, line := range strings.Split(strings.TrimSpace(string(raw)), "\n") {
		var c struct {
			ID       string         `json:"id"`
			Expected map[string]any `json:"expected"`
		}
		var answered map[string]any
		if json.Unmarshal([]byte(line), &c) != nil || i >= len(answers) || json.Unmarshal([]byte(answers[i]), &answered) != nil {
			t.Fatalf("line %d can't be compared", i+1)
		}
		c.Expected["id"] = c.ID
		have, _ := json.Marshal(answered)
		should, _ := json.Marshal(c.Expected)
		if string(have) != string(should) {
			t.Errorf("answered %s, want %s", have, should)
			continue
		}
		right++
	}
	if right != 23 || len(answers) != 23 {
		t.Errorf("%d of %d answers are right, want 23 of 23", right, len(answers))
	}
}

func TestCheckSaysWhatItCanNotRead(t *testing.T) {
	got := do(t, "{\"id\":\"A\",\"rulebook\":\"no-such\"}\nnot json\n{\"id\":\"B\",\"lines\":7}\n", "check", "-")
	clitest.Want(t, got, 1, "3 of 3")
	lines := strings.Split(strings.TrimSpace(got.Out), "\n")
	for i, id := range []string{"A", "", "B"} {
		var answer map[string]string
		if len(lines) != 3 || json.Unmarshal([]byte(lines[i]), &answer) != nil || answer["id"] != id || answer["error"] == "" || len(answer) != 2 {
			t.Fatalf("answered %q", lines)
		}
	}
	clitest.Want(t, do(t, "", "check", "-"), 0, "")
}

func TestCheckExplains(t *testing.T) {
	got := do(t, "", "check", "--explain", "../../testdata/rules/cases-sample.jsonl")
	clitest.Want(t, got, 0, "\"message\":\"EXACTLY 800.00: check invoice\"")
	if strings.Contains(got.Out, "rule.") {
		t.Error("a finding has no sentence")
	}
	heavy := `{"id":"X","rulebook":"by-date","packages":[{"package_id":"P","weight":{"value":"50","unit":"lb"}}]}`
	clitest.Want(t, do(t, heavy, "check", "--bench", "-"), 0, "BENCH-MAX")
	if got := do(t, heavy, "check", "-"); strings.Contains(got.Out, "BENCH-MAX") {
		t.Error("the bench's limit holds without --bench")
	}
}

func TestOperatorPIN(t *testing.T) {
	got := do(t, "2468\n", "operator", "pin")
	if hash := strings.TrimSpace(got.Out); got.Code != 0 || !config.CheckPIN(hash, "2468") || got.Errs != "" {
		t.Errorf("gave %+v", got)
	}
	clitest.Want(t, do(t, "12a4\n", "operator", "pin"), 1, "4 to 12 digits")
	clitest.Want(t, do(t, "", "operator", "pin"), 1, "4 to 12 digits")
}

func TestInitMakesAConfigThatLoads(t *testing.T) {
	t.Chdir(t.TempDir())
	answers := strings.Join([]string{"YVR-07", "Toronto", "9521234", "100-200", "shop", "Shop \"É\" Ltd"}, "\n") + strings.Repeat("\n", 25) + "2468\n"
	got := do(t, answers, "init")
	clitest.Want(t, got, 0, "packstation run")
	c, err := config.Load(config.DefaultFile)
	if err != nil {
		t.Fatal(err)
	}
	lead := c.Operators[1]
	if c.Station != "YVR-07" || c.Lanes[0].Port != "0901" || c.Clients[0].Exporter.Name != "Shop \"É\" Ltd" || !config.CheckPIN(lead.PINHash, "2468") {
		t.Errorf("read %+v", c)
	}
	if c.Rulebook.Name != config.ByDate || c.Lanes[0].Release != manifest.ReleaseEntry {
		t.Errorf("a new station can't pack under %+v with %+v", c.Rulebook, c.Lanes[0])
	}
	for _, name := range []string{config.DefaultFile, "organisation.key"} {
		if info, err := os.Stat(name); err != nil || info.Mode().Perm()&0o077 != 0 {
			t.Errorf("%s: %v %v", name, info, err)
		}
	}
	if strings.Contains(got.Out+got.Errs, "2468") {
		t.Error("the PIN was shown")
	}
	clitest.Want(t, do(t, "", "init"), 1, "--force")
	clitest.Want(t, do(t, "", "init", "--force"), 0, "packstation run")
	if c, err := config.Load(config.DefaultFile); err != nil || c.Station != "YVR-01" {
		t.Errorf("read %v, %v", c.Station, err)
	}
	clitest.Want(t, do(t, "yvr 1\n", "init", "--config", "other.yaml"), 1, "capital letters")
	if _, err := os.Stat("other.yaml"); !errors.Is(err, os.ErrNotExist) {
		t.Error("a config with a wrong answer was written")
	}
}

// station makes a config in a folder of its own and gives its name.
func newStation(t *testing.T) string {
	t.Helper()
	t.Chdir(t.TempDir())
	clitest.Want(t, do(t, strings.Repeat("\n", 15)+"section-321-classic\n", "init"), 0, "")
	return config.DefaultFile
}

func write(t *testing.T, name, text string) {
	t.Helper()
	if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

const order = `{"order":{"order_id":"A-1","revision":1,"client":"example","currency":"USD","lane":"BLAINE-USPS"},` +
	`"ship_to":{"name":"Ann Poe","line1":"1 Main St","city":"Portland","state":"OR","zip":"97201","country":"US"},` +
	`"lines":[{"sku":"S","desc":"Cotton shirt","qty":1,"unit_value":"20.00","hts":"610910","origin":"CA"}]}`

func TestOrdersImport(t *testing.T) {
	newStation(t)
	write(t, "orders.jsonl", order+"\nbroken\n"+strings.ReplaceAll(order, "A-1", "A-2")+"\n")
	clitest.Want(t, do(t, "", "cartons", "--json"), 1, "There is no store")
	got := do(t, "", "orders", "import", "orders.jsonl")
	clitest.Want(t, got, 1, "Imported 2 orders from orders.jsonl. The station knows 2 orders.")
	if !strings.Contains(got.Errs, "line 2") {
		t.Errorf("the bad line isn't named: %s", got.Errs)
	}
	clitest.Want(t, do(t, order, "orders", "import", "-"), 0, "knows 2 orders")
	clitest.Want(t, do(t, strings.ReplaceAll(order, "BLAINE", "FIFE"), "orders", "import", "-"), 0, "FIFE-USPS")
	if got := do(t, "", "cartons", "--json"); got.Code != 0 || strings.TrimSpace(got.Out) != "[]" {
		t.Errorf("cartons of a new station: %+v", got)
	}
	clitest.Want(t, do(t, "", "cartons"), 0, "VERDICT")
	clitest.Want(t, do(t, "", "ledger", "verify"), 0, "The ledger is whole: 0 events")
	clitest.Want(t, do(t, "", "ledger", "tail"), 0, "")
	clitest.Want(t, do(t, "", "label", "--carton", "nothing"), 1, "packstation cartons")
	if err := os.Remove("organisation.key"); err != nil {
		t.Fatal(err)
	}
	clitest.Want(t, do(t, order, "orders", "import", "-"), 1, "Put the key back")
}

func TestStoreInUse(t *testing.T) {
	newStation(t)
	clitest.Want(t, do(t, order, "orders", "import", "-"), 0, "")
	s, err := store.Open("station.db", store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	clitest.Want(t, do(t, "", "run"), 1, "is in use by process")
	clitest.Want(t, do(t, "", "ledger", "verify"), 1, "is in use by process")
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	write(t, "station.db", "this is no store at all")
	clitest.Want(t, do(t, "", "run"), 1, "damaged and was left as it is")
	if raw, err := os.ReadFile("station.db"); err != nil || string(raw) != "this is no store at all" {
		t.Error("the damaged store was touched")
	}
}

func TestRunRefusesBeforeTheScreen(t *testing.T) {
	newStation(t)
	raw, err := os.ReadFile(config.DefaultFile)
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct{ from, to, contains string }{
		{"section-321-classic", "section-321-modern", "by-date"},
		{"tcp:zebra:9100", "tcp:zebra", "tcp:printer:9100"},
		{"station: ", "rates: no-such.csv\nstation: ", "no-such.csv"},
		{"station: ", "kind: dock\nstation: ", "kind: bench"},
		{"numbers: {sscc: \"1-99999\"}", "", "can't start"},
		{"simulate: true", "simulate: true, overrides: {weight.limit: 4}", "weight.limit"},
	} {
		write(t, "other.yaml", strings.Replace(string(raw), test.from, test.to, 1))
		clitest.Want(t, do(t, "", "run", "--config", "other.yaml"), 1, test.contains)
	}
}

// TestRunRefusesTrainingDevicesWhereCartonsCount holds that a recorded or virtual scale weighs for a simulation alone.
func TestRunRefusesTrainingDevicesWhereCartonsCount(t *testing.T) {
	newStation(t)
	raw, err := os.ReadFile(config.DefaultFile)
	if err != nil {
		t.Fatal(err)
	}
	scale, rulebook := regexp.MustCompile(`(?m)^scale: .*$`), regexp.MustCompile(`(?m)^rulebook: .*$`)
	for _, address := range []string{"virtual:scale", "playback:scale.jsonl?protocol=mt-sics"} {
		simulated := scale.ReplaceAllString(string(raw), "scale: "+strconv.Quote(address))
		write(t, "other.yaml", rulebook.ReplaceAllString(simulated, "rulebook: {name: by-date}"))
		clitest.Want(t, do(t, "", "run", "--config", "other.yaml"), 1, address+" is no real device")
		write(t, "other.yaml", simulated)
		if got := do(t, "", "run", "--config", "other.yaml"); strings.Contains(got.Errs, "no real device") {
			t.Errorf("a simulation is refused: %s", got.Errs)
		}
	}
}

func TestSampleLabel(t *testing.T) {
	newStation(t)
	write(t, "orders.jsonl", order)
	zpl := do(t, "", "label", "A-1", "--orders", "orders.jsonl")
	clitest.Want(t, zpl, 0, "^XA")
	if !strings.Contains(zpl.Out, phrases.In(phrases.English).Say("label.sample")) {
		t.Error("the label isn't marked as a sample")
	}
	png := do(t, "", "label", "A-1", "--orders", "orders.jsonl", "--format", "png", "--dpi", "300")
	if png.Code != 0 || !strings.HasPrefix(png.Out, "\x89PNG") {
		t.Errorf("the picture: exit %d, %s", png.Code, png.Errs)
	}
	clitest.Want(t, do(t, "", "label", "A-9", "--orders", "orders.jsonl"), 1, "There is no order A-9")
	if err := os.Rename(config.DefaultFile, filepath.Join(t.TempDir(), "away")); err != nil {
		t.Fatal(err)
	}
	clitest.Want(t, do(t, "", "label", "A-1", "--orders", "orders.jsonl"), 0, "of the demo")
}

func TestKeyboardLines(t *testing.T) {
	k := newKeyboard()
	for _, r := range "A-1\r\n\rB-2\x1d3\n" + strings.Repeat("x", 2*manifest.MaxCode) + "\r" {
		k.typed(r, time.Time{})
	}
	for _, line := range []string{"A-1", "B-2\x1d3", strings.Repeat("x", manifest.MaxCode+1)} {
		if got := <-k.lines; got != line {
			t.Errorf("got %q, want %q", got, line)
		}
	}
	for range 10 * linesHeld {
		k.typed('y', time.Time{})
		k.typed('\r', time.Time{})
	}
	if len(k.lines) != linesHeld {
		t.Errorf("%d lines are held", len(k.lines))
	}
}

func TestNothingIsPrintedThatATerminalObeys(t *testing.T) {
	got := do(t, "", "check", "no\x1b[31m\u202efile")
	if strings.ContainsAny(got.Errs, "\x1b\u202e") || got.Code != 1 {
		t.Errorf("printed %q", got.Errs)
	}
}

// TestEverySentence holds that each key of the commands that the code names has a sentence.
func TestEverySentence(t *testing.T) {
	book := phrases.In(phrases.English)
	var visit func(name string)
	p := newProgram(strings.NewReader(""), nil, nil)
	visit = func(name string) {
		if !book.Has("cmd.short." + name) {
			t.Errorf("%s has no sentence", name)
		}
	}
	for _, cmd := range p.Root(p.commands()...).Commands() {
		if strings.HasPrefix(cmd.Short, "cmd.") || strings.HasPrefix(cmd.Long, "cmd.") {
			visit(cmd.Name())
		}
		for _, sub := range cmd.Commands() {
			if strings.HasPrefix(sub.Short, "cmd.") || strings.HasPrefix(sub.Long, "cmd.") {
				visit(cmd.Name() + "-" + sub.Name())
			}
		}
	}
	for _, q := range questions(nil) {
		if !book.Has("cmd.init.ask." + q.name) {
			t.Errorf("the question %s has no sentence", q.name)
		}
	}
}
