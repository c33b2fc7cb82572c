package manifest

import "time"

// Code is a scanned code that has been parsed. Raw scans don't travel further than the scanner room: Text holds only
// printable ASCII, and what was left out of it is named by Problem.
type Code struct {
	Kind      CodeKind
	Text      string    // the code as scanned, without the AIM identifier; at most MaxCode characters
	AIM       string    // the AIM identifier without its bracket, "C1"; empty when the scanner sends none
	Symbology string    // "GS1-128", "QR"...; empty when not known
	Command   Command   // of CodeCommand
	SSCC      SSCC      // of CodeSSCC
	Label     LabelCode // of CodeLabel; its seal is not checked yet
	Elements  []Element // GS1 element strings, where the symbology carries them
	Carriers  []string  // whose number it may be, such as "ups" or "s10": the order's carrier decides
	Problem   Phrase    // of CodeGarbled: why it can't be used; of others: what to say when nobody knows the code
	At        time.Time // when its last byte came
	From      string    // address of the scanner
}

// MaxCode is the longest code in characters that is taken for one: longer input is garbage.
const MaxCode = 256

// CodeKind is what a code turned out to be by its own form. What it means is decided by who looks it up: an order
// number may look like anything, so the station asks its orders first and reads carrier numbers last.
type CodeKind int

// The kinds of code.
const (
	CodeText    CodeKind = iota // anything printable: an order number, a badge, a tracking number
	CodeCommand                 // PL:...
	CodeSSCC                    // a GS1-128 or plain 18-digit SSCC with a right check digit
	CodeLabel                   // the 2D code of a label of ours
	CodeGarbled                 // can't be used; Problem says why
)

// Element is one GS1 element string: an application identifier and its data.
type Element struct{ AI, Data string }

// Command is an action that a scan asks for.
type Command string

// The commands, as printed on command sheets.
const (
	CommandNext    Command = "PL:NEXT"
	CommandCancel  Command = "PL:CANCEL"
	CommandPark    Command = "PL:PARK"
	CommandReweigh Command = "PL:REWEIGH"
	CommandMore    Command = "PL:MORE"
	CommandAck     Command = "PL:ACK"
	CommandReprint Command = "PL:REPRINT"
	CommandVoid    Command = "PL:VOID"
	CommandZero    Command = "PL:ZERO"
	CommandSignOut Command = "PL:SIGNOUT"
	CommandCheck   Command = "PL:CHECKWEIGHT"
	CommandManual  Command = "PL:MANUAL-WEIGHT"
)

// Commands lists every command in the order of a command sheet.
func Commands() []Command {
	return []Command{
		CommandNext, CommandCancel, CommandPark, CommandReweigh, CommandMore,
		CommandAck, CommandReprint, CommandVoid, CommandZero, CommandCheck,
		CommandManual, CommandSignOut,
	}
}

// ParseCommand reads a command code.
func ParseCommand(text string) (Command, bool) {
	for _, c := range Commands() {
		if string(c) == text {
			return c, true
		}
	}
	return "", false
}
