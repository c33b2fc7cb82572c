package phrases

// centreRules are about the commands of the centre that sign rulebooks and send them to the stations.
func centreRules() map[string]string {
	return map[string]string{
		"centre.rules.key-name":  "\"{1}\" can't be the name of a key. Write at most 400 letters on one line.",
		"centre.rules.key-there": "There is a file {1} already, and it may be a key. Name another file.",
		"centre.rules.key":       "The file {1} is no private key. Name the file that manifestd rules keygen made.",
		"centre.rules.key-mode":  "Others on this machine can read the private key {1}. Take that away with: chmod 600.",
		"centre.rules.keygen":    "The private key is in {1}. Keep it where only the signer can read it. The next line is the public key for rulebook.keys of every station.",
		"centre.rules.open":      "The file {1} can't be read: {2}. Check its name.",
		"centre.rules.write":     "The file {1} can't be written: {2}. Check the folder.",
		"centre.rules.signed":    "Signed {1} version {2}: {3}.",
		"centre.rules.unsigned":  "The rulebook {1} has no signature beside it, so stations would refuse it. Sign it with: manifestd rules sign {1} --key FILE.",
		"centre.rules.added":     "The centre judges by {1} version {2} from now on, where its window holds. Stations are told; each checks the signature for itself.",

		"centre.flag.key-name":      "whose key it is, as stations show it",
		"centre.flag.key-file":      "private key that manifestd rules keygen made",
		"centre.flag.unsigned":      "send it without a signature; only stations with allow_unsigned: true take it",
		"centre.short.rules":        "Sign rulebooks and send them to the stations",
		"centre.short.rules-keygen": "Make a key to sign rulebooks with",
		"centre.long.rules-keygen":  "Make a private key in a new file that only its owner can read, and print the public key for rulebook.keys of the stations.",
		"centre.short.rules-sign":   "Sign a rulebook",
		"centre.long.rules-sign":    "Check a rulebook and write its signature into FILE.sig: base64 of Ed25519 over the document's exact bytes.",
		"centre.short.rules-add":    "Send a rulebook to the stations",
		"centre.long.rules-add":     "Check a rulebook and hand it with FILE.sig to the centre, which judges by it and sends it to every station, while the service runs or not.",
	}
}
