package storetest

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"testing"
	"time"

	"packline/manifest/ledger"
	"packline/store"
)

const (
	childPath  = "PACKLINE_STORETEST_CHILD"
	childLimit = "PACKLINE_STORETEST_APPENDS"
)

// Child turns the test binary into the process that Crash kills, when it was started as that: it appends cartons and
// prints every event that it was told is on disk, until it is killed. Call it first in TestMain and return when it
// says true. A child that fails says "error" and why as its last line.
func Child() bool {
	path := os.Getenv(childPath)
	if path == "" {
		return false
	}
	var limit int
	_, _ = fmt.Sscan(os.Getenv(childLimit), &limit)
	if err := appendUntilKilled(path, limit, os.Stdout); err != nil {
		fmt.Fprintln(os.Stdout, "error", err)
	}
	return true
}

func appendUntilKilled(path string, limit int, out io.Writer) error {
	runtime.LockOSThread() // a tracer counts the calls of each thread apart
	s, err := store.Open(path, Options())
	if err != nil {
		return err
	}
	w, err := resume(s)
	if err != nil {
		return err
	}
	say := func(entries []ledger.Entry) error {
		if err := s.Append(context.Background(), entries); err != nil {
			return err
		}
		last := entries[len(entries)-1].Record
		_, err := fmt.Fprintf(out, "ack %s %d %s\n", last.Epoch, last.Seq, last.Hash)
		return err
	}
	if w.Head.Seq == 0 {
		entries, err := w.OpenEpoch("new", false)
		if err != nil {
			return err
		}
		if err := say(entries); err != nil {
			return err
		}
	}
	for n := 0; limit == 0 || n < limit; {
		life, err := w.Life()
		if err != nil {
			return err
		}
		for _, entries := range life {
			if err := say(entries); err != nil {
				return err
			}
			n++
		}
	}
	return s.Close()
}

// Command gives the command that runs the child over a store, through a tracer where one is given; a limit of 0
// appends until it is killed.
func Command(path string, limit int, tracer ...string) *exec.Cmd {
	args := append(append([]string(nil), tracer...), os.Args[0])
	cmd := exec.Command(args[0], args[1:]...)
	cmd.Env = append(os.Environ(), childPath+"="+path, fmt.Sprintf("%s=%d", childLimit, limit))
	return cmd
}

// Crash starts a process that appends, kills it with no warning at a random moment, and does so again on the same
// file. After every kill the store opens, every event that the process was told is on disk is there with its hash,
// and there is no gap. At the end everything is checked.
func Crash(tb testing.TB, path string, cycles int) {
	tb.Helper()
	acked := map[string]ledger.Hash{}
	for cycle := range cycles {
		heads, err := crashOnce(path)
		if err != nil {
			tb.Fatalf("cycle %d: %v", cycle, err)
		}
		for _, h := range heads {
			acked[key(h)] = h.Hash
		}
		AllThere(tb, path, heads)
	}
	report := Check(tb, path)
	found := 0
	for _, hash := range hashes(tb, path) {
		if want, ok := acked[hash.key]; ok {
			found++
			if want != hash.hash {
				tb.Errorf("%s has another hash", hash.key)
			}
		}
	}
	if found != len(acked) {
		tb.Errorf("%d of %d acknowledged events are there", found, len(acked))
	}
	tb.Logf("%d kills, %d acknowledged appends, %d events, %d cartons", cycles, len(acked), report.Events, report.Cartons)
}

func key(h ledger.Head) string { return fmt.Sprintf("%s/%d", h.Epoch, h.Seq) }

type keyed struct {
	key  string
	hash ledger.Hash
}

func hashes(tb testing.TB, path string) []keyed {
	tb.Helper()
	s, err := store.Open(path, Options())
	if err != nil {
		tb.Fatal(err)
	}
	defer func() { _ = s.Close() }()
	var out []keyed
	epochs, err := s.Epochs(context.Background())
	if err != nil {
		tb.Fatal(err)
	}
	for _, e := range epochs {
		for from := uint64(1); from <= e.Head.Seq; {
			records, err := s.Records(context.Background(), e.Head.Epoch, from, store.MaxRecords)
			if err != nil || len(records) == 0 {
				tb.Fatalf("cannot read event %d: %v", from, err)
			}
			for _, r := range records {
				out = append(out, keyed{fmt.Sprintf("%s/%d", r.Epoch, r.Seq), r.Hash})
			}
			from += uint64(len(records))
		}
	}
	return out
}

// crashOnce lets a child live for a random number of appends and a random while after the last of them.
func crashOnce(path string) ([]ledger.Head, error) {
	cmd := Command(path, 0)
	out, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	kill := time.NewTimer(time.Hour)
	defer kill.Stop()
	killed := make(chan struct{})
	go func() {
		<-kill.C
		_ = cmd.Process.Kill()
		close(killed)
	}()
	after := 1 + rand.IntN(40)
	heads, err := Acks(out, func(n int) {
		if n == after {
			kill.Reset(time.Duration(rand.IntN(1500)) * time.Microsecond)
		}
	})
	kill.Reset(0)
	<-killed
	_ = cmd.Wait() // it was killed: that is the error
	if len(heads) < after && err == nil {
		err = fmt.Errorf("it ended after %d appends by itself", len(heads))
	}
	return heads, err
}

// Acks reads what a child says until it is gone. A last line that was cut off says nothing.
func Acks(r io.Reader, each func(n int)) ([]ledger.Head, error) {
	var out []ledger.Head
	in := bufio.NewReader(r)
	for {
		line, err := in.ReadString('\n')
		if err != nil {
			return out, nil //nolint:nilerr // the pipe ends when the child does
		}
		var word, epoch, hash string
		var h ledger.Head
		_, err = fmt.Sscan(line, &word, &epoch, &h.Seq, &hash)
		if err = errors.Join(err, h.Epoch.UnmarshalText([]byte(epoch)), h.Hash.UnmarshalText([]byte(hash))); err != nil || word != "ack" {
			return out, fmt.Errorf("it said %q", strings.TrimSpace(line))
		}
		out = append(out, h)
		if each != nil {
			each(len(out))
		}
	}
}

// AllThere opens a store and looks for events by number and hash.
func AllThere(tb testing.TB, path string, heads []ledger.Head) {
	tb.Helper()
	s, err := store.Open(path, Options())
	if err != nil {
		tb.Fatal(err)
	}
	for _, h := range heads {
		records, err := s.Records(context.Background(), h.Epoch, h.Seq, 1)
		if err != nil || len(records) != 1 || records[0].Hash != h.Hash {
			tb.Errorf("acknowledged event %s/%d is not there as it was: %v", h.Epoch, h.Seq, err)
		}
	}
	if err := s.Close(); err != nil {
		tb.Error(err)
	}
}
