package uplink_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"packline/manifest"
	"packline/manifest/ledger"
	"packline/sync/linktest"
	"packline/sync/uplink"
	"packline/sync/wire"
)

func TestPushSendsEverything(t *testing.T) {
	inBubble(t, func(l *line) {
		l.fill(1234)
		l.cartons(700)
		l.start()
		l.pass(time.Second)
		l.whole()
		epoch, _ := l.desk.Bytes()
		if keys := l.small.Keys(station, epoch); len(keys) != 700 {
			t.Errorf("%d order keys arrived", len(keys))
		}
		l.fill(3)
		l.pass(time.Second)
		l.whole()
	})
}

// TestPushHoldsToLimits counts what each push carries.
func TestPushHoldsToLimits(t *testing.T) {
	inBubble(t, func(l *line) {
		var pushes, most int
		l.fault(func(r *http.Request) linktest.Fault {
			if r.Method == http.MethodPut {
				pushes++
				var n int
				if _, err := fmt.Sscan(r.Header.Get(wire.HeaderLength), &n); err != nil {
					t.Error(err)
				}
				most = max(most, n)
				if n > wire.MaxPlain && !strings.HasSuffix(r.URL.Path, "/3-3") {
					t.Errorf("a push of %d bytes: %s", n, r.URL.Path)
				}
			}
			return linktest.Fault{}
		})
		big := strings.Repeat("x", 700<<10)
		for _, reason := range []string{"a", big, strings.Repeat("y", 300<<10), strings.Repeat("z", 300<<10)} {
			if err := l.desk.Append(time.Now(), ledger.Voided{Reason: reason}); err != nil {
				t.Fatal(err)
			}
		}
		l.fill(600)
		l.start()
		l.pass(time.Second)
		l.whole()
		if most < wire.MaxPlain || pushes < 5 {
			t.Errorf("%d pushes, the largest has %d bytes", pushes, most)
		}
	})
}

// TestFiveDaysOffline counts the tries of days without a line, and holds that it is over within a minute of its end.
func TestFiveDaysOffline(t *testing.T) {
	inBubble(t, func(l *line) {
		l.cable.Pull(true)
		l.fill(5000)
		l.start()
		const days = 5 * 24 * time.Hour
		l.pass(days)
		if s := l.status(); s.Up || s.Waiting != 5001 || s.Problem.Key != "link.unreachable" || time.Since(s.Oldest) != days {
			t.Errorf("status: %+v", s)
		}
		tries, longest := len(l.times), time.Duration(0)
		for i := 1; i < tries; i++ {
			longest = max(longest, l.times[i].Sub(l.times[i-1]))
		}
		// Two loops wait anything from 0 to 60 s: half a minute each on average.
		want := int(2 * days / (30 * time.Second))
		if longest > time.Minute || tries < want*9/10 || tries > want*11/10 {
			t.Errorf("%d tries where about %d are right; the longest pause was %s", tries, want, longest)
		}
		l.cable.Pull(false)
		l.pass(time.Minute + time.Second)
		l.whole()
		if s := l.status(); time.Since(s.Since) > time.Minute+time.Second {
			t.Errorf("up since %s", s.Since)
		}
	})
}

// TestTooMuch halves the batch until it gets through.
func TestTooMuch(t *testing.T) {
	for name, fault := range map[string]linktest.Fault{
		"413":  {Status: http.StatusRequestEntityTooLarge},
		"slow": {Delay: time.Hour},
	} {
		t.Run(name, func(t *testing.T) {
			inBubble(t, func(l *line) {
				var refused atomic.Int32
				l.fault(func(r *http.Request) linktest.Fault {
					if r.Method == http.MethodPut && r.ContentLength > 3000 {
						refused.Add(1)
						return fault
					}
					return linktest.Fault{}
				})
				l.fill(900)
				l.start()
				l.pass(3 * time.Hour)
				if refused.Load() == 0 {
					t.Fatal("nothing was too much")
				}
				l.whole()
			})
		})
	}
}

