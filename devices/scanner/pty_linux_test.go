package scanner_test

import (
	"testing"

	"packline/devices/devicetest"
	"packline/devices/scanner"
)

func TestPtyScansInPiecesHangUpAndReplug(t *testing.T) {
	line := devicetest.NewLine(t)
	codes, states, stop := start(t, "serial:"+line.Path+"?suffix=CR", scanner.Options{})
	await(t, states, "ready scanner.ready")
	scan := func(text string) {
		t.Helper()
		if _, err := (&devicetest.Pieces{To: line, Sizes: []int{1, 2, 3, 4, 5, 6, 7}}).Write([]byte(text)); err != nil {
			t.Fatal(err)
		}
	}
	scan("]C0SO-10001\r\nSO-10002\rSO-1")
	for _, want := range []string{"SO-10001", "SO-10002"} {
		if c := next(t, codes); c.Text != want {
			t.Errorf("code %+v, want %s", c, want)
		}
	}
	line.Unplug()
	await(t, states, "gone device.not-found")
	line.Plug()
	await(t, states, "ready scanner.ready")
	scan("SO-10003\r")
	for {
		c := next(t, codes)
		if c.Text == "SO-10003" {
			break
		}
		if c.Problem.IsZero() {
			t.Errorf("half a code was taken for one: %+v", c)
		}
	}
	stop()
}
