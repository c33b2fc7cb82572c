package main

import (
	"context"
	"io"
	"log/slog"
	"net"
	"testing"
	"time"

	"packline/cmd/internal/config"
	"packline/devices/printer"
	"packline/devices/scale"
)

// TestScannerSoundsRefusals runs a bench whose scanner takes a command for it: a scan that is refused beeps there, and
// on the screen.
func TestScannerSoundsRefusals(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = listener.Close() }()
	name := newStation(t)
	c, err := config.Load(name)
	if err != nil {
		t.Fatal(err)
	}
	key, err := config.OpenKey(c.KeyFile)
	if err != nil {
		t.Fatal(err)
	}
	c.Scanners = []string{"tcp:" + listener.Addr().String() + "?suffix=CR&beep=honeywell"}
	c.Scale, c.Printer = "virtual:scale", "virtual:printer"
	b := &bench{
		config: c, keys: key.Keys, far: far{scale: &scale.VirtualScale{}, printer: &printer.VirtualPrinter{}},
		screen: newShownScreen(), book: newProgram(nil, nil, nil).Book, log: slog.New(slog.DiscardHandler),
	}
	ctx, stop := context.WithTimeout(t.Context(), time.Minute)
	defer stop()
	if err := b.open(ctx); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- b.live(ctx) }()
	far, err := listener.Accept()
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = far.Close() }()
	if err := far.SetDeadline(time.Now().Add(30 * time.Second)); err != nil {
		t.Fatal(err)
	}
	if _, err := far.Write([]byte("SO-NOBODY\r")); err != nil {
		t.Fatal(err)
	}
	beep := make([]byte, 3)
	if _, err := io.ReadFull(far, beep); err != nil || string(beep) != "\x16\x07\r" {
		t.Errorf("the scanner heard %q, %v", beep, err)
	}
	stop()
	if err := <-ended; err != nil {
		t.Errorf("the bench ended with %v", err)
	}
}
