package main

import (
	"strings"
	"testing"
)

func TestReport(t *testing.T) {
	const pass = `{"Action":"run","Package":"p","Test":"A"}
{"Action":"run","Package":"p","Test":"A/one"}
{"Action":"output","Package":"p","Test":"A/one","Output":"    x_test.go:3: note: look here\n"}
{"Action":"pass","Package":"p","Test":"A/one"}
{"Action":"pass","Package":"p","Test":"A"}
`
	const skip = `{"Action":"output","Package":"p","Test":"B","Output":"    there is no node\n"}
{"Action":"skip","Package":"p","Test":"B"}
`
	const fail = `{"Action":"output","Package":"p","Test":"C","Output":"--- FAIL: C\n"}
{"Action":"fail","Package":"p","Test":"C"}
{"Action":"fail","Package":"p","Elapsed":0.5}
`
	const died = `{"Action":"run","Package":"p","Test":"D"}
{"Action":"output","Package":"p","Test":"D","Output":"fatal error: out of luck\n"}
{"Action":"fail","Package":"p","Elapsed":0.5}
`
	const broken = `{"Action":"build-output","ImportPath":"q","Output":"q.go:1: syntax error\n"}
{"Action":"fail","Package":"q","Elapsed":0}
`
	for name, c := range map[string]struct {
		in     string
		strict bool
		ok     bool
		says   string
	}{
		"pass":           {pass, true, true, "1 passed, 0 failed, 0 skipped"},
		"note":           {pass, true, true, "note: look here"},
		"skip":           {pass + skip, false, true, "skipped p B: there is no node"},
		"strict skip":    {pass + skip, true, false, "STRICT=1"},
		"fail":           {pass + fail, false, false, "--- FAIL: C\nFAIL\tp\t0.50s\n1 passed, 1 failed"},
		"died":           {pass + died, false, false, "fatal error: out of luck\nFAIL\tp\t0.50s\n1 passed, 1 failed"},
		"does not build": {pass + broken, false, false, "syntax error"},
		"nothing ran":    {"", false, false, "no test ran"},
	} {
		t.Run(name, func(t *testing.T) {
			var out strings.Builder
			ok, err := report(strings.NewReader(c.in), &out, c.strict)
			if err != nil || ok != c.ok || !strings.Contains(out.String(), c.says) {
				t.Errorf("got %v, %v and\n%s\nwant %v and %q", ok, err, out.String(), c.ok, c.says)
			}
		})
	}
}
