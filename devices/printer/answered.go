package printer

import "bytes"

// Answered tells what came after a question of ours, such as ~HS: the name that Decode knows such answers by, and what
// Decode says of this one. It is not ok while the answer isn't whole, and after what is no question of those.
func Answered(question, capture []byte) (name string, says any, ok bool) {
	switch {
	case bytes.HasSuffix(question, []byte(askHostStatus)):
		name = "zebra-hs"
	case bytes.HasSuffix(question, []byte(askErrorStatus)):
		name = "zebra-hqes"
	case bytes.HasSuffix(question, []byte(askIdentity)):
		name = "zebra-hi"
	case bytes.HasPrefix(question, []byte(askValue)):
		name = "zebra-sgd"
	default:
		return "", nil, false
	}
	says, err := Decode(name, capture)
	answered, isOne := says.(interface{ isWhole() bool })
	return name, says, err == nil && isOne && answered.isWhole()
}

func (a answer) isWhole() bool { return a.Frame == "status" }

func (a statusAnswer) isWhole() bool { return a.CanPrintNow != nil } // a part of it is shown as a status too
