package phrases

// scanners gives the sentences of scanners and of what they scan: keys begin with scanner., and those of packstation
// parse with cmd.
func scanners() map[string]string {
	return map[string]string{
		"scanner.ready":               "Scanner ready.",
		"scanner.bad-suffix":          "Scanner suffix {1} is not known. Use CR, LF, CRLF, TAB, ETX, none or any.",
		"scanner.bad-gap":             "Scanner gap {1} is not possible. Use 10ms to 2s.",
		"scanner.bad-prefix":          "Scanner prefix {1} is not possible. Use STX or 1 to 8 characters.",
		"scanner.bad-selftest":        "Scanner selftest {1} is not known. Use 1 or 0.",
		"scanner.bad-beep":            "Scanner beep {1} is not known. Use honeywell or none.",
		"scanner.bad-report":          "Scanner sent something that is no scan. Set it to USB HID POS.",
		"scanner.no-prefix":           "Beginning of the scan is missing. Scan again. If it comes back, check the scanner's prefix.",
		"scanner.test-wanted":         "Scan the scanner's test code once.",
		"scanner.test-layout":         "Scanner types the wrong characters. Set its keyboard layout to the one of this PC.",
		"scanner.test-caps":           "Scanner mixes up capital letters. Switch caps lock off, then scan the test code again.",
		"scanner.test-beginning":      "Scanner loses the beginning of a code. Make it type slower, then scan the test code again.",
		"scanner.test-end":            "Scanner loses the end of a code. Make it type slower, then scan the test code again.",
		"scanner.test-lost":           "Scanner loses characters. Make it type slower, then scan the test code again.",
		"scanner.babbling":            "Scanner sends without end. Unplug it and plug it in again.",
		"scanner.empty":               "Scan was empty. Scan again.",
		"scanner.too-long":            "Scan was too long. Scan one code at a time.",
		"scanner.cut-off":             "Scan was cut off. Scan again. If it comes back, let the scanner end its codes as its address says.",
		"scanner.bad-setting":         "Scanner setting {1} is not possible. Use such as {2}.",
		"scanner.control-character":   "This code holds control characters and can't be used.",
		"scanner.not-ascii":           "This code holds characters that can't be used. If all codes fail, check the scanner's settings.",
		"scanner.check-digit":         "Check digit is wrong. Scan again.",
		"scanner.check-digit-carrier": "Check digit of this {1} number is wrong. Scan again.",
		"scanner.carrier-form":        "This looks like a {1} number, but its parts don't fit together. Scan again.",
		"scanner.maxicode":            "This MaxiCode holds only a part of the UPS number. Scan the barcode that begins with 1Z.",
		"scanner.maxicode-torn":       "Code was not read whole. Scan again.",
		"scanner.keys-lost":           "Keys were lost. Scan again.",
		"scanner.gs1-unknown":         "Code holds {1}, which is no GS1 field known here.",
		"scanner.gs1-form":            "GS1 field {1} is too short, too long or no number. Scan again.",
		"scanner.gs1-character":       "GS1 field {1} holds a character that GS1 codes can't have.",
		"scanner.gs1-date":            "GS1 field {1} is no date.",
		"scanner.gs1-twice":           "GS1 field {1} is in the code twice, with two values.",
		"scanner.gs1-together":        "GS1 fields {1} and {2} can't stand in one code.",
		"scanner.gs1-needs":           "GS1 field {1} needs field {2} beside it.",
		"scanner.unknown-command":     "Command {1} is not known. Use the command sheet of this version.",

		"cmd.short.parse": "Say what scanned codes are, as JSON lines",
		"cmd.long.parse": "Say what scanned codes are by their own form. Raw scans come from the input, one a line; \\x1d or <GS> stands for the\n" +
			"GS1 separator, <RS>, <EOT>, <STX>, <ETX>, <CR>, <LF>, <TAB> and \\xNN for other bytes. Each is answered with one JSON object a line:\n\n" +
			"  aim        AIM identifier with its bracket, \"\" when there is none\n" +
			"  symbology  its name, \"\" when not known\n" +
			"  kind       command, label, sscc, gtin, gs1, digital-link, tracking, text or garbled\n" +
			"  valid      false when a check digit or a rule is broken, or nothing can be read\n" +
			"  gs1        the GS1 fields, as [identifier, data]; GTINs have 14 digits\n" +
			"  carriers   whose number it may be: ups usps fedex dhl amazon ontrac lasership canada-post dpd purolator\n" +
			"             landmark old-dominion, and s10 for any post\n" +
			"  errors     what is wrong: a code that stays the same, a colon, a sentence\n\n" +
			"A bench looks its orders up first: a text that is valid here may be nobody's, and an order's number may look like a carrier's.\n" +
			"Exit status: 0, whatever was scanned.",
	}
}
