package printer_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"packline/devices"
	"packline/devices/devicetest"
	"packline/devices/port"
	"packline/devices/printer"
	"packline/manifest"
)

// watch runs a printer and gives what it says, until the test ends.
func watch(t *testing.T, p *printer.Printer) (await func(want string)) {
	t.Helper()
	states := make(chan string, 10000)
	ctx, cancel := context.WithCancel(context.Background())
	var running sync.WaitGroup
	running.Go(func() {
		_ = devices.Supervise(ctx, devices.RolePrinter, "printer", p, func(s devices.Status) {
			states <- strings.TrimSpace(string(s.State) + " " + s.Key + " " + strings.Join(s.Args, " "))
		})
	})
	t.Cleanup(func() { cancel(); running.Wait() })
	return func(want string) {
		t.Helper()
		var got []string
		deadline := time.After(30 * time.Second)
		for {
			select {
			case s := <-states:
				if got = append(got, s); s == want {
					return
				}
			case <-deadline:
				t.Fatalf("never %q, but %q", want, got)
			}
		}
	}
}

// inside gives the options for a printer within this process.
func inside(z *devicetest.Zebra) printer.Options {
	opt := quick()
	opt.Dial = z.Dial
	return opt
}

// TestEveryByteOfALabel breaks the connection after every byte of a label: the label is in doubt,
// and none of it goes out a second time.
func TestEveryByteOfALabel(t *testing.T) { synctest.Test(t, testEveryByteOfALabel) }

func testEveryByteOfALabel(t *testing.T) {
	job := []byte("~CC^~CD,~CT~\n^XA^CT~^CD,^JZN" + strings.Repeat("^FO50,50^A0N,40,40^FH_^FDcarton^FS\n", 20) + "^PQ1,0,0,N^XZ\n")
	for _, talks := range []bool{true, false} {
		f := newFar(t, only("~HS", hostReady))
		f.before = 1
		if !talks {
			f.answer = func(string) string { return "" }
		}
		opt := f.options()
		opt.AnswerTimeout = time.Second
		if !talks {
			opt.AnswerTimeout = 20 * time.Millisecond
		}
		p := newPrinter(t, "tcp:zebra:9100", opt)
		check(t, "whole", p.Print(t.Context(), job), map[bool]manifest.PrintOutcome{true: manifest.PrintConfirmed, false: manifest.PrintSent}[talks], "")
		for k := 1; k < len(job); k++ {
			f.cut, f.label, f.dialled = k, nil, 0
			f.before = map[bool]int{true: 1}[talks] // one that was learned to be mute isn't asked
			r := p.Print(t.Context(), job)
			if r.Outcome != manifest.PrintUnknown || r.Problem.Key != "printer.closed-half" || f.dialled != 1 || len(f.label) != k {
				t.Fatalf("talks %v, byte %d of %d: %s %s, %d connections, %d bytes", talks, k, len(job), r.Outcome, r.Problem.Key, f.dialled, len(f.label))
			}
		}
	}
}

func TestFaultWhileALabelIsOnItsWay(t *testing.T) { synctest.Test(t, testFaultWhileALabelIsOnItsWay) }

func testFaultWhileALabelIsOnItsWay(t *testing.T) {
	for problem, flags := range map[string]string{
		"printer.paper-out-held": "1,1,1245,000,0,0,0,000,0,0,0\x03\x02000,0,0,0,0", "printer.head-open-held": "0,0,1245,001,0,0,0,000,0,0,0\x03\x02000,0,1,0,0",
		"printer.ribbon-out-held": "0,1,1245,001,0,0,0,000,0,0,0\x03\x02001,0,0,1,1", "printer.paused-held": "0,1,1245,001,0,0,0,000,0,0,0\x03\x02000,0,0,0,0",
		"printer.too-hot-held": "0,0,1245,001,0,0,0,000,0,0,1\x03\x02000,0,0,0,0", "printer.buffer-full": "0,0,1245,001,1,0,0,000,0,0,0\x03\x02000,0,0,0,0",
	} {
		asked := 0
		f := newFar(t, nil)
		f.answer = func(q string) string {
			if asked++; q == "~HS" && asked > 1 {
				return "\x02030," + flags + ",2,4,0,00000001,1,000\x03\x021234,0\x03"
			}
			return only("~HS", hostReady)(q)
		}
		p := newPrinter(t, "tcp:zebra:9100", f.options())
		check(t, problem, p.Print(t.Context(), []byte(label)), manifest.PrintUnknown, problem)
		if n := bytes.Count(f.label, []byte("^XA")); n != 1 {
			t.Errorf("%s: %d copies went out", problem, n)
		}
	}
}

