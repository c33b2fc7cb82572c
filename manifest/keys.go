package manifest

import (
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"
)

// Keys are the secrets derived from one organisation key (HKDF-SHA256, RFC 5869), each for one use only.
type Keys struct {
	ID    byte   // short public name of the organisation key, printed on labels
	label []byte // seals 2D codes
	match []byte // hashes persons into match keys
	store []byte // wraps order keys on a station's disk
}

// ErrKey is the error of an organisation key that can't be used.
var ErrKey = errors.New("cannot use organisation key")

const organisationKeyBytes = 32

// NewOrganisationKey makes a new key in its text form: 32 random bytes in base64 on one line.
func NewOrganisationKey() string {
	var raw [organisationKeyBytes]byte
	_, _ = rand.Read(raw[:]) // never fails since Go 1.24
	return base64.StdEncoding.EncodeToString(raw[:])
}

// DeriveKeys reads an organisation key's text form and derives the keys of each use.
func DeriveKeys(text string) (Keys, error) {
	raw, err := base64.StdEncoding.DecodeString(strings.TrimSpace(text))
	if err != nil || len(raw) != organisationKeyBytes {
		return Keys{}, fmt.Errorf("%w: it is not %d bytes in base64", ErrKey, organisationKeyBytes)
	}
	derive := func(use string, n int) []byte {
		key, kdfErr := hkdf.Key(sha256.New, raw, nil, "packline "+use+" v1", n)
		err = errors.Join(err, kdfErr)
		return key
	}
	keys := Keys{label: derive("label seal", 32), match: derive("match keys", 32), store: derive("order keys at rest", 32)}
	if id := derive("key id", 1); err == nil {
		keys.ID = id[0]
	}
	return keys, err
}

// Match gives the keyed hash of one matching test's normalised input: 16 bytes of HMAC-SHA256 in hexadecimal.
func (k Keys) Match(test, input string) string {
	mac := hmac.New(sha256.New, k.match)
	mac.Write([]byte(test))
	mac.Write([]byte{0})
	mac.Write([]byte(input))
	return fmt.Sprintf("%x", mac.Sum(nil)[:16])
}

// Store gives the 32-byte key that wraps order keys on this station's disk.
func (k Keys) Store() []byte { return k.store }

func (k Keys) sealLabel(body []byte) []byte {
	mac := hmac.New(sha256.New, k.label)
	mac.Write(body)
	return mac.Sum(nil)[:labelMAC]
}
