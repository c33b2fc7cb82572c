package port

import (
	"encoding/binary"
	"errors"
	"fmt"
	"slices"
)

// The part of IPP (RFC 8010) that hands a raw job to a queue and asks how the queue is doing.
const (
	ippPrintJob   = 0x0002
	ippGetPrinter = 0x000B

	ippOperationGroup = 0x01
	ippEnd            = 0x03
	ippInteger        = 0x21
	ippBoolean        = 0x22
	ippEnum           = 0x23
	ippText           = 0x41
	ippName           = 0x42
	ippKeyword        = 0x44
	ippURI            = 0x45
	ippCharset        = 0x47
	ippLanguage       = 0x48
	ippMime           = 0x49
)

// ippAttribute is one value of an attribute. More values of the same attribute follow with an empty name.
type ippAttribute struct {
	tag   byte
	name  string
	value string
}

// ippRequest writes a request; what it carries follows it.
func ippRequest(operation uint16, attributes ...ippAttribute) []byte {
	b := []byte{1, 1}
	b = binary.BigEndian.AppendUint16(b, operation)
	b = binary.BigEndian.AppendUint32(b, 1)
	b = append(b, ippOperationGroup)
	b = ippAppend(b, ippAttribute{ippCharset, "attributes-charset", "utf-8"})
	b = ippAppend(b, ippAttribute{ippLanguage, "attributes-natural-language", "en"})
	for _, a := range attributes {
		b = ippAppend(b, a)
	}
	return append(b, ippEnd)
}

func ippAppend(b []byte, a ippAttribute) []byte {
	b = append(b, a.tag)
	for _, s := range []string{a.name, a.value} {
		s = s[:min(len(s), 1023)] // of what we send, only an address in config could be longer
		b = binary.BigEndian.AppendUint16(b, uint16(len(s)))
		b = append(b, s...)
	}
	return b
}

// ippAnswer is an answer: its status and its attributes in order.
type ippAnswer struct {
	status     uint16
	attributes []ippAttribute
}

// errIPP is the error of bytes that are no answer.
var errIPP = errors.New("cannot read the answer of the print queue")

const maxIPPAttributes = 2000

// parseIPP reads an answer up to the end of its attributes.
func parseIPP(b []byte) (ippAnswer, error) {
	if len(b) < 9 || b[0] < 1 || b[0] > 2 {
		return ippAnswer{}, fmt.Errorf("%w: it has no head", errIPP)
	}
	answer := ippAnswer{status: binary.BigEndian.Uint16(b[2:])}
	b = b[8:]
	name := ""
	for {
		if len(b) == 0 {
			return ippAnswer{}, fmt.Errorf("%w: it is cut off", errIPP)
		}
		tag := b[0]
		b = b[1:]
		if tag == ippEnd {
			return answer, nil
		}
		if tag < 0x10 {
			name = ""
			continue // a group begins
		}
		key, rest, ok := ippString(b)
		value, rest, ok2 := ippString(rest)
		if !ok || !ok2 || key == "" && name == "" {
			return ippAnswer{}, fmt.Errorf("%w: it is cut off in an attribute", errIPP)
		}
		if b = rest; key != "" {
			name = key
		}
		if len(answer.attributes) == maxIPPAttributes {
			return ippAnswer{}, fmt.Errorf("%w: it has too many attributes", errIPP)
		}
		answer.attributes = append(answer.attributes, ippAttribute{tag, name, value})
	}
}

func ippString(b []byte) (s string, rest []byte, ok bool) {
	if len(b) < 2 {
		return "", nil, false
	}
	n := int(binary.BigEndian.Uint16(b))
	if len(b) < 2+n {
		return "", nil, false
	}
	return string(b[2 : 2+n]), b[2+n:], true
}

// texts gives the values of an attribute that are texts, names or keywords.
func (a ippAnswer) texts(name string) []string {
	var found []string
	for _, x := range a.attributes {
		if x.name == name && slices.Contains([]byte{ippText, ippName, ippKeyword, ippURI, ippMime}, x.tag) {
			found = append(found, plain(x.value))
		}
	}
	return found
}

// number gives the first value of an attribute that is a number, a state or a truth value.
func (a ippAnswer) number(name string) (int32, bool) {
	for _, x := range a.attributes {
		switch {
		case x.name != name:
		case (x.tag == ippInteger || x.tag == ippEnum) && len(x.value) == 4:
			return int32(binary.BigEndian.Uint32([]byte(x.value))), true
		case x.tag == ippBoolean && len(x.value) == 1:
			return int32(x.value[0]), true
		}
	}
	return 0, false
}
