package station

import (
	"strconv"
	"time"

	"packline/manifest"
	"packline/manifest/ledger"
)

// prompt asks a lead for a PIN and then for a reason.
type prompt struct {
	lead     manifest.Operator
	ticket   uint64 // of the PIN being checked; 0 when none is
	pinRight bool
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
		t.prompt = &prompt{lead: lead}
	}
}

func (t *turn) refusedClearing(lead manifest.Operator, reason string) {
	body := ledger.ClearingRefused{Badge: lead.Badge, Reason: reason}
	switch {
	case t.recall != nil:
		t.record(aboutCarton(t.recall.past.Carton), body)
	case t.work != nil:
		t.record(t.work.about(*t.work.hand()), body)
	}
}

// scannedAtPrompt lets a scan answer a prompt only by leaving it: a PIN is typed, never scanned.
func (t *turn) scannedAtPrompt(code manifest.Code) {
	if code.Command == manifest.CommandCancel || code.Command == manifest.CommandNext {
		t.prompt = nil
		t.accept()
		return
	}
	t.refuse("bench.refuse.prompt")
}

// answered takes what was typed at a prompt.
func (t *turn) answered(text string) {
	p := t.prompt
	switch {
	case p == nil || p.ticket != 0:
	case !p.pinRight:
		t.ticket++
		p.ticket = t.ticket
		t.do(CheckPIN{Ticket: t.ticket, Hash: p.lead.PINHash, PIN: text})
	default:
		t.reasonGiven(text)
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

// reasonGiven clears the holds of the shipment in hand with the lead's reason.
func (t *turn) reasonGiven(text string) {
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 || n > len(reasons()) {
		t.refuse("bench.refuse.reason", strconv.Itoa(len(reasons())))
		return
	}
	lead := t.prompt.lead
	t.prompt = nil
	t.accept()
	if t.recall != nil {
		t.clearRecalled(lead, reasons()[n-1])
		return
	}
	if t.work == nil {
		return
	}
	clearing := clearingOf(lead, reasons()[n-1], t.work.holds(), t.now)
	t.work.cleared = append(t.work.cleared, clearing)
	t.record(t.work.about(*t.work.hand()), ledger.HoldCleared{Clearing: clearing})
	t.say("bench.notice.cleared", lead.Name)
	t.goOn()
}
