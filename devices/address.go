package devices

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Address names a device in one string, the same in config, on the command line and in the log:
//
//	serial:/dev/ttyUSB0?protocol=toledo-8217&mode=7E1&unit=lb
//	serial:COM3?suffix=CR    tcp:zebra-dock2:9100    keyboard:    virtual:scale    file:labels.zpl
//
// It is scheme, colon, path, and optional parameters. In path and values %XX stands for a byte, so that a path may hold
// a question mark. Which schemes and parameters mean something is for the drivers to say.
type Address struct {
	Scheme string // lower-case letters and digits
	Path   string
	Params []Param // in the order written; no key twice
}

// Param is one parameter of an address.
type Param struct{ Key, Value string }

// MaxAddress is the longest address in bytes.
const MaxAddress = 512

// ErrAddress is the error of a text that is no device address.
var ErrAddress = errors.New("cannot read device address")

// ParseAddress reads an address. Whether a driver knows it is checked when the device is made.
func ParseAddress(s string) (Address, error) {
	scheme, rest, ok := strings.Cut(s, ":")
	if !ok || !isName(scheme) || len(s) > MaxAddress {
		return Address{}, badAddress(s, "it doesn't begin with a kind and a colon, such as serial: or tcp:")
	}
	path, query, hasQuery := strings.Cut(rest, "?")
	a := Address{Scheme: scheme}
	var err error
	if a.Path, err = unescape(path); err != nil {
		return Address{}, badAddress(s, err.Error())
	}
	if !hasQuery || query == "" {
		return a, nil
	}
	for pair := range strings.SplitSeq(query, "&") {
		param, err := parseParam(pair)
		if err != nil {
			return Address{}, badAddress(s, err.Error())
		}
		if a.Has(param.Key) {
			return Address{}, badAddress(s, param.Key+"= stands in it twice")
		}
		a.Params = append(a.Params, param)
	}
	return a, nil
}

func badAddress(s, why string) error {
	shown := strings.Map(printable, s)
	return Fail("device.bad-address", fmt.Errorf("%w %q: %s", ErrAddress, s, why), shown)
}

func parseParam(pair string) (Param, error) {
	key, value, ok := strings.Cut(pair, "=")
	if !ok || !isName(key) {
		return Param{}, fmt.Errorf("%q is no parameter like name=value", pair)
	}
	plain, err := unescape(value)
	return Param{Key: key, Value: plain}, err
}

// String writes the address so that ParseAddress reads the same again.
func (a Address) String() string {
	var b strings.Builder
	b.WriteString(a.Scheme + ":" + escape(a.Path))
	for i, p := range a.Params {
		b.WriteString(map[bool]string{true: "?", false: "&"}[i == 0])
		b.WriteString(p.Key + "=" + escape(p.Value))
	}
	return b.String()
}

// Has reports whether a parameter is given.
func (a Address) Has(key string) bool {
	return slices.ContainsFunc(a.Params, func(p Param) bool { return p.Key == key })
}

// Get gives a parameter's value, or the fallback when it isn't given.
func (a Address) Get(key, fallback string) string {
	for _, p := range a.Params {
		if p.Key == key {
			return p.Value
		}
	}
	return fallback
}

// WithDefault gives the address with a parameter added, unless it is already given.
func (a Address) WithDefault(key, value string) Address {
	if a.Has(key) {
		return a
	}
	a.Params = append(slices.Clip(slices.Clone(a.Params)), Param{key, value})
	return a
}

// Check refuses an address whose scheme isn't in known, or that has a parameter which its scheme doesn't know. The
// error lists what is known.
func (a Address) Check(known map[string][]string) error {
	params, ok := known[a.Scheme]
	if !ok {
		kinds := make([]string, 0, len(known))
		for scheme := range known {
			kinds = append(kinds, scheme+":")
		}
		slices.Sort(kinds)
		list := strings.Join(kinds, " ")
		return Fail("device.unknown-kind", fmt.Errorf("%w %s: known here are %s", ErrAddress, a, list), a.Scheme, list)
	}
	for _, p := range a.Params {
		if !slices.Contains(params, p.Key) {
			list := strings.Join(params, ", ")
			return Fail("device.unknown-parameter", fmt.Errorf("%w %s: unknown parameter %s (known: %s)", ErrAddress, a, p.Key, list), p.Key, list)
		}
	}
	return nil
}

func isName(s string) bool {
	for _, c := range s {
		if (c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '-' && c != '_' {
			return false
		}
	}
	return s != ""
}

func printable(r rune) rune {
	if !unicode.IsPrint(r) {
		return '?'
	}
	return r
}

// escape keeps everything that can stand in an address as it is, and writes the rest byte by byte as %XX.
func escape(s string) string {
	var b strings.Builder
	for i := 0; i < len(s); {
		r, size := utf8.DecodeRuneInString(s[i:])
		if strings.ContainsRune("%?&#", r) || r == utf8.RuneError || !unicode.IsPrint(r) || r == ' ' {
			for _, c := range []byte(s[i : i+size]) {
				fmt.Fprintf(&b, "%%%02X", c)
			}
		} else {
			b.WriteString(s[i : i+size])
		}
		i += size
	}
	return b.String()
}

func unescape(s string) (string, error) {
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] != '%' {
			b.WriteByte(s[i])
			continue
		}
		if i+2 >= len(s) || !isHex(s[i+1]) || !isHex(s[i+2]) {
			return "", errors.New("a % in it is not followed by two hexadecimal digits")
		}
		b.WriteByte(hexValue(s[i+1])<<4 | hexValue(s[i+2]))
		i += 2
	}
	return b.String(), nil
}

func isHex(c byte) bool {
	return c >= '0' && c <= '9' || c >= 'a' && c <= 'f' || c >= 'A' && c <= 'F'
}

func hexValue(c byte) byte {
	switch {
	case c >= 'a':
		return c - 'a' + 10
	case c >= 'A':
		return c - 'A' + 10
	}
	return c - '0'
}