func TestSilenceIsAskedAbout(t *testing.T) { synctest.Test(t, testSilenceIsAskedAbout) }

func testSilenceIsAskedAbout(t *testing.T) {
	z := devicetest.NewZebraInside(t)
	z.Silent = true
	p := newPrinter(t, z.Address(), inside(z))
	check(t, "talking", p.Print(t.Context(), []byte(label)), manifest.PrintConfirmed, "")
	z.PaperOut()
	check(t, "~HQES tells", p.Print(t.Context(), []byte(label)), manifest.PrintNotSent, "printer.paper-out")
	z.PaperIn()
	z.Hot(true)
	check(t, "~HQES tells", p.Print(t.Context(), []byte(label)), manifest.PrintNotSent, "printer.too-hot")
	z.Hot(false)
	check(t, "mended", p.Print(t.Context(), []byte(label)), manifest.PrintConfirmed, "")

	old := devicetest.NewZebraInside(t)
	old.Old, old.Silent = true, true
	q := newPrinter(t, old.Address(), inside(old))
	check(t, "old", q.Print(t.Context(), []byte(label)), manifest.PrintConfirmed, "")
	old.RibbonOut(true)
	check(t, "old with a fault", q.Print(t.Context(), []byte(label)), manifest.PrintNotSent, "printer.silent")
	old.RibbonOut(false)
	check(t, "old, mended", q.Print(t.Context(), []byte(label)), manifest.PrintConfirmed, "")

	f := newFar(t, func(q string) string {
		return map[string]string{"device" + ".languages": `"zpl"`, "zpl.control_character": `"7E"`, "head.latch": `"open"`}[q]
	})
	check(t, "values tell", newPrinter(t, "tcp:zebra:9100", f.options()).Print(t.Context(), []byte(label)), manifest.PrintNotSent, "printer.head-open")
	f.answer = func(q string) string {
		return map[string]string{"device" + ".languages": `"zpl"`, "head.latch": `"ok"`, "media.status": `"out"`}[q]
	}
	check(t, "values tell", newPrinter(t, "tcp:zebra:9100", f.options()).Print(t.Context(), []byte(label)), manifest.PrintNotSent, "printer.paper-out")
}

func TestErrorStatusAlone(t *testing.T) { synctest.Test(t, testErrorStatusAlone) }

func testErrorStatusAlone(t *testing.T) {
	f := newFar(t, only("~HQES", errorsClean))
	p := newPrinter(t, "tcp:zebra:9100", f.options())
	check(t, "no ~HS", p.Print(t.Context(), []byte(label)), manifest.PrintSent, "")
	f.answer = only("~HQES", errorsPaper)
	check(t, "no ~HS, no paper", p.Print(t.Context(), []byte(label)), manifest.PrintNotSent, "printer.paper-out")
	f.answer = func(string) string { return "" }
	check(t, "silence after answers", p.Print(t.Context(), []byte(label)), manifest.PrintNotSent, "printer.silent")
}

func TestLanguageAndPrefixes(t *testing.T) { synctest.Test(t, testLanguageAndPrefixes) }

func testLanguageAndPrefixes(t *testing.T) {
	z := devicetest.NewZebraInside(t)
	p := newPrinter(t, z.Address(), inside(z))
	z.Speak("line_print")
	check(t, "line_print", p.Print(t.Context(), []byte(label)), manifest.PrintNotSent, "printer.language")
	await := watch(t, p)
	await("trouble printer.language line_print")
	z.Speak("")
	await("ready printer.ready")
	const whole = "~CC^~CD,~CT~\n^XA^CT~^CD,^FDcarton^FS^XZ"
	z.Prefixes('#', 0)
	await("ready printer.prefixes")
	check(t, "tilde changed", p.Print(t.Context(), []byte(whole)), manifest.PrintConfirmed, "")
	await("ready printer.ready")
	if n := len(z.Labels()); n != 1 {
		t.Fatalf("%d labels", n)
	}

	other := devicetest.NewZebraInside(t)
	other.Prefixes(0, '!')
	q := newPrinter(t, other.Address(), inside(other))
	await = watch(t, q)
	await("ready printer.prefixes")
	check(t, "caret changed", q.Print(t.Context(), []byte(whole)), manifest.PrintConfirmed, "")
	await("ready printer.ready")
	if n := len(other.Labels()); n != 1 {
		t.Errorf("%d labels", n)
	}
}

