package central

import (
	"errors"
	"fmt"
	"net/http"
	"time"

	"packline/manifest"
	"packline/sync/wire"
)

// The limits of what people send.
const (
	MaxOrders     = 500      // in one request
	MaxOrdersBody = 16 << 20 // bytes: an order with 10,000 lines of goods fits
	maxPeopleBody = 4 << 20
	maxListed     = 1000 // clients, lanes, operators, rates, cartons of a load in one request
	maxText       = 500  // characters of a name, code or reason
)

// What people send and get. Fields that aren't known are refused.
type (
	// OrderList is orders to take over.
	OrderList struct {
		Orders []manifest.Order `json:"orders"`
	}
	// ClientList is clients to add or change, by id.
	ClientList struct {
		Clients []manifest.Client `json:"clients"`
	}
	// LaneList is lanes to add or change, by id.
	LaneList struct {
		Lanes []manifest.Lane `json:"lanes"`
	}
	// OperatorList is operators to add or change, by badge.
	OperatorList struct {
		Operators []manifest.Operator `json:"operators"`
	}
	// RateList is exchange rates to add.
	RateList struct {
		Rates []manifest.Rate `json:"rates"`
	}
	// StationName names a station to add.
	StationName struct {
		Name string `json:"name"`
	}
	// StationToken is a station's token, told once.
	StationToken struct {
		Name  string `json:"name"`
		Token string `json:"token"`
	}
	// BackupMarks is what a backup holds: the last event of each epoch.
	BackupMarks struct {
		Marks map[manifest.Epoch]uint64 `json:"marks"`
	}
	// Done is the answer where there is nothing to tell.
	Done struct {
		Done bool `json:"done"`
	}
)

func done(err error) (any, error) { return Done{Done: err == nil}, err }

// addStation adds a station, or gives one that is there a new token.
func (a *API) addStation(q *request) (any, error) {
	var ask StationName
	if err := q.read(wire.MaxSmall, &ask); err != nil {
		return nil, err
	}
	if !stationName(ask.Name) {
		return nil, unreadable(fmt.Errorf("the name is not 1 to %d letters, digits, dashes or dots", manifest.MaxStationName))
	}
	token, err := a.centre.AddStation(q.Context(), ask.Name)
	return StationToken{Name: ask.Name, Token: token}, err
}

func (a *API) importOrders(q *request) (any, error) {
	var list OrderList
	if err := q.read(MaxOrdersBody, &list); err != nil {
		return nil, err
	}
	if err := fits(len(list.Orders), MaxOrders); err != nil {
		return nil, err
	}
	return a.centre.ImportOrders(q.Context(), list.Orders)
}

func (a *API) cancelOrder(q *request) (any, error) {
	return a.centre.CancelOrder(q.Context(), q.PathValue("order"))
}

func (a *API) putClients(q *request) (any, error) {
	var list ClientList
	return each(q, &list, &list.Clients, func(c manifest.Client) error {
		if c.ID == "" {
			return unreadable(errors.New("a client has no id"))
		}
		return nil
	}, func(c manifest.Client) error { return a.centre.PutClient(q.Context(), c) })
}

func (a *API) putLanes(q *request) (any, error) {
	var list LaneList
	return each(q, &list, &list.Lanes, func(l manifest.Lane) error {
		if _, err := l.NextCrossing(a.centre.now()); err != nil || l.ID == "" {
			return unreadable(errors.Join(errors.New("a lane can't be used"), err))
		}
		return nil
	}, func(l manifest.Lane) error { return a.centre.PutLane(q.Context(), l) })
}

func (a *API) putOperators(q *request) (any, error) {
	var list OperatorList
	return each(q, &list, &list.Operators, func(o manifest.Operator) error {
		if o.Badge == "" || o.Role != manifest.RolePicker && o.Role != manifest.RoleLead {
			return unreadable(errors.New("an operator has no badge, or a role that isn't known"))
		}
		return nil
	}, func(o manifest.Operator) error { return a.centre.PutOperator(q.Context(), o) })
}

func (a *API) putRates(q *request) (any, error) {
	var list RateList
	if err := q.read(maxPeopleBody, &list); err != nil {
		return nil, err
	}
	if err := fits(len(list.Rates), maxListed); err != nil {
		return nil, err
	}
	for _, r := range list.Rates {
		if _, err := r.USD(manifest.Money{Micros: 1, Currency: r.Currency}); err != nil || r.ValidFrom == "" || r.ValidTo < r.ValidFrom {
			return nil, unreadable(errors.Join(errors.New("a rate can't be used"), err))
		}
	}
	return done(a.centre.PutRates(q.Context(), list.Rates))
}

// each reads a list, checks all its members and puts them one by one. Doing it again changes nothing, so one that fails
// in the middle may be sent again whole.
func each[T any](q *request, list any, members *[]T, check, put func(T) error) (any, error) {
	if err := q.read(maxPeopleBody, list); err != nil {
		return nil, err
	}
	if err := fits(len(*members), maxListed); err != nil {
		return nil, err
	}
	for _, one := range *members {
		if err := check(one); err != nil {
			return nil, err
		}
	}
	for _, one := range *members {
		if err := put(one); err != nil {
			return nil, err
		}
	}
	return Done{Done: true}, nil
}

// fits refuses an empty list and one that is too long.
func fits(n, most int) error {
	switch {
	case n < 1:
		return unreadable(errors.New("the list is empty"))
	case n > most:
		return &refusal{status: http.StatusRequestEntityTooLarge, code: wire.CodeMalformed, detail: "the list is too long; send it in parts"}
	}
	return nil
}

// stations answers how far every station has come.
func (a *API) stations(q *request) (any, error) { return a.centre.Overview(q.Context()) }

// reportBackup raises the marks of what is in a backup. It never takes "everything": whoever made the backup knows what
// is in it.
func (a *API) reportBackup(q *request) (any, error) {
	var ask BackupMarks
	if err := q.read(maxPeopleBody, &ask); err != nil {
		return nil, err
	}
	if ask.Marks == nil {
		return nil, unreadable(errors.New("there are no marks"))
	}
	return done(a.centre.ReportBackup(q.Context(), ask.Marks))
}

// verify may take long: its time to answer doesn't run out.
func (a *API) verify(q *request) (any, error) {
	_ = http.NewResponseController(q.w).SetWriteDeadline(time.Time{}) // where that isn't possible the server's own holds
	return a.centre.Verify(q.Context())
}
