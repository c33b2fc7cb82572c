package port

import (
	"strings"
	"testing"
)

// keysFor types a text as a scanner does.
func keysFor(t testing.TB, text string) []keyEvent {
	t.Helper()
	var events []keyEvent
	tap := func(code uint16, modifier uint16) {
		if modifier != 0 {
			events = append(events, keyEvent{eventKey, modifier, 1})
		}
		events = append(events, keyEvent{4, 4, 0x70000}, keyEvent{eventKey, code, 1}, keyEvent{}, keyEvent{eventKey, code, 0}, keyEvent{})
		if modifier != 0 {
			events = append(events, keyEvent{eventKey, modifier, 0})
		}
	}
	for _, c := range []byte(text) {
		found := false
		for code := uint16(1); code < 60 && !found; code++ {
			plain, shifted := keyText(code)
			switch found = true; {
			case plain == 0:
				found = false
			case plain == c:
				tap(code, 0)
			case shifted == c:
				tap(code, keyRightShift)
			case control(plain) == c && c != 0:
				tap(code, keyLeftCtrl)
			default:
				found = false
			}
		}
		if !found {
			t.Fatalf("no key types %q", c)
		}
	}
	return events
}

func typeAll(events []keyEvent) string {
	w := newWedge()
	var out []byte
	for _, e := range events {
		out = w.feed(e, out)
	}
	return string(out)
}

func TestWedgeTypesWhatTheScannerMeant(t *testing.T) {
	var all strings.Builder
	for c := byte(' '); c <= '~'; c++ {
		all.WriteByte(c)
	}
	for _, text := range []string{all.String(), "]C10101234567890128\x1d21ABC\r", "\x02PL:ACK\x03\r", "\t\x1b\x1c\x1e\x1f\x08"} {
		if got := typeAll(keysFor(t, text)); got != text {
			t.Errorf("%q came as %q", text, got)
		}
	}
}

func TestWedgeStates(t *testing.T) {
	down := func(codes ...uint16) (events []keyEvent) {
		for _, c := range codes {
			events = append(events, keyEvent{eventKey, c, 1})
		}
		return events
	}
	up := func(code uint16) keyEvent { return keyEvent{eventKey, code, 0} }
	alt := func(codes ...uint16) []keyEvent {
		return append(down(append([]uint16{keyLeftAlt}, codes...)...), up(keyLeftAlt))
	}
	for name, c := range map[string]struct {
		events []keyEvent
		want   string
	}{
		"repetition":        {append(down(30), keyEvent{eventKey, 30, 2}, up(30)), "a"},
		"caps lock":         {down(keyCapsLock, 30, keyCapsLock, 30), "aa"},
		"keypad":            {down(79, 82, 83, 96), "10.\r"},
		"alt 029":           {alt(82, 80, 73), "\x1d"},
		"alt 65, then text": {append(alt(77, 76), down(30)...), "Aa"},
		"alt 233":           {alt(80, 81, 81), "\xe9"},
		"alt too big":       {alt(79, 79, 79, 79, 79, 79, 79, 79, 79, 79, 79, 79, 79, 79, 79, 79, 79, 79, 79, 79), "\x00"},
		"alt alone":         {alt(), ""},
		"alt and a letter":  {alt(30), "\x00"},
		"a key of no text":  {down(59, 30), "\x00a"},
		"both shifts":       {append(down(keyLeftShift, keyRightShift), up(keyLeftShift), down(30)[0], up(keyRightShift), down(30)[0]), "Aa"},
		"lost events": {
			append(append(down(keyLeftShift), keyEvent{eventSync, syncDropped, 0}, down(30)[0], keyEvent{eventSync, syncReport, 0}), down(48)...), "\x00b",
		},
	} {
		if got := typeAll(c.events); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

func FuzzWedge(f *testing.F) {
	f.Add([]byte{1, 30, 1, 1, 30, 0})
	f.Add([]byte{1, 42, 1, 1, 30, 1, 0, 3, 0, 1, 30, 1, 0, 0, 0, 1, 56, 1, 1, 79, 1, 1, 56, 0})
	f.Fuzz(func(t *testing.T, b []byte) {
		w := newWedge()
		var out []byte
		events := 0
		for ; len(b) >= 3; b = b[3:] {
			events++
			before := len(out)
			out = w.feed(keyEvent{uint16(b[0]), uint16(b[1]), int32(b[2])}, out)
			if len(out) > before+1 || len(w.held) > 6 {
				t.Fatalf("one event gave %q, %d keys are held", out[before:], len(w.held))
			}
			if b[0] != eventKey && !(b[0] == eventSync && b[1] == syncDropped) && len(out) != before {
				t.Fatalf("no key, and %q", out[before:])
			}
		}
	})
}