func TestNotices(t *testing.T) { synctest.Test(t, testNotices) }

func testNotices(t *testing.T) {
	z := devicetest.NewZebraInside(t)
	z.Model = "ZD\x1b[2J\x9b421"
	opt := inside(z)
	opt.DPI = 300
	p := newPrinter(t, z.Address(), opt)
	await := watch(t, p)
	await("ready printer.dpi 203 300")
	check(t, "wrong resolution", p.Print(t.Context(), []byte(label)), manifest.PrintConfirmed, "")

	low := devicetest.NewZebraInside(t)
	low.PaperLow(true)
	opt.Dial = low.Dial
	p = newPrinter(t, low.Address()+"?dpi=203", opt) // the address has the last word
	await = watch(t, p)
	await("ready printer.paper-low")
	check(t, "paper low", p.Print(t.Context(), []byte(label)), manifest.PrintConfirmed, "")
	low.PaperLow(false)
	await("ready printer.ready")
	low.FillBuffer(true)
	await("trouble printer.buffer-full")
	low.FillBuffer(false)
	await("ready printer.ready")
}

func TestPeel(t *testing.T) { synctest.Test(t, testPeel) }

func testPeel(t *testing.T) {
	z := devicetest.NewZebraInside(t)
	z.Peel = true
	p := newPrinter(t, z.Address(), inside(z))
	check(t, "first", p.Print(t.Context(), []byte(label)), manifest.PrintConfirmed, "")
	await := watch(t, p)
	await("ready printer.label-waiting")
	check(t, "second waits", p.Print(t.Context(), []byte(label)), manifest.PrintSent, "printer.label-waiting")
	if n := len(z.Labels()); n != 1 {
		t.Errorf("%d labels", n)
	}
	z.Take()
	if n := len(z.Labels()); n != 2 {
		t.Errorf("%d labels after the first was taken", n)
	}
	z.Take()
	await("ready printer.ready")
}

func TestCounter(t *testing.T) { synctest.Test(t, testCounter) }

func testCounter(t *testing.T) {
	count, grows := 100, true
	f := newFar(t, nil)
	f.answer = func(q string) string {
		switch q {
		case "~HS":
			return hostReady
		case "device" + ".languages":
			return `"hybrid_xml_zpl"`
		case "odometer.total_label_count":
			defer func() { count += map[bool]int{true: 1}[grows] }()
			return fmt.Sprintf("%q", fmt.Sprint(count))
		}
		return ""
	}
	opt := f.options()
	opt.RoundEvery = time.Hour
	p := newPrinter(t, "tcp:zebra:9100", opt)
	watch(t, p)("ready printer.ready")
	<-time.After(time.Minute) // by now it has asked for the counter
	for range 3 {
		if r := p.Print(t.Context(), []byte(label)); r.Outcome != manifest.PrintConfirmed || r.Proof != manifest.ProofCounter {
			t.Fatalf("%+v", r)
		}
	}
	grows = false
	check(t, "took it and printed none", p.Print(t.Context(), []byte(label)), manifest.PrintUnknown, "printer.not-counted")
	if r := p.Print(t.Context(), []byte(label)); r.Outcome != manifest.PrintConfirmed || r.Proof != manifest.ProofStatus {
		t.Errorf("a counter that is no longer trusted: %+v", r)
	}
}

