package station

import (
	"time"

	"packline/manifest"
	"packline/manifest/ledger"
	"packline/manifest/section321"
)

// Input is one thing that reached the station. At is the wall clock with its monotonic part where there is one;
// Entropy makes ids.
type Input struct {
	At      time.Time
	Uptime  time.Duration
	Entropy manifest.Entropy
	What    What
}

// What is the content of an Input: one of this file's types, a closed set.
type What interface{ input() }

// Scanned is a parsed code, from a scanner or a key that stands for one.
type Scanned struct{ Code manifest.Code }

// Read is a reading of the scale.
type Read struct{ Reading manifest.Reading }

// Ticked says that time has passed; it comes four times a second.
type Ticked struct{}

// Answered is a line typed at a prompt: digits of a PIN, the number of a reason.
type Answered struct{ Text string }

// Escaped leaves a prompt or a question.
type Escaped struct{}

// DeviceChanged says how a device is doing.
type DeviceChanged struct{ Device Device }

// Found answers Look.
type Found struct {
	Ticket  uint64
	Order   ledger.KeyedOrder
	Match   manifest.MatchKeys
	Past    []manifest.Past
	Cartons []manifest.Carton // of the order, made at this station
	Carton  *ledger.Past      // when the code names a carton instead
	Err     error             // ledger.ErrNotFound: neither
}

// Committed answers Commit.
type Committed struct {
	Ticket uint64
	Err    error
}

// Printed answers Print.
type Printed struct {
	Carton manifest.ID
	Copy   int
	Result manifest.PrintResult
}

// Zeroed answers ZeroScale.
type Zeroed struct{ Err error }

// PINChecked answers CheckPIN.
type PINChecked struct {
	Ticket uint64
	Right  bool
}

// Changed brings reference data that came while the station runs.
type Changed struct{ Changes []manifest.Change }

// RulebooksChanged brings the rulebooks anew, all of them. They judge from the next carton on, never the one in hand.
type RulebooksChanged struct{ Rulebooks []section321.Rulebook }

// RulebookRefused says that a rulebook came that can't be used; those in force stay.
type RulebookRefused struct{ Why string }

// LinkChanged says how the line to the centre is doing.
type LinkChanged struct{ Link Link }

// Fenced says that the centre takes nothing more of an epoch: the ledger was restored from a copy, or two stations
// wrote one. A new epoch begins, which names the old one.
type Fenced struct{ Epoch manifest.Epoch }

func (Fenced) input()        {}
func (LinkChanged) input()   {}
func (Scanned) input()       {}
func (Read) input()          {}
func (Ticked) input()        {}
func (Answered) input()      {}
func (Escaped) input()       {}
func (DeviceChanged) input() {}
func (Found) input()         {}
func (Committed) input()     {}
func (Printed) input()       {}
func (Zeroed) input()        {}
func (PINChecked) input()    {}
func (Changed) input()       {}

func (RulebooksChanged) input() {}
func (RulebookRefused) input()  {}

// Effect is something to be done outside: one of this file's types, a closed set. Effects of one kind are carried out
// in the order they were given.
type Effect interface{ effect() }

// Look finds what a code means: an order first, a carton made before otherwise.
type Look struct {
	Ticket uint64
	Code   manifest.Code
}

// Commit appends events to the ledger in one transaction.
type Commit struct {
	Ticket   uint64
	Events   []ledger.Event
	OrderKey []byte // seals the persons of events that carry an order
}

// Print sends a label. It is only given after the record of it is on disk.
type Print struct {
	Carton manifest.ID
	Copy   int
	Job    []byte
}

// AskScale asks for a reading at once.
type AskScale struct{}

// ZeroScale sets the scale to zero.
type ZeroScale struct{}

// CheckPIN compares a PIN with its hash, which is slow on purpose.
type CheckPIN struct {
	Ticket uint64
	Hash   string
	PIN    string
}

// Ring sounds a refusal.
type Ring struct{}

// Told says that the ledger has something new for the line to the centre.
type Told struct{}

// AskNumbers asks the centre for another block of carton numbers.
type AskNumbers struct{}

func (AskNumbers) effect() {}
func (Look) effect()       {}
func (Commit) effect()     {}
func (Print) effect()      {}
func (AskScale) effect()   {}
func (ZeroScale) effect()  {}
func (CheckPIN) effect()   {}
func (Ring) effect()       {}
func (Told) effect()       {}
