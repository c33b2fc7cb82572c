package config

import (
	"strings"
	"time"

	"packline/manifest"
)

// Weighing is how the bench treats its scale. Zero values leave everything as it is without them.
type Weighing struct {
	CheckWeight    manifest.Shown  // what stands on the test weight; zero: no check is asked for
	CheckTolerance int             // divisions that the scale may be off
	CheckEvery     time.Duration   // how long a check stands; 0: for its day
	Change         int             // divisions between two boxes on a roller bench; 0: the plate must be emptied
	Division       manifest.Weight // of the scale, where its digits don't tell
}

type weighing struct {
	CheckWeight    text `yaml:"check_weight"`
	CheckTolerance text `yaml:"check_tolerance"`
	CheckEvery     text `yaml:"check_every"`
	Change         text `yaml:"change"`
	Division       text `yaml:"division"`
}

// eachDay is how long a check stands when nothing else is written.
const eachDay = "day"

func (c *checker) weighing(w weighing) Weighing {
	const tolerance, most = 1, 100
	out := Weighing{
		CheckTolerance: c.whole("weighing.check_tolerance", w.CheckTolerance, tolerance, 0, most),
		Change:         c.whole("weighing.change", w.Change, 0, 1, most),
		CheckEvery:     c.every(w.CheckEvery),
	}
	out.CheckWeight, _ = c.mass("weighing.check_weight", w.CheckWeight)
	_, out.Division = c.mass("weighing.division", w.Division)
	return out
}

// every reads "day", or a time such as 8h.
func (c *checker) every(t text) time.Duration {
	s := strings.TrimSpace(string(t))
	if s == "" || s == eachDay {
		return 0
	}
	d, err := time.ParseDuration(s)
	if err != nil || d <= 0 {
		c.refuse("weighing.check_every", "cmd.config.check-every", s)
		return 0
	}
	return d
}

// mass reads a weight such as "50 lb" or "50lb", as addresses write it, greater than zero; nothing when nothing is
// written.
func (c *checker) mass(path string, t text) (manifest.Shown, manifest.Weight) {
	s := strings.TrimSpace(string(t))
	if s == "" {
		return manifest.Shown{}, 0
	}
	value := strings.TrimRight(s, "abcdefghijklmnopqrstuvwxyz")
	shown := manifest.Shown{Value: strings.TrimSpace(value), Unit: manifest.Unit(s[len(value):])}
	weight, err := shown.Weight()
	if err != nil || weight <= 0 {
		c.refuse(path, "cmd.config.max-carton", s)
	}
	return shown, weight
}
