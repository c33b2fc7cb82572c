package printer_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"go.uber.org/goleak"

	"packline/devices"
	"packline/devices/devicetest"
	"packline/devices/printer"
	"packline/manifest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const label = "^XA^FO50,50^FDcarton^FS^XZ"

func quick() printer.Options {
	return printer.Options{
		AnswerTimeout: 300 * time.Millisecond, WriteTimeout: 500 * time.Millisecond, ConfirmTimeout: 700 * time.Millisecond,
		RoundEvery: 50 * time.Millisecond,
	}
}

// patient is for printers over TCP, whose answers may be late on a loaded machine.
func patient() printer.Options {
	return printer.Options{AnswerTimeout: 20 * time.Second, WriteTimeout: 20 * time.Second, ConfirmTimeout: 20 * time.Second}
}

func newPrinter(t *testing.T, address string, opt printer.Options) *printer.Printer {
	t.Helper()
	p, err := printer.New(address, opt)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func check(t *testing.T, what string, r manifest.PrintResult, outcome manifest.PrintOutcome, problem string) {
	t.Helper()
	if r.Outcome != outcome || r.Problem.Key != problem {
		t.Errorf("%s: %s %s (%v), want %s %s", what, r.Outcome, r.Problem.Key, r.Cause, outcome, problem)
	}
}

func TestPrintIsConfirmed(t *testing.T) {
	z := devicetest.NewZebra(t)
	p := newPrinter(t, z.Address(), patient())
	check(t, "label", p.Print(t.Context(), []byte(label)), manifest.PrintConfirmed, "")
	if labels := z.Labels(); len(labels) != 1 || string(labels[0]) != label {
		t.Errorf("labels %q", labels)
	}
	if z.Dialled() != 1 {
		t.Errorf("%d connections for one label", z.Dialled())
	}
	check(t, "nothing", p.Print(t.Context(), nil), manifest.PrintNotSent, "printer.no-label")
}

func TestFaultsRefuseBeforeTheFirstByte(t *testing.T) {
	synctest.Test(t, testFaultsRefuseBeforeTheFirstByte)
}

func testFaultsRefuseBeforeTheFirstByte(t *testing.T) {
	z := devicetest.NewZebraInside(t)
	p := newPrinter(t, z.Address(), inside(z))
	for problem, knob := range map[string]func(on bool){
		"printer.paper-out":  func(on bool) { map[bool]func(){true: z.PaperOut, false: z.PaperIn}[on]() },
		"printer.head-open":  z.HeadOpen,
		"printer.ribbon-out": z.RibbonOut,
		"printer.paused":     z.Pause,
	} {
		knob(true)
		check(t, problem, p.Print(t.Context(), []byte(label)), manifest.PrintNotSent, problem)
		knob(false)
	}
	if n := len(z.Labels()); n != 0 {
		t.Errorf("%d labels came out", n)
	}
}

func TestPrinterThatRefuses(t *testing.T) {
	z := devicetest.NewZebra(t)
	p := newPrinter(t, z.Address(), patient())
	z.Refuse()
	check(t, "switched off", p.Print(t.Context(), []byte(label)), manifest.PrintNotSent, "printer.refused")
	z.Accept()
	check(t, "switched on", p.Print(t.Context(), []byte(label)), manifest.PrintConfirmed, "")
}

func TestPrinterThatClosesAtEveryByte(t *testing.T) {
	z := devicetest.NewZebra(t)
	p := newPrinter(t, z.Address(), patient())
	for k := 1; k < len(label); k++ {
		z.CloseAfter(k)
		check(t, "closing", p.Print(t.Context(), []byte(label)), manifest.PrintUnknown, "printer.closed-half")
	}
	if n := len(z.Labels()); n != 0 {
		t.Errorf("%d labels came out of halves", n)
	}
}

func TestPrinterThatNeverAnswers(t *testing.T) { synctest.Test(t, testPrinterThatNeverAnswers) }

func testPrinterThatNeverAnswers(t *testing.T) {
	z := devicetest.NewZebraInside(t)
	z.Mute(true)
	p := newPrinter(t, z.Address(), inside(z))
	check(t, "first", p.Print(t.Context(), []byte(label)), manifest.PrintSent, "")
	began := time.Now()
	check(t, "second", p.Print(t.Context(), []byte(label)), manifest.PrintSent, "")
	if waited := time.Since(began); waited > 250*time.Millisecond {
		t.Errorf("a printer known not to report was waited for: %v", waited)
	}
	if n := len(z.Labels()); n != 2 {
		t.Errorf("%d labels", n)
	}
}

func TestPrinterThatFallsSilent(t *testing.T) { synctest.Test(t, testPrinterThatFallsSilent) }

func testPrinterThatFallsSilent(t *testing.T) {
	z := devicetest.NewZebraInside(t)
	p := newPrinter(t, z.Address(), inside(z))
	check(t, "talking", p.Print(t.Context(), []byte(label)), manifest.PrintConfirmed, "")
	z.Mute(true)
	check(t, "silent", p.Print(t.Context(), []byte(label)), manifest.PrintNotSent, "printer.silent")
	if n := len(z.Labels()); n != 1 {
		t.Errorf("%d labels", n)
	}
}

func TestPrinterThatStopsReading(t *testing.T) {
	z := devicetest.NewZebra(t)
	z.Stall(true)
	p := newPrinter(t, z.Address(), quick())
	job := []byte(label + strings.Repeat(" ", 32<<20)) // more than the sockets hold
	check(t, "stalled", p.Print(t.Context(), job), manifest.PrintUnknown, "printer.stuck")
}

func TestPrintEndsWithItsContext(t *testing.T) {
	z := devicetest.NewZebra(t)
	z.Stall(true)
	p := newPrinter(t, z.Address(), printer.Options{AnswerTimeout: time.Minute})
	ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	check(t, "given up", p.Print(ctx, []byte(label)), manifest.PrintNotSent, "printer.given-up")
}

func BenchmarkPrint(b *testing.B) {
	z := devicetest.NewZebra(b)
	p, err := printer.New(z.Address(), printer.Options{})
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if r := p.Print(b.Context(), []byte(label)); r.Outcome != manifest.PrintConfirmed {
			b.Fatal(r)
		}
	}
}

