package config

import (
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"

	"golang.org/x/crypto/argon2"
)

// The cost of checking a PIN: 64 MiB and three passes (the second recommended option of RFC 9106, section 4). A PIN has
// few digits, so its hash must be slow.
const (
	pinMemory  = 64 << 10 // KiB
	pinPasses  = 3
	pinThreads = 4
	pinSalt    = 16
	pinKey     = 32
)

// The most that a hash may ask for: whoever writes the config decides what a check costs the bench.
const (
	pinMostMemory  = 256 << 10
	pinMostPasses  = 16
	pinMostThreads = 16
)

// The shortest and longest PIN, in digits: what the screen's pad takes.
const (
	PINLeast = 4
	PINMost  = 12
)

// ErrPIN is the error of a PIN that is not PINLeast to PINMost digits.
var ErrPIN = errors.New("cannot use PIN: it is not 4 to 12 digits")

var errPINHash = errors.New("cannot read PIN hash")

// HashPIN gives what stands under pin_hash: argon2id in the PHC string format, with a random salt.
func HashPIN(pin string) (string, error) {
	if !allDigits(pin) || len(pin) < PINLeast || len(pin) > PINMost {
		return "", ErrPIN
	}
	salt := make([]byte, pinSalt)
	_, _ = rand.Read(salt) // never fails since Go 1.24
	key := argon2.IDKey([]byte(pin), salt, pinPasses, pinMemory, pinThreads, pinKey)
	encode := base64.RawStdEncoding.EncodeToString
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, pinMemory, pinPasses, pinThreads, encode(salt), encode(key)), nil
}

// CheckPIN reports whether a PIN is the one of a hash. The comparison takes the same time whatever differs; a hash that
// can't be read is nobody's.
func CheckPIN(hash, pin string) bool {
	h, err := parsePINHash(hash)
	if err != nil || len(pin) > PINMost {
		return false
	}
	key := argon2.IDKey([]byte(pin), h.salt, h.passes, h.memory, h.threads, uint32(len(h.key)))
	return subtle.ConstantTimeCompare(key, h.key) == 1
}

type pinHash struct {
	memory, passes uint32
	threads        uint8
	salt, key      []byte
}

func parsePINHash(s string) (pinHash, error) {
	var h pinHash
	parts := strings.Split(s, "$")
	if len(parts) != 6 || parts[0] != "" || parts[1] != "argon2id" || parts[2] != fmt.Sprintf("v=%d", argon2.Version) {
		return h, errPINHash
	}
	if n, err := fmt.Sscanf(parts[3], "m=%d,t=%d,p=%d", &h.memory, &h.passes, &h.threads); n != 3 || err != nil ||
		fmt.Sprintf("m=%d,t=%d,p=%d", h.memory, h.passes, h.threads) != parts[3] {
		return h, errPINHash
	}
	var errSalt, errKey error
	h.salt, errSalt = base64.RawStdEncoding.DecodeString(parts[4])
	h.key, errKey = base64.RawStdEncoding.DecodeString(parts[5])
	switch {
	case errSalt != nil || errKey != nil || len(h.salt) < 8 || len(h.salt) > 64 || len(h.key) < 16 || len(h.key) > 64:
		return h, errPINHash
	case h.passes < 1 || h.passes > pinMostPasses || h.threads < 1 || h.threads > pinMostThreads:
		return h, errPINHash
	case h.memory < 8*uint32(h.threads) || h.memory > pinMostMemory:
		return h, errPINHash
	}
	return h, nil
}