func TestQueue(t *testing.T) {
	for scheme := range map[string]bool{"cups": true, "winspool": true} {
		queue := &fakeQueue{}
		opt := quick()
		opt.Dial = func(context.Context, devices.Address, time.Duration) (net.Conn, error) { return queue, queue.refuse }
		p := newPrinter(t, scheme+":ZD421", opt)
		await := watch(t, p)
		await("unknown printer.no-report")
		check(t, "label", p.Print(t.Context(), []byte(label)), manifest.PrintSent, "")
		for cause, want := range map[error]manifest.PrintOutcome{
			port.ErrNotFound: manifest.PrintNotSent, port.ErrPermission: manifest.PrintNotSent,
			port.ErrStuck: manifest.PrintUnknown, port.ErrRejected: manifest.PrintUnknown, errors.New("else"): manifest.PrintUnknown,
		} {
			queue.fail = cause
			if r := p.Print(t.Context(), []byte(label)); r.Outcome != want {
				t.Errorf("%v: %s %s", cause, r.Outcome, r.Problem.Key)
			}
		}
		queue.refuse = devices.Fail("device.busy", port.ErrBusy, "ZD421")
		check(t, "another program has it", p.Print(t.Context(), []byte(label)), manifest.PrintNotSent, "device.busy")
		await("gone device.busy ZD421")
		if got := queue.got.String(); strings.ReplaceAll(got, label, "") != "" {
			t.Errorf("a queue was written %q", got)
		}
	}
}

// fakeQueue is a spooler's connection: it can't be read, and takes the job at CloseWrite.
type fakeQueue struct {
	net.Conn
	fail, refuse error
	got          bytes.Buffer
}

func (q *fakeQueue) Read([]byte) (int, error)         { return 0, port.ErrOneWay }
func (q *fakeQueue) Write(b []byte) (int, error)      { return q.got.Write(b) }
func (q *fakeQueue) CloseWrite() error                { return q.fail }
func (q *fakeQueue) Close() error                     { return nil }
func (q *fakeQueue) SetDeadline(time.Time) error      { return nil }
func (q *fakeQueue) SetReadDeadline(time.Time) error  { return nil }
func (q *fakeQueue) SetWriteDeadline(time.Time) error { return nil }

// TestMutePrinterIsLeftInPeace counts what a printer that doesn't report is asked in an hour.
func TestMutePrinterIsLeftInPeace(t *testing.T) {
	for _, oneWay := range []bool{false, true} {
		synctest.Test(t, func(t *testing.T) {
			f := newFar(t, func(string) string { return "" })
			f.oneWay = oneWay
			p, err := printer.New("tcp:zebra:9100", printer.Options{Dial: f.dial})
			if err != nil {
				t.Fatal(err)
			}
			reports := 0
			ctx, cancel := context.WithTimeout(t.Context(), time.Hour)
			defer cancel()
			_ = devices.Supervise(ctx, devices.RolePrinter, "printer", p, func(s devices.Status) { reports++ })
			most := map[bool]int{false: 10, true: 1}[oneWay]
			if n := f.asked("~HS"); n > most || n == 0 || f.dialled < 50 || f.dialled > 150 || reports != 2 {
				t.Errorf("one way %v: ~HS asked %d times on %d connections, %d reports", oneWay, n, f.dialled, reports)
			}
		})
	}
}

func TestHostilePrinters(t *testing.T) { synctest.Test(t, hostilePrinters) }

func hostilePrinters(t *testing.T) {
	for name, babble := range map[string]string{
		"noise": strings.Repeat("\x00\xff\x1b[2J", 1000), "frames": strings.Repeat("\x02", 4096), "half answers": strings.Repeat(hostReady[:60], 100),
		"quotes": strings.Repeat(`"`, 999),
	} {
		f := newFar(t, nil)
		f.babble = []byte(babble)
		p := newPrinter(t, "tcp:zebra:9100", f.options())
		check(t, name, p.Print(t.Context(), []byte(label)), manifest.PrintNotSent, "printer.unreadable")
		await := watch(t, p)
		await("gone printer.unreadable")
	}
	long := newFar(t, only("~HS", strings.Repeat("x", 2<<20)+hostReady))
	check(t, "megabytes", newPrinter(t, "tcp:zebra:9100", long.options()).Print(t.Context(), []byte(label)), manifest.PrintNotSent, "printer.unreadable")
	language := newFar(t, only("device"+".languages", "\"\x1b]0;owned\x07"+strings.Repeat("cpcl", 500)+`"`))
	r := newPrinter(t, "tcp:zebra:9100", language.options()).Print(t.Context(), []byte(label))
	if r.Problem.Key != "printer.language" || len(r.Problem.Args[0]) > 64 || strings.ContainsAny(r.Problem.Args[0], "\x1b\x07") {
		t.Errorf("language: %+v", r)
	}
}

