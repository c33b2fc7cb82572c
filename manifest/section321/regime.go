package section321

import (
	"math/big"
	"slices"

	"packline/manifest"
)

// informalLimit is the highest value in USD of an informal entry (19 CFR 143.21(a)).
var informalLimit = big.NewRat(2500, 1)

// checkWindow is REG-WINDOW: the arrival is outside the rulebook's window. The exemption of 19 USC 1321(a)(2)(C) was
// suspended for goods of China and Hong Kong from 2025-05-02 and for all from 2025-08-29, each at 00:01 Eastern time;
// a rulebook is never used for another time without saying so. An arrival that isn't known holds.
func checkWindow(j *judging) {
	at := j.c.Load.Arrival
	if at.IsZero() {
		j.fire("REG-WINDOW", "no-arrival", manifest.Hold)
		return
	}
	inForce := !at.Before(j.t.from) && (j.t.to.IsZero() || at.Before(j.t.to))
	if inForce || (j.c.Simulate && j.o.OnBench) {
		return
	}
	v := j.t.outOfWindow
	if j.c.Simulate {
		v = j.t.outOfSimul
	}
	day := string(j.day)
	if day == "" {
		day = string(manifest.DateIn(at, at.Location()))
	}
	j.fire("REG-WINDOW", "", v, day)
}

// checkRegime is REG-321-OFF: under a rulebook whose release is an entry nothing goes as section 321, since the exemption
// of 19 USC 1321(a)(2)(C) is suspended; every parcel needs an entry (19 CFR 143.21). On release type entry it isn't
// listed, the route says it.
func checkRegime(j *judging) {
	if j.t.release == manifest.ReleaseEntry && !j.byEntry() {
		j.fire("REG-321-OFF", "", manifest.Reject, string(j.route()))
	}
}

func (j *judging) byEntry() bool { return j.c.Load.Release.Or321() == manifest.ReleaseEntry }

// route is the entry that the shipment needs: informal up to and including 2,500 USD of goods, formal above it and for
// goods under quota or antidumping and countervailing duty whatever their value (19 CFR 143.21, 143.22). Only shipments
// of release type entry have one, and all of them under a rulebook whose release is an entry. Goods whose value isn't
// wholly known are held by other rules; their route is that of what is known.
func (j *judging) route() manifest.Route {
	switch {
	case !j.byEntry() && j.t.release != manifest.ReleaseEntry:
		return manifest.RouteNone
	case j.screened.dutyOrder || j.screened.quota || j.goods.usd.Cmp(informalLimit) > 0:
		return manifest.RouteFormal
	}
	return manifest.RouteInformal
}

// checkTrade is PRD-TRADE: goods under quota or an antidumping or countervailing duty order are not eligible (19 CFR
// 10.153 and 143.21); by flag, since no tariff code tells. On release type entry it only sets the route.
func checkTrade(j *judging) {
	if j.byEntry() {
		return
	}
	v := manifest.NotJudged
	if j.screened.dutyOrder {
		v = max(v, j.t.dutyOrder)
	}
	if j.screened.quota {
		v = max(v, j.t.quota)
	}
	j.fire("PRD-TRADE", "", v)
}

// checkOrigin is ORG-CTRY: an origin that is no country holds (19 CFR 128.21 asks for it), one that the rulebook
// excludes is refused, one of North America warns where the rulebook's switch says so.
func checkOrigin(j *judging) {
	var bad, excluded, near []string
	for i := range j.c.Order.Lines {
		origin := upper(j.c.Order.Lines[i].Origin)
		switch {
		case !IsCountry(origin):
			bad = append(bad, origin)
		case slices.Contains(j.t.excluded, origin):
			excluded = append(excluded, origin)
		case origin == "US" || origin == "CA" || origin == "MX":
			near = append(near, origin)
		}
	}
	if len(bad) > 0 {
		j.fire("ORG-CTRY", "", j.t.badOrigin, listed(bad))
	}
	if len(excluded) > 0 {
		j.fire("ORG-CTRY", "excluded", j.t.excludedOrigin, listed(excluded))
	}
	if len(near) > 0 {
		j.fire("ORG-CTRY", "north-america", j.t.northAmerica, listed(near))
	}
}
