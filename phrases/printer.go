package phrases

// printer gives the sentences of label printers: keys begin with printer. Each says what is wrong and what to do, for
// whoever packs. Those that end in -held are of a label that was on its way when it happened.
func printer() map[string]string {
	return map[string]string{
		"printer.ready":          "Printer ready.",
		"printer.busy":           "Printer is printing.",
		"printer.no-report":      "Printer connected. It doesn't report: look at each label.",
		"printer.silent":         "Printer doesn't answer. Check labels, ribbon and head, then switch it off and on.",
		"printer.refused":        "Printer {1} refuses the connection. Check that it is switched on and no other station prints.",
		"printer.unreachable":    "Printer {1} can't be reached. Check its power and its cable.",
		"printer.closed":         "Printer closed the connection. Nothing was printed. Try again.",
		"printer.closed-half":    "Printer closed the connection in the middle of a label. Look whether a label came out.",
		"printer.stuck":          "Printer stopped taking the label. Look whether a label came out, then switch it off and on.",
		"printer.queue":          "Print queue {1} did not say whether it took the label. Look whether a label came out.",
		"printer.not-counted":    "Printer took the label and counted none. Look whether a label came out.",
		"printer.still-printing": "Printer is busy. The label comes out soon.",
		"printer.label-waiting":  "A label waits in the printer. Take it: the next one comes then.",
		"printer.given-up":       "Printing was broken off.",
		"printer.no-label":       "There is no label to print.",
		"printer.file":           "Label file {1} can't be written. Check disk and permissions.",
		"printer.unreadable":     "Printer sends what can't be read. Switch it off and on. If it comes back, tell your lead.",

		"printer.head-open":     "Printer head is open. Close it.",
		"printer.paper-out":     "Printer is out of labels. Put in a new roll.",
		"printer.ribbon-out":    "Printer is out of ribbon. Put in a new ribbon.",
		"printer.too-hot":       "Printer head is too hot. Wait until it has cooled down.",
		"printer.paused":        "Printer is paused. Press its pause button.",
		"printer.buffer-full":   "Printer memory is full. Switch the printer off and on.",
		"printer.diagnostic":    "Printer is in diagnostic mode. Switch it off and on.",
		"printer.settings-lost": "Printer lost its settings. Ask your lead to set it up again.",
		"printer.cutter":        "Printer cutter is stuck. Open the printer, free the cutter, close it.",
		"printer.jam":           "Labels are stuck in the printer. Open it, free the labels, close it.",
		"printer.fault":         "Printer head has a fault. Tell your lead: it needs service.",
		"printer.language":      "Printer is set to the language {1}. Ask your lead to set it to ZPL.",

		"printer.head-open-held":  "Printer head was opened during this label. Close it, then look whether the label comes out.",
		"printer.paper-out-held":  "Labels ran out during this label. Put in a new roll, then look whether the label comes out.",
		"printer.ribbon-out-held": "Ribbon ran out during this label. Put in a new one, then look whether the label comes out.",
		"printer.too-hot-held":    "Printer head got too hot during this label. Wait, then look whether the label comes out.",
		"printer.paused-held":     "Printer was paused during this label. Press its pause button, then look whether it comes out.",

		"printer.paper-low":     "Printer is nearly out of labels. Have a new roll at hand.",
		"printer.clean-head":    "Printer head needs cleaning. Clean it at the next change of roll.",
		"printer.replace-head":  "Printer head is worn. Tell your lead: it needs a new one.",
		"printer.calibrate":     "Printer needs calibrating. Tell your lead.",
		"printer.unknown-fault": "Printer reports a fault that isn't known here. Look at its display.",
		"printer.prefixes":      "Printer's command prefixes were changed by another program. Tell your lead.",
		"printer.dpi":           "Printer has {1} dpi and labels are made for {2}. Tell your lead: correct dpi in the config.",

		"printer.bad-setting":      "Printer setting {1}={2} is not possible. Use one of: {3}.",
		"printer.unknown-protocol": "Protocol {1} is not known. Known for printers are: {2}.",
	}
}
