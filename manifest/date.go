package manifest

import (
	"fmt"
	"time"
)

// Date is a calendar day as text, "2026-11-23"; the empty date is no date. Dates of one form compare as text does.
// A border day is the Date of a crossing's planned arrival in the time zone of its port.
type Date string

// DateIn gives the calendar day of a moment in a zone.
func DateIn(at time.Time, zone *time.Location) Date { return Date(at.In(zone).Format(time.DateOnly)) }

// ParseDate reads a day in the form 2026-11-23.
func ParseDate(s string) (Date, error) {
	if _, err := time.Parse(time.DateOnly, s); err != nil {
		return "", fmt.Errorf("cannot read date %q: write it as 2026-11-23", s)
	}
	return Date(s), nil
}
