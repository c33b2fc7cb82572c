package store_test

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"packline/store/storetest"
)

func TestMain(m *testing.M) {
	if !storetest.Child() {
		m.Run()
	}
}

func TestKilledAtAnyMoment(t *testing.T) {
	cycles := 100
	if testing.Short() {
		cycles = 10
	}
	storetest.Crash(t, storetest.Path(t), cycles)
}

// traced runs the child under strace with one system call failing at its n-th time, and gives what it was told is on
// disk and how it ended.
func traced(t *testing.T, path, inject string, appends int) (acks int, said string) {
	t.Helper()
	call, _, _ := strings.Cut(inject, ":")
	cmd := storetest.Command(path, appends, "strace", "-f", "-o", os.DevNull, "-e", "trace="+call, "-e", "inject="+inject)
	var out bytes.Buffer
	cmd.Stdout = &out
	_ = cmd.Run() // how it ended is told by what it said
	lines, said, _ := strings.Cut(out.String(), "error ")
	heads, err := storetest.Acks(strings.NewReader(lines), nil)
	if err != nil {
		t.Fatal(err)
	}
	storetest.AllThere(t, path, heads)
	storetest.Check(t, path)
	return len(heads), strings.TrimSpace(said)
}

func needStrace(t *testing.T) {
	t.Helper()
	_, err := exec.LookPath("strace")
	storetest.Need(t, err == nil && runtime.GOOS == "linux", "strace isn't installed")
	out, err := exec.Command("strace", "-o", os.DevNull, "-e", "trace=none", "true").CombinedOutput()
	storetest.Need(t, err == nil, fmt.Sprintf("strace may not trace here: %s", out))
}

// made gives the path of a store with its first epoch, so that injected faults meet appends and not its creation.
func made(t *testing.T) string {
	t.Helper()
	path := storetest.Path(t)
	goesWell(t, path)
	return path
}

func goesWell(t *testing.T, path string) {
	t.Helper()
	out, err := storetest.Command(path, 4).CombinedOutput()
	if err != nil || bytes.Contains(out, []byte("error ")) {
		t.Fatalf("%s: %v", out, err)
	}
}

// A sync that fails is followed by the truth: the record is not there and said so, or it is there and acknowledged.
// bbolt syncs the data pages first and its own first page second, and a failure of the second leaves the record.
func TestEverySyncFailsOnce(t *testing.T) {
	needStrace(t)
	for n := 1; n <= 8; n++ {
		path := made(t)
		acks, said := traced(t, path, fmt.Sprintf("fdatasync:error=EIO:when=%d", n), 8)
		switch {
		case n%2 == 1 && !strings.Contains(said, "the record was not written"):
			t.Errorf("data sync %d failed: %d acknowledged, said %q", n, acks, said)
		case n%2 == 0 && (said != "" || acks != 8):
			t.Errorf("meta sync %d failed: %d acknowledged, said %q", n, acks, said)
		}
	}
}

// A disk that fails for good stops the store: nobody can tell, so nothing more is acknowledged.
func TestSyncsFailForGood(t *testing.T) {
	needStrace(t)
	for n := 1; n <= 4; n++ {
		acks, said := traced(t, made(t), fmt.Sprintf("fdatasync:error=EIO:when=%d+", n), 8)
		if acks != (n-1)/2 || said == "" {
			t.Errorf("from sync %d on: %d acknowledged, said %q", n, acks, said)
		}
	}
}

func TestEveryWriteFailsOnce(t *testing.T) {
	needStrace(t)
	for n := 1; n <= 24; n += 3 {
		_, said := traced(t, made(t), fmt.Sprintf("pwrite64:error=ENOSPC:when=%d", n), 8)
		if !strings.Contains(said, "the record was not written") || !strings.Contains(said, "no space left") {
			t.Errorf("write %d: said %q", n, said)
		}
	}
}

// A process that dies at any call while it makes the file leaves no file, or a whole one.
func TestCreationTornAtEveryCall(t *testing.T) {
	needStrace(t)
	killed := 0
	defer func() {
		if killed < 10 {
			t.Errorf("only %d of the processes were killed", killed)
		}
	}()
	for _, call := range []string{"pwrite64", "fdatasync", "fsync", "linkat", "unlinkat", "ftruncate"} {
		for n := 1; n <= 4; n++ {
			path := storetest.Path(t)
			cmd := storetest.Command(path, 4, "strace", "-f", "-o", os.DevNull,
				"-e", "trace="+call, "-e", fmt.Sprintf("inject=%s:signal=KILL:when=%d", call, n))
			if cmd.Run() != nil {
				killed++
			}
			goesWell(t, path)
			storetest.Check(t, path)
			left, err := filepath.Glob(path + ".new-*")
			if err != nil || len(left) > 0 {
				t.Errorf("killed at %s %d: %q is left (%v)", call, n, left, err)
			}
		}
	}
}
