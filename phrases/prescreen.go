package phrases

// prescreen gives the sentences about orders that nobody has picked yet: keys begin with prescreen.
func prescreen() map[string]string {
	return map[string]string{
		"prescreen.rule.cancelled":        "CANCELLED: not to be packed",
		"prescreen.rule.cancelled.action": "Take it off the list.",
		"prescreen.rule.client":           "CLIENT {1} IS NOT KNOWN",
		"prescreen.rule.client.action":    "Add the client or correct the order.",
		"prescreen.rule.lane":             "LANE {1} IS NOT KNOWN",
		"prescreen.rule.lane.action":      "Add the lane or correct the order.",
		"prescreen.rule.timetable":        "LANE {1} HAS NO CROSSING",
		"prescreen.rule.timetable.action": "Correct the lane's port or timetable.",

		"prescreen.none.rules":  "No day helps. Settle {1} first.",
		"prescreen.none.days":   "No free border day up to {1}: {2}.",
		"prescreen.none.unread": "The order can't be read. Correct the file.",

		"prescreen.beside":      "because of order {1}",
		"prescreen.not-weighed": "not weighed yet",

		"prescreen.head":          "ORDER\tVERDICT\tRULES\tEARLIEST DAY\tWHY",
		"prescreen.counts":        "{1} orders: {2} clean, {3} with a warning, {4} to be held, {5} to be rejected.",
		"prescreen.counts.hold":   "Held by: {1}.",
		"prescreen.counts.reject": "Rejected by: {1}.",
		"prescreen.counts.later":  "{1} of those that stop can go on a later day.",
		"prescreen.counts.unread": "{1} problems kept orders out. Correct the file.",

		"prescreen.format":            "The format {1} is not known. Write table, csv or json.",
		"prescreen.day":               "\"{1}\" is no day. Write it as 2026-11-24.",
		"prescreen.usage":             "Name a case file or an order file: packstation check FILE, or packstation check --orders FILE. See: packstation --help.",
		"prescreen.no-config":         "There is no {1} here: the orders are checked with the demo's clients, lanes and rates, under section-321-classic, simulated.",
		"prescreen.no-store":          "There is no store {1} yet: nothing that was packed before is held against the orders.",
		"prescreen.import.unscreened": "The orders are in, and could not be checked. See why with: packstation check --orders FILE.",
		"prescreen.rulebook":          "The rulebook can't be used: {1}. Correct its name or its overrides.",
		"prescreen.long":              "With --orders FILE it checks the orders of an order file before anyone picks them: what will be held or rejected, why, and the first border day on which each can go.",
		"prescreen.flag.orders":       "check the orders of an order file before they are picked; - is the input",
		"prescreen.flag.format":       "of the report: table, csv or json (one object a line)",
		"prescreen.flag.from":         "first border day wanted, such as 2026-11-24 (default: the first that can still be reached)",
		"prescreen.flag.rulebook":     "rulebook to judge by (default: the one in force on the border day)",
		"prescreen.flag.version":      "version of the rulebook (default: the one in force)",
		"prescreen.flag.simulate":     "the rulebook isn't in force: judge as a simulation, beside simulated shipments",
		"prescreen.flag.all":          "also list what passes in the table",
		"prescreen.file":              "The file {1} can't be used: {2}.",
	}
}
