package config

import (
	"errors"
	"strings"
	"testing"
)

func TestPIN(t *testing.T) {
	hash, err := HashPIN("2468")
	if err != nil || !strings.HasPrefix(hash, "$argon2id$v=19$m=65536,t=3,p=4$") {
		t.Fatalf("gave %q, %v", hash, err)
	}
	again, _ := HashPIN("2468")
	if again == hash {
		t.Error("two hashes have one salt")
	}
	if !CheckPIN(hash, "2468") || CheckPIN(hash, "2469") || CheckPIN(hash, "") {
		t.Error("the wrong PIN is taken or the right one isn't")
	}
	for _, pin := range []string{"", "123", "1234567890123", "12a4", "١٢٣٤"} {
		if _, err := HashPIN(pin); !errors.Is(err, ErrPIN) {
			t.Errorf("%q gave %v", pin, err)
		}
	}
}

// TestPINHashesThatAreNone holds that a hash which asks for too much or is not whole is nobody's.
func TestPINHashesThatAreNone(t *testing.T) {
	const good = "$argon2id$v=19$m=64,t=1,p=1$c29tZXNhbHQ$MTIzNDU2Nzg5MDEyMzQ1Ng"
	if _, err := parsePINHash(good); err != nil {
		t.Fatal(err)
	}
	for _, hash := range []string{
		"", "...", "plain", strings.Replace(good, "argon2id", "argon2i", 1), strings.Replace(good, "v=19", "v=16", 1),
		strings.Replace(good, "m=64", "m=999999999", 1), strings.Replace(good, "t=1", "t=0", 1), strings.Replace(good, "t=1", "t=9999", 1),
		strings.Replace(good, "p=1", "p=0", 1), strings.Replace(good, "p=1", "p=1,x=2", 1), strings.Replace(good, "m=64", "m=+64", 1),
		strings.Replace(good, "c29tZXNhbHQ", "!", 1), good + "$", strings.Replace(good, "MTIzNDU2Nzg5MDEyMzQ1Ng", "MTIz", 1),
	} {
		if CheckPIN(hash, "1234") {
			t.Errorf("%q lets someone in", hash)
		}
		if _, err := parsePINHash(hash); err == nil {
			t.Errorf("%q was read", hash)
		}
	}
}

func FuzzPINHash(f *testing.F) {
	f.Add("$argon2id$v=19$m=64,t=1,p=1$c29tZXNhbHQ$MTIzNDU2Nzg5MDEyMzQ1Ng")
	f.Fuzz(func(t *testing.T, s string) {
		if h, err := parsePINHash(s); err == nil && (h.memory > pinMostMemory || len(h.salt) == 0) {
			t.Errorf("%q was read as %+v", s, h)
		}
	})
}