// TestLateAnswers gives each answer only after the next question was asked.
func TestLateAnswers(t *testing.T) { synctest.Test(t, testLateAnswers) }

func testLateAnswers(t *testing.T) {
	held := ""
	f := newFar(t, nil)
	f.answer = func(q string) string {
		said := held
		held = map[string]string{"~HS": hostPaper, "~HQES": errorsPaper}[q]
		return said
	}
	p := newPrinter(t, "tcp:zebra:9100", f.options())
	r := p.Print(t.Context(), []byte(label))
	if r.Outcome == manifest.PrintConfirmed {
		t.Errorf("%+v", r)
	}
	asked := 0
	f = newFar(t, func(q string) string {
		switch asked++; {
		case q == "~HQES":
			return errorsClean + strings.Repeat(" ", 1000) + hostReady // the second half of it is late
		case asked == 1:
			return ""
		}
		return hostReady
	})
	check(t, "a clean answer that may be from before the label", newPrinter(t, "tcp:zebra:9100", f.options()).Print(t.Context(), []byte(label)), manifest.PrintSent, "")
	slow := devicetest.NewZebraInside(t)
	q := newPrinter(t, slow.Address(), inside(slow))
	slow.Slow(100 * time.Millisecond)
	check(t, "slow", q.Print(t.Context(), []byte(label)), manifest.PrintConfirmed, "")
	slow.Half(true)
	check(t, "half answers", q.Print(t.Context(), []byte(label)), manifest.PrintNotSent, "printer.silent")
	slow.Half(false)
	check(t, "whole answers", q.Print(t.Context(), []byte(label)), manifest.PrintConfirmed, "")
}

func TestSettings(t *testing.T) {
	address, err := devices.ParseAddress("tcp:zebra:9100?dpi=300&darkness=15&speed=4&mode=peel")
	if err != nil {
		t.Fatal(err)
	}
	got, err := printer.SettingsOf(address)
	if want := (printer.Settings{DPI: 300, Darkness: 15, Speed: 4, Mode: "peel"}); got != want || err != nil || !printer.OnlySettings(address) {
		t.Errorf("%+v, %v", got, err)
	}
	for _, bad := range []string{"dpi=250", "dpi=", "darkness=0", "darkness=31", "speed=1", "speed=15", "speed=4.5", "mode=rewind", "mode=", "dpi=\x1b"} {
		for _, scheme := range []string{"tcp:zebra:9100", "usblp:/dev/usb/lp0", "cups:ZD421", "winspool:ZD421", "file:labels.zpl", "virtual:printer"} {
			_, err := printer.New(scheme+"?"+bad, printer.Options{})
			var phrased *devices.Error
			if !errors.As(err, &phrased) || phrased.Key != "printer.bad-setting" || strings.Contains(strings.Join(phrased.Args, ""), "\x1b") {
				t.Errorf("%s?%s: %v", scheme, bad, err)
			}
		}
	}
}

// TestCloneIsShownAtOnce has a printer that knows ~HS and nothing else: how it is stands on the screen before the
// questions that it never answers have run out.
func TestCloneIsShownAtOnce(t *testing.T) {
	for want, host := range map[string]string{"ready printer.ready": hostReady, "trouble printer.paper-out": hostPaper} {
		synctest.Test(t, func(t *testing.T) {
			f := newFar(t, only("~HS", host))
			await := watch(t, newPrinter(t, "tcp:zebra:9100", f.options()))
			began := time.Now()
			await(want)
			if waited := time.Since(began); waited > 100*time.Millisecond {
				t.Errorf("%s came after %v", want, waited)
			}
			<-time.After(time.Minute)
			for _, q := range []string{"~HQES", "~HI", "~HD", "device.languages"} {
				if n := f.asked(q); n != 1 {
					t.Errorf("%s was asked %d times", q, n)
				}
			}
		})
	}
}
