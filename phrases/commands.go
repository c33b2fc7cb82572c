package phrases

import "maps"

// commands gives the sentences of the command line and config: keys begin with cmd.
func commands() map[string]string {
	all := configSentences()
	for _, part := range []map[string]string{commandSentences(), initSentences(), demoSentences(), ruleSentences()} {
		maps.Copy(all, part)
	}
	return all
}

// configSentences are about config files: what is wrong, and what to write instead.
func configSentences() map[string]string {
	return map[string]string{
		"cmd.config.at":                 "{1}, line {2}, {3}: {4}",
		"cmd.config.at-key":             "{1}, {2}: {3}",
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
		"cmd.config.printer-differs":    "This says {1} and the printer's address says {2}. Leave it in the address.",
		"cmd.config.whole":              "\"{1}\" can't be used. Write a whole number from {2} to {3}.",
		"cmd.config.station":            "\"{1}\" can't be printed in the label's code. Write 1 to 8 capital letters, digits or dashes, such as YVR-03.",
		"cmd.config.gs1-prefix":         "\"{1}\" is no GS1 company prefix. Write the 3 to 12 digits that GS1 gave you, in quotes.",
		"cmd.config.central-url":        "{1} is no address of a centre. Write it as http://127.0.0.1:8420.",
		"cmd.config.no-numbers":         "A station without a centre has no numbers for its labels, so it can't start. Give it a block of its own, as in numbers: {sscc: 1-99999}.",
		"cmd.config.numbers":            "\"{1}\" is no block of numbers. Write the first and the last, as in 1-99999.",
		"cmd.config.numbers-too-long":   "The block {1} doesn't fit: beside the prefix {3} an SSCC has room for {2} digits. Write a smaller last number.",
		"cmd.config.rulebook-version":   "by-date picks the version itself. Remove the version, or name a rulebook with simulate: true.",
		"cmd.config.rulebook-simulate":  "The rulebook {1} may be named for a simulation only. Add simulate: true, or write name: by-date.",
		"cmd.config.override-half":      "The override {1} has a name or a reason and not both. Write who it is from and why, as in {value: \"false\", name: Lee, reason: broker asks}.",
		"cmd.config.max-carton":         "\"{1}\" is no weight. Write a number, a blank and lb, oz, kg or g, as in 50 lb.",
		"cmd.config.no-scanner":         "There is no scanner. List one, such as \"serial:/dev/ttyACM0?suffix=CR\" or \"keyboard:\". What is plugged in: packstation devices.",
		"cmd.config.check-every":        "{1} is no time between checks. Write day, or a time such as 8h.",
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
		"cmd.warn.override": "The override {1} has no name and no reason, so no record can say who wanted it. Write it with: packstation rules override.",
		"cmd.warn.no-pin":   "The lead {1} has no PIN and can't clear holds. Make one with: packstation operator pin, and write it as pin_hash.",
		"cmd.warn.bad-pin":  "The pin_hash of the lead {1} can't be used, so the lead can't clear holds. Make one with: packstation operator pin.",
		"cmd.warn.key-mode": "Others on this PC can read the organisation key {1}. Take that away with: chmod 600.",
	}
}

