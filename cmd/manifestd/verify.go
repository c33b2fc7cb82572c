package main

import (
	"context"
	"net/http"
	"strconv"

	"github.com/spf13/cobra"

	"packline/central"
	"packline/cmd/internal/cli"
)

// verifyCommand lets the centre follow its chains and fold its events again.
func (p *program) verifyCommand() *cobra.Command {
	return p.ofCentre(p.Command("verify", "verify", cobra.NoArgs, func(ctx context.Context, _ []string) error {
		return p.ask(ctx, func(c *client) error {
			var report central.Report
			if err := c.call(ctx, http.MethodGet, "/v1/verify", nil, &report); err != nil {
				return err
			}
			if len(report.Faults) > 0 {
				for _, fault := range report.Faults[1:] {
					p.Tell(fault)
				}
				return cli.Fail(nil, "centre.verify.broken", report.Faults[0])
			}
			return p.Print(p.Say("centre.verify.whole", strconv.Itoa(report.Events), strconv.Itoa(report.Cartons), strconv.Itoa(report.Quarantined)))
		})
	}))
}
