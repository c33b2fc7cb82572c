package printer

import (
	"context"
	"errors"
	"fmt"
	"net"
	"sync"
	"sync/atomic"
	"time"

	"packline/devices"
	"packline/devices/port"
	"packline/manifest"
)

// zebra prints on a ZPL printer over TCP, port 9100: a connection per job or per status round, because the printer
// serves one at a time and leaves the next waiting.
type zebra struct {
	address devices.Address
	opt     Options

	turn    chan struct{} // holds one token: who has it talks to the printer
	jobs    atomic.Int32  // that wait for the turn or have it
	mu      sync.Mutex
	stop    context.CancelFunc // ends the status round that is on, if one is
	talks   talks
	noted   devices.Status
	noteNow chan struct{}
}

// talks is what has been learned of a link: whether ~HS is answered on it.
type talks int

const (
	talksUnknown talks = iota
	talksYes
	talksNo // it never answered: a clone, a one-way cable, a spooler
)

const (
	confirmEvery  = 100 * time.Millisecond // between questions whether the label is out
	silentRounds  = 10                     // a printer that doesn't report is asked again only every so many rounds
	lingerTimeout = 300 * time.Millisecond // for a printer that doesn't report to refuse what it was sent
)

var (
	hostStatusRequest = []byte("~HS")
	// cancelPartial ends a format that an earlier connection left half, which would swallow the start of ours.
	cancelPartial = []byte("~JX")
)

func newZebra(a devices.Address, opt Options) *zebra {
	z := &zebra{address: a, opt: opt, turn: make(chan struct{}, 1), noteNow: make(chan struct{}, 1)}
	z.turn <- struct{}{}
	return z
}

// print takes its turn, ending a status round that may be on.
func (z *zebra) print(ctx context.Context, job []byte) manifest.PrintResult {
	z.jobs.Add(1)
	defer z.jobs.Add(-1)
	z.mu.Lock()
	if z.stop != nil {
		z.stop()
	}
	z.mu.Unlock()
	select {
	case <-z.turn:
	case <-ctx.Done():
		return notSent("printer.given-up", ctx.Err())
	}
	defer func() { z.turn <- struct{}{} }()
	result := z.job(ctx, job)
	z.noteResult(result)
	return result
}

// job is one job on one connection: dial, ask, write, ask until it is out.
func (z *zebra) job(ctx context.Context, job []byte) manifest.PrintResult {
	if len(job) == 0 {
		return notSent("printer.no-label", errors.New("cannot print: the job is empty"))
	}
	conn, err := z.dial(ctx)
	if err != nil {
		p := phrase(err)
		return notSent(p.Key, err, p.Args...)
	}
	defer func() { _ = conn.Close() }()
	defer endWith(ctx, conn)()
	before, refusal := z.askBefore(ctx, conn)
	if refusal != nil {
		return *refusal
	}
	if before.Partial {
		job = append(append([]byte(nil), cancelPartial...), job...)
	}
	if err := conn.SetWriteDeadline(time.Now().Add(z.opt.WriteTimeout)); err != nil {
		return notSent("printer.closed", err)
	}
	switch n, err := conn.Write(job); {
	case err == nil:
	case n == 0:
		return notSent(writeKey(err), err)
	default:
		return unknown(writeKey(err), fmt.Errorf("cannot send label beyond %d of %d bytes: %w", n, len(job), err))
	}
	if z.learned() == talksYes {
		return z.confirm(ctx, conn)
	}
	return z.linger(conn)
}

// endWith closes a connection when the context ends, whatever waits on it then; the result undoes it.
func endWith(ctx context.Context, conn net.Conn) func() bool {
	return context.AfterFunc(ctx, func() { _ = conn.Close() })
}

func writeKey(err error) string {
	if isTimeout(err) {
		return "printer.stuck"
	}
	return "printer.closed-half"
}

func isTimeout(err error) bool {
	var timeout net.Error
	return errors.As(err, &timeout) && timeout.Timeout()
}

func (z *zebra) dial(ctx context.Context) (net.Conn, error) {
	conn, err := z.opt.Dial(ctx, z.address, z.opt.DialTimeout)
	if err == nil {
		return conn, nil
	}
	z.learn(talksUnknown) // it may come back as another printer
	switch {
	case ctx.Err() != nil:
		return nil, devices.Fail("printer.given-up", ctx.Err())
	case errors.Is(err, port.ErrRefused):
		return nil, devices.Fail("printer.refused", err, z.address.Path)
	case errors.Is(err, port.ErrUnreachable), errors.Is(err, port.ErrGone):
		return nil, devices.Fail("printer.unreachable", err, z.address.Path)
	}
	return nil, err
}

