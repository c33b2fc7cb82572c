package phrases

// cli gives what the command lines of all programs say. Keys begin with cli.
func cli() map[string]string {
	return map[string]string{
		"cli.failed":      "It did not work: {1}.",
		"cli.about":       "{1}: {2}",
		"cli.usage":       "That can't be understood: {1}. See: {2} --help.",
		"cli.interrupted": "It was stopped before it was done. Start it again.",

		"cli.file.open":   "The file {1} can't be read: {2}. Check its name and its permissions.",
		"cli.file.folder": "{1} is a folder. Name a file.",

		"cli.version.short": "Show the version",
		"cli.version.long":  "Show the version of the program, of Go and of the system it was built for.",
	}
}
