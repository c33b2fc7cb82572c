package linktest_test

import (
	"context"
	"os"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"packline/store/storetest"
)

// TestRealFull has the centre's disk run full in the middle: what was acknowledged is there, the rest waits here.
func TestRealFull(t *testing.T) {
	folder := t.TempDir()
	err := syscall.Mount("tmpfs", folder, "tmpfs", 0, "size=48m")
	storetest.Need(t, err == nil, "a small disk is made with mount, which this user may not use")
	t.Cleanup(func() {
		if err := syscall.Unmount(folder, syscall.MNT_DETACH); err != nil {
			t.Error(err)
		}
	})
	s := newSiteIn(t, folder)
	s.fill(100)
	s.drain()
	ballast := filepath.Join(folder, "ballast")
	if err := fillDisk(ballast); err != nil {
		t.Fatal(err)
	}
	s.fill(400)
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	done := make(chan error, 1)
	go func() { _, err := s.up.Drain(ctx); done <- err }()
	<-s.reads("link.full", "link.inside", "link.busy")
	if err := os.Remove(ballast); err != nil {
		t.Fatal(err)
	}
	if err := <-done; err != nil {
		t.Fatal(err)
	}
	s.agree()
}

func fillDisk(path string) error {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	for err == nil {
		_, err = f.Write(make([]byte, 4096))
	}
	return f.Close()
}
