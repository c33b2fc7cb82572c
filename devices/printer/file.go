package printer

import (
	"context"
	"fmt"
	"os"
	"sync"

	"packline/devices"
	"packline/manifest"
)

// file appends jobs to a file: to look at them, or for a program that picks them up.
type file struct {
	path string
	mu   sync.Mutex
}

// print counts a job as confirmed once it is synced to the disk.
func (f *file) print(_ context.Context, job []byte) manifest.PrintResult {
	f.mu.Lock()
	defer f.mu.Unlock()
	opened, err := f.open()
	if err != nil {
		return notSent("printer.file", err, f.path)
	}
	n, err := opened.Write(job)
	if err == nil {
		err = opened.Sync()
	}
	if closing := opened.Close(); err == nil {
		err = closing
	}
	switch {
	case err == nil:
		return manifest.PrintResult{Outcome: manifest.PrintConfirmed}
	case n == 0:
		return notSent("printer.file", err, f.path)
	}
	return unknown("printer.file", err, f.path)
}

func (f *file) run(ctx context.Context, report func(devices.Status)) error {
	opened, err := f.open()
	if err == nil {
		err = opened.Close()
	}
	if err != nil {
		return devices.Fail("printer.file", err, f.path)
	}
	report(devices.Status{State: devices.StateReady, Key: "printer.ready"})
	<-ctx.Done()
	return ctx.Err()
}

func (f *file) open() (*os.File, error) {
	opened, err := os.OpenFile(f.path, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, fmt.Errorf("cannot append to label file: %w", err)
	}
	return opened, nil
}

func notSent(key string, cause error, args ...string) manifest.PrintResult {
	return manifest.PrintResult{Outcome: manifest.PrintNotSent, Problem: manifest.Say(key, args...), Cause: cause}
}

func unknown(key string, cause error, args ...string) manifest.PrintResult {
	return manifest.PrintResult{Outcome: manifest.PrintUnknown, Problem: manifest.Say(key, args...), Cause: cause}
}
