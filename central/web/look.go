package web

import (
	"cmp"
	"context"
	"fmt"
	"iter"
	"maps"
	"slices"
	"strings"
	"time"

	"packline/central"
	"packline/manifest"
)

// Centre is what the page is drawn from.
type Centre interface {
	Overview(ctx context.Context) (central.Overview, error)
	Cartons(ctx context.Context) iter.Seq2[central.Carton, error]
	Loads(ctx context.Context) ([]central.LoadView, error)
}

// maxHeld is how many held cartons a page lists.
const maxHeld = 200

// view is what the page shows: texts and numbers, nothing of a person.
type view struct {
	Now      string
	Stations []central.StationView
	Unsafe   string
	Unjudged string
	Aside    string
	Held     []held
	MoreHeld string
	Loads    []load
	Counts   []count
}

type held struct{ Order, SSCC, Station, Rules, Load string }

type load struct {
	ID, Trip, Port, Arrival, State string
	Planned, Loaded, Held          int
}

type count struct {
	Station, State string
	N              int
}

func look(ctx context.Context, c Centre) (view, error) {
	overview, err := c.Overview(ctx)
	if err != nil {
		return view{}, err
	}
	v := view{Now: time.Now().UTC().Format("2006-01-02 15:04:05 MST"), Stations: overview.Stations}
	v.Unsafe, v.Aside = some(overview.Unsafe), some(overview.Aside)
	if overview.Aside == central.MaxAside {
		v.Aside += "+"
	}
	loads, err := c.Loads(ctx)
	if err != nil {
		return view{}, err
	}
	for _, l := range loads {
		v.Loads = append(v.Loads, load{
			ID: l.ID, Trip: l.Trip, Port: portOf(l.Port), Arrival: arrivalOf(l.Load), State: string(l.State),
			Planned: l.Planned, Loaded: l.Loaded, Held: l.Held,
		})
	}
	return v, v.count(c.Cartons(ctx))
}

// some is a number that is worth a word: nothing for none.
func some[N int | uint64](n N) string {
	if n == 0 {
		return ""
	}
	return fmt.Sprint(n)
}

// count goes through all cartons once.
func (v *view) count(cartons iter.Seq2[central.Carton, error]) error {
	counts := map[count]int{}
	unjudged := 0
	for c, err := range cartons {
		if err != nil {
			return err
		}
		counts[count{Station: c.Station, State: string(c.State)}]++
		if c.State.Counts() && c.Judgement.Provisional {
			unjudged++
		}
		switch {
		case len(c.Held) == 0:
		case len(v.Held) < maxHeld:
			v.Held = append(v.Held, held{Order: c.Order, SSCC: string(c.SSCC), Station: c.Station, Rules: rulesOf(c.Held), Load: c.Load})
		default:
			v.MoreHeld = fmt.Sprint(maxHeld)
		}
	}
	v.Unjudged = some(unjudged)
	for _, one := range slices.SortedFunc(maps.Keys(counts), func(a, b count) int {
		return cmp.Or(cmp.Compare(a.Station, b.Station), cmp.Compare(a.State, b.State))
	}) {
		one.N = counts[one]
		v.Counts = append(v.Counts, one)
	}
	return nil
}

func rulesOf(findings []manifest.Finding) string {
	rules := make([]string, len(findings))
	for i, f := range findings {
		rules[i] = f.Rule
	}
	return strings.Join(rules, ", ")
}

func portOf(code string) string {
	if port, ok := manifest.PortByCode(code); ok {
		return code + " " + port.Name
	}
	return code
}

// arrivalOf is the planned arrival as the port's clocks show it.
func arrivalOf(l manifest.Load) string {
	zone := time.UTC
	if port, ok := manifest.PortByCode(l.Port); ok {
		if local, err := time.LoadLocation(port.Zone); err == nil {
			zone = local
		}
	}
	return l.Arrival.In(zone).Format("2006-01-02 15:04 MST")
}
