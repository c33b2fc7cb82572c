package scale_test

import (
	"testing"
	"testing/synctest"

	"packline/devices/devicetest"
)

// TestHalfAFrameIsTold holds that a frame which is never completed is told as unreadable, not as silence.
func TestHalfAFrameIsTold(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		script := devicetest.NewScript(t, devicetest.Step{Expect: "W\r", Send: "\n  12.3"})
		b, stop := start(t, at("nci-3835"), scripted(script))
		defer stop()
		b.untilState(t, "trouble scale.unreadable")
	})
}
