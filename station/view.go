package station

import (
	"time"

	"packline/manifest"
	"packline/manifest/ledger"
)

// View is all that a screen needs, as a value: nothing in it is shared with the state machine. Texts from outside
// are as they came and must be escaped where they are drawn.
type View struct {
	Station   string
	Warehouse string
	Phase     Phase
	At        time.Time

	Operator manifest.Operator // zero when signed out; no PIN hash
	Rulebook string            // title of the rulebook in force, or of the named one
	Simulate bool              // a banner on every screen

	Tone     Tone            // colour of the verdict band
	Headline manifest.Phrase // the verdict in a word or two, for two metres
	Detail   manifest.Phrase // one sentence under it
	Next     manifest.Phrase // what to scan or do next
	Problem  manifest.Phrase // the last refusal, until something is accepted

	Order    *OrderCard // of the carton in hand or the last one done
	Checks   []Check    // every group of checks with its answer
	Route    manifest.Route
	Scale    ScaleCard
	Labels   []LabelCard // labels that are out
	Past     *ledger.Past
	Prompt   *Prompt
	Commands []CommandHint // what can be scanned now, in the order of use

	Devices []Device
	Lanes   []ledger.Count // this station's cartons by lane and crossing
	Recent  []RecentCarton // newest first, at most 8
	Clock   ledger.Clock
	Orders  int // orders known here

	Link  Link       // the line to the centre; zero without one
	Holds []HoldCard // of cartons packed here, put by the centre and not dealt with yet, oldest first
}

// Link is how the line to the centre is doing.
type Link struct {
	On       bool // a centre is configured
	Up       bool
	Since    time.Time       // when Up last changed
	Waiting  int             // events that the centre doesn't have yet
	Stuck    int             // events that the centre will not take: kept here, for a person to look at
	Oldest   time.Time       // of those
	Problem  manifest.Phrase // the last error, in words; zero while all is well
	Compared bool            // the clock was compared with the centre's
	Offset   time.Duration   // how far the centre's clock is ahead of this PC's
}

// HoldCard is a hold that the centre has put on a shipment packed here.
type HoldCard struct {
	Shipment manifest.ID
	Carton   manifest.ID
	SSCC     manifest.SSCC
	Order    string
	Findings []manifest.Finding
	At       time.Time
	AtBench  bool // its box is still in hand
}

// Phase is where the bench is.
type Phase string

// The phases.
const (
	SignedOut  Phase = "signed-out"
	Notice     Phase = "notice" // the simulation must be acknowledged
	Ready      Phase = "ready"
	Looking    Phase = "looking"
	OrderOpen  Phase = "order-open" // judged but for the weight
	Weighing   Phase = "weighing"
	Warned     Phase = "warned"
	Held       Phase = "held"
	Rejected   Phase = "rejected"
	Saving     Phase = "saving"
	LabelOut   Phase = "label-out" // waiting for the closing scan
	Done       Phase = "done"
	InDoubt    Phase = "in-doubt" // nobody knows whether a label came out
	Recalled   Phase = "recalled" // the history of a carton made before
	DiskFault  Phase = "disk-fault"
	LeadPIN    Phase = "lead-pin"
	LeadReason Phase = "lead-reason"
	LeadBadge  Phase = "lead-badge" // a lead is asked to scan a badge
	KeyWeight  Phase = "key-weight" // a weight is keyed
	KeyConfirm Phase = "key-confirm"
	Checking   Phase = "check-weight" // the check weight is asked for
)

// Tone is the colour of the verdict band, always said in words too.
type Tone string

// The tones.
const (
	ToneQuiet  Tone = "quiet"
	TonePass   Tone = "pass"
	ToneWarn   Tone = "warn"
	ToneHold   Tone = "hold"
	ToneReject Tone = "reject"
	ToneFault  Tone = "fault"
	ToneBusy   Tone = "busy"
)

// OrderCard is the order on the screen.
type OrderCard struct {
	ID        string
	Client    string
	Name      string // of the consignee
	Place     string // city, state, ZIP
	Carrier   string
	Lane      string
	Induction string
	Date      manifest.Date // border day
	Release   manifest.ReleaseType
	N, M      int
	More      bool // another box follows that was not planned
	Value     string
	Lines     []LineCard
	Boxes     []BoxCard // boxes of this shipment that are weighed
}

// LineCard is one line of goods.
type LineCard struct {
	Qty         int64
	SKU         string
	Description string
}

// BoxCard is a box of the shipment in hand.
type BoxCard struct {
	N      int
	Shown  manifest.Shown
	Manual bool // keyed
}

// Check is one group of checks: its name and its worst answer with the sentences of what fired.
type Check struct {
	Group    string           // value, weight, person, product, destination, origin, papers, bench, regime
	Verdict  manifest.Verdict // NotJudged while it waits for the weight
	Findings []manifest.Finding
	Cleared  bool // every HOLD of the group was cleared, every WARN acknowledged
}

// ScaleCard is the weight on the screen.
type ScaleCard struct {
	Shown     manifest.Shown // what the scale shows now
	Stable    bool
	Blank     bool // no weight, though it may speak: silent, unreadable, over capacity, below zero
	Usable    bool
	Fresh     bool            // at most two seconds old
	NeedsZero bool            // the plate must be emptied before the next weight
	Manual    bool            // the weight taken was keyed
	Taken     manifest.Shown  // the weight taken for the carton in hand
	Problem   manifest.Phrase // why the present reading can't be used
}

// LabelCard is a label that is out.
type LabelCard struct {
	N, M    int
	SSCC    manifest.SSCC
	Copy    int
	State   manifest.CopyState
	Problem manifest.Phrase
	Closed  bool
}

// Prompt asks for digits.
type Prompt struct {
	Title   manifest.Phrase
	Secret  bool     // show dots
	Choices []string // phrase keys of numbered choices, from 1
	Unit    string   // of a weight that is asked for: decimals may be typed
}

// CommandHint is a command that works now and what it does.
type CommandHint struct {
	Command manifest.Command
	Does    manifest.Phrase
}

// Device is how a device is doing.
type Device struct {
	Role    string // scanner, scale, printer
	Address string
	State   manifest.DeviceState
	Message manifest.Phrase
	Since   time.Time
}

// RecentCarton is a carton of the last minutes.
type RecentCarton struct {
	At      time.Time
	Order   string
	SSCC    manifest.SSCC
	Verdict manifest.Verdict
	State   manifest.CartonState
	Shown   manifest.Shown
	// Confirmed says that the centre has judged it and found nothing; until then its verdict is provisional.
	Confirmed bool
	Held      bool // by the centre
	Manual    bool // its weight was keyed
}