// commandSentences are about commands: what failed, why, what to do next.
func commandSentences() map[string]string {
	all := map[string]string{
		"cmd.key.made":     "A new organisation key was made: {1}. Keep a copy of it in a safe place; without it the store's personal data can't be read.",
		"cmd.key.lost":     "The organisation key {1} is missing, and the store {2} can't be read with a new one. Put the key back from its copy.",
		"cmd.key.unusable": "The organisation key {1} is not whole. Put it back from its copy.",
		"cmd.key.no-open":  "The organisation key {1} can't be opened: {2}. Check the folder and its permissions.",

		"cmd.store.held":          "The store {1} is in use by another program. End that program first.",
		"cmd.store.held-by":       "The store {1} is in use by process {2}. Use that window, or end it first.",
		"cmd.store.damaged":       "The store {1} is damaged and was left as it is: {2}. Do not pack here. Copy the file and call your support.",
		"cmd.store.newer":         "The store {1} was made by a newer version and was left as it is. Install the newer packstation.",
		"cmd.store.other-station": "The store {1} belongs to station {2}, not to {3}. Correct station: or store: in the config.",
		"cmd.store.keys":          "The store was made with another organisation key. Name the right file under organisation_key_file.",
		"cmd.store.no-file":       "The store's name is a folder or a device. Name a plain file under store:.",
		"cmd.store.none":          "There is no store {1} yet. Start the bench with packstation run, or import orders.",
		"cmd.store.failed":        "The store {1} can't be used: {2}. Check the disk and the permissions of its folder.",

		"cmd.run.kind":        "This version packs at a bench; this station is of kind {1}. Write kind: bench to pack cartons here.",
		"cmd.run.setup":       "The station can't start: {1}. Correct the config.",
		"cmd.run.rulebook":    "The rulebook's overrides can't be used: {1}. Correct rulebook: in the config.",
		"cmd.run.no-rulebook": "There is no rulebook {1}. Write by-date, or one of these with simulate: true:{2}.",
		"cmd.run.rates":       "The rate table {1} can't be used: {2}. Correct the file.",
		"cmd.run.rates-open":  "The rate table {1} can't be read: {2}. Correct rates: in the config.",
		"cmd.run.virtual":     "{1} is no real device, and the cartons of this station count. Name the real one, or set simulate: true under rulebook in the config.",
		"cmd.run.device":      "The device {1} can't be used.",
		"cmd.run.no-terminal": "There is no terminal to draw on. Start it in a terminal window, with TERM set.",
		"cmd.run.screen":      "The screen can't be used: {1}. Start it in a terminal window.",
		"cmd.run.socket":      "Other commands can't reach this station: the socket beside {1} can't be made ({2}). Check the permissions of its folder.",
		"cmd.run.log":         "The log {1} can't be written: {2}. Correct log: in the config.",

		"cmd.check.unanswered": "{1} of {2} cases could not be judged; each has an error in its answer. Correct them and check again.",

		"cmd.pin.ask":    "PIN:",
		"cmd.pin.again":  "Again:",
		"cmd.pin.differ": "The two PINs differ. Start again.",
		"cmd.pin.digits": "A PIN has 4 to 12 digits and nothing else. Choose another.",

		"cmd.orders.imported":  "Imported {1} orders from {2}. The station knows {3} orders.",
		"cmd.orders.refused":   "{1} problems kept orders of {2} out. Correct the lines above and import the file again.",
		"cmd.orders.no-client": "Order {1} and maybe others: the client \"{2}\" is not in the config, so they can't be packed here yet.",
		"cmd.orders.no-lane":   "Order {1} and maybe others: the lane \"{2}\" is not in the config, so they can't be packed here yet.",

		"cmd.label.usage":      "Name an order with its file, or a carton. As in: packstation label ORDER_ID --orders FILE, or packstation label --carton ID.",
		"cmd.label.format":     "The format {1} is not known. Write zpl or png.",
		"cmd.label.dpi":        "{1} dpi is not supported. Write 203 or 300.",
		"cmd.label.to-file":    "A picture can't be shown here. Send it to a file, as in: > label.png.",
		"cmd.label.no-order":   "There is no order {1} in {2}. Check its number.",
		"cmd.label.no-config":  "There is no {1} here: the sample uses the clients and lanes of the demo.",
		"cmd.label.no-lane":    "Order {1} names the lane \"{2}\", which the config {3} doesn't have. Add the lane or correct the order.",
		"cmd.label.no-client":  "Order {1} names the client \"{2}\", which the config {3} doesn't have. Add the client or correct the order.",
		"cmd.label.no-carton":  "This station has no carton {1}. List them with: packstation cartons.",
		"cmd.label.not-packed": "The carton {1} has no label: it is {2}. Only packed cartons have one.",
		"cmd.label.no-person":  "The address of order {1} was deleted from this station, so its label can't be made again.",
		"cmd.label.copy":       "This is copy {1} as it was recorded. To replace a label, scan PL:REPRINT at the bench, so that the old one is refused.",

		"cmd.cartons.held": "{1}, centre HOLD",
		"cmd.cartons.head": "CARTON\tSSCC\tORDER\tSTATE\tVERDICT\tWEIGHT\tLABEL\tPACKED",

		"cmd.ledger.whole":  "The ledger is whole: {1} events in {2} epochs, {3} cartons. Its head is {4}.",
		"cmd.ledger.broken": "The ledger is not what was written: {1}. Do not pack here. Copy the store's file and call your support.",
		"cmd.ledger.count":  "The number of lines can't be below zero. Write -n 20.",

		"cmd.decode.not-hex":   "Line {1} is no hexadecimal. Write bytes as 02 30 31, 02:30:31 or 0x02 0x30.",
		"cmd.decode.too-long":  "Line {1} is longer than 1 MiB. Write one capture a line.",
		"cmd.decode.bad-lines": "{1} lines could not be read. The others are answered.",

		"cmd.devices.none":     "Nothing is plugged in that can be listed. Network devices are named as tcp:host:port, a scanner that types as keyboard:.",
		"cmd.devices.failed":   "The devices can't be listed: {1}. Write their addresses by hand.",
		"cmd.devices.unusable": "Not used for packing. A scanner that is listed so works as a keyboard.",
	}
	maps.Copy(all, helpSentences())
	return all
}

