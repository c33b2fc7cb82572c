package section321

import (
	"sync"
	"time"
)

// zones keeps loaded time zones: reading one from disk takes longer than all the checks together. Only zones that
// exist are kept, so it can't grow past the few hundred there are.
var zones zoneCache

type zoneCache struct{ byName sync.Map }

// load gives a zone by its IANA name, nil when there is none. "Local" is none: the station's own zone decides nothing.
func (z *zoneCache) load(name string) *time.Location {
	if got, ok := z.byName.Load(name); ok {
		return got.(*time.Location)
	}
	if name == "" || name == "Local" {
		return nil
	}
	zone, err := time.LoadLocation(name)
	if err != nil {
		return nil
	}
	z.byName.Store(name, zone)
	return zone
}
