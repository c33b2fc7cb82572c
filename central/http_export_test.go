package central

// Routes gives the method and path of every route, for the test that holds them to the description.
func Routes() [][2]string {
	var out [][2]string
	for _, rt := range routes() {
		out = append(out, [2]string{rt.method, rt.path})
	}
	return out
}
