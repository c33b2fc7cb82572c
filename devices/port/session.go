package port

import (
	"bufio"
	"context"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"sync"
	"time"

	"packline/devices"
)

// A session is what went over a port, as lines of JSON: first a head with the address, then one line for each piece
// that was read (in) or written (out), in hexadecimal, with the milliseconds since the session began. A line with gone
// ends it where the device vanished.
//
//	{"v":1,"address":"serial:COM3?protocol=toledo-8217","began":"2026-11-23T09:00:00Z"}
//	{"ms":0,"out":"57"}
//	{"ms":38,"in":"023030312e32350d"}
type sessionHead struct {
	V       int       `json:"v"`
	Address string    `json:"address"`
	Began   time.Time `json:"began"`
}

type sessionStep struct {
	MS   int64  `json:"ms"`
	In   string `json:"in,omitempty"`
	Out  string `json:"out,omitempty"`
	Gone string `json:"gone,omitempty"`
}

const (
	sessionVersion = 1
	// The most that a session may hold, so that a file can't fill the memory: some hours of a scale that answers.
	maxSessionSteps = 200_000
	maxSessionLine  = 16 << 10
)

// ErrSession is the error of a file that holds no device session.
var ErrSession = errors.New("cannot read device session")

// Recorder writes a session while it happens. It may be used by several goroutines.
type Recorder struct {
	mu    sync.Mutex
	out   *json.Encoder
	began time.Time
	err   error
}

// Record begins a session of an address.
func Record(w io.Writer, address string) *Recorder {
	r := &Recorder{out: json.NewEncoder(w), began: time.Now()}
	r.err = r.out.Encode(sessionHead{V: sessionVersion, Address: address, Began: r.began.UTC()})
	return r
}

// In notes bytes that the device sent.
func (r *Recorder) In(b []byte) { r.note(sessionStep{In: hex.EncodeToString(b)}) }

// Out notes bytes that it was sent.
func (r *Recorder) Out(b []byte) { r.note(sessionStep{Out: hex.EncodeToString(b)}) }

// Gone notes that it vanished.
func (r *Recorder) Gone(why error) { r.note(sessionStep{Gone: why.Error()}) }

// Err gives the first error of writing; what came after it is not recorded.
func (r *Recorder) Err() error {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.err
}

func (r *Recorder) note(step sessionStep) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.err == nil {
		step.MS = time.Since(r.began).Milliseconds()
		r.err = r.out.Encode(step)
	}
}

// Session is a recorded session, to be played back.
type Session struct {
	Address string
	steps   []playStep
}

type playStep struct {
	after time.Duration // since the step before
	in    []byte
	out   bool
	gone  bool
}

// ReadSession reads a session.
func ReadSession(r io.Reader) (Session, error) {
	lines := bufio.NewScanner(r)
	lines.Buffer(make([]byte, 0, 4096), maxSessionLine)
	var head sessionHead
	if !lines.Scan() || json.Unmarshal(lines.Bytes(), &head) != nil || head.V != sessionVersion {
		return Session{}, errors.Join(fmt.Errorf("%w: its first line is no head of version %d", ErrSession, sessionVersion), lines.Err())
	}
	s := Session{Address: head.Address}
	last := int64(0)
	for lines.Scan() {
		step, at, err := readStep(lines.Bytes())
		if err != nil || at < last || len(s.steps) == maxSessionSteps {
			return Session{}, errors.Join(fmt.Errorf("%w: line %d", ErrSession, len(s.steps)+2), err)
		}
		step.after = time.Duration(at-last) * time.Millisecond
		last = at
		s.steps = append(s.steps, step)
	}
	if err := lines.Err(); err != nil {
		return Session{}, errors.Join(ErrSession, err)
	}
	return s, nil
}

// maxSessionPause keeps a playback going: a longer silence is cut short.
const maxSessionPause = 10 * time.Second

func readStep(line []byte) (playStep, int64, error) {
	var raw sessionStep
	if err := json.Unmarshal(line, &raw); err != nil {
		return playStep{}, 0, err
	}
	in, err := hex.DecodeString(raw.In)
	if err != nil {
		return playStep{}, 0, err
	}
	kinds := 0
	for _, given := range []bool{raw.In != "", raw.Out != "", raw.Gone != ""} {
		if given {
			kinds++
		}
	}
	if kinds != 1 || raw.MS < 0 || raw.MS > time.Hour.Milliseconds()*24*365 {
		return playStep{}, 0, errors.New("a line has one of in, out and gone, and a time")
	}
	return playStep{in: in, out: raw.Out != "", gone: raw.Gone != ""}, raw.MS, nil
}

