// Package labeltest reads printed labels as a dock's imager would, for tests: ZPL is drawn by a renderer and decoded by
// a reader that are not the project's own (testdata/label-eye, run by Node). It needs `npm ci` done there once; without
// it tests are skipped with the reason, or fail when STRICT=1.
package labeltest

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"testing"
)

// Barcode is one barcode that was read.
type Barcode struct {
	Format string `json:"format"` // "Code128", "QRCode"...
	ID     string `json:"id"`     // AIM symbology identifier, "]C1" for GS1-128
	Text   string `json:"text"`   // as a scanner transmits it
}

// Eye is one running reader. It answers one request at a time; use it from one goroutine.
type Eye struct {
	requests io.WriteCloser
	answers  *bufio.Reader
}

type request struct {
	DPI  int    `json:"dpi,omitempty"`
	ZPL  []byte `json:"zpl,omitempty"`
	PNG  []byte `json:"png,omitempty"`
	Save string `json:"save,omitempty"`
}

type answer struct {
	Labels [][]Barcode `json:"labels"`
	Error  string      `json:"error"`
}

// Open starts a reader that ends with the test. Starting takes about a second: share it between labels.
func Open(t testing.TB) *Eye {
	t.Helper()
	dir := home()
	if _, err := os.Stat(filepath.Join(dir, "node_modules", "zxing-wasm")); err != nil {
		missing(t, "the label reader is not installed: run npm ci in testdata/label-eye")
	}
	node, err := exec.LookPath("node")
	if err != nil {
		missing(t, "node is not installed, which the label reader needs")
	}
	reader := exec.Command(node, "eye.mjs")
	reader.Dir, reader.Stderr = dir, os.Stderr
	requests, err := reader.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	answers, err := reader.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := reader.Start(); err != nil {
		t.Fatalf("cannot start the label reader: %v", err)
	}
	t.Cleanup(func() {
		_ = requests.Close()
		if err := reader.Wait(); err != nil {
			t.Errorf("label reader ended: %v", err)
		}
	})
	return &Eye{requests: requests, answers: bufio.NewReader(answers)}
}

// Read gives the barcodes on every label of a ZPL stream, label by label.
func (e *Eye) Read(t testing.TB, zpl []byte, dpi int) [][]Barcode {
	t.Helper()
	return e.ask(t, request{DPI: dpi, ZPL: zpl})
}

// ReadPNG gives the barcodes in a picture.
func (e *Eye) ReadPNG(t testing.TB, picture []byte) []Barcode {
	t.Helper()
	return e.ask(t, request{PNG: picture})[0]
}

// Save draws a ZPL stream into PREFIX1.png, PREFIX2.png... for a person to look at.
func (e *Eye) Save(t testing.TB, zpl []byte, dpi int, prefix string) {
	t.Helper()
	e.ask(t, request{DPI: dpi, ZPL: zpl, Save: prefix})
}

// Read gives all barcodes of a ZPL stream with a reader started for it alone.
func Read(t testing.TB, zpl []byte, dpi int) []Barcode {
	t.Helper()
	return slices.Concat(Open(t).Read(t, zpl, dpi)...)
}

func (e *Eye) ask(t testing.TB, r request) [][]Barcode {
	t.Helper()
	if err := json.NewEncoder(e.requests).Encode(r); err != nil {
		t.Fatalf("cannot ask the label reader: %v", err)
	}
	line, err := e.answers.ReadBytes('\n')
	if err != nil {
		t.Fatalf("the label reader doesn't answer: %v", err)
	}
	var a answer
	if err := json.Unmarshal(line, &a); err != nil {
		t.Fatalf("cannot read the label reader's answer %q: %v", line, err)
	}
	if a.Error != "" || len(a.Labels) == 0 {
		t.Fatalf("the label reader drew nothing: %s", a.Error)
	}
	return a.Labels
}

func home() string {
	_, file, _, _ := runtime.Caller(0)
	return filepath.Join(filepath.Dir(file), "..", "..", "..", "testdata", "label-eye")
}

func missing(t testing.TB, reason string) {
	t.Helper()
	if os.Getenv("STRICT") == "1" {
		t.Fatal(reason)
	}
	fmt.Fprintf(os.Stderr, "%s skipped: %s\n", t.Name(), reason)
	t.Skip(reason)
}
