package scale

import (
	"strings"
	"time"

	"packline/devices"
	"packline/manifest"
)

// virtualScript is what happens to a virtual scale by itself: one load after the other, then the first again.
type virtualScript struct {
	loads []manifest.Weight
	every time.Duration
	began time.Time // when the first load was shown
	shown int       // the place of the load that is on the plate
}

const (
	virtualEvery = 5 * time.Second
	virtualLeast = 100 * time.Millisecond
	virtualMost  = time.Hour
	virtualLoads = 32 // that a script may have
)

// virtualFaults are the values of fault= that are faults of the line; moving, over and under are those of the load.
var virtualFaults = map[string]VirtualFault{
	"mute": Mute, "half": HalfFrames, "twice": Twice, "settings": WrongSettings, "babble": Babble,
	"moving": NoFault, "over": NoFault, "under": NoFault,
}

// follow reads load=, every= and fault= of virtual:scale: load=12.40lb lies on the plate; load=0,12.40lb,0 puts the
// loads on it in turn, each for every=5s. fault= is mute, half, twice, settings, babble, moving, over or under.
func (v *VirtualScale) follow(a devices.Address) error {
	script := virtualScript{every: virtualEvery}
	if a.Has("every") {
		every, err := time.ParseDuration(a.Get("every", ""))
		if err != nil || every < virtualLeast || every > virtualMost {
			return badSetting(a, "every", "5s")
		}
		script.every = every
	}
	if a.Has("load") {
		for text := range strings.SplitSeq(a.Get("load", ""), ",") {
			load, ok := readLoad(text)
			if !ok || len(script.loads) == virtualLoads {
				return badSetting(a, "load", "0,12.40lb,0")
			}
			script.loads = append(script.loads, load)
		}
	}
	fault, known := virtualFaults[a.Get("fault", "")]
	if a.Has("fault") && !known {
		return badSetting(a, "fault", "mute")
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	switch a.Get("fault", "") {
	case "":
	case "moving":
		v.moving = true
	case "over":
		script.loads = []manifest.Weight{2 * virtualCapacity}
	case "under":
		script.loads = []manifest.Weight{-manifest.Pound}
	default:
		v.fault = fault
	}
	if len(script.loads) > 0 {
		v.script = script
		v.load = script.loads[0]
	}
	return nil
}

// readLoad reads 12.40lb; 0 needs no unit.
func readLoad(text string) (manifest.Weight, bool) {
	if text == "0" {
		return 0, true
	}
	shown := writtenMass(text)
	load, err := shown.Weight()
	return load, err == nil && load >= 0
}

// step puts the load on the plate whose turn it is. The caller holds mu.
func (v *VirtualScale) step() {
	if len(v.script.loads) < 2 {
		return
	}
	now := time.Now()
	if v.script.began.IsZero() {
		v.script.began = now
	}
	turn := int(now.Sub(v.script.began)/v.script.every) % len(v.script.loads)
	if turn != v.script.shown {
		v.script.shown = turn
		v.load, v.changed, v.sent = v.script.loads[turn], now, false
	}
}
