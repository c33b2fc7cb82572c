package manifest

import "fmt"

// Verdict is the worst finding of a shipment. Verdicts are ordered: a greater one is worse.
type Verdict int

// The verdicts.
const (
	NotJudged Verdict = iota
	Pass
	Warn   // the picker acknowledges it and the carton may go
	Hold   // can't be put on a load until a lead clears it with a reason
	Reject // can't go under this rulebook; never cleared
)

var verdictNames = [...]string{"", "PASS", "WARN", "HOLD", "REJECT"}

// String is PASS, WARN, HOLD or REJECT, empty when not judged.
func (v Verdict) String() string {
	if v < NotJudged || int(v) >= len(verdictNames) {
		return fmt.Sprintf("Verdict(%d)", int(v))
	}
	return verdictNames[v]
}

// MarshalText writes what String writes.
func (v Verdict) MarshalText() ([]byte, error) { return []byte(v.String()), nil }

// UnmarshalText reads PASS, WARN, HOLD, REJECT or nothing.
func (v *Verdict) UnmarshalText(text []byte) error {
	for i, name := range verdictNames {
		if name == string(text) {
			*v = Verdict(i)
			return nil
		}
	}
	return fmt.Errorf("cannot read verdict %q", text)
}

// Finding is one check's answer when it fired.
type Finding struct {
	Rule    string  `json:"rule"` // such as VAL-MAX
	Verdict Verdict `json:"verdict"`
	Message Phrase  `json:"message"`
	Action  Phrase  `json:"action,omitzero"`
}

// Judgement is everything a rulebook said about a shipment.
type Judgement struct {
	Verdict     Verdict     `json:"verdict"`
	Findings    []Finding   `json:"findings,omitempty"`
	Route       Route       `json:"route,omitempty"`
	Rulebook    RulebookRef `json:"rulebook"`
	Provisional bool        `json:"provisional"` // until the centre has judged
}

// RulebookRef names the document a verdict came from by its content.
type RulebookRef struct {
	Name      string            `json:"name"`
	Version   int               `json:"version"`
	Hash      string            `json:"hash"` // SHA-256 of the document's bytes, hexadecimal
	Overrides map[string]string `json:"overrides,omitempty"`
	// Notes says of overrides who put them there and why, by path.
	Notes map[string]OverrideNote `json:"override_notes,omitempty"`
}

// OverrideNote says who replaced a value of a rulebook, and why.
type OverrideNote struct {
	Name   string `json:"name"`
	Reason string `json:"reason"`
}

// RulebookDocument is a rulebook as it travels: the document's exact bytes and its detached signature, empty where it
// has none.
type RulebookDocument struct {
	Document  []byte `json:"document"`
	Signature string `json:"signature,omitempty"`
}

// Worst gives the worst verdict of the findings, Pass when there are none.
func Worst(findings []Finding) Verdict {
	worst := Pass
	for _, f := range findings {
		worst = max(worst, f.Verdict)
	}
	return worst
}
