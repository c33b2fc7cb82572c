package store_test

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"syscall"
	"testing"

	"packline/manifest"
	"packline/manifest/ledger"
	"packline/store"
	"packline/store/storetest"
)

func begin(t *testing.T) (*store.Store, *storetest.Writer) {
	t.Helper()
	s := storetest.Open(t)
	w := storetest.NewWriter(t, s)
	opening, err := w.OpenEpoch("new", false)
	must(t, err)
	must(t, s.Append(t.Context(), opening))
	return s, w
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func wants(t *testing.T, err, want error) {
	t.Helper()
	if !errors.Is(err, want) {
		t.Errorf("got %v, want %v", err, want)
	}
}

func life(t *testing.T, w *storetest.Writer) [][]ledger.Entry {
	t.Helper()
	l, err := w.Life()
	must(t, err)
	return l
}

func TestAppendTwiceIsSuccess(t *testing.T) {
	s, w := begin(t)
	l := life(t, w)
	must(t, s.Append(t.Context(), l[0]))
	must(t, s.Append(t.Context(), l[0]))
	both := append(append([]ledger.Entry(nil), l[0]...), l[1]...)
	must(t, s.Append(t.Context(), both))
	head, err := s.Head(t.Context())
	must(t, err)
	if want := l[1][1].Record; head.Seq != want.Seq || head.Hash != want.Hash {
		t.Errorf("the head is %+v", head)
	}
}

func TestForksAreRefused(t *testing.T) {
	s, w := begin(t)
	signed, err := w.Entries(storetest.About{}, ledger.SignedIn{Role: manifest.RolePicker})
	must(t, err)
	must(t, s.Append(t.Context(), signed))
	forked := *w
	forked.Head.Hash[0] ^= 1
	wants(t, s.Append(t.Context(), life(t, &forked)[0]), ledger.ErrFork)

	gap := *w
	_ = life(t, &gap)
	wants(t, s.Append(t.Context(), life(t, &gap)[0]), ledger.ErrFork)

	stale := *w
	stale.Head.Seq--
	opening, err := stale.OpenEpoch("restored", false)
	must(t, err)
	wants(t, s.Append(t.Context(), opening), ledger.ErrFork)

	middle := *w
	entries, err := middle.Entries(storetest.About{}, ledger.EpochOpened{Reason: "new"})
	must(t, err)
	wants(t, s.Append(t.Context(), entries), ledger.ErrFork)
}

func TestDifferentContentUnderANumberIsAFork(t *testing.T) {
	s, w := begin(t)
	other := *w
	first, err := w.Entries(storetest.About{}, ledger.SignedIn{Role: manifest.RolePicker})
	must(t, err)
	second, err := other.Entries(storetest.About{}, ledger.SignedOut{})
	must(t, err)
	must(t, s.Append(t.Context(), first))
	wants(t, s.Append(t.Context(), second), ledger.ErrFork)
}

func TestWhatCannotFollowIsNotWritten(t *testing.T) {
	s, w := begin(t)
	l := life(t, w)
	must(t, s.Append(t.Context(), l[0]))
	must(t, s.Append(t.Context(), l[1]))
	again, err := w.Entries(storetest.About{Carton: l[1][0].Event.Carton, Shipment: l[1][0].Event.Shipment}, l[1][0].Event.Body)
	must(t, err)
	wants(t, s.Append(t.Context(), again), ledger.ErrFork) // w has made events that were not appended
	w.Head = ledger.Head{Epoch: w.Head.Epoch, Seq: l[1][1].Record.Seq, Hash: l[1][1].Record.Hash}
	again, err = w.Entries(storetest.About{Carton: l[1][0].Event.Carton, Shipment: l[1][0].Event.Shipment}, l[1][0].Event.Body)
	must(t, err)
	err = s.Append(t.Context(), again)
	wants(t, err, ledger.ErrFold)
	wants(t, err, ledger.ErrNotWritten)
}

func TestAnSSCCIsNeverReused(t *testing.T) {
	s, w := begin(t)
	for _, e := range life(t, w) {
		must(t, s.Append(t.Context(), e))
	}
	c, err := w.NewCarton()
	must(t, err)
	packed, err := w.Packed(c)
	must(t, err)
	body := packed.(ledger.Packed)
	body.SSCC = "995200000000000016"
	if sscc, err := manifest.NewSSCC(9, "952", 1); err == nil {
		body.SSCC = sscc
	}
	entries, err := w.Entries(c.About, c.Opened(), body)
	must(t, err)
	wants(t, s.Append(t.Context(), entries), store.ErrReused)
}

func TestEpochsFollowEachOther(t *testing.T) {
	s, _ := begin(t)
	storetest.Fill(t, s, 1)
	w := storetest.NewWriter(t, s)
	old := w.Head
	opening, err := w.OpenEpoch("simulation", true)
	must(t, err)
	must(t, s.Append(t.Context(), opening))
	must(t, s.Append(t.Context(), opening))
	must(t, s.Append(t.Context(), life(t, w)[0]))
	epochs, err := s.Epochs(t.Context())
	must(t, err)
	if len(epochs) != 2 || epochs[0].Head != old || epochs[1].Old != old || !epochs[1].Simulated || epochs[1].Head.Seq != 2 {
		t.Errorf("got %+v", epochs)
	}
	r, err := s.Recover(t.Context())
	must(t, err)
	if !r.Simulated || len(r.Open) != 1 || r.LastSerials[9] != 1 {
		t.Errorf("got %+v", r)
	}
}

func TestClosedStoreSaysStopped(t *testing.T) {
	s, w := begin(t)
	must(t, s.Close())
	wants(t, s.Append(t.Context(), life(t, w)[0]), ledger.ErrStopped)
	_, err := s.Head(t.Context())
	wants(t, err, ledger.ErrStopped)
}

func TestCancelledContextWritesNothing(t *testing.T) {
	s, w := begin(t)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	err := s.Append(ctx, life(t, w)[0])
	wants(t, err, context.Canceled)
	wants(t, err, ledger.ErrNotWritten)
}

// fillUp appends until the disk is full, and gives the last life that was not taken, from the append that failed.
func fillUp(t *testing.T, s *store.Store, w *storetest.Writer) [][]ledger.Entry {
	t.Helper()
	for range 20_000 {
		l := life(t, w)
		for i, entries := range l {
			err := s.Append(t.Context(), entries)
			if err == nil {
				continue
			}
			wants(t, err, ledger.ErrNotWritten)
			wants(t, err, syscall.ENOSPC)
			if _, err := s.Recover(t.Context()); err != nil {
				t.Errorf("a full disk can't be read: %v", err)
			}
			return l[i:]
		}
	}
	t.Fatal("the disk was never full")
	return nil
}

func TestFileAtItsLimit(t *testing.T) {
	path, o := storetest.Path(t), storetest.Options()
	o.MaxSize = 1 << 20
	s := storetest.OpenAt(t, path, o)
	storetest.Fill(t, s, 1)
	left := fillUp(t, s, storetest.NewWriter(t, s))
	must(t, s.Close())
	s, err := store.Open(path, storetest.Options())
	must(t, err)
	for _, entries := range left {
		must(t, s.Append(t.Context(), entries))
	}
	must(t, s.Close())
}

// A disk that was full and is freed again: the same store works on, with no restart.
func TestDiskFullThenFreed(t *testing.T) {
	storetest.Need(t, runtime.GOOS == "linux" && os.Getuid() == 0, "only root can mount a small disk")
	dir := t.TempDir()
	out, err := exec.Command("mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", dir).CombinedOutput()
	storetest.Need(t, err == nil, "cannot mount a small disk here: "+string(out))
	t.Cleanup(func() { _ = exec.Command("umount", dir).Run() })
	ballast := filepath.Join(dir, "ballast")
	must(t, os.WriteFile(ballast, make([]byte, 2<<20), 0o600))
	s := storetest.OpenAt(t, filepath.Join(dir, "station.db"), storetest.Options())
	storetest.Fill(t, s, 1)
	left := fillUp(t, s, storetest.NewWriter(t, s))
	wants(t, s.Append(t.Context(), left[0]), ledger.ErrNotWritten)
	must(t, os.Remove(ballast))
	for _, entries := range left {
		must(t, s.Append(t.Context(), entries))
	}
}

func TestFileGoneStopsTheStore(t *testing.T) {
	for name, harm := range map[string]func(path string) error{
		"deleted":  os.Remove,
		"moved":    func(path string) error { return os.Rename(path, path+".away") },
		"replaced": func(path string) error { return errors.Join(os.Remove(path), os.WriteFile(path, []byte("x"), 0o600)) },
		"cut off":  func(path string) error { return os.Truncate(path, 8192) },
		"emptied":  func(path string) error { return os.Truncate(path, 0) },
	} {
		t.Run(name, func(t *testing.T) {
			storetest.Need(t, runtime.GOOS != "windows", "an open file can't be moved on Windows")
			s, err := store.Open(storetest.Path(t), storetest.Options())
			must(t, err)
			storetest.Fill(t, s, 20)
			w := storetest.NewWriter(t, s)
			must(t, harm(s.Path()))
			l := life(t, w)
			err = s.Append(t.Context(), l[0])
			wants(t, err, ledger.ErrStopped)
			wants(t, err, store.ErrFileGone)
			wants(t, s.Append(t.Context(), l[0]), ledger.ErrStopped)
			_ = s.Close()
		})
	}
}

// Reading a page that is cut off is a fault of memory, not an error: it must not end the program.
func TestReadingACutOffFile(t *testing.T) {
	storetest.Need(t, runtime.GOOS == "linux", "faults of mapped files are turned into errors the same way elsewhere; Linux is where it is tried")
	s, err := store.Open(storetest.Path(t), storetest.Options())
	must(t, err)
	storetest.Fill(t, s, 50)
	must(t, os.Truncate(s.Path(), 4096))
	_, err = s.Recover(t.Context())
	wants(t, err, ledger.ErrStopped)
	_, err = s.Recover(t.Context())
	wants(t, err, ledger.ErrStopped)
	must(t, s.Close())
}
