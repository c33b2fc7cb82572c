package phrases

// bench gives the sentences of the packing bench (package station): keys begin with bench.
func bench() map[string]string {
	return map[string]string{}
}
