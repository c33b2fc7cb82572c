package scanner_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"packline/devices"
	"packline/devices/port"
	"packline/devices/scanner"
	"packline/manifest"
)

// TestFaults plays what happens at a bench: no fault becomes a code, and the next scan comes through.
func TestFaults(t *testing.T) {
	for name, c := range map[string]struct {
		address string
		fault   func(v *scanner.VirtualScanner)
		want    []string // texts, or problems behind a !
	}{
		"half a code":        {"suffix=CR", func(v *scanner.VirtualScanner) { v.ScanHalf("SO-10023") }, []string{"!scanner.cut-off"}},
		"a doubled scan":     {"suffix=CR", func(v *scanner.VirtualScanner) { v.ScanTwice("SO-1") }, []string{"SO-1", "SO-1"}},
		"a missing suffix":   {"suffix=CR", func(v *scanner.VirtualScanner) { v.ScanBare("SO-1") }, []string{"!scanner.cut-off"}},
		"no suffix, any":     {"suffix=any", func(v *scanner.VirtualScanner) { v.ScanBare("SO-1") }, []string{"SO-1"}},
		"wrong line":         {"suffix=CR", func(v *scanner.VirtualScanner) { v.ScanSkewed("SO-11") }, []string{"!scanner.cut-off"}},
		"wrong line, any":    {"suffix=any", func(v *scanner.VirtualScanner) { v.ScanSkewed("SO-11") }, []string{"!scanner.not-ascii"}},
		"a lost prefix":      {"prefix=~", func(v *scanner.VirtualScanner) { v.Scan("SO-1"); v.Scan("~SO-2") }, []string{"!scanner.no-prefix", "SO-2"}},
		"a lost STX":         {"prefix=STX&suffix=ETX", func(v *scanner.VirtualScanner) { v.Send([]byte("-1\x03\x02SO-2\x03")) }, []string{"!scanner.no-prefix", "SO-2"}},
		"a lost ETX":         {"prefix=STX&suffix=ETX", func(v *scanner.VirtualScanner) { v.Send([]byte("\x02SO-1\x02SO-2\x03")) }, []string{"!scanner.cut-off", "SO-2"}},
		"STX, CR LF":         {"prefix=STX&suffix=CRLF", func(v *scanner.VirtualScanner) { v.Send([]byte("\x02]C0SO-1\r\n")) }, []string{"SO-1"}},
		"a prefix in a code": {"prefix=AB", func(v *scanner.VirtualScanner) { v.Scan("ABAB-1") }, []string{"AB-1"}},
	} {
		synctest.Test(t, func(t *testing.T) {
			far := &scanner.VirtualScanner{}
			codes, states, stop := start(t, "virtual:scanner?"+c.address, scanner.Options{Virtual: far})
			defer stop()
			await(t, states, "ready scanner.ready")
			c.fault(far)
			<-time.After(3 * time.Second) // of the bubble's own time
			var got []string
			for len(codes) > 0 {
				if code := <-codes; code.Problem.IsZero() {
					got = append(got, code.Text)
				} else {
					got = append(got, "!"+code.Problem.Key)
				}
			}
			if !slices.Equal(got, c.want) {
				t.Errorf("%s: %q, want %q", name, got, c.want)
			}
			far.Send([]byte("\x02~ABSO-9\x03\r\n"))
			if code := next(t, codes); !strings.HasSuffix(code.Text, "SO-9") {
				t.Errorf("%s: then %+v", name, code)
			}
		})
	}
}

func TestUnpluggedInTheMiddle(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		far := &scanner.VirtualScanner{}
		codes, states, stop := start(t, "virtual:scanner?suffix=CR", scanner.Options{Virtual: far})
		defer stop()
		await(t, states, "ready scanner.ready")
		far.ScanUnplugged("SO-10023")
		await(t, states, "gone device.gone")
		far.Replug()
		await(t, states, "ready scanner.ready")
		far.Scan("SO-2")
		if c := next(t, codes); c.Text != "SO-2" || !c.Problem.IsZero() {
			t.Errorf("code %+v", c)
		}
	})
}

