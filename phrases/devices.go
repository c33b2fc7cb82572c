package phrases

// devices gives the sentences of devices and what is wrong with them: keys begin with scale., scanner., printer. or device.
func devices() map[string]string {
	return map[string]string{}
}