func TestRetryAfterIsHonoured(t *testing.T) {
	for text, least := range map[string]time.Duration{"120": 2 * time.Minute, "999999999": 10 * time.Minute, "never": 0, "-1": 0} {
		inBubble(t, func(l *line) {
			first := true
			l.fault(func(r *http.Request) linktest.Fault {
				if r.Method == http.MethodPut && first {
					first = false
					return linktest.Fault{Status: http.StatusTooManyRequests, Header: map[string]string{"Retry-After": text}}
				}
				if r.Method == http.MethodPut {
					l.note(func() { l.times = append(l.times[:0], time.Now()) })
				}
				return linktest.Fault{}
			})
			l.fill(1)
			began := time.Now()
			l.start()
			l.pass(20 * time.Minute)
			l.whole()
			if took := l.times[0].Sub(began); took < least || took > least+20*time.Minute {
				t.Errorf("Retry-After %s: tried again after %s", text, took)
			}
			if !l.said("link.busy") {
				t.Error("nobody was told that the centre is busy")
			}
		})
	}
}

// TestEveryFault has each fault strike for a while: the person reads its sentence, and then all is there once.
func TestEveryFault(t *testing.T) {
	edit := func(old, new string) linktest.Fault {
		return linktest.Fault{Edit: func(b []byte) []byte { return bytes.Replace(b, []byte(old), []byte(new), 1) }}
	}
	for name, c := range map[string]struct {
		fault linktest.Fault
		say   string
	}{
		"cut":              {linktest.Fault{Cut: true}, "link.unreachable"},
		"answer lost":      {linktest.Fault{Lost: true}, "link.unreachable"},
		"slow":             {linktest.Fault{Delay: 5 * time.Minute}, "link.timeout"},
		"half an answer":   {linktest.Fault{Half: true}, "link.cut"},
		"HTML with 200":    {linktest.Fault{Status: 200, Body: "<html>Sign in</html>"}, "link.portal"},
		"redirected":       {linktest.Fault{Status: 302, Header: map[string]string{"Location": "http://portal/"}}, "link.portal"},
		"empty":            {linktest.Fault{Status: 200}, "link.portal"},
		"other JSON":       {linktest.Fault{Status: 200, Body: `{"v":1,"ok":true}`}, "link.portal"},
		"no JSON, braced":  {linktest.Fault{Status: 200, Body: `{"v":`}, "link.cut"},
		"not found":        {linktest.Fault{Status: 404, Body: "not found"}, "link.portal"},
		"500":              {linktest.Fault{Status: 500, Body: "oops"}, "link.inside"},
		"502":              {linktest.Fault{Status: 502}, "link.inside"},
		"503":              {linktest.Fault{Status: 503}, "link.busy"},
		"401":              {linktest.Fault{Status: 401}, "link.token"},
		"huge":             {linktest.Fault{Status: 200, Body: strings.Repeat(" ", wire.MaxAnswer+2)}, "link.answer"},
		"another nonce":    {edit(`"nonce":"`, `"nonce":"x`), "link.portal"},
		"another type":     {edit(`"packline-`, `"packline_`), "link.portal"},
		"newer protocol":   {edit(`"v":1`, `"v":9`), "link.version"},
		"no incarnation":   {edit(`"incarnation":"i1"`, `"incarnation":""`), "link.answer"},
		"old fork, replay": {linktest.Fault{Status: 409, Body: `{"v":1,"type":"packline-problem","nonce":"old","code":"fork"}`}, "link.portal"},
		"older protocol":   {linktest.Fault{Status: 400, Body: `{"v":0,"type":"packline-problem","nonce":"","code":"version"}`}, "link.version"},
		"malformed":        {linktest.Fault{Status: 400, Body: `{"v":1,"type":"packline-problem","nonce":"","code":"malformed"}`}, "link.refused"},
		"full":             {linktest.Fault{Status: 500, Body: `{"v":1,"type":"packline-problem","nonce":"","code":"inside","detail":"` + wire.DetailFull + `"}`}, "link.full"},
		"inside":           {linktest.Fault{Status: 500, Body: `{"v":1,"type":"packline-problem","nonce":"","code":"inside"}`}, "link.inside"},
		"twice":            {linktest.Fault{Twice: true}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			inBubble(t, func(l *line) {
				began := time.Now()
				l.fault(func(*http.Request) linktest.Fault {
					if time.Since(began) < 10*time.Minute {
						return c.fault
					}
					return linktest.Fault{}
				})
				l.fill(1100)
				l.start()
				l.pass(9 * time.Minute)
				if c.say != "" && l.status().Problem.Key != c.say {
					t.Errorf("the person reads %q", l.status().Problem)
				}
				l.pass(20 * time.Minute)
				l.whole()
				if len(l.forks) > 0 {
					t.Errorf("forks: %v", l.forks)
				}
			})
		})
	}
}

