package phrases

// central gives the sentences of the centre (package central): keys begin with central.
func central() map[string]string {
	return map[string]string{
		"central.rule.book":             "CANNOT BE JUDGED by the centre",
		"central.rule.book.action":      "Set aside. A lead checks the rulebook.",
		"central.rule.sscc":             "TWO BOXES carry number {1}",
		"central.rule.sscc.action":      "Set both aside. Label one again.",
		"central.rule.cancelled":        "ORDER {1} WAS CANCELLED",
		"central.rule.cancelled.action": "Pull the box. Void its label.",

		"central.rulebook.taken":     "Another document is known as version {2} of {1}, and records name it so. Give the changed one a new version.",
		"central.load.no-id":         "The load has no number. Give it one.",
		"central.load.port":          "Port {1} takes no trucks from Canada. Check the port.",
		"central.load.no-arrival":    "The load has no planned arrival. Give it one.",
		"central.load.no-codes":      "No carton was named. Scan one.",
		"central.load.not-open":      "The load is {1}. Use an open load.",
		"central.load.not-closed":    "The load is {1}. Close it first.",
		"central.load.not-departed":  "The load is {1}. It has not departed.",
		"central.load.empty":         "Nothing is on the load. Load it first.",
		"central.load.gone":          "Load {1} has left. Its cartons stay on it.",
		"central.load.not-on":        "The carton is not on load {1}.",
		"central.load.unknown":       "No such carton. Scan its label.",
		"central.load.seal":          "This label is not ours. Set the box aside.",
		"central.load.old-label":     "This label was replaced. Look for copy {1}.",
		"central.load.twice":         "Two boxes carry this number. Set both aside.",
		"central.load.state":         "The carton is {1}. It can't go.",
		"central.load.other":         "The carton is on load {1}. Take it off there first.",
		"central.load.split":         "Its other boxes are on load {1}. Keep them together.",
		"central.load.held":          "The carton is held by {1}. Set it aside.",
		"central.load.not-confirmed": "The centre has not confirmed the carton yet. Wait.",
		"central.load.part":          "Box {1} of the same shipment is missing. Load it too.",
	}
}
