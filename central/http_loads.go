package central

import (
	"errors"
	"strings"
	"time"

	"packline/manifest"
	"packline/sync/wire"
)

// What people send and get about loads.
type (
	// LoadCartons is cartons for a load: by id, SSCC or label code.
	LoadCartons struct {
		Codes  []string `json:"codes"`
		Loaded bool     `json:"loaded,omitempty"` // on the truck, not only planned for it
	}
	// LoadRemoval is cartons that leave a load, and why.
	LoadRemoval struct {
		Codes  []string `json:"codes"`
		Reason string   `json:"reason"`
	}
	// LoadMove is another planned arrival.
	LoadMove struct {
		Arrival time.Time `json:"arrival"`
	}
	// LoadList is every load.
	LoadList struct {
		Loads []LoadView `json:"loads"`
	}
)

func (a *API) loads(q *request) (any, error) {
	loads, err := a.centre.Loads(q.Context())
	if loads == nil {
		loads = []LoadView{}
	}
	return LoadList{Loads: loads}, err
}

func (a *API) openLoad(q *request) (any, error) {
	var load manifest.Load
	if err := q.read(wire.MaxSmall, &load); err != nil {
		return nil, err
	}
	if load.ID == "" {
		load.ID = load.Trip
	}
	load.Arrival = load.Arrival.UTC()
	if scac := load.Trip[:min(4, len(load.Trip))]; load.SCAC == "" && isSCAC(scac) {
		load.SCAC = scac
	}
	return a.centre.OpenLoad(q.Context(), load)
}

// isSCAC reports whether a text is four capital letters.
func isSCAC(s string) bool {
	return len(s) == 4 && strings.Trim(s, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") == ""
}

// moveLoad changes a load's planned arrival.
func (a *API) moveLoad(q *request) (any, error) {
	var ask LoadMove
	if err := q.read(wire.MaxSmall, &ask); err != nil {
		return nil, err
	}
	if ask.Arrival.IsZero() {
		return nil, unreadable(errors.New("there is no arrival"))
	}
	return done(a.centre.MoveLoad(q.Context(), q.PathValue("load"), ask.Arrival))
}

func (a *API) addToLoad(q *request) (any, error) {
	var ask LoadCartons
	if err := q.readCodes(&ask, &ask.Codes); err != nil {
		return nil, err
	}
	return done(a.centre.AddToLoad(q.Context(), q.PathValue("load"), ask.Codes, ask.Loaded))
}

func (a *API) removeFromLoad(q *request) (any, error) {
	var ask LoadRemoval
	if err := q.readCodes(&ask, &ask.Codes); err != nil {
		return nil, err
	}
	if ask.Reason = strings.TrimSpace(ask.Reason); ask.Reason == "" || len(ask.Reason) > maxText {
		return nil, unreadable(errors.New("there is no reason, or it is too long"))
	}
	return done(a.centre.RemoveFromLoad(q.Context(), q.PathValue("load"), ask.Codes, ask.Reason))
}

// readCodes reads what names cartons of a load.
func (q *request) readCodes(ask any, codes *[]string) error {
	if err := q.read(maxPeopleBody, ask); err != nil {
		return err
	}
	for _, code := range *codes {
		if code == "" || len(code) > maxText {
			return unreadable(errors.New("a carton's code is empty or too long"))
		}
	}
	return fits(len(*codes), maxListed)
}

func (a *API) closeLoad(q *request) (any, error) {
	return done(a.centre.CloseLoad(q.Context(), q.PathValue("load")))
}

func (a *API) departLoad(q *request) (any, error) {
	return done(a.centre.DepartLoad(q.Context(), q.PathValue("load")))
}

func (a *API) arriveLoad(q *request) (any, error) {
	return done(a.centre.ArriveLoad(q.Context(), q.PathValue("load")))
}
