package phrases

// ruleSentences are about the commands that show, change and try rulebooks.
func ruleSentences() map[string]string {
	return map[string]string{
		"cmd.rules.key":       "rulebook.keys: \"{1}\" is no public key. Write the line that manifestd rules keygen printed.",
		"cmd.rules.open":      "The rulebook {1} can't be read: {2}. Correct rulebook.files in the config.",
		"cmd.rules.file":      "The rulebook {1} can't be used: {2}. Correct the document, or take it out of rulebook.files.",
		"cmd.rules.unsigned":  "The rulebook {1} has no signature. Put {2} beside it, or write allow_unsigned: true under rulebook: in the config.",
		"cmd.rules.signature": "The rulebook {1} is not signed by any key under rulebook.keys, or it was changed after it was signed. Get it anew from whoever signs, or add their key.",
		"cmd.rules.refused":   "A rulebook from the centre was refused and those in force stay: {1}.",
		"cmd.rules.none":      "There is no rulebook {1} of version {2} (0: any). There are: {3}.",
		"cmd.rules.note":      "An override is kept in every record with who wanted it and why. Write both, as in --name Lee --reason \"broker asks\".",
		"cmd.rules.value":     "That can't be used: {1}. Write another value.",
		"cmd.rules.path":      "The rulebooks have no value {1}. There are: {2}.",
		"cmd.rules.pair":      "\"{1}\" is no override. Write a path and a value, as in --override value.inclusive=false.",
		"cmd.rules.tried":     "The rulebook can't be tried: {1}. Correct --override, or the overrides in the config.",
		"cmd.rules.paste":     "This may be used. Put these lines under rulebook: in {1} in place of its overrides:, and start the bench again.",
		"cmd.rules.head":      "RULEBOOK\tVERSION\tIN FORCE\tFROM\tTO\tRELEASE\tSOURCE\tSIGNED BY\tSHA-256",
		"cmd.rules.yes":       "today",
		"cmd.rules.simulated": "simulated",
		"cmd.rules.nobody":    "nobody",

		"cmd.rules.changed":         "ORDER\tCARTON\tNOW\tWOULD BE\tRULES NOW\tRULES THEN",
		"cmd.rules.total":           "Verdicts that change: {1} of {2} shipments ({3} cartons). Nothing was written.",
		"cmd.rules.total-row":       "  {1} x {2}",
		"cmd.rules.other-ways":      "The same verdict for other reasons: {1}.",
		"cmd.rules.drifted":         "Judged otherwise today by their own rulebook than when they were packed: {1}. Persons, rates or loads have changed since; both sides are judged by what is known today.",
		"cmd.rules.by-record":       "Compared with the recorded verdict, because their own rulebook is not here: {1}.",
		"cmd.rules.outside":         "Arrivals outside the window of the rulebook that was tried: {1}. REG-WINDOW is left out, as in a simulation.",
		"cmd.rules.other-mode":      "Left out because they were packed in the other mode (simulated or real) than the station is in now: {1} cartons.",
		"cmd.rules.unjudged.person": "Order {1} can't be judged again: its personal data are purged, or sealed with a key that is not here.",
		"cmd.rules.unjudged.client": "Order {1} can't be judged again: its client is not known any more, and so neither is the shipper.",
		"cmd.rules.unjudged.lane":   "Order {1} can't be judged again: its lane is not known any more, and so neither is the carrier.",

		"cmd.short.rules":          "Show and try rulebooks",
		"cmd.short.rules-list":     "List the rulebooks that this station knows",
		"cmd.long.rules-list":      "List the rulebooks that this station knows: name, version, window, release, where it came from, who signed it, and which one judges an arrival now.",
		"cmd.short.rules-show":     "Show a rulebook with the station's overrides",
		"cmd.long.rules-show":      "Show a rulebook as JSON with the station's overrides applied, and under overrides what was replaced, by whom and why. Without --version it is the one in force now, else the first.",
		"cmd.short.rules-override": "Check an override and print it for the config",
		"cmd.long.rules-override": "Check that a value of the rulebooks may be replaced, and print the overrides for the config with who wants it and why.\n" +
			"A list is written with commas, no value as null. Nothing is changed: the lines are pasted into the config.",
		"cmd.short.rules-what-if": "Say which verdicts another rulebook would change",
		"cmd.long.rules-what-if": "Judge every packed carton of this station again by another rulebook, and say which verdicts change from what to what.\n" +
			"The station's overrides hold, and --override after them. by-date picks by each arrival. Nothing is written, whether the bench runs or not.",

		"cmd.flag.rules-version":  "version of the rulebook (default: the one in force)",
		"cmd.flag.rules-file":     "also try a rulebook that is not in the config",
		"cmd.flag.rules-override": "path=value to replace, may be given again",
		"cmd.flag.rules-name":     "who wants it",
		"cmd.flag.rules-why":      "why",
		"cmd.warn.unsigned":       "The rulebook {1} ({2}) has no signature: nobody answers for it.",
	}
}
