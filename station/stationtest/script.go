package stationtest

import (
	"bufio"
	"bytes"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"packline/manifest"
	"packline/papers/zpl"
	"packline/phrases"
	"packline/station"
)

// Play runs a scenario: one step a line, "#" begins a comment. The steps are listed in testdata/scenarios/README.md.
// A step that isn't known, or a view that isn't as the scenario says, fails the test with the line.
func Play(t testing.TB, w *World, script []byte) {
	t.Helper()
	lines := bufio.NewScanner(bytes.NewReader(script))
	for n := 1; lines.Scan(); n++ {
		line, _, _ := strings.Cut(lines.Text(), "#")
		word, rest, _ := strings.Cut(strings.TrimSpace(line), " ")
		if word == "" {
			continue
		}
		if err := w.play(word, strings.TrimSpace(rest)); err != nil {
			t.Fatalf("line %d: %s: %v\n%s", n, strings.TrimSpace(line), err, w)
		}
		if err := speaks(w.View()); err != nil {
			t.Errorf("line %d: %s: %v", n, strings.TrimSpace(line), err)
		}
	}
	w.Agree()
}

func (w *World) play(word, rest string) error {
	switch word {
	case "scan":
		w.Scan(w.code(rest))
	case "garbled":
		w.Scan(manifest.Code{Kind: manifest.CodeGarbled, Text: rest})
	case "misread": // a carrier's number with a wrong check digit
		w.Scan(manifest.Code{Text: rest, Problem: manifest.Say("scanner.check-digit")})
	case "load":
		value, unit, _ := strings.Cut(rest, " ")
		w.Load(manifest.Shown{Value: value, Unit: manifest.Unit(unit)})
	case "back":
		value, unit, _ := strings.Cut(rest, " ")
		w.Back(manifest.Shown{Value: value, Unit: manifest.Unit(unit)})
	case "zero":
		w.Zero()
		w.Wait(500 * time.Millisecond)
	case "push":
		value, unit, _ := strings.Cut(rest, " ")
		w.Push(manifest.Shown{Value: value, Unit: manifest.Unit(unit)})
	case "setup":
		return w.playSetup(rest)
	case "empty":
		w.Load(manifest.Shown{})
	case "wait":
		d, err := time.ParseDuration(rest)
		if err != nil {
			return err
		}
		w.Wait(d)
	case "clock":
		d, err := time.ParseDuration(rest)
		if err != nil {
			return err
		}
		w.Now = w.Now.Add(d)
		w.Put(station.Ticked{})
	case "type":
		w.Inputs++
		w.Put(station.Answered{Text: rest})
	case "escape":
		w.Put(station.Escaped{})
	case "printer":
		w.Printer = PrinterFault(strings.TrimPrefix(rest, "works"))
	case "scale":
		return w.playScale(rest)
	case "disk":
		if rest == "works" {
			w.Mend()
			return nil
		}
		w.Disk = DiskFault(rest)
	case "device":
		role, state, _ := strings.Cut(rest, " ")
		d := station.Device{Role: role, Address: "virtual:" + role}
		state, why, _ := strings.Cut(state, " ")
		if d.State = manifest.DeviceState(state); why != "" {
			d.Message = manifest.Say(why)
		}
		w.Put(station.DeviceChanged{Device: d})
	case "centre":
		return w.centre(rest)
	case "restart":
		w.Restart()
	case "expect":
		return w.expect(rest)
	default:
		return fmt.Errorf("there is no step %q", word)
	}
	return nil
}

// centre brings what the centre says: "hold N", "release N" and "confirm N" of the carton with the Nth label, "cancel
// ORDER", "elsewhere ORDER [STATION]", "revise ORDER", "depart N", "clock 10m".
func (w *World) centre(rest string) error {
	word, what, _ := strings.Cut(rest, " ")
	change := manifest.Change{OrderID: what}
	switch word {
	case "hold", "release", "confirm":
		n, err := strconv.Atoi(what)
		if err != nil || n < 1 || n > len(w.Labels) {
			return fmt.Errorf("there is no label %q", what)
		}
		change = w.ofLabel(manifest.ChangeKind(map[string]string{
			"hold": "hold", "release": "release", "confirm": "verdict-confirmed",
		}[word]), w.Labels[n-1])
	case "cancel":
		change.Kind = manifest.ChangeCancel
	case "elsewhere":
		change.Kind = manifest.ChangeOpenElsewhere
		change.OrderID, change.Station, _ = strings.Cut(what, " ")
	case "revise":
		o := w.Orders[what]
		o.Order.Revision++
		w.Orders[what] = o
		change = manifest.Change{Kind: manifest.ChangeOrder, Order: &o.Order}
	case "depart":
		n, err := strconv.Atoi(what)
		if err != nil || n < 1 || n > len(w.Labels) {
			return fmt.Errorf("there is no label %q", what)
		}
		c := w.Ledger.Cartons[w.Labels[n-1].Carton]
		c.State, c.Load = manifest.CartonDeparted, "L-7"
		w.Ledger.Cartons[c.ID] = c
		return nil
	case "clock":
		d, err := time.ParseDuration(what)
		if err != nil {
			return err
		}
		w.Put(station.LinkChanged{Link: station.Link{On: true, Up: true, Compared: true, Offset: d}})
		return nil
	default:
		return fmt.Errorf("the centre doesn't say %q", word)
	}
	w.Put(station.Changed{Changes: []manifest.Change{change}})
	return nil
}

