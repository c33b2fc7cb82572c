package main

import (
	"log/slog"
	"os"
	"path/filepath"

	"packline/cmd/internal/cli"
)

// maxLog is the size in bytes from which a log is set aside when the program starts. One older file is kept.
const maxLog = 16 << 20

// openLog opens the log as JSON lines, for its owner only. It holds what went wrong and how devices are doing, never
// persons, PINs or keys.
func openLog(name string) (*slog.Logger, *os.File, error) {
	if err := os.MkdirAll(filepath.Dir(name), 0o700); err != nil {
		return nil, nil, cli.Fail(err, "cmd.run.log", name, cli.Reason(err))
	}
	if info, err := os.Stat(name); err == nil && info.Mode().IsRegular() && info.Size() > maxLog {
		_ = os.Rename(name, name+".1") // a log that stays where it is does no harm
	}
	file, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_APPEND, 0o600)
	if err != nil {
		return nil, nil, cli.Fail(err, "cmd.run.log", name, cli.Reason(err))
	}
	handler := slog.NewJSONHandler(file, &slog.HandlerOptions{ReplaceAttr: errorText})
	return slog.New(handler).With("pid", os.Getpid()), file, nil
}

// errorText writes errors as text and leaves out those that are none.
func errorText(_ []string, a slog.Attr) slog.Attr {
	switch v := a.Value.Any().(type) {
	case error:
		return slog.String(a.Key, v.Error())
	case nil:
		return slog.Attr{}
	default:
		return a
	}
}
