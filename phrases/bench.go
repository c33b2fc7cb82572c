package phrases

import "maps"

// bench gives the sentences of the packing bench (package station): keys begin with bench.
func bench() map[string]string {
	all := map[string]string{}
	for _, part := range []map[string]string{benchWords(), benchRefusals(), benchNotices(), benchScale(), benchCommands()} {
		maps.Copy(all, part)
	}
	return all
}

// benchWords gives the headline and the next step of every phase.
func benchWords() map[string]string {
	return map[string]string{
		"bench.head.signed-out":      "SIGN IN",
		"bench.head.notice":          "SIMULATION",
		"bench.head.ready":           "READY",
		"bench.head.looking":         "LOOKING",
		"bench.head.saving":          "SAVING",
		"bench.head.done":            "DONE",
		"bench.head.order-open":      "WEIGH",
		"bench.head.weighing":        "WEIGHING",
		"bench.head.empty-scale":     "EMPTY",
		"bench.head.no-scale":        "NO SCALE",
		"bench.head.warned":          "WARN",
		"bench.head.held":            "HOLD",
		"bench.head.rejected":        "REJECT",
		"bench.head.label-out":       "PASS",
		"bench.head.in-doubt":        "LABEL?",
		"bench.head.not-printed":     "PRINTER",
		"bench.head.recalled":        "CARTON",
		"bench.head.disk":            "STOP",
		"bench.head.lead-pin":        "LEAD",
		"bench.head.lead-reason":     "LEAD",
		"bench.next.signed-out":      "Scan your badge.",
		"bench.next.notice":          "Nothing packed here is real. Scan PL:ACK to go on.",
		"bench.next.ready":           "Scan an order.",
		"bench.next.looking":         "One moment: looking the code up.",
		"bench.next.saving":          "One moment: writing the record.",
		"bench.next.done":            "Scan the next order.",
		"bench.next.order-open":      "Put box {1} of {2} on the scale.",
		"bench.next.weighing":        "Hands off box {1} of {2} until the weight is taken.",
		"bench.next.empty-scale":     "Empty the scale, then put box {1} of {2} on it.",
		"bench.next.no-scale":        "Plug the scale in. The carton stays open.",
		"bench.next.warned":          "Check it, then scan PL:ACK to pack it or PL:CANCEL.",
		"bench.next.held":            "Call a lead to scan a badge, or put it in the HOLD cage and scan PL:PARK.",
		"bench.next.rejected":        "Put it aside as shown, then scan PL:NEXT.",
		"bench.next.label-out":       "Put the label on the box and scan the label.",
		"bench.next.labels-out":      "Put {1} labels on their boxes and scan each label.",
		"bench.next.in-doubt":        "Label for {1} out? Scan it. No label? Scan PL:REPRINT.",
		"bench.next.not-printed":     "Mend the printer: the label then prints by itself.",
		"bench.next.recalled":        "PL:REPRINT, PL:REWEIGH or PL:VOID, or scan an order.",
		"bench.next.disk":            "Do not pack. Call a lead. It tries again by itself; PL:NEXT tries now.",
		"bench.next.lead-pin":        "Type your PIN and press Enter. Esc goes back.",
		"bench.next.lead-reason":     "Type the number of the reason and press Enter.",
		"bench.detail.no-orders":     "No orders are known here: import an order file.",
		"bench.detail.printing":      "Recorded. The label is printing.",
		"bench.detail.printed":       "Recorded. The label is out.",
		"bench.detail.disk":          "The record could not be written. Nothing was printed for it.",
		"bench.detail.disk-full":     "The disk is full. Nothing was printed: free some space.",
		"bench.detail.disk-stopped":  "The records can't be read back. Keep the box here and call a lead.",
		"bench.doubt.restart":        "The program was stopped while this label was printing.",
		"bench.head.centre-held":     "HOLD",
		"bench.head.centre-held-out": "HOLD",
		"bench.next.centre-held":     "Pull the box. A lead scans a badge to clear it, or scan PL:VOID.",
		"bench.next.centre-held-out": "Do not send this box. Scan its label, then put it in the HOLD cage.",
		"bench.detail.centre-hold":   "The centre holds this shipment.",
		"bench.doubt.failed":         "The printer's driver failed while this label was printing.",
		"bench.prompt.pin":           "PIN of {1}",
		"bench.prompt.reason":        "Why may it go, {1}?",
	}
}

