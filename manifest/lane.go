package manifest

import (
	"fmt"
	"time"
)

// ReleaseType says how a shipment is to enter the United States.
type ReleaseType string

// The release types. The empty value counts as Section321.
const (
	ReleaseSection321 ReleaseType = "section_321"
	ReleaseEntry      ReleaseType = "entry"
)

// Or321 gives the release type itself, or Section321 for none.
func (r ReleaseType) Or321() ReleaseType {
	if r == "" {
		return ReleaseSection321
	}
	return r
}

// Route is the customs entry a shipment needs, where it needs one.
type Route string

// The routes: informal entry (type 11) up to 2,500 USD, formal entry (type 01) above it and for quota or antidumping
// goods (19 CFR 143.21).
const (
	RouteNone     Route = ""
	RouteInformal Route = "INFORMAL_ENTRY"
	RouteFormal   Route = "FORMAL_ENTRY"
)

// Lane is an induction point, a carrier and a release type, with the port its trucks cross at and their timetable.
type Lane struct {
	ID        string        `json:"id"`
	Induction string        `json:"induction"`
	Carrier   string        `json:"carrier"`
	Port      string        `json:"port"`      // Schedule D code, four digits
	Crossings []string      `json:"crossings"` // planned arrivals, "20:00" in the port's zone
	Cutoff    time.Duration `json:"cutoff"`    // how long before the arrival packing ends; 0 means DefaultCutoff
	Release   ReleaseType   `json:"release,omitempty"`
}

// DefaultCutoff is how long before a crossing's planned arrival a shipment must be packed to take it.
const DefaultCutoff = 2 * time.Hour

// Crossing is one departure of a lane.
type Crossing struct {
	Lane    string    `json:"lane"`
	Date    Date      `json:"date"` // of the planned arrival, in the port's zone: the border day
	Port    string    `json:"port"`
	Arrival time.Time `json:"arrival"`
}

// NextCrossing gives the first crossing of the lane whose planned arrival is at least the cutoff ahead of now.
func (l Lane) NextCrossing(now time.Time) (Crossing, error) {
	port, ok := PortByCode(l.Port)
	if !ok {
		return Crossing{}, fmt.Errorf("cannot plan a crossing: lane %s has port %q, which is not a known port of arrival", l.ID, l.Port)
	}
	zone, err := time.LoadLocation(port.Zone)
	if err != nil {
		return Crossing{}, fmt.Errorf("cannot plan a crossing of lane %s: %w", l.ID, err)
	}
	cutoff := l.Cutoff
	if cutoff == 0 {
		cutoff = DefaultCutoff
	}
	earliest := now.Add(cutoff)
	local := earliest.In(zone)
	var best time.Time
	for day := -1; day <= 1; day++ {
		for _, clock := range l.Crossings {
			at, err := time.Parse("15:04", clock)
			if err != nil {
				return Crossing{}, fmt.Errorf("cannot plan a crossing: lane %s has the time %q, write it as 20:00", l.ID, clock)
			}
			arrival := time.Date(local.Year(), local.Month(), local.Day()+day, at.Hour(), at.Minute(), 0, 0, zone)
			if !arrival.Before(earliest) && (best.IsZero() || arrival.Before(best)) {
				best = arrival
			}
		}
	}
	if best.IsZero() {
		return Crossing{}, fmt.Errorf("cannot plan a crossing: lane %s has no timetable", l.ID)
	}
	return Crossing{Lane: l.ID, Date: DateIn(best, zone), Port: l.Port, Arrival: best.UTC()}, nil
}

// Port is a port of arrival: where a truck meets U.S. Customs, which is not where the carrier takes the cartons.
type Port struct {
	Code   string // Schedule D, four digits with the leading zero
	Name   string
	Zone   string // IANA time zone, which decides the border day
	Inland bool   // a truck from Canada doesn't arrive here
}

// Ports lists the ports of arrival on our lanes (source: U.S. Census Bureau, Schedule D).
func Ports() []Port {
	const pacific, eastern, detroit = "America/Los_Angeles", "America/New_York", "America/Detroit"
	return []Port{
		{Code: "3001", Name: "Seattle", Zone: pacific},
		{Code: "3002", Name: "Tacoma", Zone: pacific},
		{Code: "3004", Name: "Blaine", Zone: pacific},
		{Code: "3009", Name: "Sumas", Zone: pacific},
		{Code: "3017", Name: "Point Roberts", Zone: pacific},
		{Code: "3023", Name: "Lynden", Zone: pacific},
		{Code: "0701", Name: "Ogdensburg", Zone: eastern},
		{Code: "0704", Name: "Massena", Zone: eastern},
		{Code: "0708", Name: "Alexandria Bay", Zone: eastern},
		{Code: "0712", Name: "Champlain", Zone: eastern},
		{Code: "0901", Name: "Buffalo-Niagara Falls", Zone: eastern},
		{Code: "3801", Name: "Detroit", Zone: detroit},
		{Code: "3802", Name: "Port Huron", Zone: detroit},
		{Code: "4601", Name: "Newark NJ", Zone: eastern, Inland: true},
		{Code: "4112", Name: "Akron", Zone: eastern, Inland: true},
	}
}

// PortByCode finds a port by its Schedule D code.
func PortByCode(code string) (Port, bool) {
	for _, p := range Ports() {
		if p.Code == code {
			return p, true
		}
	}
	return Port{}, false
}
