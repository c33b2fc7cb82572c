package main

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gdamore/tcell/v2"

	"packline/cmd/internal/cli"
	"packline/cmd/internal/cli/clitest"
	"packline/cmd/internal/config"
	"packline/devices/printer"
	"packline/devices/scale"
	"packline/devices/scanner"
	"packline/manifest"
)

// lineWriter hands every line that is written to a channel.
type lineWriter struct {
	mu    sync.Mutex
	held  bytes.Buffer
	lines chan string
}

func newLineWriter() *lineWriter { return &lineWriter{lines: make(chan string, 1000)} }

func (w *lineWriter) Write(b []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.held.Write(b)
	for {
		line, err := w.held.ReadString('\n')
		if err != nil {
			w.held.WriteString(line)
			return len(b), nil
		}
		select {
		case w.lines <- strings.TrimSpace(line):
		default:
		}
	}
}

// await waits for a line that holds a text.
func (w *lineWriter) await(t *testing.T, text string) string {
	t.Helper()
	late := time.NewTimer(20 * time.Second)
	defer late.Stop()
	for {
		select {
		case line := <-w.lines:
			if strings.Contains(line, text) {
				return line
			}
		case <-late.C:
			t.Fatalf("no line with %q", text)
		}
	}
}

func TestDevicesWatchUntilItIsStopped(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	out, code := newLineWriter(), make(chan int, 1)
	go func() {
		code <- newProgram(strings.NewReader("PL:ACK\nA-1\n"), out, io.Discard).run(ctx, []string{"devices", "watch", "virtual:scale", "keyboard:"})
	}()
	for _, text := range []string{`"kind":"command"`, `"frame":"weight"`} {
		if line := out.await(t, text); !json.Valid([]byte(line)) {
			t.Errorf("%s is no JSON", line)
		}
	}
	stop()
	if got := <-code; got != cli.ExitDone {
		t.Errorf("exit %d", got)
	}
}

// TestCommandsBesideARunningBench runs a bench on a simulated screen and asks it over its socket.
func TestCommandsBesideARunningBench(t *testing.T) {
	name := newStation(t)
	c, err := config.Load(name)
	if err != nil {
		t.Fatal(err)
	}
	key, err := config.OpenKey(c.KeyFile)
	if err != nil {
		t.Fatal(err)
	}
	c.Scanners, c.Scale, c.Printer = []string{"virtual:scanner"}, "virtual:scale", "virtual:printer"
	far := far{scanner: &scanner.VirtualScanner{}, scale: &scale.VirtualScale{}, printer: &printer.VirtualPrinter{}}
	screen := newShownScreen()
	b := &bench{config: c, keys: key.Keys, far: far, screen: screen, book: newProgram(nil, nil, nil).Book, log: slog.New(slog.DiscardHandler)}
	ctx, stop := context.WithTimeout(t.Context(), time.Minute)
	defer stop()
	if err := b.open(ctx); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- b.live(ctx) }()
	await(t, screen, "Scan your badge", func() {})

	clitest.Want(t, do(t, "", "run"), 1, "is in use by process")
	clitest.Want(t, do(t, order, "orders", "import", "-"), 0, "knows 1 orders")
	clitest.Want(t, do(t, "", "ledger", "verify"), 0, "The ledger is whole: 1 events in 1 epochs")
	clitest.Want(t, do(t, "", "ledger", "export"), 0, `"type":"epoch-opened"`)

	following, stopFollowing := context.WithCancel(ctx)
	out, code := newLineWriter(), make(chan int, 1)
	go func() {
		code <- newProgram(strings.NewReader(""), out, io.Discard).run(following, []string{"ledger", "tail", "-f"})
	}()
	out.await(t, "epoch-opened")
	await(t, screen, "Maya", func() { far.scanner.Scan("OP-1001") })
	out.await(t, "signed-in")
	stopFollowing()
	if got := <-code; got != cli.ExitDone {
		t.Errorf("the tail ended with %d", got)
	}

	await(t, screen, "Maya", func() { far.scale.Put(-manifest.Pound) })
	for answer := do(t, "", "doctor"); !strings.Contains(answer.Errs, "Not well: virtual:scale"); answer = do(t, "", "doctor") {
		if ctx.Err() != nil {
			t.Fatalf("the doctor says %+v", answer)
		}
	}
	clitest.Want(t, do(t, "", "doctor", "--json"), 1, "Scale is below zero")

	screen.InjectKey(tcell.KeyF10, 0, tcell.ModNone)
	screen.InjectKey(tcell.KeyF10, 0, tcell.ModNone)
	if err := <-ended; err != nil {
		t.Errorf("the bench ended with %v", err)
	}
	clitest.Want(t, do(t, "", "ledger", "verify"), 0, "The ledger is whole: 2 events")
}

// await does something on every picture until one shows a text.
func await(t *testing.T, screen *shownScreen, text string, do func()) {
	t.Helper()
	late := time.NewTimer(20 * time.Second)
	defer late.Stop()
	last := ""
	for !strings.Contains(last, text) {
		do()
		select {
		case last = <-screen.shown:
		case <-late.C:
			t.Fatalf("%q never stood on the screen:\n%s", text, last)
		}
	}
}
