package phrases

// rules gives the sentences of findings of the rulebooks (package manifest/section321): keys begin with rule.
func rules() map[string]string {
	return map[string]string{}
}
