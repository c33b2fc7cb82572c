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

// zebra prints on a ZPL printer over any link that port.DialPrinter opens: a connection per job or per status round,
// because a printer serves one at a time and leaves the next waiting.
type zebra struct {
	address devices.Address
	opt     Options

	turn    chan struct{} // holds one token: who has it talks to the printer
	jobs    atomic.Int32  // that wait for the turn or have it
	mu      sync.Mutex
	stop    context.CancelFunc // ends the status round that is on, if one is
	link    learned
	noted   devices.Status
	noteNow chan struct{}
}

const (
	confirmEvery  = 100 * time.Millisecond // between questions whether the label is out
	silentRounds  = 10                     // a printer that doesn't report is looked after only every so many rounds
	lingerTimeout = 300 * time.Millisecond // for a printer that doesn't report to refuse what it was sent
	submitTimeout = 20 * time.Second       // for a queue to take a job: the spooler answers, not the printer
)

// cancelPartial ends a format that an earlier connection left half, which would swallow the start of ours. It is the
// only command that is ever sent of our own accord: ~JA would throw away other stations' labels too.
var cancelPartial = []byte("~JX")

func newZebra(a devices.Address, opt Options) *zebra {
	z := &zebra{address: a, opt: opt, turn: make(chan struct{}, 1), noteNow: make(chan struct{}, 1)}
	z.forget()
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
	t := &talk{conn: conn}
	before, refusal := z.askBefore(ctx, t)
	if refusal != nil {
		return *refusal
	}
	if before.partial {
		job = append(append([]byte(nil), cancelPartial...), job...)
	}
	if t.owed {
		t.drain()
	}
	if err := conn.SetWriteDeadline(time.Now().Add(z.opt.WriteTimeout)); err != nil {
		return notSent("printer.closed", err)
	}
	switch n, err := conn.Write(job); {
	case err == nil:
	case n == 0 || isQueue(z.address): // a queue has been handed nothing yet
		return notSent(writeKey(err), err)
	default:
		return unknown(writeKey(err), fmt.Errorf("cannot send label beyond %d of %d bytes: %w", n, len(job), err))
	}
	if z.know().reports() {
		return z.confirm(ctx, t, before)
	}
	return z.linger(conn)
}

func writeKey(err error) string {
	if isTimeout(err) {
		return "printer.stuck"
	}
	return "printer.closed-half"
}

func (z *zebra) dial(ctx context.Context) (net.Conn, error) {
	conn, err := z.opt.Dial(ctx, z.address, z.opt.DialTimeout)
	if err == nil && z.opt.Tap != nil {
		return z.opt.Tap(conn), nil
	}
	if err == nil {
		return conn, nil
	}
	z.forget()
	switch {
	case ctx.Err() != nil:
		return nil, devices.Fail("printer.given-up", ctx.Err())
	case z.address.Scheme != "tcp" && z.address.Scheme != "virtual": // the port's phrase says what to do about its cable or queue
	case errors.Is(err, port.ErrRefused):
		return nil, devices.Fail("printer.refused", err, z.address.Path)
	case errors.Is(err, port.ErrUnreachable), errors.Is(err, port.ErrGone):
		return nil, devices.Fail("printer.unreachable", err, z.address.Path)
	}
	return nil, err
}

// before is how a printer was when nothing had been sent yet.
type before struct {
	partial bool   // a format of someone else's has begun and not ended
	counted bool   // labels is known
	labels  uint64 // that it had printed
}

// askBefore asks a printer whether it can print, if it is known to answer or not known yet. It gives a result to
// return when nothing may be sent.
func (z *zebra) askBefore(ctx context.Context, t *talk) (before, *manifest.PrintResult) {
	if z.know().mute() {
		return before{}, nil
	}
	var b before
	s, err := z.look(t, time.Time{})
	if err == nil {
		z.extras(t, &s, time.Time{})
	}
	var refusal manifest.PrintResult
	switch problem := s.problem(); {
	case ctx.Err() != nil:
		refusal = notSent("printer.given-up", ctx.Err())
	case err == nil && problem.IsZero():
		b.partial = s.host != nil && s.host.Partial
		if z.know().counter {
			b.labels, b.counted = z.count(t, z.limit(time.Time{}))
		}
		return b, nil
	case err == nil:
		refusal = notSent(problem.Key, nil, problem.Args...)
	case errors.Is(err, port.ErrOneWay):
		return b, nil
	case !isTimeout(err):
		refusal = notSent(readKey(err, "printer.closed"), err)
	case z.know().reports(): // it answered before
		refusal = notSent("printer.silent", err)
	default:
		z.learnMute()
		return b, nil
	}
	return b, &refusal
}

func (z *zebra) learnMute() {
	z.learn(func(k *learned) { k.hostStatus, k.errorStatus = talksNo, talksNo })
}

// readKey is the phrase of an error that broke off an answer.
func readKey(err error, closed string) string {
	if errors.Is(err, errBabble) {
		return "printer.unreadable"
	}
	return closed
}

// linger ends a job on a printer that doesn't report: it says that no more comes, and sees for a moment whether the
// printer throws the connection away instead of reading it to its end. A queue takes the job only then.
func (z *zebra) linger(conn net.Conn) manifest.PrintResult {
	sent := manifest.PrintResult{Outcome: manifest.PrintSent}
	half, ok := conn.(port.HalfCloser)
	if !ok {
		return sent
	}
	if isQueue(z.address) {
		_ = conn.SetWriteDeadline(time.Now().Add(submitTimeout)) // an error comes back from CloseWrite too
	}
	if err := half.CloseWrite(); err != nil {
		return z.handedOver(err)
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

// handedOver is the result of a job that could not be ended well. A queue that refuses the
// connection or doesn't know the printer has taken nothing; whatever else happens, the job may be in it.
func (z *zebra) handedOver(err error) manifest.PrintResult {
	if isQueue(z.address) {
		p := phrase(err)
		for _, certain := range []error{port.ErrRefused, port.ErrNotFound, port.ErrPermission, port.ErrNotHere} {
			if errors.Is(err, certain) {
				return notSent(p.Key, err, p.Args...)
			}
		}
		return unknown("printer.queue", err, z.address.Path)
	}
	return unknown(writeKey(err), err)
}
