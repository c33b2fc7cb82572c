package phrases

// screen gives the sentences of the screens' own words, headings and help (package terminal): keys begin with screen.
func screen() map[string]string {
	return map[string]string{}
}