func (w *World) ofLabel(kind manifest.ChangeKind, l Label) manifest.Change {
	c := w.Ledger.Cartons[l.Carton]
	mark := manifest.ShipmentMark{Shipment: c.Shipment, Carton: c.ID, SSCC: c.SSCC, Order: c.Order}
	if kind != manifest.ChangeHold {
		return manifest.Change{Kind: kind, Shipment: &mark}
	}
	return manifest.Change{Kind: kind, Hold: &manifest.HoldNote{
		Shipment: c.Shipment, Carton: c.ID, SSCC: c.SSCC, Order: c.Order, At: w.Now,
		Findings: []manifest.Finding{{Rule: "PER-ONE", Verdict: manifest.Hold, Message: manifest.Say("rule.per-one.recorded")}},
	}}
}

// playSetup starts the bench again with another setting: "check 10 lb", "change 5", "division 0.02 lb".
func (w *World) playSetup(rest string) error {
	word, what, _ := strings.Cut(rest, " ")
	value, unit, _ := strings.Cut(what, " ")
	shown := manifest.Shown{Value: value, Unit: manifest.Unit(unit)}
	var err error
	switch word {
	case "check":
		w.Setup.Check = station.CheckWeight{Known: shown, Tolerance: 1}
	case "change":
		w.Setup.Change, err = strconv.Atoi(what)
	case "division":
		w.Setup.Division, err = shown.Weight()
	default:
		return fmt.Errorf("there is no setting %q", word)
	}
	w.begin()
	return err
}

func (w *World) playScale(rest string) error {
	if division, ok := strings.CutPrefix(rest, "division "); ok {
		value, unit, _ := strings.Cut(division, " ")
		var err error
		w.Division, err = manifest.Shown{Value: value, Unit: manifest.Unit(unit)}.Weight()
		return err
	}
	w.Scale = ScaleFault(strings.TrimPrefix(rest, "works"))
	w.Weigh()
	return nil
}

// Scan hands a code to the bench a moment after the last thing happened.
func (w *World) Scan(code manifest.Code) {
	w.Inputs++
	w.Now = w.Now.Add(400 * time.Millisecond)
	code.At = w.Now
	w.Put(station.Scanned{Code: code})
}

// code makes the code of a word: a command, "label", "label N" (the Nth that came out), "sscc", or a text.
func (w *World) code(text string) manifest.Code {
	if c, ok := manifest.ParseCommand(text); ok {
		return manifest.Code{Kind: manifest.CodeCommand, Text: text, Command: c}
	}
	word, rest, _ := strings.Cut(text, " ")
	n := len(w.Labels)
	if i, err := strconv.Atoi(rest); err == nil {
		n = i
	}
	switch {
	case word == "label" && n >= 1 && n <= len(w.Labels):
		return w.LabelCode(w.Labels[n-1])
	case word == "sscc" && n >= 1 && n <= len(w.Labels):
		sscc := w.Ledger.Cartons[w.Labels[n-1].Carton].SSCC
		return manifest.Code{Kind: manifest.CodeSSCC, Text: string(sscc), SSCC: sscc}
	}
	return manifest.Code{Kind: manifest.CodeText, Text: text}
}

// LabelCode reads the 2D code off a label that came out.
func (w *World) LabelCode(l Label) manifest.Code {
	made, err := zpl.Parse([]byte(l.ZPL))
	if err != nil {
		w.T.Fatal(err)
	}
	for _, text := range qrTexts(made) {
		if code, err := manifest.ParseLabelCode(text); err == nil {
			return manifest.Code{Kind: manifest.CodeLabel, Text: text, Label: code}
		}
	}
	w.T.Fatalf("copy %d of carton %s has no 2D code", l.Copy, l.Carton)
	return manifest.Code{}
}

