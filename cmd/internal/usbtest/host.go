//go:build linux

package usbtest

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"packline/cmd/internal/floortest"
)

// Event is a line of "go tool test2json".
type Event struct {
	Action, Test, Output string
	Elapsed              float64
}

const emulator = "qemu-system-x86_64"

// Host runs the calling package's test of the same name in a machine, and every test below it as one below t.
func Host(t *testing.T, environment ...string) {
	home := kernelFolder(t)
	kernel, err := OpenKernel(home)
	if err != nil {
		missing(t, "there is no kernel for the USB bench: run make usb-kernel")
	}
	if _, err := exec.LookPath(emulator); err != nil {
		missing(t, "there is no "+emulator+": install Debian's qemu-system-x86")
	}
	dir := t.TempDir()
	initrd := filepath.Join(dir, "initrd")
	if err := os.WriteFile(initrd, buildArchive(t, kernel, dir), 0o600); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), limit(t))
	defer cancel()
	console := filepath.Join(dir, "console")
	machine := exec.CommandContext(ctx, emulator, "-accel", "tcg,thread=multi", "-cpu", "max", "-smp", "2", "-m", "768",
		"-nic", "none", "-display", "none", "-monitor", "none", "-no-reboot", "-serial", "file:"+console, "-serial", "stdio",
		"-kernel", kernel.Image, "-initrd", initrd, "-append", "console=ttyS0 panic=-1 "+strings.Join(environment, " ")+
			" -- -test.v=test2json -test.timeout=0 -test.run=^"+t.Name()+"$")
	if !relay(t, machine) {
		text, _ := os.ReadFile(console)
		t.Errorf("the machine did not come to an end of its own; its console ends with\n%s", text[max(0, len(text)-4000):])
	}
}

// limit leaves the time to say what happened.
func limit(t *testing.T) time.Duration {
	if end, ok := t.Deadline(); ok {
		return time.Until(end) - 20*time.Second
	}
	return 2 * time.Hour
}

// relay starts the machine and passes on what its tests say, each as a test here. It reports whether they came to an end.
func relay(t *testing.T, machine *exec.Cmd) (ended bool) {
	said, err := machine.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := machine.Start(); err != nil {
		t.Fatal(err)
	}
	defer func() { _ = machine.Wait() }()
	decode := exec.Command("go", "tool", "test2json", "-t")
	decode.Stdin, decode.Stderr = said, os.Stderr
	events, err := decode.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := decode.Start(); err != nil {
		t.Fatal(err)
	}
	defer func() { _ = decode.Wait() }()
	output := map[string]string{}
	for decoder := json.NewDecoder(events); ; {
		var e Event
		if err := decoder.Decode(&e); err != nil {
			if !errors.Is(err, io.EOF) {
				t.Error(err)
			}
			for test, text := range output {
				t.Errorf("%s was not over:\n%s", test, text)
			}
			return ended
		}
		name, below := strings.CutPrefix(e.Test, t.Name()+"/")
		switch e.Action {
		case "output":
			output[e.Test] += e.Output
		case "pass", "fail", "skip":
			text := output[e.Test]
			delete(output, e.Test)
			if below {
				t.Run(name, func(t *testing.T) { conclude(t, e, text) })
			} else if e.Test != "" {
				conclude(t, e, text)
				ended = true
			}
		}
	}
}

// conclude ends a test as the one in the machine ended.
func conclude(t *testing.T, e Event, output string) {
	t.Logf("in the machine, %.1f s:\n%s", e.Elapsed, output)
	switch e.Action {
	case "fail":
		t.Fail()
	case "skip":
		t.Error("it was skipped in the machine")
	}
}

// buildArchive makes the machine's files: this package's tests as its first program, packstation, the modules.
func buildArchive(t *testing.T, k Kernel, dir string) []byte {
	t.Helper()
	files, list, err := k.modules(Modules)
	if err != nil {
		t.Fatal(err)
	}
	tests := filepath.Join(dir, "init")
	build := exec.Command("go", "test", "-c", "-trimpath", "-ldflags=-s -w", "-o", tests, "packline/cmd/internal/usbtest")
	build.Env = append(os.Environ(), "CGO_ENABLED=0", "GOOS=linux", "GOARCH=amd64")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("cannot build the tests: %v\n%s", err, out)
	}
	for from, to := range map[string]string{tests: "/init", floortest.Build(t, "packstation"): programs + "/packstation"} {
		content, err := os.ReadFile(from)
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, file{path: to, mode: 0o100755, content: content})
	}
	return archive(append(files,
		file{path: moduleList, mode: 0o100644, content: []byte(list)},
		file{path: "/dev/console", mode: 0o020600, device: [2]uint32{5, 1}}))
}

// kernelFolder is where "make usb-kernel" unpacks a kernel.
func kernelFolder(t *testing.T) string {
	t.Helper()
	_, here, _, ok := runtime.Caller(0)
	if !ok || !filepath.IsAbs(here) {
		out, err := exec.Command("go", "env", "GOMOD").Output()
		if err != nil {
			t.Fatal(err)
		}
		return filepath.Join(filepath.Dir(strings.TrimSpace(string(out))), "bin", "usb-bench", "kernel")
	}
	return filepath.Join(filepath.Dir(here), "..", "..", "..", "bin", "usb-bench", "kernel")
}

// missing skips a test that can't run here, with the reason; where STRICT=1 is set that is a failure.
func missing(t *testing.T, why string) {
	t.Helper()
	if os.Getenv("STRICT") == "1" {
		t.Fatal(why)
	}
	t.Skip(why)
}

// inherited gives settings of the host that the machine is to have too.
func inherited(names ...string) (list []string) {
	for _, name := range names {
		if value, ok := os.LookupEnv(name); ok && !strings.ContainsAny(value, " \"") {
			list = append(list, fmt.Sprintf("%s=%s", name, value))
		}
	}
	return list
}