// helpSentences are what --help says of each command and flag.
func helpSentences() map[string]string {
	return map[string]string{
		"cmd.short.packstation": "The packing bench for parcels from Canada to the United States",
		"cmd.long.packstation": "packstation runs a packing bench: scan an order, weigh the carton, check it, print its label, keep the record.\n" +
			"Try it without any hardware: packstation demo. Set a station up: packstation init, then packstation run.",
		"cmd.short.run":           "Run the bench",
		"cmd.long.run":            "Run the bench that the config describes. F10 pressed twice leaves it; F1 shows every key.",
		"cmd.short.demo":          "Play a bench without hardware",
		"cmd.long.demo":           "Play a bench with virtual scanner, scale and printer and sample orders. The foot of the screen says which keys do what.",
		"cmd.short.drain":         "Send what the centre doesn't have yet, without the screen",
		"cmd.long.drain":          "Sends the records that wait here and returns when nothing is left: for the end of a shift. A bench that runs\nsends by itself.",
		"cmd.drain.patience":      "how long to try",
		"cmd.drain.done":          "Sent {1} records. Nothing waits here any more.",
		"cmd.drain.no-patience":   "--patience {1} is no time to try. Write such as --patience 2m.",
		"cmd.drain.left":          "Sent {1} records; {2} still wait here and nothing is lost. {3} Try again later.",
		"cmd.drain.alone":         "There is no centre in {1}, so there is nowhere to send records to.",
		"cmd.drain.running":       "The bench is running (process {1}) and sends by itself. Leave it first, then drain again.",
		"cmd.central.line":        "The line to the centre {1} can't be used: {2}. Correct central in the config.",
		"cmd.short.init":          "Ask and write a config",
		"cmd.long.init":           "Ask about the station and write its config and organisation key. Enter takes the answer in brackets; answers may also be piped in, one a line.",
		"cmd.short.decode":        "Tell what bytes of a scale or printer mean",
		"cmd.long.decode":         "Tell what bytes of a scale or printer mean. Reads captures in hexadecimal from the standard input, one a line, and answers each with a JSON line: what its last whole frame says. Without a name it lists the protocols.",
		"cmd.short.devices":       "List what is plugged in, as addresses to paste",
		"cmd.long.devices":        "List what is plugged in, as addresses to paste into the config. Nothing is opened.",
		"cmd.short.devices-watch": "Show what devices send, as JSON lines",
		"cmd.long.devices-watch":  "Show what devices send, decoded, one JSON object a line, until Ctrl+C. The bench must not run at the same time: serial ports have one user.",
		"cmd.short.doctor":        "Examine the devices and say what to change",
		"cmd.long.doctor": "Examine the devices of the config, or those that are named, live: state, raw bytes beside their meaning, and what to change in\n" +
			"the address or at the device. On a terminal it is a screen until q is pressed; elsewhere, and with --json, it looks for\n" +
			"as long as --for says and ends with code 1 when a device is not well. While the bench runs it has the devices: then this tells\n" +
			"what the bench says of them.",
		"cmd.flag.doctor-for":    "how long to look, where there is no screen",
		"cmd.flag.doctor-record": "keep all bytes of one device in this new file; playback:FILE plays them back",
		"cmd.flag.doctor-search": "try the usual settings of one scale and print the address that works",
		"cmd.doctor.running":     "The bench is running and has the devices; this is what it says of them. Leave it to see their bytes.",
		"cmd.doctor.one":         "--search and --record take one device. Name its address.",
		"cmd.doctor.record":      "The file {1} can't be written: {2}. Name a new file.",
		"cmd.doctor.ill":         "Not well: {1}.",
		"cmd.doctor.title":       "Device doctor",
		"cmd.doctor.foot":        "q leaves",
		"cmd.doctor.in":          "it sent",
		"cmd.doctor.out":         "it got",
		"cmd.doctor.means":       "means",
		"cmd.doctor.figures":     "{1} bytes, {2} frames or codes, the last {3} ago",
		"cmd.doctor.trying":      "Trying baud={1} mode={2}",
		"cmd.doctor.unit":        "The scale doesn't send its unit: {1} is told by its digits. Look at its display before you use this address.",
		"cmd.doctor.not-found":   "No setting gave a frame. Check power and cable, and that the scale's output is switched on. Hold a load on the plate and try again.",
		"cmd.short.check":        "Judge the cases of a file",
		"cmd.long.check": "Judge shipments, one JSON case a line, and answer one JSON object a line. FILE - is the input.\n" +
			"Exit status: 0 when all were answered, 1 when some could not be, 2 for wrong usage.",
		"cmd.short.orders":        "Work with order files",
		"cmd.short.orders-import": "Take the orders of a file over, while the bench runs or not",
		"cmd.long.orders-import":  "Take the orders of a file (JSON lines or CSV) over into the station's store, while the bench runs or not. Lines that can't be read are told and keep nothing else away.",
		"cmd.short.label":         "Write a label as ZPL or PNG",
		"cmd.long.label": "Write the label that an order would get, marked SAMPLE and refused by every scan; or with --carton the label of a carton\n" +
			"that was packed here, by its id, SSCC or tracking number.",
		"cmd.short.cartons":       "List the cartons of this station",
		"cmd.long.cartons":        "List the cartons of this station, as a table or as a JSON array, while the bench runs or not.",
		"cmd.short.ledger":        "Read and verify the station's record",
		"cmd.short.ledger-verify": "Follow the hash chain and fold every event again",
		"cmd.long.ledger-verify":  "Follow the ledger's hash chain, fold every event again and compare. Exit status 1 when anything is not what was written.",
		"cmd.short.ledger-tail":   "Show the last events",
		"cmd.long.ledger-tail":    "Show the last events as JSON lines, as they were written. Personal data in them is sealed.",
		"cmd.short.ledger-export": "Write all events with their hashes",
		"cmd.long.ledger-export":  "Write every event with its place in the hash chain, one JSON object a line. Personal data in them is sealed.",
		"cmd.short.operator":      "Prepare operators for the config",
		"cmd.short.operator-pin":  "Make the pin_hash of a lead's PIN",
		"cmd.long.operator-pin":   "Ask for a PIN twice, or read one line of the input, and write its hash for pin_hash: in the config.",

		"cmd.flag.config":   "config file of the station",
		"cmd.flag.explain":  "also give every finding in words, and the rulebook that was used",
		"cmd.flag.bench":    "also apply the bench's own limit of 50 lb a carton (BENCH-MAX)",
		"cmd.flag.json":     "write JSON",
		"cmd.flag.lines":    "how many events",
		"cmd.flag.follow":   "go on with what comes, until Ctrl+C",
		"cmd.flag.orders":   "order file that has the order",
		"cmd.flag.carton":   "id, SSCC or tracking number of a carton packed here",
		"cmd.flag.format":   "zpl or png",
		"cmd.flag.dpi":      "resolution, 203 or 300 (default: the config's)",
		"cmd.flag.force":    "replace a config that is there",
		"cmd.flag.dir":      "folder that keeps the demo's store (default: a temporary one)",
		"cmd.flag.rulebook": "section-321-classic (simulated) or by-date (what is in force)",
	}
}

