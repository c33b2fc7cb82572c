package station

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"packline/manifest"
	"packline/manifest/ledger"
	"packline/manifest/section321"
)

// Ports is the world outside as the bench uses it. Every port has one worker, so each is called by one goroutine.
type Ports struct {
	Ledger  Ledger
	Orders  Orders
	History History
	Scale   Scale
	Printer Printer
	// CheckPIN compares a PIN with an argon2id hash in the PHC string format; it may take a second.
	CheckPIN func(hash, pin string) bool
	// Told is called when the ledger has something new; it must not block. nil: nobody is told.
	Told func()
	// AskNumbers asks the centre for a block of carton numbers; it must not block. nil: there is no centre.
	AskNumbers func()
	// Now is the wall clock; nil means time.Now.
	Now func() time.Time
	// Log takes what is for the log and not for the screen; nil drops it.
	Log func(message string, args ...any)
}

// Bench is a running station. New builds it, Run lives it.
type Bench struct {
	setup  Setup
	ports  Ports
	state  State
	writer writer
	inputs chan What
	done   chan What // answers of the workers
	views  chan View
	rings  chan struct{}
	begun  time.Time
}

// ErrSetup is the error of a setup that no station can work with.
var ErrSetup = errors.New("cannot set up the station")

const (
	inputRoom   = 256
	tick        = 250 * time.Millisecond
	lastEffects = 5 * time.Second // how long the effects in hand may take at the end
)

// New recovers the station's state from its ledger and begins a new epoch where one is due: on an empty ledger, and
// when the station goes from live to simulated or back.
func New(ctx context.Context, setup Setup, ports Ports) (*Bench, error) {
	if ports.Now == nil {
		ports.Now = time.Now
	}
	if ports.Log == nil {
		ports.Log = func(string, ...any) {}
	}
	b := &Bench{
		setup: setup, ports: ports, begun: ports.Now(), inputs: make(chan What, inputRoom),
		done: make(chan What, inputRoom), views: make(chan View, 1), rings: make(chan struct{}, 1),
	}
	recovered, err := ports.Ledger.Recover(ctx)
	if err != nil {
		return nil, fmt.Errorf("cannot read the station's ledger: %w", err)
	}
	b.setup.Numbers = nextNumbers(setup.Numbers, recovered)
	state, err := Start(&b.setup, recovered, b.begun)
	if err != nil {
		return nil, err
	}
	b.writer = writer{ledger: ports.Ledger, head: recovered.Head}
	if recovered.Head.Seq == 0 || recovered.Simulated != setup.Simulate {
		if state.epoch, err = b.newEpoch(ctx, recovered); err != nil {
			return nil, err
		}
		state.seq = 1
	}
	b.state = state
	b.publish(b.state.View())
	return b, nil
}

// newEpoch begins an epoch that names the one before it.
func (b *Bench) newEpoch(ctx context.Context, r ledger.Recovered) (manifest.Epoch, error) {
	body := ledger.EpochOpened{Reason: "new", Simulated: b.setup.Simulate, Warehouse: b.setup.Warehouse}
	switch {
	case r.Head.Seq > 0 && b.setup.Simulate:
		body.Reason = "simulation"
	case r.Head.Seq > 0:
		body.Reason = "live"
	}
	epoch := manifest.NewEpoch()
	event := ledger.Event{
		ID: manifest.NewID(b.begun, manifest.NewEntropy(), 0), Station: b.setup.Station, Epoch: epoch, Seq: 1,
		Type: body.Type(), At: b.begun, Clock: clockAt(b.begun, b.setup.Built, r.LastSeen), Build: b.setup.Build, Body: body,
	}
	if err := b.writer.append(ctx, Commit{Events: []ledger.Event{event}}); err != nil {
		return epoch, fmt.Errorf("cannot begin the station's ledger: %w", err)
	}
	return epoch, nil
}

// Post hands something that happened to the bench. It waits only while the bench is far behind, never for a device,
// and gives up when ctx ends.
func (b *Bench) Post(ctx context.Context, what What) {
	select {
	case b.inputs <- what:
	case <-ctx.Done():
	}
}

// Views gives the newest view whenever there is a newer one; views in between are dropped. One reader.
func (b *Bench) Views() <-chan View { return b.views }

// Rings gives a signal for every refusal; refusals while nobody listened count once. One reader.
func (b *Bench) Rings() <-chan struct{} { return b.rings }

// Run owns the state until ctx ends, and then until the effects in hand are finished.
func (b *Bench) Run(ctx context.Context) error {
	work, stop := context.WithCancel(context.WithoutCancel(ctx))
	defer stop()
	var workers sync.WaitGroup
	post := func(w What) {
		select {
		case b.done <- w:
		case <-work.Done():
		}
	}
	out := newOutboxes()
	for _, o := range out.all() {
		workers.Go(func() { o.serve(work, func(e Effect) { b.carryOut(work, e, post) }) })
	}
	b.loop(ctx, out)
	stop()
	workers.Wait()
	return nil
}

