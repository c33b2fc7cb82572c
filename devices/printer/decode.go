package printer

import (
	"fmt"
	"strings"

	"packline/devices"
)

// answer is what a capture says, in the form that the captures of scales have too. A printer weighs nothing.
type answer struct {
	Frame  string   `json:"frame"` // status, or none when nothing whole is in it
	Weight *string  `json:"weight"`
	Unit   *string  `json:"unit"`
	Stable bool     `json:"stable"`
	Flags  []string `json:"flags"`
}

// statusAnswer is what an answer to ~HS says.
type statusAnswer struct {
	answer
	CanPrintNow *bool `json:"can_print_now"` // null when the answer isn't whole
}

// identityAnswer is what an answer to ~HI says.
type identityAnswer struct {
	answer
	Model    *string `json:"model"`
	Firmware *string `json:"firmware"`
	DPMM     *int    `json:"dpmm"` // null when the printer says something else
}

// valueAnswer is what an answer to a getvar says.
type valueAnswer struct {
	answer
	Value *string `json:"value"` // null when the printer doesn't have it
}

// DecodeNames gives the names that Decode knows.
func DecodeNames() []string { return []string{"zebra-hs", "zebra-hqes", "zebra-hi", "zebra-sgd"} }

// Decode tells what bytes from a printer say, as a value to be written as JSON: the last whole answer among them. The
// only error is that of an unknown name.
func Decode(name string, capture []byte) (any, error) {
	switch name {
	case "zebra-hs":
		return decodeHostStatus(capture), nil
	case "zebra-hqes":
		if status, err := ParseErrorStatus(capture); err == nil {
			return whole(status.Flags()), nil
		}
		return none(), nil
	case "zebra-hi":
		id, err := ParseIdentity(capture)
		if err != nil {
			return identityAnswer{answer: none()}, nil
		}
		made := identityAnswer{answer: whole([]string{}), Model: &id.Model, Firmware: &id.Firmware}
		if id.DPMM > 0 {
			made.DPMM = &id.DPMM
		}
		return made, nil
	case "zebra-sgd":
		value, known, err := ParseValue(capture)
		if err != nil {
			return valueAnswer{answer: none()}, nil
		}
		made := valueAnswer{answer: whole([]string{})}
		if known {
			made.Value = &value
		}
		return made, nil
	}
	list := strings.Join(DecodeNames(), " ")
	return nil, devices.Fail("printer.unknown-protocol", fmt.Errorf("cannot decode %q: known are %s", name, list), plain([]byte(name)), list)
}

// decodeHostStatus tells whether a label would come out now: not while anything is raised, even what a job doesn't mind,
// such as a head that is still cold.
func decodeHostStatus(capture []byte) statusAnswer {
	if status, err := ParseHostStatus(capture); err == nil {
		flags := status.Flags()
		can := len(flags) == 0
		return statusAnswer{whole(flags), &can}
	}
	if status, ok := partOfStatus(capture); ok {
		return statusAnswer{answer: whole(status.Flags())}
	}
	return statusAnswer{answer: none()}
}

func none() answer { return answer{Frame: "none", Flags: []string{}} }

func whole(flags []string) answer { return answer{Frame: "status", Flags: flags} }
