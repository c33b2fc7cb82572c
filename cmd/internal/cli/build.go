package cli

import (
	"runtime/debug"
	"time"
)

// Version is what the build said, else the commit that Go noted.
func Version(said string) string {
	if said != "" {
		return said
	}
	revision := buildSetting("vcs.revision")
	if revision == "" {
		return "unknown"
	}
	if buildSetting("vcs.modified") == "true" {
		revision += "-dirty"
	}
	return revision
}

// BuiltAt is when the program's source was committed: no clock can be right before it. Zero when it isn't known.
func BuiltAt() time.Time {
	at, _ := time.Parse(time.RFC3339, buildSetting("vcs.time"))
	return at
}

func buildSetting(key string) string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return ""
	}
	for _, setting := range info.Settings {
		if setting.Key == key {
			return setting.Value
		}
	}
	return ""
}