func benchRefusals() map[string]string {
	return map[string]string{
		"bench.refuse.sign-in":        "Nobody is signed in. Scan your badge first.",
		"bench.refuse.notice":         "This is a simulation. Scan PL:ACK first.",
		"bench.refuse.garbled":        "The scan could not be read. Scan it again.",
		"bench.refuse.looking":        "Still looking the last code up. Scan again in a moment.",
		"bench.refuse.saving":         "Not now: a record is being written. Scan again in a moment.",
		"bench.refuse.disk":           "The record is not written yet. Call a lead; PL:NEXT tries again.",
		"bench.refuse.lookup-slow":    "Looking it up took too long. Scan it again.",
		"bench.refuse.lookup-failed":  "The orders could not be read. Scan it again, then call a lead.",
		"bench.refuse.unknown-order":  "{1} is no order known here. Check the slip, or ask for an import.",
		"bench.refuse.unknown-sscc":   "Carton {1} was not packed at this station.",
		"bench.refuse.unknown-label":  "This label is from station {1} and isn't known here.",
		"bench.refuse.cancelled":      "Order {1} is cancelled. Put the goods back to stock.",
		"bench.refuse.client":         "Order {1} is for client {2}, who isn't set up here. Call a lead.",
		"bench.refuse.lane":           "Order {1} has no lane that is set up here ({2}). Call a lead.",
		"bench.refuse.no-numbers":     "No carton numbers are left. Call a lead: this station needs a new block.",
		"bench.refuse.packed-already": "Order {1} is packed already ({2}). PL:MORE packs another shipment of it.",
		"bench.refuse.finish-first":   "Order {1} is open. Weigh it, or scan PL:PARK or PL:CANCEL first.",
		"bench.refuse.warned-first":   "Order {1} waits for your PL:ACK, or scan PL:PARK.",
		"bench.refuse.held-first":     "Order {1} is on HOLD. Scan PL:PARK before the next order.",
		"bench.refuse.rejected-first": "Order {1} is rejected. Scan PL:NEXT before the next order.",
		"bench.refuse.reweigh-first":  "A carton is to be weighed again. Weigh it, or scan PL:CANCEL.",
		"bench.refuse.label-first":    "Scan the label on the box first.",
		"bench.refuse.other-label":    "Wrong label: it belongs to another box. Find the label of this one.",
		"bench.refuse.old-copy":       "Old label, copy {1}: it was replaced. Destroy it.",
		"bench.refuse.void-label":     "This carton was voided. Take the label (copy {1}) off.",
		"bench.refuse.void-carton":    "This carton doesn't count any more: nothing to do with it.",
		"bench.refuse.sample":         "This is a SAMPLE label. It is not for a box.",
		"bench.refuse.forged":         "This label claims station {1} but isn't ours. Give it to a lead.",
		"bench.refuse.printing":       "The label is still on its way. Wait for the printer.",
		"bench.refuse.no-label":       "The label could not be made. Call a lead.",
		"bench.refuse.command-now":    "{1} does nothing at this step.",
		"bench.refuse.sign-out-busy":  "Finish or park the carton before you sign out.",
		"bench.refuse.zero":           "The scale would not zero. Empty it and try again.",
		"bench.refuse.prompt":         "Type on the keyboard, or press Esc to go back.",
		"bench.refuse.pin":            "Wrong PIN. {1} tries are left.",
		"bench.refuse.reason":         "Type a number from 1 to {1}.",
		"bench.refuse.lead-no-pin":    "{1} has no PIN set and can't clear a hold. Run: packstation operator pin.",
		"bench.refuse.lead-locked":    "Too many wrong PINs for {1}. Wait five minutes.",
		"bench.refuse.reweighed-bad":  "{1} by its new weight: pull the box and scan PL:VOID.",
		"bench.rule.clock":            "THIS PC'S CLOCK IS WRONG",
		"bench.rule.clock.action":     "set the clock, then scan the order again",
		"bench.rule.crossing":         "NO CROSSING FOR LANE {1}",
		"bench.rule.crossing.action":  "a lead mends the lane's timetable or port",
		"bench.rule.rulebook":         "CANNOT JUDGE THIS ORDER",
		"bench.rule.rulebook.action":  "a lead checks the rulebook's settings",
		"bench.rule.cancelled":        "ORDER CANCELLED",
		"bench.rule.cancelled.action": "put the goods back to stock",
		"bench.rule.elsewhere":        "OPEN AT STATION {1}",
		"bench.rule.elsewhere.action": "ask there who has the box",
		"bench.refuse.cancelled-out":  "Order {1} was cancelled. Scan PL:VOID and put the goods back.",
		"bench.rule.label.action":     "mend the order, then scan it again",
	}
}