// TestFaultsOfPushOnly lets hello and feed through: the pushing loop must wait by itself, not hammer.
func TestFaultsOfPushOnly(t *testing.T) {
	for name, fault := range map[string]linktest.Fault{
		"lost": {Lost: true}, "500": {Status: 500}, "still": {Edit: func(b []byte) []byte {
			return bytes.Replace(b, []byte(`"committed_through":1,`), []byte(`"committed_through":0,`), 1)
		}},
	} {
		t.Run(name, func(t *testing.T) {
			inBubble(t, func(l *line) {
				var mended atomic.Bool
				l.fault(func(r *http.Request) linktest.Fault {
					if r.Method == http.MethodPut && !mended.Load() {
						return fault
					}
					return linktest.Fault{}
				})
				l.start()
				l.pass(4 * time.Hour)
				if n := l.cable.Asked("events"); name == "500" && (n < 240 || n > 960) {
					t.Errorf("%d pushes in four hours", n)
				}
				if n := l.cable.Asked("feed"); n > 2000 {
					t.Errorf("%d questions for the feed in four hours", n)
				}
				mended.Store(true)
				l.pass(2 * time.Minute)
				l.whole()
			})
		})
	}
}

func TestTokens(t *testing.T) {
	for say, read := range map[string]func() (string, error){
		"link.token.other":   func() (string, error) { return "other", nil },
		"link.token":         func() (string, error) { return "unknown", nil },
		"link.token.missing": func() (string, error) { return "", errors.New("no file") },
	} {
		inBubble(t, func(l *line) {
			l.fill(10)
			l.start()
			l.pass(5 * time.Minute)
			s := l.status()
			if s.Problem.Key != say || s.Waiting != 11 || s.Up {
				t.Errorf("%s: %+v", say, s)
			}
			if len(l.small.Everything()) > 0 {
				t.Error("something was sent under another name")
			}
		}, func(o *uplink.Options) { o.Token = read })
	}
}

// TestOwnDisk has the station's own disk fail: the line says so and goes on afterwards.
func TestOwnDisk(t *testing.T) {
	for what, say := range map[string]string{"records": "link.ledger", "heads": "", "keys": "link.store", "set-link": "link.store", "apply": "link.store"} {
		inBubble(t, func(l *line) {
			l.cartons(3)
			if err := l.small.Add(orderChange("A")); err != nil {
				t.Fatal(err)
			}
			var mended atomic.Bool
			l.desk.Fail = func(asked string) error {
				switch {
				case mended.Load() || asked != what:
					return nil
				case what == "records":
					return ledger.ErrChain
				}
				return syscall.ENOSPC
			}
			l.start()
			l.pass(5 * time.Minute)
			if say != "" && !l.said(say) {
				t.Errorf("%s: nobody read %s", what, say)
			}
			mended.Store(true)
			l.pass(5 * time.Minute)
			l.whole()
			if got := l.desk.Got(); len(got) != 1 {
				t.Errorf("%s: %d changes were applied", what, len(got))
			}
		})
	}
}

// TestDamageSendsWhatIsWhole has a record in the middle be damaged: those before it arrive.
func TestDamageSendsWhatIsWhole(t *testing.T) {
	inBubble(t, func(l *line) {
		l.fill(10)
		l.up, _ = uplink.New(l.o, torn{l.desk}, l.desk)
		l.start()
		l.pass(time.Minute)
		epoch, _ := l.desk.Bytes()
		if n := len(l.small.Events(station, epoch)); n != 5 {
			t.Errorf("%d events arrived", n)
		}
		if !l.said("link.ledger") {
			t.Error("nobody was told of the damage")
		}
	})
}

// torn is a ledger whose sixth record is damaged.
type torn struct{ *linktest.Desk }

func (d torn) Records(ctx context.Context, epoch manifest.Epoch, from uint64, limit int) ([]ledger.Record, error) {
	records, err := d.Desk.Records(ctx, epoch, from, limit)
	if i := slices.IndexFunc(records, func(r ledger.Record) bool { return r.Seq == 6 }); i >= 0 {
		return records[:i], ledger.ErrChain
	}
	return records, err
}
