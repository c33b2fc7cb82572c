package central

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"strconv"
	"strings"
	"time"

	"packline/manifest"
	"packline/sync/wire"
)

// refusal is why a request isn't carried out.
type refusal struct {
	status     int
	code       wire.Code
	detail     string
	retryAfter time.Duration
	refused    *Refusal // what a person is to read
	cause      error
}

// CodeRefused is the code of what people ask for and can't have; a Refused says why.
const CodeRefused wire.Code = "refused"

// Refused is a Problem that a person is to read: Why is the sentence, by its key, and What the carton or load that it is
// about, as it was named.
type Refused struct {
	wire.Problem
	What string           `json:"what,omitempty"`
	Why  *manifest.Phrase `json:"why,omitempty"`
}

func (f *refusal) Error() string {
	if f.cause != nil {
		return fmt.Sprintf("cannot answer: %s: %v", f.detail, f.cause)
	}
	return "cannot answer: " + f.detail
}

func (f *refusal) Unwrap() error { return f.cause }

func unreadable(cause error) error {
	return &refusal{status: http.StatusBadRequest, code: wire.CodeMalformed, detail: cause.Error(), cause: cause}
}

func tooLong(what string) error {
	return &refusal{status: http.StatusRequestEntityTooLarge, code: wire.CodeMalformed, detail: "the " + what + " is too long"}
}

func notFound(detail string) error {
	return &refusal{status: http.StatusNotFound, code: wire.CodeNotFound, detail: detail}
}

// later refuses what has to wait for its turn.
func later(detail string) error {
	return &refusal{status: http.StatusTooManyRequests, code: wire.CodeBusy, detail: detail, retryAfter: time.Second}
}

// unproven makes the refusal of a request whose speaker isn't known. An error of its own says that nobody could look.
func unproven(err error) error {
	var problem *wire.Problem
	if errors.Is(err, ErrNobody) || errors.Is(err, ErrToken) || errors.As(err, &problem) && problem.Code == wire.CodeToken {
		return &refusal{status: http.StatusUnauthorized, code: wire.CodeToken, detail: "the token is missing or unknown", cause: err}
	}
	return err
}

// refusalOf gives what an error of the centre is told as.
func refusalOf(err error) *refusal {
	var own *refusal
	var problem *wire.Problem
	var refused *Refusal
	switch {
	case errors.As(err, &own):
		return own
	case errors.As(err, &refused):
		return &refusal{status: http.StatusConflict, code: CodeRefused, detail: refused.Error(), refused: refused}
	case errors.Is(err, ErrNotFound):
		return &refusal{status: http.StatusNotFound, code: wire.CodeNotFound, detail: err.Error(), cause: err}
	case errors.Is(err, ErrBusy):
		return &refusal{status: http.StatusServiceUnavailable, code: wire.CodeBusy, detail: "the storage is busy", retryAfter: retryStored, cause: err}
	case errors.Is(err, ErrFull):
		return &refusal{status: http.StatusInternalServerError, code: wire.CodeInside, detail: wire.DetailFull, cause: err}
	case errors.As(err, &problem):
		return &refusal{status: statusOf(problem.Code), code: problem.Code, detail: problem.Detail, cause: err, retryAfter: waitOf(problem.Code)}
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded), errors.Is(err, errEnding):
		return &refusal{status: http.StatusServiceUnavailable, code: wire.CodeBusy, detail: "the service stops or is too busy", retryAfter: retryStored, cause: err}
	}
	return &refusal{status: http.StatusInternalServerError, code: wire.CodeInside, detail: "the centre failed; nothing was stored", cause: err}
}

// retryStored is how long to wait for a storage that can't take anything just now.
const retryStored = 5 * time.Second

func waitOf(code wire.Code) time.Duration {
	if code == wire.CodeBusy {
		return retryStored
	}
	return 0
}