func benchNotices() map[string]string {
	return map[string]string{
		"bench.notice.already-open":      "Order {1} is the one in hand.",
		"bench.notice.signed-in-already": "{1} is signed in.",
		"bench.notice.set-aside":         "Order {1} was set aside and not packed.",
		"bench.notice.cancelled":         "Order {1} was cancelled at this bench.",
		"bench.notice.parked":            "Order {1} is parked. Scan it again to go on.",
		"bench.notice.order-changed":     "Order {1} has changed: it starts again.",
		"bench.notice.reweigh":           "Weigh the box again.",
		"bench.notice.more":              "Another box follows: {1} in all.",
		"bench.notice.next-box":          "Weight taken. Now box {1} of {2}.",
		"bench.notice.reprint":           "Copy {1} is printing. An older copy is refused.",
		"bench.notice.void-again":        "Scan PL:VOID again to void this carton, PL:CANCEL to keep it.",
		"bench.notice.voided":            "Voided. Take the label off the box of order {1}.",
		"bench.notice.cleared":           "Cleared by {1}.",
		"bench.notice.zeroing":           "Setting the scale to zero.",
		"bench.notice.zeroed":            "The scale is at zero.",
		"bench.reason.checked-goods":     "Goods checked by hand",
		"bench.reason.client-confirmed":  "Client confirmed",
		"bench.reason.compliance":        "Compliance said yes",
		"bench.reason.different-person":  "Different person",
		"bench.reason.address-checked":   "Address checked",
		"bench.reason.other":             "Other, noted on paper",
	}
}

func benchScale() map[string]string {
	return map[string]string{
		"bench.scale.gone":        "The scale is unplugged.",
		"bench.scale.silent":      "The scale doesn't answer. Check its cable and that it is on.",
		"bench.scale.unreadable":  "The scale sends what can't be read. Check its settings.",
		"bench.scale.over":        "Too heavy for the scale. Take the box off.",
		"bench.scale.under":       "The scale is below zero. Empty it and scan PL:ZERO.",
		"bench.scale.zero-fault":  "The scale can't find its zero. Empty it and switch it off and on.",
		"bench.scale.moving":      "Moving.",
		"bench.scale.moving-long": "The scale keeps moving. Check that nothing touches the plate.",
		"bench.scale.net":         "The scale has a tare. Clear the tare on the scale.",
		"bench.scale.unit":        "Set the scale to {1}: it shows {2}.",
		"bench.scale.empty":       "Nothing on the scale.",
		"bench.scale.needs-zero":  "Take everything off the scale first.",
		"bench.scale.stale":       "The weight is too old: waiting for a new one.",
	}
}

func benchCommands() map[string]string {
	return map[string]string{
		"bench.command.next":          "go on",
		"bench.command.next.held":     "set aside",
		"bench.command.next.rejected": "set aside",
		"bench.command.next.recalled": "leave",
		"bench.command.cancel":        "cancel",
		"bench.command.park":          "park",
		"bench.command.reweigh":       "weigh again",
		"bench.command.more":          "another box",
		"bench.command.more.done":     "another shipment of the order",
		"bench.command.ack":           "seen, pack it",
		"bench.command.ack.notice":    "understood",
		"bench.command.reprint":       "print again",
		"bench.command.void":          "void",
		"bench.command.zero":          "zero the scale",
		"bench.command.signout":       "sign out",
	}
}
