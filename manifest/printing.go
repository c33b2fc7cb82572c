package manifest

// PrintOutcome is what is known after a label was handed to a printer.
type PrintOutcome string

// The outcomes of a print.
const (
	PrintNotSent   PrintOutcome = "not-sent"  // certainly nothing came out: it was refused before its first byte
	PrintUnknown   PrintOutcome = "unknown"   // part or all of it went out and no answer tells the rest
	PrintSent      PrintOutcome = "sent"      // all of it went out; this printer doesn't report
	PrintConfirmed PrintOutcome = "confirmed" // the printer says that nothing waits and nothing is wrong
)

// PrintResult is the outcome of a print and what stands in the way, if anything does.
type PrintResult struct {
	Outcome PrintOutcome
	Problem Phrase // such as printer.paper-out; zero when all is well
	Proof   Proof  // what a confirmed print rests on; empty for the others
	Cause   error  // for the log
}

// Proof is what a printer's word that a label came out rests on.
type Proof string

// The proofs of a print.
const (
	ProofStatus  Proof = "status"  // its status says that nothing waits and nothing is wrong
	ProofCounter Proof = "counter" // its own count of labels has grown too
)

// DeviceState is how a device is doing, as far as can be told.
type DeviceState string

// The states of a device.
const (
	DeviceConnecting DeviceState = "connecting"
	DeviceReady      DeviceState = "ready"
	DeviceTrouble    DeviceState = "trouble" // connected and can't work: paper out, head open, unreadable frames
	DeviceGone       DeviceState = "gone"    // unplugged, refused, unreachable
	DeviceUnknown    DeviceState = "unknown" // connected and doesn't report
)
