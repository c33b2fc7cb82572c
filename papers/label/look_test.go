package label_test

import (
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"packline/manifest"
	"packline/papers/label"
	"packline/papers/label/labeltest"
)

// TestLook draws a few labels by both renderers into the directory LOOK names, for a person to look at, or
// into one of the test's own.
func TestLook(t *testing.T) {
	dir := os.Getenv("LOOK")
	if dir == "" {
		dir = t.TempDir()
	}
	eye := labeltest.Open(t)
	for name, l := range looks(t) {
		for _, dpi := range []int{203, 300} {
			m := label.Media{DPI: dpi}
			zpl, err := label.ZPL(l, m)
			if err != nil {
				t.Errorf("%s: %v", name, err)
				continue
			}
			prefix := filepath.Join(dir, name+"-"+strconv.Itoa(dpi))
			eye.Save(t, zpl, dpi, prefix+"-eye-")
			file, err := os.Create(prefix + "-own.png")
			if err != nil {
				t.Fatal(err)
			}
			if err := label.PNG(file, l, m); err != nil {
				t.Error(err)
			}
			if err := file.Close(); err != nil {
				t.Error(err)
			}
		}
	}
}

func looks(t *testing.T) map[string]label.Label {
	t.Helper()
	plain := specimen(t, 1)
	accents := specimen(t, 2)
	accents.Order.ShipTo.Name = "Émilie-Anne Lefèbvre-Œuvrard de la Peña"
	accents.Order.ShipTo.Company = "Société générale d'exportation ÀÉÎÕÜ Ç Ltée, attn. receiving dock no. 14"
	accents.Order.ShipTo.City = "Coeur d'Alene"
	accents.Carton.N, accents.Carton.M, accents.Copy, accents.Carton.Simulated = 2, 3, 2, true
	bare := specimen(t, 3)
	bare.Carton.Tracking, bare.Copy = "", 3
	bare.Route = manifest.RouteInformal
	bare.Order.ID = strings.Repeat("LONG-ORDER-", 6)
	sample := specimen(t, 0)
	sample.Sample = true
	long := specimen(t, 5)
	long.Order.Carrier, long.Carton.Tracking = "UPS", "1Z999AA10123456784"
	long.Order.ShipTo.Name = strings.Repeat("Maximiliana ", 40)
	return map[string]label.Label{"plain": plain, "accents": accents, "bare": bare, "sample": sample, "long": long}
}
