package scanner

import (
	"context"
	"fmt"
	"strings"
	"time"

	"packline/devices"
)

// virtualScript is what a virtual scanner scans by itself: one code after the other, then the first again.
type virtualScript struct {
	codes []string
	every time.Duration
	scan  func(v *VirtualScanner, code string) bool
}

const (
	virtualEvery  = 5 * time.Second
	virtualLeast  = 100 * time.Millisecond
	virtualMost   = time.Hour
	virtualBabble = 256 // bytes
)

// parseScript reads codes=, every= and fault= of virtual:scanner: codes=A-1,A-2 scans them in turn, one every=5s.
// fault= is half, double or babble (garbage in place of a code).
func parseScript(a devices.Address) (virtualScript, error) {
	bad := func(key, example string) error {
		cause := fmt.Errorf("%w %s: %s", devices.ErrAddress, a, key)
		return devices.Fail("scanner.bad-setting", cause, key+"="+a.Get(key, ""), key+"="+example)
	}
	script := virtualScript{every: virtualEvery}
	if a.Has("every") {
		every, err := time.ParseDuration(a.Get("every", ""))
		if err != nil || every < virtualLeast || every > virtualMost {
			return script, bad("every", "5s")
		}
		script.every = every
	}
	if codes := a.Get("codes", ""); codes != "" {
		script.codes = strings.Split(codes, ",")
	}
	var known bool
	script.scan, known = map[string]func(*VirtualScanner, string) bool{
		"": (*VirtualScanner).Scan, "half": (*VirtualScanner).ScanHalf, "double": (*VirtualScanner).ScanTwice,
		"babble": func(v *VirtualScanner, _ string) bool { return v.Babble(virtualBabble) },
	}[a.Get("fault", "")]
	if !known {
		return script, bad("fault", "half")
	}
	if a.Get("fault", "") == "babble" && len(script.codes) == 0 {
		script.codes = []string{""} // garbage needs none
	}
	return script, nil
}

// play scans until the context ends.
func (s virtualScript) play(ctx context.Context, v *VirtualScanner) {
	if len(s.codes) == 0 {
		return
	}
	ticker := time.NewTicker(s.every)
	defer ticker.Stop()
	for i := 0; ; i = (i + 1) % len(s.codes) {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
			s.scan(v, s.codes[i])
		}
	}
}
