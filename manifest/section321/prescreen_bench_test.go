package section321_test

import (
	"fmt"
	"testing"

	"packline/manifest"
	"packline/manifest/section321"
)

// BenchmarkPrescreen screens a day of 10,000 orders: of as many persons, and of persons who all have one e-mail address,
// the worst that a marketplace's relay address does.
func BenchmarkPrescreen(b *testing.B) {
	for name, email := range map[string]string{"persons": "", "relay": "relay@example.com"} {
		b.Run(name, func(b *testing.B) {
			orders := make([]manifest.Order, 10_000)
			for i := range orders {
				orders[i] = clean(fmt.Sprintf("B-%05d", i), i)
				if email != "" {
					orders[i].ShipTo.Email = email
				}
			}
			for b.Loop() {
				s := newScreening(b, nil)
				for _, o := range orders {
					s.Screen(section321.Unpacked{Order: o})
				}
			}
		})
	}
}
