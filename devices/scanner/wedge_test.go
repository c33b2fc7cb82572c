package scanner_test

import (
	"strings"
	"testing"
	"time"

	"packline/devices/scanner"
	"packline/manifest"
)

// TestWedge types with gaps: a number in braces is a pause in milliseconds, all other keys follow after gap.
func TestWedge(t *testing.T) {
	for _, c := range []struct {
		name  string
		gap   time.Duration
		keys  string
		lines string
	}{
		{"a scan", 10 * time.Millisecond, "SO-1\r", "SO-1"},
		{"a terminal that reads in blocks", 0, "SO-1\rSO-2\r", "SO-1 SO-2"},
		{"Tab, line feed, and Enter in front", 20 * time.Millisecond, "\rSO-1\tSO-2\n\r\nSO-3\r", "SO-1 SO-2 SO-3"},
		{"a person", 400 * time.Millisecond, "SO-10023\r", "SO-10023"},
		{"a person who thinks", 200 * time.Millisecond, "SO-{5000}10023\r", "SO-10023"},
		{"a fast typist", 90 * time.Millisecond, "SO-{3000}10023\r", "SO-10023"},
		{"keys pressed long before a scan are not its beginning", 10 * time.Millisecond, "5{60000}SO-10023\r", "SO-10023"},
		{"and are kept for who typed them", 10 * time.Millisecond, "SO{9000}OP-1001\r{2000}{200}-{200}7{200}\r", "OP-1001 SO-7"},
		{"a pause in a code", 10 * time.Millisecond, "AB{500}1234\r", "AB1234"},
		{"three keys are anybody's", 10 * time.Millisecond, "A{9000}123\r", "A123"},
		{"separators are data", 10 * time.Millisecond, "]d2\x1d21\r", "]d2\x1d21"},
	} {
		at := time.Unix(1, 0)
		var wedge scanner.Wedge
		var lines []string
		for keys := c.keys; keys != ""; {
			if keys[0] == '{' {
				pause, rest, _ := strings.Cut(keys[1:], "}")
				ms, err := time.ParseDuration(pause + "ms")
				if err != nil {
					t.Fatal(err)
				}
				at, keys = at.Add(ms), rest
				continue
			}
			at = at.Add(c.gap)
			if line, ok := wedge.Key(rune(keys[0]), at); ok {
				lines = append(lines, line)
			}
			keys = keys[1:]
		}
		if got := strings.Join(lines, " "); got != c.lines {
			t.Errorf("%s: got %q, want %q", c.name, got, c.lines)
		}
	}
}

func TestWedgeIsBounded(t *testing.T) {
	var wedge scanner.Wedge
	at := time.Unix(1, 0)
	for range 1 << 20 {
		wedge.Key('x', at)
	}
	if line, _ := wedge.Key('\r', at); len(line) != manifest.MaxCode+1 {
		t.Errorf("%d characters were kept", len(line))
	}
}