// askBefore asks a printer whether it can print, if it is known to answer or not known yet. It gives a result to
// return when nothing may be sent.
func (z *zebra) askBefore(ctx context.Context, conn net.Conn) (HostStatus, *manifest.PrintResult) {
	if z.learned() == talksNo {
		return HostStatus{}, nil
	}
	status, err := z.ask(conn, time.Now().Add(z.opt.AnswerTimeout))
	var refusal manifest.PrintResult
	switch {
	case ctx.Err() != nil:
		refusal = notSent("printer.given-up", ctx.Err())
	case err == nil && status.CanPrint():
		z.learn(talksYes)
		return status, nil
	case err == nil:
		z.learn(talksYes)
		refusal = notSent(status.Problem(), nil)
	case !isTimeout(err):
		refusal = notSent("printer.closed", err)
	case z.learned() == talksYes:
		// It answered before. Older firmware falls silent with media or ribbon out or the head open.
		refusal = notSent("printer.silent", err)
	default:
		z.learn(talksNo)
		return HostStatus{}, nil
	}
	return status, &refusal
}

// confirm asks until nothing waits in the printer and nothing is wrong, or time is up.
func (z *zebra) confirm(ctx context.Context, conn net.Conn) manifest.PrintResult {
	until := time.Now().Add(z.opt.ConfirmTimeout)
	for {
		limit := time.Now().Add(z.opt.AnswerTimeout)
		if until.Before(limit) {
			limit = until
		}
		status, err := z.ask(conn, limit)
		switch {
		case err != nil && ctx.Err() != nil:
			return unknown("printer.given-up", ctx.Err())
		case err != nil && isTimeout(err):
			return unknown("printer.silent", err)
		case err != nil:
			return unknown("printer.closed-half", err)
		case !status.CanPrint():
			return unknown(status.Problem(), nil)
		case status.Idle():
			return manifest.PrintResult{Outcome: manifest.PrintConfirmed}
		case !time.Now().Add(confirmEvery).Before(until):
			return manifest.PrintResult{Outcome: manifest.PrintSent, Problem: manifest.Say("printer.still-printing")}
		}
		wait(ctx, confirmEvery)
	}
}

func wait(ctx context.Context, d time.Duration) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
	case <-timer.C:
	}
}

// linger ends a job on a printer that doesn't report: it says that no more comes, and sees for a moment whether the
// printer throws the connection away instead of reading it to its end.
func (z *zebra) linger(conn net.Conn) manifest.PrintResult {
	sent := manifest.PrintResult{Outcome: manifest.PrintSent}
	half, ok := conn.(interface{ CloseWrite() error })
	if !ok {
		return sent
	}
	if err := half.CloseWrite(); err != nil {
		return unknown("printer.closed-half", err)
	}
	if err := conn.SetReadDeadline(time.Now().Add(lingerTimeout)); err != nil {
		return sent
	}
	rest := make([]byte, 256)
	for range 16 {
		if _, err := conn.Read(rest); err != nil {
			if isReset(err) {
				return unknown("printer.closed-half", err)
			}
			break
		}
	}
	return sent
}

// ask sends ~HS and collects until a whole answer is there or the time is up.
func (z *zebra) ask(conn net.Conn, until time.Time) (HostStatus, error) {
	if err := conn.SetDeadline(until); err != nil {
		return HostStatus{}, err
	}
	if _, err := conn.Write(hostStatusRequest); err != nil {
		return HostStatus{}, fmt.Errorf("cannot ask printer: %w", err)
	}
	got := make([]byte, 0, 256)
	piece := make([]byte, 256)
	for {
		n, err := conn.Read(piece)
		got = append(got, piece[:n]...)
		if status, bad := ParseHostStatus(got); bad == nil {
			return status, nil
		}
		if err != nil {
			return HostStatus{}, fmt.Errorf("cannot read printer's answer: %w", err)
		}
		if len(got) > maxHostStatus {
			return HostStatus{}, fmt.Errorf("%w: %d bytes of something else", ErrHostStatus, len(got))
		}
	}
}

func (z *zebra) learned() talks {
	z.mu.Lock()
	defer z.mu.Unlock()
	return z.talks
}

func (z *zebra) learn(t talks) {
	z.mu.Lock()
	defer z.mu.Unlock()
	z.talks = t
}