func statusOf(code wire.Code) int {
	switch code {
	case wire.CodeGap, wire.CodeFork, wire.CodeFenced:
		return http.StatusConflict
	case wire.CodeToken:
		return http.StatusForbidden
	case wire.CodeVersion, wire.CodeMalformed:
		return http.StatusBadRequest
	case wire.CodeBusy:
		return http.StatusServiceUnavailable
	case wire.CodeNotFound:
		return http.StatusNotFound
	}
	return http.StatusInternalServerError
}

// refuse answers with a Problem. The log gets the cause; whoever asked doesn't.
func (a *API) refuse(w http.ResponseWriter, q *request, err error) {
	f := refusalOf(err)
	problem := wire.Problem{Envelope: a.envelope(q, wire.TypeProblem), Code: f.code, Detail: f.detail}
	var told *wire.Problem
	if errors.As(err, &told) {
		problem.Expected = told.Expected
	}
	level := a.log.Info
	if f.status >= http.StatusInternalServerError && f.code == wire.CodeInside {
		level = a.log.Error
	}
	level("refused", "route", q.route, "station", q.station, "status", f.status, "code", string(f.code), "err", err.Error())
	if f.retryAfter > 0 {
		w.Header().Set("Retry-After", strconv.Itoa(int(f.retryAfter/time.Second)))
	}
	if f.status == http.StatusUnauthorized {
		w.Header().Set("WWW-Authenticate", `Bearer realm="packline"`)
	}
	q.status = f.status
	if f.refused != nil {
		a.answer(w, q, Refused{Problem: problem, What: f.refused.What, Why: &f.refused.Why})
		return
	}
	a.answer(w, q, problem)
}

func (a *API) envelope(q *request, kind string) wire.Envelope {
	return a.centre.envelope(kind, q.nonce)
}

// packFrom is the size from which an answer is compressed for those who take it so.
const packFrom = 1400

// answer writes JSON, whole or not at all.
func (a *API) answer(w http.ResponseWriter, q *request, v any) {
	body, err := json.Marshal(v)
	if err != nil {
		a.log.Error("cannot write the answer", "route", q.route, "err", err.Error())
		http.Error(w, "", http.StatusInternalServerError)
		return
	}
	h := w.Header()
	h.Set("Content-Type", "application/json")
	h.Set("Cache-Control", "no-store")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Vary", "Accept-Encoding")
	if len(body) >= packFrom && strings.Contains(q.Header.Get("Accept-Encoding"), "gzip") {
		var packed bytes.Buffer
		z := gzip.NewWriter(&packed)
		_, _ = z.Write(body) // into memory: it can't fail
		_ = z.Close()
		body = packed.Bytes()
		h.Set("Content-Encoding", "gzip")
	}
	h.Set("Content-Length", strconv.Itoa(len(body)))
	if q.status == 0 {
		q.status = http.StatusOK
	}
	w.WriteHeader(q.status)
	_, _ = w.Write(body) // whoever asked is gone: they will ask again
}

// body reads a request's whole body, at most limit bytes.
func (q *request) body(limit int64) ([]byte, error) {
	if q.ContentLength > limit {
		return nil, tooLong("body")
	}
	raw, err := io.ReadAll(http.MaxBytesReader(q.w, q.Body, limit))
	var over *http.MaxBytesError
	switch {
	case errors.As(err, &over):
		return nil, tooLong("body")
	case err != nil:
		return nil, unreadable(fmt.Errorf("the body is not whole: %w", err))
	}
	return raw, nil
}

// read takes a JSON body of a people's route: one object, every field known.
func (q *request) read(limit int64, into any) error {
	if kind, _, err := mime.ParseMediaType(q.Header.Get("Content-Type")); err != nil || kind != "application/json" {
		return &refusal{status: http.StatusUnsupportedMediaType, code: wire.CodeMalformed, detail: "the Content-Type must be application/json"}
	}
	raw, err := q.body(limit)
	if err != nil {
		return err
	}
	d := json.NewDecoder(bytes.NewReader(raw))
	d.DisallowUnknownFields()
	if err := d.Decode(into); err != nil {
		return unreadable(fmt.Errorf("the body can't be read: %w", err))
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return unreadable(errors.New("there is more than one value in the body"))
	}
	return nil
}
