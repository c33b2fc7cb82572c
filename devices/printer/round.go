package printer

import (
	"context"
	"time"

	"packline/devices"
	"packline/manifest"
)

// run asks for the printer's status every few seconds while no job is on, and passes on what jobs found out.
func (z *zebra) run(ctx context.Context, report func(devices.Status)) error {
	timer := time.NewTimer(0)
	defer timer.Stop()
	for skip := 0; ; {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-z.noteNow:
			z.mu.Lock()
			noted := z.noted
			z.mu.Unlock()
			report(noted)
			continue
		case <-timer.C:
		}
		if skip--; skip < 0 || z.learned() != talksNo {
			skip = silentRounds
			status, err := z.round(ctx)
			if err != nil {
				return err
			}
			if status.State != "" {
				report(status)
			}
		}
		timer.Reset(z.opt.RoundEvery)
	}
}

// round connects, asks once and closes. It gives an empty status when a job came in between, and an error when the
// printer can't be reached.
func (z *zebra) round(ctx context.Context) (devices.Status, error) {
	select {
	case <-z.turn:
	default:
		return devices.Status{}, nil
	}
	defer func() { z.turn <- struct{}{} }()
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	z.setStop(cancel)
	defer z.setStop(nil)
	if z.jobs.Load() > 0 {
		return devices.Status{}, nil
	}
	conn, err := z.dial(ctx)
	if err != nil {
		if ctx.Err() != nil {
			return devices.Status{}, nil
		}
		return devices.Status{}, err
	}
	defer func() { _ = conn.Close() }()
	defer endWith(ctx, conn)()
	status, err := z.ask(conn, time.Now().Add(z.opt.AnswerTimeout))
	if ctx.Err() != nil {
		return devices.Status{}, nil
	}
	return z.statusOf(status, err)
}

func (z *zebra) statusOf(status HostStatus, err error) (devices.Status, error) {
	switch {
	case err == nil && status.CanPrint():
		z.learn(talksYes)
		return devices.Status{State: devices.StateReady, Key: "printer.ready"}, nil
	case err == nil:
		z.learn(talksYes)
		return devices.Status{State: devices.StateTrouble, Key: status.Problem()}, nil
	case !isTimeout(err):
		return devices.Status{}, devices.Fail("printer.closed", err)
	case z.learned() == talksYes:
		return devices.Status{State: devices.StateTrouble, Key: "printer.silent", Err: err}, nil
	}
	z.learn(talksNo)
	return devices.Status{State: devices.StateUnknown, Key: "printer.no-report", Err: err}, nil
}

func (z *zebra) setStop(stop context.CancelFunc) {
	z.mu.Lock()
	defer z.mu.Unlock()
	z.stop = stop
}

// noteResult keeps what a job found out about the printer for run to report.
func (z *zebra) noteResult(r manifest.PrintResult) {
	status := devices.Status{State: devices.StateTrouble, Key: r.Problem.Key, Args: r.Problem.Args, Err: r.Cause}
	switch {
	case r.Outcome == manifest.PrintConfirmed, r.Problem.Key == "printer.still-printing":
		status = devices.Status{State: devices.StateReady, Key: "printer.ready"}
	case r.Outcome == manifest.PrintSent:
		status = devices.Status{State: devices.StateUnknown, Key: "printer.no-report"}
	case r.Problem.Key == "printer.given-up", r.Problem.Key == "printer.no-label":
		return
	case r.Problem.Key == "printer.refused", r.Problem.Key == "printer.unreachable":
		status.State = devices.StateGone
	}
	z.mu.Lock()
	z.noted = status
	z.mu.Unlock()
	select {
	case z.noteNow <- struct{}{}:
	default:
	}
}
