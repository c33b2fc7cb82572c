package station_test

import (
	"io/fs"
	"path"
	"strings"
	"testing"

	"packline/station/stationtest"
	"packline/testdata"
)

// TestScenarios plays every scenario of testdata/scenarios.
func TestScenarios(t *testing.T) {
	files, err := fs.Glob(testdata.Files, "scenarios/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatalf("no scenarios: %v", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(path.Base(file), ".txt"), func(t *testing.T) {
			w := stationtest.New(t, stationtest.Setup(t), stationtest.Orders(t), stationtest.Morning())
			stationtest.Play(t, w, testdata.Read(t, file))
		})
	}
}
