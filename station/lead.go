package station

import (
	"strconv"
	"time"

	"packline/manifest"
	"packline/manifest/ledger"
)

// prompt asks a lead for a badge, a PIN, a reason and, for a weight that no scale gives, the weight.
type prompt struct {
	what     asked
	lead     manifest.Operator // none yet: a badge is asked for
	ticket   uint64            // of the PIN being checked; 0 when none is
	pinRight bool
	reason   string         // of a keyed weight
	fault    string         // of the scale, when the weight was asked to be keyed
	keyed    manifest.Shown // the weight that is shown back
}

// asked is what a lead is to decide.
type asked int

const (
	askedHold   asked = iota // to let a held carton go
	askedManual              // to let a weight be keyed
	askedTrust               // to let a scale be used that failed its check
)

// name is how a record calls what was to be decided; empty for a hold.
func (a asked) name() string {
	switch a {
	case askedManual:
		return "manual-weight"
	case askedTrust:
		return "check-weight"
	case askedHold:
	}
	return ""
}

// phase is where the prompt stands.
func (p *prompt) phase() Phase {
	switch {
	case p.lead.Badge == "":
		return LeadBadge
	case !p.pinRight:
		return LeadPIN
	case p.what != askedManual || p.reason == "":
		return LeadReason
	case p.keyed.IsZero():
		return KeyWeight
	}
	return KeyConfirm
}

// choices are the reasons that a lead chooses from.
func (p *prompt) choices() []string {
	switch p.what {
	case askedManual:
		return manualReasons()
	case askedTrust:
		return trustReasons()
	case askedHold:
	}
	return reasons()
}

type pinFail struct {
	n  int
	at time.Time
}

const (
	pinTries = 5
	pinRest  = ledger.PINRest // how long a badge rests after that many wrong PINs
)

// reasons are why a lead lets a hold go, in the order they are numbered.
func reasons() []string {
	return []string{
		"bench.reason.checked-goods", "bench.reason.client-confirmed", "bench.reason.compliance",
		"bench.reason.different-person", "bench.reason.address-checked", "bench.reason.other",
	}
}

// callLead asks a lead for the PIN, or says why this lead can't clear a hold.
func (t *turn) callLead(lead manifest.Operator) {
	fail := t.pinFails[lead.Badge]
	switch {
	case lead.PINHash == "":
		t.refusedClearing(lead, "no-pin")
		t.refuse("bench.refuse.lead-no-pin", lead.Name)
	case fail.n >= pinTries && t.now.Sub(fail.at).Abs() < pinRest:
		t.refusedClearing(lead, "locked")
		t.refuse("bench.refuse.lead-locked", lead.Name)
	default:
		t.accept()
		if t.prompt == nil {
			t.prompt = &prompt{}
		}
		t.prompt.lead = lead
	}
}

func (t *turn) refusedClearing(lead manifest.Operator, reason string) {
	body := ledger.ClearingRefused{Badge: lead.Badge, Reason: reason}
	if t.prompt != nil {
		body.For = t.prompt.what.name()
	}
	switch {
	case t.recall != nil:
		t.record(aboutCarton(t.recall.past.Carton), body)
	case t.work != nil:
		t.record(t.work.about(*t.work.hand()), body)
	default:
		t.record(about{}, body)
	}
}

// scannedAtPrompt lets a scan answer a prompt only by leaving it: a PIN or a weight is typed, never scanned. A badge is
// scanned, where it is what is asked for.
func (t *turn) scannedAtPrompt(code manifest.Code) {
	who, known := t.ref.operators[code.Text]
	if t.prompt.phase() == LeadBadge && code.Kind == manifest.CodeText && known {
		if who.Role != manifest.RoleLead {
			t.refuse("bench.refuse.lead-only")
			return
		}
		t.callLead(who)
		return
	}
	if code.Command == manifest.CommandCancel || code.Command == manifest.CommandNext {
		t.prompt = nil
		t.accept()
		return
	}
	if t.prompt.phase() == LeadBadge {
		t.refuse("bench.refuse.lead-only")
		return
	}
	t.refuse("bench.refuse.prompt")
}

// answered takes what was typed at a prompt.
func (t *turn) answered(text string) {
	p := t.prompt
	if p == nil || p.ticket != 0 || t.manualOver() {
		return
	}
	switch p.phase() {
	case LeadPIN:
		t.ticket++
		p.ticket = t.ticket
		t.do(CheckPIN{Ticket: t.ticket, Hash: p.lead.PINHash, PIN: text})
	case LeadReason:
		t.reasonGiven(text)
	case KeyWeight:
		t.keyed(text)
	case KeyConfirm:
		t.keyedConfirmed(text)
	}
}

func (t *turn) pinChecked(c PINChecked) {
	p := t.prompt
	if p == nil || p.ticket != c.Ticket {
		return
	}
	p.ticket = 0
	if c.Right {
		t.accept()
		delete(t.pinFails, p.lead.Badge)
		p.pinRight = true
		return
	}
	fail := t.pinFails[p.lead.Badge]
	if t.now.Sub(fail.at).Abs() >= pinRest {
		fail.n = 0
	}
	fail.n, fail.at = fail.n+1, t.now
	t.pinFails[p.lead.Badge] = fail
	t.refusedClearing(p.lead, "pin")
	if fail.n >= pinTries {
		t.prompt = nil
		t.refuse("bench.refuse.lead-locked", p.lead.Name)
		return
	}
	t.refuse("bench.refuse.pin", strconv.Itoa(pinTries-fail.n))
}

// reasonGiven takes the lead's reason, and does what it was for.
func (t *turn) reasonGiven(text string) {
	p, choices := t.prompt, t.prompt.choices()
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 || n > len(choices) {
		t.refuse("bench.refuse.reason", strconv.Itoa(len(choices)))
		return
	}
	t.accept()
	if p.what == askedManual {
		p.reason = choices[n-1]
		return
	}
	t.prompt = nil
	if p.what == askedTrust {
		t.trust(p.lead, choices[n-1])
		return
	}
	t.clearHolds(p.lead, choices[n-1])
}

// clearHolds clears the holds of the shipment in hand, or of the carton on the screen, with the lead's reason.
func (t *turn) clearHolds(lead manifest.Operator, reason string) {
	if t.recall != nil {
		t.clearRecalled(lead, reason)
		return
	}
	if t.work == nil {
		return
	}
	clearing := clearingOf(lead, reason, t.work.holds(), t.now)
	t.work.cleared = append(t.work.cleared, clearing)
	t.record(t.work.about(*t.work.hand()), ledger.HoldCleared{Clearing: clearing})
	t.say("bench.notice.cleared", lead.Name)
	t.goOn()
}
