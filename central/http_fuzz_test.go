package central_test

import (
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"

	"packline/sync/wire"
)

// FuzzRequests sends whatever there may be: every answer is a success or a problem, and never the centre's own fault.
func FuzzRequests(f *testing.F) {
	d := newDesk(f)
	good := d.push(1, 1)
	f.Add(uint8(0), []byte(`{"v":1,"nonce":"n","epochs":[{"epoch":"0000000000000000","seq":1}]}`), "1-1", "4")
	f.Add(uint8(1), []byte(good.body), "1-1", good.header[wire.HeaderLength])
	f.Add(uint8(1), []byte("{\"v\":1,\"count\":1}\n{\"v\":1}\n"), "", "")
	f.Add(uint8(2), []byte(`{"v":1,"request":"01890000-0000-7000-8000-000000000000","size":18446744073709551615}`), "", "")
	f.Add(uint8(3), []byte(`{"orders":[{"id":"x","lines":[{"unit_value":"1 USD"}]}]}`), "", "")
	f.Add(uint8(4), []byte(`{"codes":["\u0000","`+strings.Repeat("9", 18)+`"],"loaded":true}`), "", "")
	f.Add(uint8(5), []byte(""), "cursor=99999999999999999999&wait=-1s", "")
	f.Add(uint8(6), []byte(`{"id":"x","port":"3004","arrival":"9999-12-31T23:59:59Z"}`), "", "")
	f.Add(uint8(7), []byte(`{"marks":{"0000000000000000":1}}`), "", "")
	f.Add(uint8(9), []byte(`{"orders":[{"id":"x","lines":[{"qty":1}]}],"from":"2026-13-01","simulate":true}`), "", "")
	f.Fuzz(func(t *testing.T, which uint8, body []byte, text, length string) {
		d := &desk{t: t, centre: d.centre, api: d.api, token: d.token}
		a := asked{method: "POST", body: string(body), token: adminToken}
		switch which % 10 {
		case 0:
			a.path, a.token = "/v1/hello", ""
		case 1:
			hash := good.header[wire.HeaderHash]
			if length == "" { // a whole body, whatever it says
				packed, of, err := wire.Pack(body)
				if err != nil {
					t.Fatal(err)
				}
				length, a.body, hash = strconv.Itoa(len(body)), string(packed), of
			}
			a = asked{method: "PUT", body: a.body, path: "/v1/stations/YVR-01/epochs/0123456789abcdef/events/1-1", header: map[string]string{
				wire.HeaderLength: length, wire.HeaderHash: hash,
			}}
		case 2:
			a.path, a.token = "/v1/blocks", ""
		case 3:
			a.path = "/v1/orders"
		case 4:
			a.path = "/v1/loads/L/cartons"
		case 5:
			a = asked{method: "GET", path: "/v1/feed"}
		case 6:
			a.path = "/v1/loads"
		case 7:
			a.path = "/v1/backups"
		case 8:
			a.path, a.method = "/v1/lanes", "PUT"
		case 9:
			a.path = "/v1/orders/check"
		}
		r := d.request(a)
		if which%10 == 5 {
			r.URL.RawQuery = text
			if strings.Contains(text, "wait") {
				ctx, cancel := context.WithCancel(r.Context())
				cancel() // nobody waits here
				r = r.WithContext(ctx)
			}
		}
		w := httptest.NewRecorder()
		d.api.ServeHTTP(w, r)
		if w.Code == http.StatusOK {
			return
		}
		if p := d.wantProblem(a.path, w, w.Code, codeOf(w)); w.Code == http.StatusInternalServerError {
			t.Errorf("%s: %s", a.path, p.Detail)
		}
	})
}

func codeOf(w *httptest.ResponseRecorder) wire.Code {
	var p wire.Problem
	_ = json.Unmarshal(w.Body.Bytes(), &p) // wantProblem says so
	return p.Code
}