// expect compares one thing of the view: "phase ready", "problem bench.refuse.x", "detail rule.x", "next bench.next.x",
// "labels 2", "rings 1", "inputs 2", "cartons done 1", "events packed 1", "verdict HOLD", "rule VAL-MAX", "taken 4.20 lb".
func (w *World) expect(rest string) error {
	what, want, _ := strings.Cut(rest, " ")
	v := w.View()
	got := ""
	switch what {
	case "phase":
		got = string(v.Phase)
	case "problem":
		got = v.Problem.Key
	case "detail":
		got = v.Detail.Key
	case "next":
		got = v.Next.Key
	case "scale":
		got = v.Scale.Problem.Key
	case "labels":
		got = strconv.Itoa(len(w.Labels))
	case "rings":
		got, w.Rings = strconv.Itoa(w.Rings), 0
	case "inputs":
		got, w.Inputs = strconv.Itoa(w.Inputs), 0
	case "mark":
		if !v.Scale.Stable && !v.Scale.Blank {
			got = "moving"
		}
	case "taken":
		got = v.Scale.Taken.String()
	case "box":
		got = fmt.Sprintf("%d of %d", v.Order.N, v.Order.M)
	case "copy":
		got = fmt.Sprintf("%d %s", v.Labels[0].Copy, v.Labels[0].State)
	case "operator":
		got = v.Operator.Name
	case "reweigh":
		got = strconv.Itoa(w.reweigh())
	case "can":
		got = hinted(v, want)
	case "headline":
		got = strings.TrimSpace(v.Headline.Key + " " + strings.Join(v.Headline.Args, " "))
	case "holds":
		got = strconv.Itoa(len(v.Holds))
	case "last":
		got = lastCarton(v)
	case "route":
		got = string(v.Route)
	case "clock":
		got = string(v.Clock)
	case "rule":
		return hasRule(v, want)
	case "cartons", "events":
		name, n, _ := strings.Cut(want, " ")
		want, got = n, strconv.Itoa(w.count(what, name))
	default:
		return fmt.Errorf("there is nothing named %q to expect", what)
	}
	if got != strings.TrimPrefix(want, "none") {
		return fmt.Errorf("got %q, want %q", got, want)
	}
	return nil
}

// lastCarton says what the centre thinks of the carton at the top of the list.
func lastCarton(v station.View) string {
	switch {
	case len(v.Recent) == 0:
		return ""
	case v.Recent[0].Held:
		return "held"
	case v.Recent[0].Confirmed:
		return "confirmed"
	}
	return "provisional"
}

// reweigh counts the cartons that are to be weighed again before they leave.
func (w *World) reweigh() int {
	n := 0
	for _, c := range w.Ledger.Cartons {
		if c.Reweigh() {
			n++
		}
	}
	return n
}

// hinted gives a command back when the screen offers it.
func hinted(v station.View, command string) string {
	for _, h := range v.Commands {
		if string(h.Command) == command {
			return command
		}
	}
	return "not offered"
}

func hasRule(v station.View, want string) error {
	var rules []string
	for _, c := range v.Checks {
		for _, f := range c.Findings {
			rules = append(rules, f.Rule)
		}
	}
	if !slices.Contains(rules, want) {
		return fmt.Errorf("the rules that fired are %v", rules)
	}
	return nil
}

func (w *World) count(what, name string) int {
	n := 0
	if what == "events" {
		for _, e := range w.Ledger.Events {
			if string(e.Type) == name {
				n++
			}
		}
		return n
	}
	for _, c := range w.Ledger.Cartons {
		if string(c.State) == name {
			n++
		}
	}
	return n
}

// speaks holds a view to the book: everything it says has a sentence.
func speaks(v station.View) error {
	book := phrases.In(phrases.English)
	said := []manifest.Phrase{v.Headline, v.Next, v.Detail, v.Problem, v.Scale.Problem}
	for _, c := range v.Checks {
		for _, f := range c.Findings {
			said = append(said, f.Message, f.Action)
		}
	}
	for _, c := range v.Commands {
		said = append(said, c.Does)
	}
	if v.Prompt != nil {
		said = append(said, v.Prompt.Title)
		for _, key := range v.Prompt.Choices {
			said = append(said, manifest.Say(key))
		}
	}
	for _, p := range said {
		if !p.IsZero() && !book.Has(p.Key) {
			return fmt.Errorf("%s has no sentence", p.Key)
		}
		if n := book.Keys()[p.Key]; n > len(p.Args) {
			return fmt.Errorf("%s needs %d arguments and has %v", p.Key, n, p.Args)
		}
	}
	if v.Next.IsZero() {
		return fmt.Errorf("phase %s doesn't say what to do next", v.Phase)
	}
	return nil
}
