package linktest_test

import (
	"flag"
	"fmt"
	"os"
	"runtime"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// runs sets how many scripts rapid plays, and has it leave no files behind.
func runs(t *testing.T, n int) {
	t.Helper()
	for name, value := range map[string]string{"rapid.checks": strconv.Itoa(n), "rapid.nofailfile": "true", "rapid.shrinktime": "200ms"} {
		f := flag.Lookup(name)
		old := f.Value.String()
		if err := flag.Set(name, value); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = flag.Set(name, old) })
	}
}

// play gives the property that a script of at most 60 moves loses nothing.
func play(r rules) func(*rapid.T) {
	return func(t *rapid.T) {
		w := newWorld(r)
		w.naming = rapid.Bool().Draw(t, "naming")
		var script []move
		for range rapid.IntRange(1, 60).Draw(t, "moves") {
			mv := move{
				do: action(rapid.SampledFrom(moves).Draw(t, "do")), who: rapid.IntRange(0, 4).Draw(t, "who"), n: rapid.IntRange(0, 100).Draw(t, "n"),
			}
			if mv.do == actUpload {
				mv.lose, mv.rash = rapid.Bool().Draw(t, "lose"), rapid.Bool().Draw(t, "rash")
			}
			script = append(script, mv)
			w.step(mv)
		}
		w.settle()
		if err := w.check(); err != nil {
			t.Fatalf("%v\n%s", err, told(script))
		}
	}
}

// told writes a script so that a person can follow it.
func told(script []move) string {
	names := []string{"packs", "uploads", "an old request arrives", "backup", "centre restored", "days pass", "is copied", "is restored", "is cloned"}
	var b strings.Builder
	for _, mv := range script {
		fmt.Fprintf(&b, "S%d %s n=%d lose=%v rash=%v\n", mv.who, names[mv.do], mv.n, mv.lose, mv.rash)
	}
	return b.String()
}

// moves are the actions as often as they are to come up.
var moves = []action{
	actPack, actPack, actPack, actUpload, actUpload, actUpload, actUpload, actLate, actBackup, actRestoreCentre, actDays,
	actCopyStation, actRestoreStation, actCloneStation,
}

func TestProtocolLosesNothing(t *testing.T) {
	n := 2000
	if os.Getenv("PACKLINE_LONG") != "" {
		n = 50_000
	}
	runs(t, n)
	rapid.Check(t, play(allRules()))
}

// TestEveryRuleIsNeeded leaves out one rule at a time: the model must find a script that loses a carton.
func TestEveryRuleIsNeeded(t *testing.T) {
	runs(t, 100_000) // it ends at the first loss; the rarest one took some thousands
	for name, leave := range map[string]func(*rules){
		"keep acknowledged records until they are safe":     func(r *rules) { r.keepUntilSafe = false },
		"rewind to the watermark of a restored centre":      func(r *rules) { r.rewind = false },
		"begin a new epoch after a station was restored":    func(r *rules) { r.newEpoch = false },
		"the centre takes only what follows its watermark":  func(r *rules) { r.followingOnly = false },
		"a push names the incarnation that it relies on":    func(r *rules) { r.incarnation = false },
		"(the check) report what two machines wrote as one": func(r *rules) { r.reportedDamage = false },
	} {
		t.Run(name, func(t *testing.T) {
			r := allRules()
			leave(&r)
			rec := &recorder{T: t}
			done := make(chan struct{})
			go func() {
				defer close(done)
				rapid.Check(rec, play(r))
			}()
			<-done
			if !rec.failed {
				t.Error("the model finds nothing wrong without this rule")
			}
		})
	}
}

// recorder takes rapid's verdict instead of the test.
type recorder struct {
	*testing.T
	failed bool
}

func (r *recorder) Helper()               {}
func (r *recorder) Errorf(string, ...any) { r.failed = true }
func (r *recorder) Error(...any)          { r.failed = true }
func (r *recorder) Fail()                 { r.failed = true }
func (r *recorder) Failed() bool          { return r.failed }
func (r *recorder) Log(...any)            {}
func (r *recorder) Logf(string, ...any)   {}
func (r *recorder) Fatalf(string, ...any) { r.FailNow() }
func (r *recorder) Fatal(...any)          { r.FailNow() }
func (r *recorder) FailNow() {
	r.failed = true
	runtime.Goexit()
}
