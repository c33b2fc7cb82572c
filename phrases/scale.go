package phrases

// scales gives the sentences of scales: keys begin with scale.
func scales() map[string]string {
	return map[string]string{
		"device.unknown-protocol": "Protocol {1} is not known. Known are: {2}.",

		"scale.ready":            "Scale ready.",
		"scale.no-protocol":      "Scale address needs protocol=, one of: {1}.",
		"scale.unknown-protocol": "Scale protocol {1} is not known. Known are: {2}.",
		"scale.no-unit":          "Scale address needs unit=, one of: {1}. This scale doesn't send its unit.",
		"scale.bad-unit":         "Scale unit {1} is not possible here. Use one of: {2}.",
		"scale.not-connected":    "Scale is not connected. Check its cable and that it is switched on.",
		"scale.silent":           "Scale is silent. Check its cable and that it is switched on.",
		"scale.unreadable":       "Scale answers can't be read. Check the scale's protocol setting.",
		"scale.settings":         "Scale line settings are wrong. Check baud and mode, such as mode=7E1.",
		"scale.wrong-unit":       "Scale shows another unit than it is set up for. Switch its unit back.",
		"scale.moving":           "Scale doesn't come to rest. Check that nothing touches the plate.",
		"scale.over":             "Too heavy for the scale. Take the carton off.",
		"scale.under":            "Scale is below zero. Empty the plate and zero it.",
		"scale.zero-fault":       "Scale lost its zero. Empty the plate and zero it.",
		"scale.tare":             "Scale has a tare set. Clear it on the scale.",
		"scale.ready-by-rest":    "Scale ready. It doesn't say when it rests: a weight counts once it is the same for {1}.",
		"scale.bad-setting":      "Scale setting {1} is not possible. Use such as {2}.",
		"scale.refuses":          "Scale refuses to weigh. If it stays so, check the scale's protocol setting.",
		"scale.not-a-weight":     "Scale sends something else than a weight, such as pieces. Switch it back to weighing.",
		"scale.broken":           "Scale reports a fault of its own. Switch it off and on. If it comes back, have it serviced.",
		"scale.power-up":         "Scale is starting up. Empty the plate and wait.",
		"scale.out-of-range":     "Scale can't tell this weight. Empty the plate and zero it.",
		"scale.unit-missing":     "Scale doesn't say its unit. Switch it to lb, kg, oz or g.",
		"scale.unit-unknown":     "Scale shows {1}, which is not used here. Switch it to lb, kg, oz or g.",
		"scale.wrong-division":   "Scale shows a weight between its divisions of {1}. Correct division= in the config.",
		"scale.unknown-state":    "Scale says something about this weight that is not known here. Check the scale's display.",
		"scale.asleep":           "{1} is off, asleep or unplugged. Press its button, then check its cable.",
		"scale.cannot-zero":      "Scale can't be zeroed from here. Use the key on the scale.",
		"scale.cannot-tare":      "Scale's tare can't be set from here. Use the keys on the scale.",
		"scale.tare-refused":     "Scale doesn't take a tare now. Wait until it is still, try again.",
		"scale.zero-refused":     "Scale can't be zeroed now. Empty the plate, wait until it is still, try again.",
	}
}
