package wire

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"

	"packline/manifest/ledger"
)

// Push is a batch of events on its way: consecutive events of one epoch, in their canonical bytes.
type Push struct {
	Head   PushHead
	Events [][]byte
}

// Plain gives the body before compression: the head and each event on a line of its own. Canonical bytes hold no line
// breaks.
func (p Push) Plain() ([]byte, error) {
	p.Head.V, p.Head.Count = Version, len(p.Events)
	head, err := json.Marshal(p.Head)
	if err != nil {
		return nil, fmt.Errorf("cannot write the push: %w", err)
	}
	size := len(head) + 1
	for _, e := range p.Events {
		if bytes.IndexByte(e, '\n') >= 0 {
			return nil, fmt.Errorf("cannot write the push: an event holds a line break")
		}
		size += len(e) + 1
	}
	out := append(make([]byte, 0, size), head...)
	out = append(out, '\n')
	for _, e := range p.Events {
		out = append(append(out, e...), '\n')
	}
	return out, nil
}

// ReadPush reads a plain body. It holds to the limits before it reads any line.
func ReadPush(plain []byte) (Push, error) {
	if len(plain) > MaxSingle {
		return Push{}, fmt.Errorf("%w: a push of %d bytes", ErrMessage, len(plain))
	}
	head, rest, ok := bytes.Cut(plain, []byte("\n"))
	if !ok {
		return Push{}, fmt.Errorf("%w: the push is cut off", ErrMessage)
	}
	var p Push
	if err := json.Unmarshal(head, &p.Head); err != nil {
		return Push{}, fmt.Errorf("%w: the head of the push: %w", ErrMessage, err)
	}
	switch {
	case p.Head.V < Oldest || p.Head.V > Version:
		return Push{}, fmt.Errorf("%w: a push of version %d", ErrMessage, p.Head.V)
	case p.Head.Count < 1 || p.Head.Count > MaxEvents || len(p.Head.Keys) > MaxOrderKeys || len(p.Head.Nonce) > MaxNonce || len(p.Head.Incarnation) > MaxName:
		return Push{}, fmt.Errorf("%w: a push of %d events", ErrMessage, p.Head.Count)
	case len(plain) > MaxPlain && p.Head.Count > 1:
		return Push{}, fmt.Errorf("%w: a push of %d bytes and %d events", ErrMessage, len(plain), p.Head.Count)
	}
	for range p.Head.Count {
		var line []byte
		if line, rest, ok = bytes.Cut(rest, []byte("\n")); !ok || len(line) == 0 || len(line) > ledger.MaxEvent {
			return Push{}, fmt.Errorf("%w: the push is cut off", ErrMessage)
		}
		p.Events = append(p.Events, line)
	}
	if len(rest) > 0 {
		return Push{}, fmt.Errorf("%w: there are bytes after the last event", ErrMessage)
	}
	return p, nil
}

// Pack compresses a plain body and gives its hash in the form of HeaderHash.
func Pack(plain []byte) (packed []byte, hash string, err error) {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	if _, err := z.Write(plain); err != nil {
		return nil, "", fmt.Errorf("cannot compress: %w", err)
	}
	if err := z.Close(); err != nil {
		return nil, "", fmt.Errorf("cannot compress: %w", err)
	}
	return b.Bytes(), HashOf(plain), nil
}

// Unpack reads a compressed body of a stated length and hash: never more than the length, and the whole of it.
func Unpack(packed io.Reader, length int, hash string) ([]byte, error) {
	if length < 1 || length > MaxSingle {
		return nil, fmt.Errorf("%w: a body of %d bytes", ErrMessage, length)
	}
	z, err := gzip.NewReader(io.LimitReader(packed, MaxPacked))
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrMessage, err)
	}
	plain, err := io.ReadAll(io.LimitReader(z, int64(length)+1))
	switch {
	case err != nil:
		return nil, fmt.Errorf("%w: the body is not whole: %w", ErrMessage, err)
	case len(plain) != length:
		return nil, fmt.Errorf("%w: the body isn't the %d bytes it claims", ErrMessage, length)
	case HashOf(plain) != hash:
		return nil, fmt.Errorf("%w: the body isn't what its hash says", ErrMessage)
	}
	return plain, nil
}

// HashOf gives the SHA-256 of a plain body in hexadecimal.
func HashOf(plain []byte) string {
	sum := sha256.Sum256(plain)
	return hex.EncodeToString(sum[:])
}
