//go:build linux

package floortest

import (
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// TestDrainAtTheEndOfAShift leaves a bench with records that wait for a network that was cut, and sends them without
// the screen.
func TestDrainAtTheEndOfAShift(t *testing.T) {
	c := NewCentre(t)
	c.Must(t, "orders", "import", c.write(t, "orders.jsonl", sampleOrders(t)))
	line, token := c.Add(t, "YVR-03")
	_, another := c.Add(t, "YVR-04")
	f := New(t, Options{Line: line, Token: token})
	p := NewPicker(f, "OP-1001")
	p.Run(t).Screen.Wait(t, "orders and operators to come down", func(flat string) bool {
		return Says(flat, "screen.orders", "403")
	})
	p.SignIn(t)
	p.run.Screen.Within(t, Comeback, "the line to be up and nothing to wait", Calm)
	line.Set(t, Refused)
	packed := CleanOrders(t, 3)
	for _, box := range packed {
		p.Pack(t, box)
	}
	p.run.Screen.Wait(t, "records to wait", Waits)

	drain := func(key string, args ...string) {
		t.Helper()
		out, problems, err := f.Do(t, "drain", "--patience", "2s", "--config", f.Config)
		if done := key == "cmd.drain.done"; (err == nil) != done || !strings.Contains(flat(out+problems), flat(book().Say(key, args...))) {
			t.Fatalf("drain ended with %v and says, without %q:\n%s%s", err, book().Say(key, args...), out, problems)
		}
	}
	drain("cmd.drain.running", strconv.Itoa(p.run.PID))
	p.run.Stop(t)
	// What the centre took while its answer was cut off waits here too, until a hello says that it has it: the centre's
	// count alone doesn't tell.
	_, problems, _ := f.Do(t, "drain", "--patience", "1s", "--config", f.Config)
	told := regexp.MustCompile(`(\d+) still wait`).FindStringSubmatch(problems)
	if len(told) < 2 {
		t.Fatalf("drain doesn't say how many wait:\n%s", problems)
	}
	waiting, missing := told[1], len(f.Events(t))-c.Events(t)
	left := func(key string, args ...string) {
		t.Helper()
		drain("cmd.drain.left", "0", waiting, book().Say(key, args...))
	}
	left("link.unreachable") // the network is cut
	c.Kill(t)
	line.Set(t, Whole)
	left("link.unreachable") // the centre is down
	c.Start(t)
	f.write(t, "token", "guessed\n")
	left("link.token")
	f.write(t, "token", another+"\n")
	left("link.token.other", "YVR-04", "YVR-03")
	if log := slurp(c.log.Name()); strings.Contains(log, "restored") {
		t.Errorf("another station's token made the centre believe that it was restored:\n%s", log)
	}
	f.write(t, "token", token+"\n")
	sent, problems, err := f.Do(t, "drain", "--patience", "30s", "--config", f.Config)
	if err != nil || !strings.Contains(flat(sent+problems), flat(book().Say("cmd.drain.done", strconv.Itoa(missing)))) {
		t.Fatalf("drain ended with %v; %d were missing at the centre, and it says:\n%s%s", err, missing, sent, problems)
	}
	drain("cmd.drain.done", "0") // nothing waits
	f.Audit(t, packed)
	if there, here := c.Events(t), len(f.Events(t)); there != here {
		t.Errorf("the centre has %d events of %d", there, here)
	}
	for _, carton := range c.Cartons(t) {
		if carton.Provisional || len(carton.Held) > 0 {
			t.Errorf("the centre has not confirmed %+v", carton)
		}
	}
}

// TestDrainWithoutACentre says that there is nowhere to send records to.
func TestDrainWithoutACentre(t *testing.T) {
	f := New(t, Options{})
	_, problems, err := f.Do(t, "drain", "--config", f.Config)
	if err == nil || !Says(flat(problems), "cmd.drain.alone", f.Config) {
		t.Errorf("drain ended with %v and says:\n%s", err, problems)
	}
}
