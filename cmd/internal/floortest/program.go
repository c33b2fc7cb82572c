//go:build linux

package floortest

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/creack/pty"
)

var build struct {
	once sync.Once
	dir  string
	out  []byte
	err  error
}

// Build gives the path of one of the programs, built once for all tests of a run. The kernel's cache of the Go build
// makes the second time cheap; the folder stays until the machine cleans its temporary files. A machine without Go names
// the folder of built programs in PACKLINE_PROGRAMS.
func Build(t testing.TB, program string) string {
	t.Helper()
	if built := os.Getenv("PACKLINE_PROGRAMS"); built != "" {
		return filepath.Join(built, program)
	}
	build.once.Do(func() {
		build.dir, build.err = os.MkdirTemp("", "packline-floor-*")
		if build.err != nil {
			return
		}
		cmd := exec.Command("go", "build", "-trimpath", "-o", build.dir+"/", "packline/cmd/packstation", "packline/cmd/manifestd")
		cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
		build.out, build.err = cmd.CombinedOutput()
	})
	if build.err != nil {
		t.Fatalf("cannot build the programs: %v\n%s", build.err, build.out)
	}
	return filepath.Join(build.dir, program)
}

// Run is one run of the program in a terminal.
type Run struct {
	Screen *Screen
	Ended  <-chan struct{}
	PID    int

	floor *Floor
	cmd   *exec.Cmd
	tty   *os.File
	keys  int
}

// Start starts the program in a terminal. It is killed when the test ends.
func (f *Floor) Start(t testing.TB) *Run {
	t.Helper()
	if f.Scanner != nil {
		f.Scanner.Free()
		f.Scale.Free()
	}
	return f.start(t, "run", "--config", f.Config)
}

func (f *Floor) start(t testing.TB, args ...string) *Run {
	t.Helper()
	cmd := exec.Command(f.binary, args...)
	cmd.Dir = f.Dir
	cmd.Env = append(os.Environ(), "TERM=xterm-256color", "LANG=C.UTF-8", "COLORTERM=")
	tty, err := pty.StartWithSize(cmd, &pty.Winsize{Rows: Rows, Cols: Columns})
	if err != nil {
		t.Fatalf("cannot start packstation: %v", err)
	}
	ended := make(chan struct{})
	r := &Run{Screen: NewScreen(tty, tty), Ended: ended, PID: cmd.Process.Pid, floor: f, cmd: cmd, tty: tty}
	go func() {
		_ = cmd.Wait()
		close(ended)
	}()
	t.Cleanup(func() { r.Kill(t); _ = tty.Close() })
	return r
}

// Kill ends the program as a power cut does, and waits until it is gone.
func (r *Run) Kill(t testing.TB) {
	t.Helper()
	_ = r.cmd.Process.Kill()
	r.wait(t)
}

// Stop asks the program to end, and waits until it has.
func (r *Run) Stop(t testing.TB) {
	t.Helper()
	_ = r.cmd.Process.Signal(os.Interrupt)
	r.wait(t)
}

func (r *Run) wait(t testing.TB) {
	t.Helper()
	late := time.NewTimer(Patience)
	defer late.Stop()
	select {
	case <-r.Ended:
	case <-late.C:
		_ = r.cmd.Process.Kill()
		t.Fatalf("the program did not end within %v; the screen:\n%s", Patience, r.Screen.Text())
	}
}

// Type types keys.
func (r *Run) Type(t testing.TB, keys string) {
	t.Helper()
	r.keys += len(keys)
	if _, err := r.tty.WriteString(keys); err != nil {
		t.Fatalf("cannot type: %v", err)
	}
}

// Do runs another command of the program on this floor's station and gives what it printed.
func (f *Floor) Do(t testing.TB, args ...string) (stdout, stderr string, err error) {
	t.Helper()
	return command(f.binary, f.Dir, args...)
}

// Must is Do for a command that has to succeed.
func (f *Floor) Must(t testing.TB, args ...string) string {
	t.Helper()
	return mustRun(t, f.binary, f.Dir, args...)
}

func command(binary, dir string, args ...string) (stdout, stderr string, err error) {
	cmd := exec.Command(binary, args...)
	cmd.Dir = dir
	var out, problems bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &problems
	err = cmd.Run()
	return out.String(), problems.String(), err
}

func mustRun(t testing.TB, binary, dir string, args ...string) string {
	t.Helper()
	out, problems, err := command(binary, dir, args...)
	if err != nil {
		t.Fatalf("%s %v: %v\n%s%s", filepath.Base(binary), args, err, out, problems)
	}
	return out
}

// Alive reports whether the program is still running.
func (r *Run) Alive() bool {
	select {
	case <-r.Ended:
		return false
	default:
		return true
	}
}
