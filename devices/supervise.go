package devices

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"runtime/debug"
	"strings"
	"sync"
	"time"
)

// How long Supervise waits before it tries again: twice as long each time, and half of it at random, so that devices
// which went together don't all come back in the same instant.
const (
	backoffFirst = 250 * time.Millisecond
	backoffMost  = 5 * time.Second
	backoffPlug  = time.Second      // the most for a device on a cable of this machine: a look at what is plugged in costs nothing
	backoffReset = 10 * time.Second // a run this long counts as good: the next wait is the first again
)

// backoffLimit gives the longest wait before a device is tried again. One on the network isn't to be called every second
// while it is switched off.
func backoffLimit(address string) time.Duration {
	if strings.HasPrefix(address, "tcp:") {
		return backoffMost
	}
	return backoffPlug
}

// Supervise keeps a device running until the context ends: it runs it, and when it fails reports why and runs it again
// after a wait of 0.25 s to 1 s, on the network 5 s. A panic in the device's goroutine is a failure like any other. Reports come only when
// something changed, one at a time. It returns the context's error and nothing else.
func Supervise(ctx context.Context, role Role, address string, r Runner, report func(Status)) error {
	told := &teller{role: role, address: address, report: report}
	told.tell(Status{State: StateConnecting, Key: "device.connecting"})
	wait := backoffFirst
	for ctx.Err() == nil {
		began := time.Now()
		err := Guard(func() error { return r.Run(ctx, told.tell) })
		if ctx.Err() != nil {
			break
		}
		if err == nil {
			err = Fail("device.gone", errors.New("cannot go on: the device ended by itself"), address)
		}
		told.tell(StatusOf(StateGone, err))
		if time.Since(began) >= backoffReset {
			wait = backoffFirst
		}
		pause(ctx, wait/2+rand.N(wait/2+1))
		wait = min(2*wait, backoffLimit(address))
	}
	return ctx.Err()
}

func pause(ctx context.Context, d time.Duration) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
	case <-timer.C:
	}
}

// Guard calls f and turns a panic into an error with the stack, so that one driver's fault never ends the program.
// Every goroutine of a device runs under it.
func Guard(f func() error) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = Fail("device.crashed", fmt.Errorf("cannot go on: panic in device: %v\n%s", p, debug.Stack()))
		}
	}()
	return f()
}

// teller passes on what changed.
type teller struct {
	role    Role
	address string
	report  func(Status)

	mu   sync.Mutex
	last Status
}

func (t *teller) tell(s Status) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.last.State != "" && s.Same(t.last) {
		return
	}
	s.Role, s.Address, s.Since = t.role, t.address, time.Now()
	t.last = s
	t.report(s)
}
