//go:build linux

package floortest

import (
	"strconv"
	"strings"
	"testing"
)

// open lays out a floor with a picker who is signed in, and gives one order to pack.
func open(t *testing.T) (*Floor, *Picker, Box) {
	t.Helper()
	f := New(t, Options{})
	f.Must(t, "orders", "import", f.Sample(t), "--config", f.Config)
	p := NewPicker(f, "OP-1001")
	p.SignIn(t)
	return f, p, CleanOrders(t, 1)[0]
}

func TestSecondCopySaysWhoHoldsTheStation(t *testing.T) {
	f, p, _ := open(t)
	out, problems, err := f.Do(t, "run", "--config", f.Config)
	if pid := strconv.Itoa(p.run.PID); err == nil || !strings.Contains(problems, pid) {
		t.Errorf("a second copy ended with %v and says, without the process %s that has the station:\n%s%s", err, pid, out, problems)
	}
	if asks, _ := p.asks(t); name(asks) != "ready" {
		t.Errorf("the first copy asks for %q now", asks)
	}
}

func TestPrinterRefusesConnections(t *testing.T) {
	f, p, box := open(t)
	f.Printer.Refuse()
	p.PackUntil(t, box, "not-printed")
	f.Printer.Accept() // the label then prints by itself
	p.Pack(t, box)
	f.Audit(t, []Box{box})
}

func TestPrinterOutOfPaper(t *testing.T) {
	f, p, box := open(t)
	f.Printer.PaperOut()
	p.PackUntil(t, box, "not-printed")
	f.Printer.PaperIn()
	p.Pack(t, box)
	f.Audit(t, []Box{box})
}

func TestPrinterClosesInTheMiddleOfALabel(t *testing.T) {
	f, p, box := open(t)
	f.Printer.CloseAfter(200)
	p.PackUntil(t, box, "in-doubt")
	f.Printer.CloseAfter(-1)
	p.Pack(t, box)
	f.Audit(t, []Box{box})
	if c := f.Cartons(t)[0]; len(c.Copies) != 2 {
		t.Errorf("the label in doubt was not replaced by a second copy: %+v", c.Copies)
	}
}

// TestPrinterFallsSilent mutes a printer that has answered before: it is taken for one with its head open.
func TestPrinterFallsSilent(t *testing.T) {
	f, p, box := open(t)
	p.run.Screen.WaitFor(t, "Printer "+book().Say("screen.device.ready"))
	f.Printer.Mute(true)
	p.PackUntil(t, box, "not-printed")
	f.Printer.Mute(false)
	p.Pack(t, box)
	f.Audit(t, []Box{box})
}

// TestPrinterNeverAnswers packs with a printer that has no way back: the closing scan is the proof.
func TestPrinterNeverAnswers(t *testing.T) {
	f := New(t, Options{})
	f.Must(t, "orders", "import", f.Sample(t), "--config", f.Config)
	f.Printer.Mute(true)
	p, box := NewPicker(f, "OP-1001"), CleanOrders(t, 1)[0]
	p.Pack(t, box)
	f.Audit(t, []Box{box})
}

func TestScaleUnpluggedBetweenScanAndWeight(t *testing.T) {
	f, p, box := open(t)
	f.Scale.Mute(true) // no weight before it is pulled
	p.code(t, "ready", "order", box.Order)
	f.Scale.Unplug(t)
	p.PackUntil(t, box, "no-scale")
	f.Scale.Mute(false)
	f.Scale.Put(0)
	f.Scale.Replug(t)
	p.run.Screen.Wait(t, "the scale to be back", func(flat string) bool { return name(Asks(flat)) != "no-scale" })
	p.Pack(t, box)
	f.Audit(t, []Box{box})
}

func TestScaleMovesForEver(t *testing.T) {
	f, p, box := open(t)
	p.PackUntil(t, box, "order-open")
	f.Scale.Put(box.Weight)
	f.Scale.Shake()
	p.run.Screen.Wait(t, "a word about the scale that does not settle", func(flat string) bool {
		return Says(flat, "scale.moving") || Says(flat, "bench.scale.moving-long")
	})
	p.Pack(t, box)
	f.Audit(t, []Box{box})
}

func TestScansThatMeanNothingHere(t *testing.T) {
	f, p, box := open(t)
	bells := p.run.Screen.Bells()
	for _, c := range []struct{ scan, refusal string }{
		{"NO-SUCH-ORDER", "bench.refuse.unknown-order"},
		{"995200000000000106", "bench.refuse.unknown-sscc"},
		{"PL:REWEIGH", "bench.refuse.command-now"},
	} {
		f.Scanner.Scan(c.scan)
		p.run.Screen.Wait(t, c.refusal, func(flat string) bool { return Says(flat, c.refusal) })
	}
	if p.run.Screen.Bells() == bells {
		t.Error("no refusal rang the bell")
	}
	p.Pack(t, box)
	f.Audit(t, []Box{box})
}