// loop steps the state until ctx has ended and nothing is in hand any more.
func (b *Bench) loop(ctx context.Context, out *outboxes) {
	ticker := time.NewTicker(tick)
	defer ticker.Stop()
	inputs, ending := b.inputs, (<-chan time.Time)(nil)
	stop := ctx.Done()
	for {
		if stop == nil && out.idle() {
			return
		}
		select {
		case <-stop:
			inputs, stop, ending = nil, nil, time.After(lastEffects)
		case <-ending:
			b.ports.Log("the station ended with work in hand")
			return
		case what := <-b.done:
			out.finished()
			b.step(what, out)
		case what := <-inputs:
			b.step(what, out)
		case <-ticker.C:
			if stop != nil {
				b.step(Ticked{}, out)
			}
		}
	}
}

func (b *Bench) step(what What, out *outboxes) {
	now := b.ports.Now()
	next, effects := Step(b.state, Input{At: now, Uptime: now.Sub(b.begun), Entropy: manifest.NewEntropy(), What: what})
	b.state = next
	for _, e := range effects {
		switch e := e.(type) {
		case Ring:
			select {
			case b.rings <- struct{}{}:
			default:
			}
		case Told:
			if b.ports.Told != nil {
				b.ports.Told()
			}
		case AskNumbers:
			if b.ports.AskNumbers != nil {
				b.ports.AskNumbers()
			}
		case AskScale:
			b.ports.Scale.Request()
		default:
			out.put(e)
		}
	}
	b.publish(b.state.View())
}

// carryOut does one effect in its worker and posts the answer.
func (b *Bench) carryOut(ctx context.Context, e Effect, post func(What)) {
	defer func() {
		if r := recover(); r != nil {
			b.ports.Log("a port failed", "panic", fmt.Sprint(r), "effect", fmt.Sprintf("%T", e))
			post(failed(e, fmt.Errorf("a port failed: %v", r)))
		}
	}()
	switch e := e.(type) {
	case Look:
		post(b.look(ctx, e))
	case Commit:
		err := b.writer.append(ctx, e)
		if err != nil {
			b.ports.Log("a record was not written", "err", err, "events", len(e.Events))
		}
		post(Committed{Ticket: e.Ticket, Err: err})
	case Print:
		result := b.ports.Printer.Print(ctx, e.Job)
		if result.Cause != nil {
			b.ports.Log("a label was not confirmed", "err", result.Cause, "outcome", string(result.Outcome))
		}
		post(Printed{Carton: e.Carton, Copy: e.Copy, Result: result})
	case ZeroScale:
		post(Zeroed{Err: b.ports.Scale.Zero(ctx)})
	case CheckPIN:
		post(PINChecked{Ticket: e.Ticket, Right: b.ports.CheckPIN != nil && b.ports.CheckPIN(e.Hash, e.PIN)})
	}
}

// failed is the answer of an effect whose port broke: the worst that is true. What it may have done isn't known.
func failed(e Effect, cause error) What {
	switch e := e.(type) {
	case Look:
		return Found{Ticket: e.Ticket, Err: cause}
	case Commit:
		return Committed{Ticket: e.Ticket, Err: errors.Join(ledger.ErrStopped, cause)}
	case Print:
		return Printed{Carton: e.Carton, Copy: e.Copy, Result: manifest.PrintResult{
			Outcome: manifest.PrintUnknown, Problem: manifest.Say("bench.doubt.failed"), Cause: cause,
		}}
	case CheckPIN:
		return PINChecked{Ticket: e.Ticket}
	}
	return Zeroed{Err: cause}
}

// look asks the orders first and the cartons second: an order number may look like anything.
func (b *Bench) look(ctx context.Context, l Look) Found {
	f := Found{Ticket: l.Ticket}
	if l.Code.Kind != manifest.CodeLabel {
		order, err := b.ports.Orders.FindOrder(ctx, l.Code.Text)
		if err == nil {
			return b.lookAround(ctx, f, order)
		}
		if !errors.Is(err, ledger.ErrNotFound) {
			f.Err = err
			return f
		}
	}
	past, err := b.ports.History.CartonByCode(ctx, l.Code)
	if err != nil {
		f.Err = err
		return f
	}
	f.Carton = &past
	if f.Cartons, f.Err = b.ports.History.CartonsOfOrder(ctx, past.Carton.Order); f.Err == nil {
		f.Past, f.Err = b.ports.History.Candidates(ctx, past.Shipment.Match, past.Carton.Order)
	}
	return f
}

// lookAround gathers what counts beside an order.
func (b *Bench) lookAround(ctx context.Context, f Found, order ledger.KeyedOrder) Found {
	f.Order = order
	f.Match = section321.Match(b.setup.Keys, order.Order.ShipTo, order.Order.Buyer)
	var err error
	if f.Past, err = b.ports.History.Candidates(ctx, f.Match, order.Order.ID); err == nil {
		f.Cartons, err = b.ports.History.CartonsOfOrder(ctx, order.Order.ID)
	}
	f.Err = err
	if err != nil {
		b.ports.Log("an order's history could not be read", "err", err)
	}
	return f
}

// publish replaces the view that waits by a newer one.
func (b *Bench) publish(v View) {
	for {
		select {
		case b.views <- v:
			return
		default:
		}
		select {
		case <-b.views:
		default:
		}
	}
}
