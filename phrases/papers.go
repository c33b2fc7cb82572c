package phrases

// papers gives the sentences of words printed on papers: keys begin with label.
func papers() map[string]string {
	return map[string]string{}
}
