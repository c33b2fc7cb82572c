package phrases

// commands gives the sentences of the command line and config: keys begin with cmd.
func commands() map[string]string {
	return map[string]string{}
}