// initSentences are the questions that packstation init asks.
func initSentences() map[string]string {
	return map[string]string{
		"cmd.init.exists":         "The config {1} is there already and was left as it is. Name another with --config, or replace it with --force.",
		"cmd.init.begin":          "Enter takes the answer in brackets. Plugged in here:",
		"cmd.init.wrong":          "The answer to {1} can't be used. {2}",
		"cmd.init.no-write":       "The config {1} can't be written: {2}. Check the folder and its permissions.",
		"cmd.init.example-prefix": "The GS1 prefix {1} is an example. Write your own before a label leaves the building.",
		"cmd.init.done":           "Wrote {1}; the organisation key is {2}. Next: packstation orders import FILE, then packstation run.",

		"cmd.init.ask.station":         "Station name, 1 to 8 capital letters, digits or dashes",
		"cmd.init.ask.warehouse":       "Warehouse (Vancouver, Toronto)",
		"cmd.init.ask.gs1_prefix":      "GS1 company prefix",
		"cmd.init.ask.sscc":            "Block of carton numbers of this station alone",
		"cmd.init.ask.client":          "Client id, as it stands in order files",
		"cmd.init.ask.exporter_name":   "Client's Canadian exporter: name",
		"cmd.init.ask.exporter_line1":  "  street",
		"cmd.init.ask.exporter_city":   "  city",
		"cmd.init.ask.exporter_region": "  province",
		"cmd.init.ask.exporter_postal": "  postal code",
		"cmd.init.ask.return_name":     "U.S. return address on labels: name",
		"cmd.init.ask.return_line1":    "  street",
		"cmd.init.ask.return_city":     "  city",
		"cmd.init.ask.return_state":    "  state",
		"cmd.init.ask.return_zip":      "  ZIP code",
		"cmd.init.ask.rulebook":        "Rulebook: by-date is what is in force, section-321-classic is a simulation",
		"cmd.init.ask.induction":       "First lane: where the carrier takes the cartons in",
		"cmd.init.ask.carrier":         "  carrier (USPS, UPS, FEDEX, DHL)",
		"cmd.init.ask.port":            "  port of arrival, four digits",
		"cmd.init.ask.crossing":        "  planned arrival at the port each day, in its own time",
		"cmd.init.ask.release":         "  release (section_321, entry)",
		"cmd.init.ask.scanner":         "Scanner address",
		"cmd.init.ask.scale":           "Scale address",
		"cmd.init.ask.printer":         "Label printer address",
		"cmd.init.ask.badge":           "Picker's badge",
		"cmd.init.ask.name":            "  name",
		"cmd.init.ask.lead_badge":      "Lead's badge",
		"cmd.init.ask.lead_name":       "  name",
		"cmd.init.ask.lead_pin":        "  PIN, 4 to 12 digits (none: can't clear holds)",
	}
}

