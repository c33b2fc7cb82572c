package central

import (
	"bufio"
	"encoding/json"
	"net/http"
	"time"

	"packline/manifest"
)

// CartonLine is a carton as it is listed: the fields of a station's own list, and what only the centre knows.
type CartonLine struct {
	manifest.CartonLine
	Station string   `json:"station"`
	Load    string   `json:"load,omitempty"`
	Held    []string `json:"held,omitempty"` // the rules that the centre holds it for
}

// Line gives a carton as it is listed.
func (c Carton) Line() CartonLine {
	line := CartonLine{CartonLine: c.Carton.Line(), Station: c.Station, Load: c.Load}
	for _, f := range c.Held {
		line.Held = append(line.Held, f.Rule)
	}
	return line
}

// flushEvery is after how many cartons a list is sent on, and its time to write is renewed.
const flushEvery = 500

// cartons lists every carton as one JSON array, sent as it is read: there may be many. A list that can't be finished is
// cut off, so that nobody takes it for a whole one.
func (a *API) cartons(q *request) (any, error) {
	out := bufio.NewWriter(q.w)
	control := http.NewResponseController(q.w)
	n := 0
	for c, err := range a.centre.Cartons(q.Context()) {
		if err != nil && n == 0 {
			return nil, err
		}
		var raw []byte
		if err == nil {
			raw, err = json.Marshal(c.Line())
		}
		if err != nil {
			a.log.Error("cannot finish the list", "route", q.route, "err", err.Error())
			panic(http.ErrAbortHandler)
		}
		separator := ",\n"
		if n == 0 {
			q.w.Header().Set("Content-Type", "application/json")
			q.w.Header().Set("Cache-Control", "no-store")
			q.w.Header().Set("X-Content-Type-Options", "nosniff")
			separator = "[\n"
		}
		_, _ = out.WriteString(separator) // a bufio.Writer keeps its first error for Flush
		_, _ = out.Write(raw)
		if n++; n%flushEvery == 0 {
			_ = control.SetWriteDeadline(time.Now().Add(writeTimeout)) // where that isn't possible the server's own holds
		}
	}
	if n == 0 {
		return []CartonLine{}, nil
	}
	_, _ = out.WriteString("\n]\n")
	_ = out.Flush() // whoever asked is gone: they will ask again
	return nil, nil
}
