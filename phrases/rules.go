package phrases

import "maps"

// rules gives the sentences of findings of the rulebooks (package manifest/section321): keys begin with rule. A finding
// has its message under rule.<id>[.<variant>] and what to do under the same key and .action.
func rules() map[string]string {
	all := ruleMessages()
	maps.Copy(all, ruleActions())
	return all
}

func ruleMessages() map[string]string {
	return map[string]string{
		"rule.reg-window":             "RULEBOOK NOT IN FORCE on {1}",
		"rule.reg-window.no-arrival":  "NO ARRIVAL TIME for this load",
		"rule.reg-321-off":            "NO SECTION 321. Needs customs entry: {1}",
		"rule.val-max":                "OVER {1} USD ({2})",
		"rule.val-max.strict":         "NOT UNDER {1} USD ({2})",
		"rule.val-max.at-limit":       "EXACTLY {1}: check invoice",
		"rule.val-zero":               "NO VALUE on {1}",
		"rule.val-fx":                 "NO {1} RATE for {2}",
		"rule.wgt-max":                "TOO HEAVY {1} (limit: under {2})",
		"rule.wgt-max.inclusive":      "TOO HEAVY {1} (limit: {2})",
		"rule.wgt-max.near":           "NEAR LIMIT {1}: re-weigh",
		"rule.wgt-bad":                "WEIGH AGAIN",
		"rule.bench-max":              "TOO HEAVY FOR THIS BENCH {1} (limit: under {2})",
		"rule.dst-us":                 "NOT A U.S. CONSUMER: {1}",
		"rule.dst-us.military":        "APO/FPO: compliance decides",
		"rule.dst-addr":               "CHECK ADDRESS: {1}",
		"rule.per-day":                "PERSON OVER {1} TODAY ({2})",
		"rule.per-day.unknown":        "PERSON'S TOTAL TODAY NOT KNOWN",
		"rule.per-one.recorded":       "SECOND SHIPMENT TODAY for this person",
		"rule.per-one":                "SECOND SHIPMENT TODAY for {1}",
		"rule.per-maybe":              "MAY BE SAME PERSON as {1}",
		"rule.ord-split":              "PART OF ORDER {1}: cannot split",
		"rule.ord-split.lots":         "ORDER ALREADY SHIPPED IN PART",
		"rule.ord-link":               "LINKED ORDERS {1}",
		"rule.prd-alc":                "ALCOHOL: cannot go",
		"rule.prd-tob":                "TOBACCO: cannot go",
		"rule.prd-pga":                "REGULATED ({1})",
		"rule.prd-pga.check":          "REGULATED ({1})",
		"rule.prd-haz":                "HAZARDOUS",
		"rule.prd-haz.check":          "CHECK HAZMAT",
		"rule.prd-cpsc":               "CERTIFICATE CHECK",
		"rule.prd-trade":              "QUOTA / DUTY ORDER GOODS",
		"rule.prd-unk":                "NO TARIFF CODE on {1}",
		"rule.prd-unk.flag":           "UNKNOWN PRODUCT FLAG {1}",
		"rule.org-ctry":               "ORIGIN {1}? (VT is not Vietnam: VN; UK: GB)",
		"rule.org-ctry.excluded":      "ORIGIN {1} NOT ELIGIBLE",
		"rule.org-ctry.north-america": "ORIGIN {1}: made in North America",
		"rule.doc-hts":                "BAD TARIFF CODE",
		"rule.doc-desc":               "DESCRIBE THE GOODS",
		"rule.doc-data":               "MISSING {1}",
		"rule.doc-shpr":               "MANIFEST SHIPPER MUST BE THE CANADIAN SHIPPER",
		"rule.lbl-pobox":              "PO BOX: USPS only",
		"rule.pkg-dup":                "ALREADY ON LOAD {1}",
	}
}

func ruleActions() map[string]string {
	return map[string]string{
		"rule.reg-window.action":             "Set aside. A lead picks the rulebook.",
		"rule.reg-window.no-arrival.action":  "Set aside. A lead gives the load its arrival.",
		"rule.reg-321-off.action":            "Put in the ENTRY cage.",
		"rule.val-max.action":                "Take out of the 321 stream. Route to entry.",
		"rule.val-max.strict.action":         "Take out of the 321 stream. Route to entry.",
		"rule.val-max.at-limit.action":       "Confirm the value on the invoice.",
		"rule.val-zero.action":               "Set aside. The client must give the retail value.",
		"rule.val-fx.action":                 "Set aside. A lead loads the rate table.",
		"rule.wgt-max.action":                "Route to entry or freight.",
		"rule.wgt-max.inclusive.action":      "Route to entry or freight.",
		"rule.wgt-max.near.action":           "Weigh again.",
		"rule.wgt-bad.action":                "Weigh again.",
		"rule.bench-max.action":              "Take goods out, or route to freight.",
		"rule.dst-us.action":                 "Set aside.",
		"rule.dst-us.military.action":        "Call a lead.",
		"rule.dst-addr.action":               "Set aside. Fix it with the client.",
		"rule.per-day.action":                "Next import date, or entry. Never split.",
		"rule.per-day.unknown.action":        "Call a lead.",
		"rule.per-one.action":                "Move to the next load day, or merge.",
		"rule.per-maybe.action":              "A lead decides: same or different.",
		"rule.ord-split.action":              "The whole order goes to entry.",
		"rule.ord-split.lots.action":         "Merge, or a lead confirms a back-order.",
		"rule.ord-link.action":               "Call a lead.",
		"rule.prd-alc.action":                "Remove it.",
		"rule.prd-tob.action":                "Remove it.",
		"rule.prd-pga.action":                "Remove it.",
		"rule.prd-pga.check.action":          "Set aside for a compliance check.",
		"rule.prd-haz.action":                "Remove it.",
		"rule.prd-haz.check.action":          "Set aside for a compliance check.",
		"rule.prd-cpsc.action":               "Set aside for a compliance check.",
		"rule.prd-trade.action":              "Route to formal entry.",
		"rule.prd-unk.action":                "Set aside to be classified.",
		"rule.prd-unk.flag.action":           "Set aside. Compliance corrects the flag.",
		"rule.org-ctry.action":               "Set aside. Fix the country of origin.",
		"rule.org-ctry.excluded.action":      "Route to entry.",
		"rule.org-ctry.north-america.action": "Confirm the origin.",
		"rule.doc-hts.action":                "Set aside. Fix the tariff code.",
		"rule.doc-desc.action":               "Set aside. Fix the description.",
		"rule.doc-data.action":               "Set aside. Fix what is missing.",
		"rule.doc-shpr.action":               "Set aside. A lead fixes the set-up.",
		"rule.lbl-pobox.action":              "Change the carrier.",
		"rule.pkg-dup.action":                "Check for a duplicate scan.",
	}
}