// openPlayback opens playback:FILE: a device that does what one did while it was recorded.
func openPlayback(_ context.Context, a devices.Address) (Port, error) {
	file, err := os.Open(a.Path)
	if err != nil {
		return nil, fail(ErrNotFound, err, a.Path)
	}
	defer func() { _ = file.Close() }()
	session, err := ReadSession(file)
	if err != nil {
		return nil, devices.Fail("device.bad-session", err, a.Path)
	}
	return session.Play(a.Get("loop", "") == "1"), nil
}

// Play gives a port that plays the session: it says what the device said, at its pace. Where the device was asked
// something, it goes on when it is asked anything. At the end it begins again, or stays silent.
func (s Session) Play(loop bool) Port {
	return &playback{steps: s.steps, loop: loop, due: time.Now(), asked: make(chan struct{}, 1), closed: make(chan struct{})}
}

type playback struct {
	steps []playStep
	loop  bool

	next   int    // of Read alone, as the two below
	rest   []byte // of a piece that was longer than the reader's buffer
	begun  bool
	due    time.Time
	asked  chan struct{}
	closed chan struct{}
	once   sync.Once
}

// Read gives one piece as it was read, or nothing after a Tick.
func (p *playback) Read(b []byte) (int, error) {
	if len(p.rest) > 0 {
		n := copy(b, p.rest)
		p.rest = p.rest[n:]
		return n, nil
	}
	tick := time.NewTimer(Tick)
	defer tick.Stop()
	for {
		if p.next == len(p.steps) && p.loop && p.next > 0 {
			p.next, p.begun = 0, false
		}
		if p.next == len(p.steps) {
			return 0, p.idle(tick)
		}
		step := p.steps[p.next]
		if ready, err := p.reach(step, tick); !ready || err != nil {
			return 0, err
		}
		p.next, p.begun = p.next+1, false
		switch {
		case step.gone:
			return 0, fail(ErrGone, nil, "playback")
		case len(step.in) > 0:
			n := copy(b, step.in)
			p.rest = step.in[n:]
			return n, nil
		}
	}
}

// reach waits until a step's turn has come; false when the tick came first.
func (p *playback) reach(step playStep, tick *time.Timer) (bool, error) {
	var due <-chan time.Time
	asked := p.asked
	if !step.out {
		if !p.begun {
			p.begun, p.due = true, time.Now().Add(min(step.after, maxSessionPause))
		}
		timer := time.NewTimer(time.Until(p.due))
		defer timer.Stop()
		due, asked = timer.C, nil
	}
	select {
	case <-due:
		return true, nil
	case <-asked:
		return true, nil
	case <-tick.C:
		return false, nil
	case <-p.closed:
		return false, fail(ErrClosed, nil, "playback")
	}
}

func (p *playback) idle(tick *time.Timer) error {
	select {
	case <-tick.C:
		return nil
	case <-p.closed:
		return fail(ErrClosed, nil, "playback")
	}
}

// Write takes whatever the device is asked.
func (p *playback) Write(b []byte) (int, error) {
	select {
	case p.asked <- struct{}{}:
	default:
	}
	return len(b), nil
}

// Close ends a Read.
func (p *playback) Close() error {
	p.once.Do(func() { close(p.closed) })
	return nil
}

// Tap gives a port that shows what goes over it: in for what is read, out for what is written, gone for the error that
// ends it. They are called on the goroutine that reads or writes, and must not keep the bytes.
func Tap(p Port, in, out func([]byte), gone func(error)) Port {
	return &tapped{Port: p, in: in, out: out, gone: gone}
}

type tapped struct {
	Port
	in, out func([]byte)
	gone    func(error)
}

func (t *tapped) Read(b []byte) (int, error) {
	n, err := t.Port.Read(b)
	if n > 0 {
		t.in(b[:n])
	}
	if err != nil && !errors.Is(err, ErrClosed) {
		t.gone(err)
	}
	return n, err
}

func (t *tapped) Write(b []byte) (int, error) {
	n, err := t.Port.Write(b)
	if n > 0 {
		t.out(b[:n])
	}
	return n, err
}

// SerialNumber gives the number of the port below, where it has one.
func (t *tapped) SerialNumber() string {
	if p, ok := t.Port.(interface{ SerialNumber() string }); ok {
		return p.SerialNumber()
	}
	return ""
}

// Feature passes a feature report on, where the port below takes one.
func (t *tapped) Feature(id byte, data []byte) error {
	if p, ok := t.Port.(interface {
		Feature(id byte, data []byte) error
	}); ok {
		return p.Feature(id, data)
	}
	return errors.ErrUnsupported
}