func TestBusyIsNoFault(t *testing.T) { synctest.Test(t, testBusyIsNoFault) }

func testBusyIsNoFault(t *testing.T) {
	z := devicetest.NewZebraInside(t)
	z.Pace = 2 * time.Second
	p := newPrinter(t, z.Address(), inside(z))
	check(t, "slow", p.Print(t.Context(), []byte(label)), manifest.PrintSent, "printer.still-printing")
}

func TestHalfFormatOfAnotherIsCancelled(t *testing.T) { synctest.Test(t, halfFormatOfAnother) }

func halfFormatOfAnother(t *testing.T) {
	far := &printer.VirtualPrinter{}
	p := newPrinter(t, "virtual:printer", printer.Options{Virtual: far})
	check(t, "half", p.Print(t.Context(), []byte("^XA^FDhalf")), manifest.PrintSent, "printer.still-printing")
	check(t, "whole", p.Print(t.Context(), []byte(label)), manifest.PrintConfirmed, "")
	if labels := far.Labels(); len(labels) != 1 || string(labels[0]) != label {
		t.Errorf("labels %q", labels)
	}
}

func TestRunAndPrintTogether(t *testing.T) {
	z := devicetest.NewZebra(t)
	opt := patient()
	opt.AnswerTimeout, opt.RoundEvery = 3*time.Second, 50*time.Millisecond
	p := newPrinter(t, z.Address(), opt)
	states := make(chan string, 1000)
	ctx, cancel := context.WithCancel(t.Context())
	var running sync.WaitGroup
	running.Go(func() {
		_ = devices.Supervise(ctx, devices.RolePrinter, z.Address(), p, func(s devices.Status) { states <- string(s.State) + " " + s.Key })
	})
	await := func(want string) {
		t.Helper()
		timeout := time.NewTimer(60 * time.Second)
		defer timeout.Stop()
		for {
			select {
			case got := <-states:
				if got == want {
					return
				}
			case <-timeout.C:
				t.Fatalf("never %s", want)
			}
		}
	}
	await("ready printer.ready")
	for range 20 {
		check(t, "label", p.Print(t.Context(), []byte(label)), manifest.PrintConfirmed, "")
	}
	z.PaperOut()
	await("trouble printer.paper-out")
	z.PaperIn()
	await("ready printer.ready")
	z.Refuse()
	await("gone printer.refused")
	z.Accept()
	await("ready printer.ready")
	z.Mute(true)
	await("trouble printer.silent")
	cancel()
	running.Wait()
}

func TestFilePrinter(t *testing.T) {
	path := filepath.Join(t.TempDir(), "labels.zpl")
	p := newPrinter(t, "file:"+path, printer.Options{})
	for range 2 {
		check(t, "file", p.Print(t.Context(), []byte(label)), manifest.PrintConfirmed, "")
	}
	if got, err := os.ReadFile(path); err != nil || string(got) != label+label {
		t.Errorf("file %q, %v", got, err)
	}
	bad := newPrinter(t, "file:"+filepath.Join(path, "under-a-file"), printer.Options{})
	check(t, "no such folder", bad.Print(t.Context(), []byte(label)), manifest.PrintNotSent, "printer.file")
}

func TestNewRefuses(t *testing.T) {
	for address, want := range map[string]string{
		"tcp:printer": "device.bad-host", "tcp:printer:9100?x=1": "device.unknown-parameter", "serial:COM3": "device.unknown-kind",
		"file:": "device.bad-address", "virtual:scale": "device.bad-address",
	} {
		_, err := printer.New(address, printer.Options{})
		var phrased *devices.Error
		if !errors.As(err, &phrased) || phrased.Key != want || strings.TrimSpace(phrased.Error()) == "" {
			t.Errorf("%s: %v, want %s", address, err, want)
		}
	}
}
