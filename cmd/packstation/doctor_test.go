package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"packline/cmd/internal/cli/clitest"
)

func TestDoctor(t *testing.T) {
	clitest.Want(t, do(t, "", "doctor", "virtual:scale", "virtual:printer", "--for", "500ms"), 0, "virtual:scale: Scale ready.")
	clitest.Want(t, do(t, "", "doctor", "virtual:scale", "serial:/nowhere?protocol=mt-sics", "--for", "300ms"), 1,
		"Not well: serial:/nowhere?protocol=mt-sics.")
	clitest.Want(t, do(t, "", "doctor", "virtual:kettle"), 1, "virtual:kettle")
	clitest.Want(t, do(t, "", "doctor", "--search", "virtual:scale", "virtual:scale"), 1, "take one device")
	clitest.Want(t, do(t, "", "doctor"), 1, "packstation.yaml")

	answer := do(t, "", "doctor", "virtual:scale", "--for", "500ms", "--json")
	var told struct {
		Healthy bool
		Devices []struct {
			Address, Says string
			Frames        int
			Frame         struct{ Weight *string }
		}
	}
	if err := json.Unmarshal([]byte(answer.Out), &told); err != nil || !told.Healthy || len(told.Devices) != 1 {
		t.Fatalf("%v: %s", err, answer.Out)
	}
	if d := told.Devices[0]; d.Frames == 0 || d.Frame.Weight == nil || *d.Frame.Weight != "0.00" || d.Says == "" {
		t.Errorf("%+v", d)
	}
}

// TestDoctorPlaysARecordedSession examines a scale as it was recorded, with the wrong parity, and records it again.
func TestDoctorPlaysARecordedSession(t *testing.T) {
	dir := t.TempDir()
	recorded, again := filepath.Join(dir, "scale.jsonl"), filepath.Join(dir, "again.jsonl")
	session := `{"v":1,"address":"serial:COM3?protocol=nci-3835&mode=8N1","began":"2026-11-23T09:00:00Z"}
{"ms":5,"out":"570d"}
{"ms":30,"in":"0aa0a0b1b22eb430cc428d303003"}
`
	if err := os.WriteFile(recorded, []byte(session), 0o600); err != nil {
		t.Fatal(err)
	}
	address := "playback:" + recorded + "?protocol=nci-3835&loop=1"
	clitest.Want(t, do(t, "", "doctor", address, "--for", "700ms", "--record", again), 1, "Set mode=7E1")
	kept, err := os.ReadFile(again)
	if err != nil || !strings.Contains(string(kept), `"in":"0aa0a0b1b22eb430cc428d303003"`) {
		t.Errorf("%v: %s", err, kept)
	}
	clitest.Want(t, do(t, "", "doctor", address, "--record", again), 1, "can't be written")
}
