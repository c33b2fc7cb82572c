package phrases

// papers gives the sentences of words printed on papers: keys begin with label.
func papers() map[string]string {
	return map[string]string{
		"label.return-to":        "RETURN TO",
		"label.ship-to":          "SHIP TO",
		"label.permit":           "POSTAGE / PERMIT",
		"label.tracking":         "{1} TRACKING NUMBER",
		"label.order":            "ORDER",
		"label.carton":           "CARTON",
		"label.carton-of":        "{1} of {2}",
		"label.lane":             "LANE",
		"label.weight":           "WEIGHT",
		"label.weight-manual":    "MAN WT",
		"label.weight-keyed":     "{1} M",
		"label.not-weighed":      "not weighed",
		"label.release":          "RELEASE",
		"label.release-321":      "SECTION 321",
		"label.release-entry":    "ENTRY",
		"label.route-informal":   "INFORMAL ENTRY 11",
		"label.route-formal":     "FORMAL ENTRY 01",
		"label.station":          "STATION",
		"label.packed":           "PRINTED",
		"label.copy":             "COPY {1}",
		"label.simulation":       "SIMULATION",
		"label.sample":           "SAMPLE",
		"label.not-for-shipping": "NOT FOR SHIPPING",
		"label.no-carrier-code":  "NO CARRIER BARCODE ON A SAMPLE",
		"label.error.media":      "This printer's resolution is not supported. Set 203 or 300 dpi.",
		"label.error.return":     "No label: the client has no complete U.S. return address. Add it to the config.",
		"label.error.ship-to":    "No label: the order has no complete ship-to address. Correct the order.",
		"label.error.settings":   "No label: the printer's darkness, speed or mode is out of range. Correct the config.",
		"label.error.field":      "No label: {1} can't be printed. Correct the order.",
	}
}