// demoSentences are the hints of packstation demo.
func demoSentences() map[string]string {
	return map[string]string{
		"cmd.demo.rulebook": "The demo has no rulebook {1}. Write one of: {2}.",
		"cmd.demo.folder":   "The demo's folder can't be made: {1}. Name another with --dir.",

		"cmd.demo.centre": "The demo's centre can't be started: {1}.",

		"cmd.demo.key.badge":  "badge",
		"cmd.demo.key.order":  "order",
		"cmd.demo.key.weigh":  "weigh",
		"cmd.demo.key.empty":  "empty",
		"cmd.demo.key.label":  "label",
		"cmd.demo.key.paper":  "paper",
		"cmd.demo.key.unplug": "scale",
		"cmd.demo.key.cable":  "cable",
		"cmd.demo.key.test":   "test weight",
		"cmd.demo.help.test":  "Put the 10 lb check weight on the scale.",
		"cmd.demo.key.lead":   "lead",

		"cmd.demo.help.badge":  "Demo: scans Maya's badge.",
		"cmd.demo.help.order":  "Demo: scans the next order.",
		"cmd.demo.help.weigh":  "Demo: puts the box on the scale.",
		"cmd.demo.help.empty":  "Demo: takes the box off the scale.",
		"cmd.demo.help.label":  "Demo: scans the label that came out.",
		"cmd.demo.help.paper":  "Demo: the printer runs out of labels, or gets a new roll.",
		"cmd.demo.help.unplug": "Demo: unplugs the scale, or plugs it in.",
		"cmd.demo.help.cable":  "Demo: pulls the network cable, or plugs it in.",
		"cmd.demo.help.lead":   "Demo: scans the lead's badge.",

		"cmd.demo.not-now":   "Not now: finish the carton in hand first.",
		"cmd.demo.no-orders": "One moment: the orders are on their way from the centre.",
		"cmd.demo.no-label":  "No label is out.",
		"cmd.demo.no-more":   "All the demo's orders are packed. Leave with F10 and start it again.",

		"cmd.demo.hint.badge":        "DEMO  B scans your badge",
		"cmd.demo.hint.notice":       "DEMO  F4 says that you have seen it (PL:ACK)",
		"cmd.demo.hint.order":        "DEMO  O scans the next order",
		"cmd.demo.hint.weigh":        "DEMO  W puts the box on the scale",
		"cmd.demo.hint.empty":        "DEMO  E takes the box off the scale",
		"cmd.demo.hint.label":        "DEMO  L scans the label that came out",
		"cmd.demo.hint.warned":       "DEMO  F4 packs it all the same (PL:ACK)",
		"cmd.demo.hint.held":         "DEMO  K scans the lead's badge, F6 parks the carton",
		"cmd.demo.hint.pin":          "DEMO  type {1} and Enter",
		"cmd.demo.hint.reason":       "DEMO  type 1 and Enter",
		"cmd.demo.hint.rejected":     "DEMO  F2 sets it aside (PL:NEXT)",
		"cmd.demo.hint.doubt":        "DEMO  L if a label came out, F5 prints another",
		"cmd.demo.hint.load":         "DEMO  the labels have run out: P loads a roll",
		"cmd.demo.hint.plug":         "DEMO  U plugs the scale in again, Shift+F3 keys the weight",
		"cmd.demo.hint.lead":         "DEMO  K scans the lead's badge",
		"cmd.demo.hint.key-weight":   "DEMO  type 4.20 and Enter",
		"cmd.demo.hint.test":         "DEMO  T puts the check weight on the scale",
		"cmd.demo.hint.recalled":     "DEMO  F2 leaves this carton",
		"cmd.demo.hint.wait":         "DEMO  one moment",
		"cmd.demo.hint.pull":         "DEMO  C pulls the network cable, and packing goes on",
		"cmd.demo.hint.rejoin":       "DEMO  C plugs it in: station {1} shipped to the person of {2} too",
		"cmd.demo.hint.rejoin-quiet": "DEMO  C plugs the network cable in again",
		"cmd.demo.hint.centre-hold":  "DEMO  L scans the label of the box that the centre holds",
		"cmd.demo.hint.clear":        "DEMO  K scans the lead's badge, F11 voids the carton",
		"cmd.demo.hint.out":          "The network cable is out: packing goes on.   C plugs it in   F1 help",
		"cmd.demo.hint.page":         "The centre shows its side in a browser: {1}",
		"cmd.demo.hint.faults":       "C network cable   P no labels   U scale unplugged   F1 help   F10 twice leaves",
	}
}
