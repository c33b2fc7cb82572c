package store

import (
	"encoding/json"
	"os"
	"runtime"
	"syscall"
	"time"
)

// holder is the side file beside the store: who has it open, and where that process listens.
type holder struct {
	PID    int       `json:"pid"`
	Since  time.Time `json:"since"`
	Build  string    `json:"build,omitempty"`
	Socket string    `json:"socket,omitempty"` // where it is not beside the store
}

const maxHolder = 4096

func holderPath(path string) string { return path + ".pid" }

// writeHolder is best effort: on a full disk the station still starts, a second copy just can't say who was first.
func writeHolder(path string, h holder) {
	raw, err := json.Marshal(h)
	if err == nil {
		_ = os.WriteFile(holderPath(path), append(raw, '\n'), 0o600)
	}
}

func readHolder(path string) (holder, bool) {
	raw, err := os.ReadFile(holderPath(path))
	if err != nil || len(raw) > maxHolder {
		return holder{}, false
	}
	var h holder
	err = json.Unmarshal(raw, &h)
	return h, err == nil && h.PID > 0
}

func removeHolder(path string) { _ = os.Remove(holderPath(path)) }

// held names the process that holds the file, as far as its side file is not left over from an earlier one.
func held(path string) error {
	h, ok := readHolder(path)
	if !ok || !alive(h.PID) {
		return &HeldError{Path: path}
	}
	return &HeldError{Path: path, PID: h.PID, Since: h.Since}
}

func alive(pid int) bool {
	p, err := os.FindProcess(pid)
	if err != nil {
		return false
	}
	defer func() { _ = p.Release() }()
	if runtime.GOOS == "windows" {
		return true // FindProcess fails there for a process that is gone
	}
	err = p.Signal(syscall.Signal(0))
	return err == nil || os.IsPermission(err)
}
