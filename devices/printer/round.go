package printer

import (
	"context"
	"errors"
	"strings"
	"time"

	"packline/devices"
	"packline/devices/port"
	"packline/manifest"
)

// run asks for the printer's status every few seconds while no job is on, and passes on what jobs found out. A printer
// that doesn't report is only looked after now and then: whether it is still there.
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
		if skip--; skip < 0 || !z.know().mute() {
			skip = silentRounds
			status, err := z.round(ctx, report)
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

// round connects, asks and closes. It gives an empty status when a job came in between, and an error when the printer
// can't be reached. How a printer is that has just come is reported before it is asked what it is: one that doesn't
// know those questions takes seconds not to answer them.
func (z *zebra) round(ctx context.Context, report func(devices.Status)) (devices.Status, error) {
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
	status, err := z.check(&talk{conn: conn}, func(early devices.Status) {
		if ctx.Err() == nil {
			report(early)
		}
	})
	if ctx.Err() != nil {
		return devices.Status{}, nil
	}
	return status, err
}

var noReport = devices.Status{State: devices.StateUnknown, Key: "printer.no-report"}

// check is one look at a printer between jobs. One that was learned not to report is asked again after 1, 2, 4, 8...
// looks, since it may have been busy with another station then; in between it is enough that it is there.
func (z *zebra) check(t *talk, early func(devices.Status)) (devices.Status, error) {
	if k := z.know(); k.oneWay || k.mute() && k.checks&(k.checks-1) != 0 {
		z.learn(func(k *learned) { k.checks++ })
		return noReport, nil
	}
	if k := z.know(); k.mute() {
		z.learn(func(k *learned) { *k = learned{checks: k.checks + 1} })
	}
	s, err := z.look(t, time.Time{})
	switch {
	case err == nil && s.host == nil && s.errors == nil:
		return z.remember(z.status(s)), nil // only getvar is answered, and says what is wrong
	case err == nil:
		z.learn(func(k *learned) {
			if k.hostStatus != talksYes {
				k.hostStatus = talksNo // ~HQES is answered and ~HS never was
			}
		})
		if z.know().met == 0 {
			early(z.status(s))
		}
		if err := z.meet(t); err != nil {
			return devices.Status{}, z.broken(err)
		}
		z.extras(t, &s, time.Time{})
		return z.remember(z.status(s)), nil
	case errors.Is(err, port.ErrOneWay):
		return noReport, nil
	case !isTimeout(err):
		return devices.Status{}, z.broken(err)
	case z.know().reports():
		return devices.Status{State: devices.StateTrouble, Key: "printer.silent", Err: err}, nil
	}
	z.learnMute()
	noted := noReport
	noted.Err = err
	return noted, nil
}

func (z *zebra) broken(err error) error {
	return devices.Fail(readKey(err, "printer.closed"), err)
}

// remember keeps what a look gave, for the job after it to say again.
func (z *zebra) remember(s devices.Status) devices.Status {
	z.learn(func(k *learned) { k.last = s })
	return s
}

func (z *zebra) setStop(stop context.CancelFunc) {
	z.mu.Lock()
	defer z.mu.Unlock()
	z.stop = stop
}

// noteResult keeps what a job found out about the printer for run to report.
func (z *zebra) noteResult(r manifest.PrintResult) {
	status := devices.Status{State: devices.StateTrouble, Key: withoutHeld(r.Problem.Key), Args: r.Problem.Args, Err: r.Cause}
	z.learn(func(k *learned) {
		if r.Outcome == manifest.PrintConfirmed && k.prefixes != usual { // the label has put them back
			k.prefixes, k.met, k.last = Prefixes{}, min(k.met, metPrefixes), devices.Status{}
		}
	})
	switch {
	case r.Outcome == manifest.PrintConfirmed:
		status = devices.Status{State: devices.StateReady, Key: "printer.ready"}
		if last := z.know().last; last.State == devices.StateReady && last.Key != "printer.busy" && last.Key != "printer.label-waiting" {
			status = last // with what wants looking after
		}
	case r.Problem.Key == "printer.still-printing":
		status = devices.Status{State: devices.StateReady, Key: "printer.busy"}
	case r.Problem.Key == "printer.label-waiting":
		status.State = devices.StateReady
	case r.Outcome == manifest.PrintSent && !z.know().reports():
		status = noReport
	case r.Outcome == manifest.PrintSent:
		status = devices.Status{State: devices.StateReady, Key: "printer.ready"}
	case r.Problem.Key == "printer.given-up", r.Problem.Key == "printer.no-label":
		return
	case r.Problem.Key == "printer.refused", r.Problem.Key == "printer.unreachable", strings.HasPrefix(r.Problem.Key, "device."):
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