// TestCodesComeThroughGarbage sends four seconds of garbage at 1 MB a second with a scan in each: all of them arrive, and
// what is told of the garbage stays a trickle.
func TestCodesComeThroughGarbage(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		far := &scanner.VirtualScanner{}
		codes, states, stop := start(t, "virtual:scanner", scanner.Options{Virtual: far})
		defer stop()
		await(t, states, "ready scanner.ready")
		scans, garbled := 0, 0
		count := func() {
			for len(codes) > 0 {
				switch code := <-codes; {
				case code.Text == "SO-10023" && code.Kind == manifest.CodeText:
					scans++
				default:
					garbled++
				}
			}
		}
		for second := range 4 {
			for range 16 { // a pause every 64 KiB, as a line delivers
				far.Babble(1 << 16)
				<-time.After(time.Second / 16)
				count()
			}
			far.Send([]byte("\r"))
			far.Scan("SO-10023")
			<-time.After(10 * time.Millisecond)
			if count(); scans != second+1 {
				t.Fatalf("after %d s %d scans came through", second+1, scans)
			}
		}
		if garbled > 300 {
			t.Errorf("%d codes of garbage", garbled)
		}
		await(t, states, "trouble scanner.babbling")
	})
}

func TestSelfTest(t *testing.T) {
	const code = scanner.TestCode
	german := strings.NewReplacer("Z", "Y", "Y", "Z", "z", "y", "y", "z", "]", "+", "^", "&", "_", "?", "-", "ß", "/", "-", ";", "ö", ":", "Ö")
	french := strings.NewReplacer("A", "Q", "Q", "A", "Z", "W", "W", "Z", "a", "q", "q", "a", "z", "w", "w", "z", "m", ",", "M", "?", "]", "$")
	for got, want := range map[string]string{
		code:                                 "",
		"]C0" + code:                         "",
		german.Replace(code):                 "scanner.test-layout",
		german.Replace("]C0" + code):         "scanner.test-layout",
		french.Replace(code):                 "scanner.test-layout",
		"+C0" + code:                         "scanner.test-layout",
		strings.ToUpper(code):                "scanner.test-caps",
		code[3:]:                             "scanner.test-beginning",
		code[:20]:                            "scanner.test-end",
		strings.Replace(code, "qw", "", 1):   "scanner.test-lost",
		strings.Replace(code, "0189", "", 1): "scanner.test-lost",
	} {
		if problem := scanner.SelfTest(got); problem != want {
			t.Errorf("%q: %q, want %q", got, problem, want)
		}
	}
}

// TestSelfTestIsAskedFor follows a wedge through a shift.
func TestSelfTestIsAskedFor(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		lines := make(chan string)
		codes, states, stop := start(t, "keyboard:?prefix=~", scanner.Options{Keyboard: lines})
		defer stop()
		await(t, states, "unknown scanner.test-wanted")
		lines <- "~SO-1"
		if c := next(t, codes); c.Text != "SO-1" {
			t.Errorf("code %+v", c)
		}
		lines <- "~" + strings.ToUpper(scanner.TestCode)
		await(t, states, "trouble scanner.test-caps")
		lines <- scanner.TestCode
		await(t, states, "ready scanner.ready")
		lines <- "SO-2"
		if c := next(t, codes); c.Text != "SO-2" {
			t.Errorf("the test code came through: %+v", c)
		}
		<-time.After(13 * time.Hour) // of the bubble's own time
		lines <- "SO-3"
		await(t, states, "unknown scanner.test-wanted")
		if c := next(t, codes); c.Text != "SO-3" {
			t.Errorf("code %+v", c)
		}
	})
}

// heard is a port that remembers what was written to it.
type heard struct {
	port.Port
	wrote chan string
}

func (h heard) Write(p []byte) (int, error) {
	h.wrote <- string(p)
	return len(p), nil
}

func TestRefuse(t *testing.T) {
	for address, want := range map[string]string{"tcp:scanner:9000?beep=honeywell": "\x16\x07\r", "tcp:scanner:9000": ""} {
		synctest.Test(t, func(t *testing.T) {
			far, wrote := &scanner.VirtualScanner{}, make(chan string, 10)
			open := func(ctx context.Context, a devices.Address) (port.Port, error) {
				opened, err := far.Open(ctx, a)
				return heard{opened, wrote}, err
			}
			s, err := scanner.New(address, scanner.Options{Open: open})
			if err != nil {
				t.Fatal(err)
			}
			ctx, cancel := context.WithCancel(t.Context())
			ended := make(chan struct{})
			go func() {
				defer close(ended)
				_ = s.Run(ctx, func(devices.Status) {})
			}()
			synctest.Wait()
			s.Refuse()
			synctest.Wait()
			if want == "" && len(wrote) > 0 || want != "" && next(t, wrote) != want {
				t.Errorf("%s: %d commands", address, len(wrote))
			}
			cancel()
			<-ended
		})
	}
}
