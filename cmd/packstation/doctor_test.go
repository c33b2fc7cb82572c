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

// TestDoctorOfAPrinter shows what a printer answers beside its bytes, and how one is that the time didn't reach.
func TestDoctorOfAPrinter(t *testing.T) {
	answer := do(t, "", "doctor", "virtual:printer", "--for", "700ms", "--json")
	var told struct {
		Devices []struct {
			Frames int
			In     string
			Means  map[string]struct {
				Frame string
				Can   *bool `json:"can_print_now"`
				Model string
			}
		}
	}
	if err := json.Unmarshal([]byte(answer.Out), &told); err != nil || len(told.Devices) != 1 {
		t.Fatalf("%v: %s", err, answer.Out)
	}
	d := told.Devices[0]
	if d.Frames < 3 || d.In == "" || d.Means["zebra-hs"].Can == nil || !*d.Means["zebra-hs"].Can ||
		d.Means["zebra-hqes"].Frame != "status" || d.Means["zebra-hi"].Model != "VIRTUAL-203dpi" {
		t.Errorf("%s", answer.Out)
	}
	clitest.Want(t, do(t, "", "doctor", "tcp:127.0.0.1:1", "virtual:printer", "--for", "1ns"), 1, "virtual:printer: Connecting.")
}

// TestDoctorOfScansThatAreRefused has a scanner whose codes end otherwise than its address says.
func TestDoctorOfScansThatAreRefused(t *testing.T) {
	recorded := filepath.Join(t.TempDir(), "scanner.jsonl")
	session := `{"v":1,"address":"serial:COM3?suffix=CR","began":"2026-11-23T09:00:00Z"}
{"ms":30,"in":"5d43304142432d3132330a"}
`
	if err := os.WriteFile(recorded, []byte(session), 0o600); err != nil {
		t.Fatal(err)
	}
	clitest.Want(t, do(t, "", "doctor", "playback:"+recorded+"?suffix=CR&loop=1", "--for", "1500ms"), 1, "Set suffix=LF")
	clitest.Want(t, do(t, "", "doctor", "playback:"+recorded+"?suffix=LF&loop=1", "--for", "1500ms"), 0, "Scanner ready")

	skewed := strings.Replace(session, "5d43304142432d3132330a", "0000304142002d000033003500", 1) // 8N1 read as 7E1
	if err := os.WriteFile(recorded, []byte(skewed), 0o600); err != nil {
		t.Fatal(err)
	}
	clitest.Want(t, do(t, "", "doctor", "playback:"+recorded+"?suffix=CR&loop=1", "--for", "1500ms"), 1, "Not well")
}
