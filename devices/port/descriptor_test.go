package port

import (
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
	"testing"
)

// scaleDescriptor is that of the USB bench's scale: one input report 3 of five bytes in a weighing device.
const scaleDescriptor = "058d0920a10185030932a102150026ff00750895050940 8102c0c0"

func unhex(t testing.TB, s string) []byte {
	t.Helper()
	b, err := hex.DecodeString(strings.ReplaceAll(s, " ", ""))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestParseDescriptor(t *testing.T) {
	for name, c := range map[string]struct{ hex, want string }{
		"scale":              {scaleDescriptor, "[{8D:20 [{0 3 40}]}]"},
		"usage with page":    {"0b20008d00 a101 8502 7501 9502 9102 8101 8502 b101 c0", "[{8D:20 [{1 2 2} {0 2 2} {2 2 2}]}]"},
		"page after usage":   {"0920 058d a101 c0", "[{8D:20 []}]"},
		"two parts":          {"0501 0906 a101 8501 7508 9508 8100 c0 058c 0902 a101 8502 953f 8102 c0", "[{01:06 [{0 1 64}]} {8C:02 [{0 2 504}]}]"},
		"pushed state":       {"058d 7508 9501 a4 7501 0501 b4 0920 a101 8100 c0", "[{8D:20 [{0 0 8}]}]"},
		"usage before inner": {"0920 058d a101 0932 a102 8100 c0 c0", "[{8D:20 [{0 0 0}]}]"},
		"long item":          {"fe02aa0102 058d 0920 a101 c0", "[{8D:20 []}]"},
		"nothing":            {"", "[]"},
	} {
		got, err := ParseDescriptor(unhex(t, c.hex))
		if err != nil || fmt.Sprint(got) != c.want {
			t.Errorf("%s: %v, %v; want %s", name, got, err, c.want)
		}
	}
	for name, bad := range map[string]string{
		"cut off": "058d09", "cut off long": "fe05aa01", "no end": "a101", "ends twice": "a101c0c0", "pop": "b4", "id 0": "8500",
		"too long": "77ffffffff97ffffffff8100", "pushes": strings.Repeat("a4", 17), "nested": strings.Repeat("a101", 65),
		"bytes": strings.Repeat("05", MaxDescriptor+2), "parts": strings.Repeat("a101c0", 65),
	} {
		if got, err := ParseDescriptor(unhex(t, bad)); !errors.Is(err, ErrDescriptor) {
			t.Errorf("%s: %v, %v", name, got, err)
		}
	}
}

func FuzzParseDescriptor(f *testing.F) {
	for _, seed := range []string{scaleDescriptor, "fe02aa0102058d0920a101c0", "a4b40b20008d00a10185027501950291028101c0"} {
		f.Add(unhex(f, seed))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		apps, err := ParseDescriptor(b)
		if err != nil && apps != nil {
			t.Fatal("an error and an answer")
		}
		fields := 0
		for _, app := range apps {
			if usage, err := ParseUsage(app.Usage.String()); err != nil || usage != app.Usage {
				t.Fatalf("%v came back as %v, %v", app.Usage, usage, err)
			}
			for _, r := range app.Reports {
				if fields++; r.Bits < 0 || r.Bits > maxReportBits || !app.Has(r.Kind, r.ID) {
					t.Fatalf("report %+v", r)
				}
			}
		}
		if fields > len(b) || len(apps) > maxApplications {
			t.Fatalf("%d bytes gave %d reports in %d parts", len(b), fields, len(apps))
		}
	})
}
