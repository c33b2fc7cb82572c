package section321

import (
	"crypto/ed25519"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode"
	"unicode/utf8"
)

// The errors of a document that isn't trusted.
var (
	// ErrUnsigned: the document has no signature, and none without one is taken.
	ErrUnsigned = errors.New("it has no signature")
	// ErrSignature: the signature is of none of the keys that are trusted, or of other bytes.
	ErrSignature = errors.New("its signature is of none of the trusted keys, or the document was changed after it was signed")
	// ErrKey: a text is no key.
	ErrKey = errors.New("it is no key")
)

// PublicKey is the key of somebody whose rulebooks are trusted. Its text is the Ed25519 key in base64 and, after a blank,
// the name of whose it is.
type PublicKey struct {
	Name string // for people; may be empty
	key  ed25519.PublicKey
}

// longestKey is how many bytes the text of a key or a signature may have.
const longestKey = 512

// ParsePublicKey reads a public key. The error is ErrKey.
func ParsePublicKey(text string) (PublicKey, error) {
	encoded, name, _ := strings.Cut(strings.TrimSpace(text), " ")
	name = strings.TrimSpace(name)
	raw, err := base64.StdEncoding.Strict().DecodeString(encoded)
	if err != nil || len(raw) != ed25519.PublicKeySize || len(text) > longestKey {
		return PublicKey{}, fmt.Errorf("%w: a public key is %d bytes in base64 and a name", ErrKey, ed25519.PublicKeySize)
	}
	if !utf8.ValidString(name) || strings.ContainsFunc(name, unicode.IsControl) {
		return PublicKey{}, fmt.Errorf("%w: its name can't be shown", ErrKey)
	}
	return PublicKey{Name: name, key: raw}, nil
}

// String is the text that ParsePublicKey reads.
func (k PublicKey) String() string {
	return strings.TrimSpace(base64.StdEncoding.EncodeToString(k.key) + " " + k.Name)
}

// Title is the key's name, or the beginning of its text where it has none.
func (k PublicKey) Title() string {
	const shown = 12
	if k.Name != "" {
		return k.Name
	}
	return k.String()[:shown]
}

// PrivateKey signs rulebooks. Its text must be kept where only the signer can read it.
type PrivateKey struct{ key ed25519.PrivateKey }

// privatePrefix begins the text of a private key, so that it is never taken for a public one.
const privatePrefix = "packline-rulebook-private-key "

// NewPrivateKey makes a key from random bytes.
func NewPrivateKey(random io.Reader) (PrivateKey, error) {
	seed := make([]byte, ed25519.SeedSize)
	if _, err := io.ReadFull(random, seed); err != nil {
		return PrivateKey{}, fmt.Errorf("cannot make a key: %w", err)
	}
	return PrivateKey{key: ed25519.NewKeyFromSeed(seed)}, nil
}

// ParsePrivateKey reads what Secret gave. The error is ErrKey and never repeats the text.
func ParsePrivateKey(text string) (PrivateKey, error) {
	encoded, ok := strings.CutPrefix(strings.TrimSpace(text), privatePrefix)
	seed, err := base64.StdEncoding.Strict().DecodeString(encoded)
	if !ok || err != nil || len(seed) != ed25519.SeedSize || len(text) > longestKey {
		return PrivateKey{}, fmt.Errorf("%w: a private key begins with %q", ErrKey, strings.TrimSpace(privatePrefix))
	}
	return PrivateKey{key: ed25519.NewKeyFromSeed(seed)}, nil
}

// Secret is the key's text, which nobody else may see.
func (k PrivateKey) Secret() string {
	return privatePrefix + base64.StdEncoding.EncodeToString(k.key.Seed())
}

// Public is the key that others check with, under a name.
func (k PrivateKey) Public(name string) PublicKey {
	public, _ := k.key.Public().(ed25519.PublicKey)
	return PublicKey{Name: name, key: public}
}

// Sign gives the detached signature of a document: base64 of Ed25519 over its exact bytes.
func (k PrivateKey) Sign(doc []byte) string {
	return base64.StdEncoding.EncodeToString(ed25519.Sign(k.key, doc))
}

// Trust says whose rulebooks are taken. Its zero value takes none but those that come with the program.
type Trust struct {
	Keys     []PublicKey
	Unsigned bool // documents without a signature are taken too; a wrong signature never is
}

// Verify gives the title of the key that signed a document, empty for one without a signature that is taken all the same.
func (t Trust) Verify(doc []byte, signature string) (by string, err error) {
	signature = strings.TrimSpace(signature)
	if signature == "" {
		if t.Unsigned {
			return "", nil
		}
		return "", errBook("%w", ErrUnsigned)
	}
	raw, err := base64.StdEncoding.Strict().DecodeString(signature)
	if err != nil || len(raw) != ed25519.SignatureSize || len(signature) > longestKey {
		return "", errBook("%w: it is not %d bytes in base64", ErrSignature, ed25519.SignatureSize)
	}
	for _, k := range t.Keys {
		if len(k.key) == ed25519.PublicKeySize && ed25519.Verify(k.key, doc, raw) {
			return k.Title(), nil
		}
	}
	return "", errBook("%w", ErrSignature)
}
