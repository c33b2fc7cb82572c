package central

import (
	"errors"

	"packline/sync/wire"
)

// problem makes an answer that isn't success.
func (c *Centre) problem(nonce string, code wire.Code, detail string) *wire.Problem {
	return &wire.Problem{Envelope: c.envelope(wire.TypeProblem, nonce), Code: code, Detail: detail}
}

// trouble puts an error into the form that stations get: never what went wrong inside, which goes to the log.
func (c *Centre) trouble(nonce string, err error) error {
	var p *wire.Problem
	switch {
	case err == nil:
		return nil
	case errors.As(err, &p):
		p.Envelope = c.envelope(wire.TypeProblem, nonce)
		return p
	case errors.Is(err, ErrBusy):
		return c.problem(nonce, wire.CodeBusy, "the storage is busy")
	}
	c.log.Error("request failed", "error", err)
	if errors.Is(err, ErrFull) {
		return c.problem(nonce, wire.CodeInside, wire.DetailFull)
	}
	return c.problem(nonce, wire.CodeInside, "the centre failed; nothing was stored")
}
