package central

import (
	"errors"
	"net/http"
	"time"
)

// The limits of what is screened in one request: orders are held against each other only within one.
const (
	MaxScreened      = 20_000
	MaxScreeningBody = 64 << 20 // bytes: that many orders of several lines fit
)

// ErrScreening is the error of a screening that can't be made: no such rulebook, or a day that is none.
var ErrScreening = errors.New("cannot screen orders")

// screenOrders may take longer than other requests: its time to answer doesn't run out.
func (a *API) screenOrders(q *request) (any, error) {
	var ask OrderScreening
	if err := q.read(MaxScreeningBody, &ask); err != nil {
		return nil, err
	}
	if err := fits(len(ask.Orders), MaxScreened); err != nil {
		return nil, err
	}
	_ = http.NewResponseController(q.w).SetWriteDeadline(time.Time{}) // where that isn't possible the server's own holds
	answer, err := a.centre.ScreenOrders(q.Context(), ask)
	if errors.Is(err, ErrScreening) {
		return nil, unreadable(err)
	}
	return answer, err
}
