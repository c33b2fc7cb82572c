package phrases

import "maps"

// commands gives the sentences of the command line and config: keys begin with cmd.
func commands() map[string]string {
	all := configSentences()
	for _, part := range []map[string]string{commandSentences(), initSentences(), demoSentences()} {
		maps.Copy(all, part)
	}
	return all
}

// configSentences are about config files: what is wrong, and what to write instead.
func configSentences() map[string]string {
	return map[string]string{
		"cmd.config.at":                 "{1}, line {2}, {3}: {4}",
		"cmd.config.at-line":            "{1}, line {2}: {3}",
		"cmd.config.at-file":            "{1}: {2}",
		"cmd.config.no-file":            "There is no config file {1}. Make one with: packstation init, or name one with --config.",
		"cmd.config.no-open":            "The config file {1} can't be read: {2}. Check its name and its permissions.",
		"cmd.config.too-long":           "The file is longer than 1 MiB, so it is no config. Name the right file.",
		"cmd.config.empty":              "The file is empty. Make a config with: packstation init.",
		"cmd.config.two-documents":      "There are two documents in the file. Keep one and remove the line of three dashes between them.",
		"cmd.config.unreadable":         "The file is no YAML that can be read. Compare it with the example in the guide.",
		"cmd.config.syntax":             "This is not YAML: {1}. Check brackets, quotes and indentation.",
		"cmd.config.wrong-shape":        "A {1} belongs here, and it is a {2}. Compare it with the example in the guide.",
		"cmd.config.anchor":             "Anchors, aliases and tags (&, * and !) are not used in a config. Write the value itself.",
		"cmd.config.not-single":         "A single value belongs here, not a list or a map. Write it on one line.",
		"cmd.config.unknown-key":        "The key {1} is not known, so nothing would obey it. Correct its spelling or remove it.",
		"cmd.config.missing":            "There is no value. Write one.",
		"cmd.config.twice":              "{1} is used twice and must be the only one. Change or remove one of them.",
		"cmd.config.one-of":             "\"{1}\" can't be used. Write one of: {2}.",
		"cmd.config.whole":              "\"{1}\" can't be used. Write a whole number from {2} to {3}.",
		"cmd.config.station":            "\"{1}\" can't be printed in the label's code. Write 1 to 8 capital letters, digits or dashes, such as YVR-03.",
		"cmd.config.gs1-prefix":         "\"{1}\" is no GS1 company prefix. Write the 3 to 12 digits that GS1 gave you, in quotes.",
		"cmd.config.no-numbers":         "A station without a centre has no numbers for its labels, so it can't start. Give it a block of its own, as in numbers: {sscc: 1-99999}.",
		"cmd.config.numbers":            "\"{1}\" is no block of numbers. Write the first and the last, as in 1-99999.",
		"cmd.config.numbers-too-long":   "The block {1} doesn't fit: beside the prefix {3} an SSCC has room for {2} digits. Write a smaller last number.",
		"cmd.config.rulebook-version":   "by-date picks the version itself. Remove the version, or name a rulebook with simulate: true.",
		"cmd.config.rulebook-simulate":  "The rulebook {1} may be named for a simulation only. Add simulate: true, or write name: by-date.",
		"cmd.config.max-carton":         "\"{1}\" is no weight. Write a number, a blank and lb, oz, kg or g, as in 50 lb.",
		"cmd.config.no-scanner":         "There is no scanner. List one, such as \"serial:/dev/ttyACM0?suffix=CR\" or \"keyboard:\". What is plugged in: packstation devices.",
		"cmd.config.scale-unit":         "The scale's unit {1} is not known. Write unit=lb, kg, oz or g in its address.",
		"cmd.config.address":            "\"{1}\" is no device address. Write one such as \"tcp:zebra-dock2:9100\". What is plugged in: packstation devices.",
		"cmd.config.no-lane":            "There is no lane, so no carton could go anywhere. List at least one.",
		"cmd.config.port":               "{1} is not a port of arrival known here. Write one of: {2}.",
		"cmd.config.port-inland":        "{1} ({2}) is inland: no truck from Canada arrives there. Write the port at the border, such as 3004 or 0901.",
		"cmd.config.no-crossing":        "The lane has no timetable. List the planned arrivals at the port, as in crossings: [\"20:00\"].",
		"cmd.config.crossing":           "\"{1}\" is no time of day. Write it as \"20:00\", in the port's own time.",
		"cmd.config.cutoff":             "\"{1}\" can't be used. Write how long before the arrival packing ends, from 1m to 24h, as in 2h.",
		"cmd.config.no-client":          "There is no client, so nobody's goods could be packed. Write client: with its exporter and its U.S. return address.",
		"cmd.config.client-and-clients": "There are both client: and clients:. Move them all into clients:.",
		"cmd.config.return-point":       "No lane has the induction point \"{1}\". Write one of: {2}.",
		"cmd.config.no-return":          "The client {1} has no return address for {2}, so no label could be printed. Add return_address:, or return_addresses: with one for that point.",
		"cmd.config.party-twice":        "The province or state, or the postal or ZIP code, is written twice. Keep one of each.",
		"cmd.config.country":            "\"{1}\" is no country code. Write two capital letters, such as CA or US.",
		"cmd.config.return-country":     "The return address is in {1}. Labels need one in the US.",
		"cmd.config.return-state":       "\"{1}\" is no U.S. state. Write two capital letters, such as WA.",
		"cmd.config.return-zip":         "\"{1}\" is no ZIP code. Write 5 or 5+4 digits in quotes, such as \"98230\".",
		"cmd.config.no-operator":        "There is no operator, so nobody could sign in. List at least one with badge, name and role.",
		"cmd.config.badge":              "\"{1}\" can't be a badge. Write at most 64 letters, digits and signs that a scanner can read, not beginning with PL:.",

		"cmd.warn.line":     "{1}, line {2}: {3}",
		"cmd.warn.exporter": "The exporter of {1} is in {2}, not in Canada: every shipment of it will be held.",
		"cmd.warn.no-pin":   "The lead {1} has no PIN and can't clear holds. Make one with: packstation operator pin, and write it as pin_hash.",
		"cmd.warn.bad-pin":  "The pin_hash of the lead {1} can't be used, so the lead can't clear holds. Make one with: packstation operator pin.",
		"cmd.warn.key-mode": "Others on this PC can read the organisation key {1}. Take that away with: chmod 600.",
	}
}

// commandSentences are about commands: what failed, why, what to do next.
func commandSentences() map[string]string {
	return map[string]string{}
}

// initSentences are the questions that packstation init asks.
func initSentences() map[string]string {
	return map[string]string{}
}

// demoSentences are the hints of packstation demo.
func demoSentences() map[string]string {
	return map[string]string{}
}
