package doctor_test

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"

	"packline/devices"
	"packline/devices/doctor"
	"packline/devices/scale"
	"packline/devices/scanner"
	"packline/manifest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func TestWatch(t *testing.T) {
	gun, plate := &scanner.VirtualScanner{}, &scale.VirtualScale{}
	plate.Put(3 * manifest.Pound)
	opt := doctor.Options{Scanner: gun, Scale: plate}
	for address, want := range map[string][]string{
		"virtual:scanner": {`"state":"ready","key":"scanner.ready"`, `"code":{"kind":"command","text":"PL:NEXT"}`},
		"virtual:scale":   {`"state":"ready","key":"scale.ready"`, `"frame":"weight","weight":"3.00","unit":null,"stable":true,"flags":[],"raw":"023030332e30300d"`},
		"virtual:printer": {`"state":"ready","key":"printer.ready"`},
	} {
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
		left := append([]string(nil), want...)
		err := doctor.Watch(ctx, address, opt, func(e doctor.Event) {
			line, err := json.Marshal(e)
			if err != nil || e.Address != address || e.At.IsZero() {
				t.Errorf("event %+v, %v", e, err)
			}
			if e.Status != nil && e.Status.Key == "scanner.ready" {
				gun.Scan("PL:NEXT")
			}
			if len(left) > 0 && strings.Contains(string(line), left[0]) {
				left = left[1:]
			}
			if len(left) == 0 {
				cancel()
			}
		})
		cancel()
		if !errors.Is(err, context.Canceled) || len(left) > 0 {
			t.Errorf("%s: %v, never %q", address, err, left)
		}
	}
}

func TestWatchRefusesBadAddresses(t *testing.T) {
	for _, address := range []string{"", "serial", "virtual:kettle", "serial:x?unit=lb"} {
		if err := doctor.Watch(t.Context(), address, doctor.Options{}, func(doctor.Event) {}); err == nil {
			t.Errorf("%q was taken", address)
		}
	}
}

func TestRoleOf(t *testing.T) {
	for text, want := range map[string]devices.Role{
		"serial:COM3?suffix=CR": devices.RoleScanner, "keyboard:": devices.RoleScanner, "tcp:p:9100": devices.RolePrinter,
		"file:x.zpl": devices.RolePrinter, "serial:COM1?protocol=toledo-8217&unit=lb": devices.RoleScale,
		"tcp:s:4001?suffix=CR": devices.RoleScanner, "hid:0922:8003": devices.RoleScale, "cups:ZD421": devices.RolePrinter,
	} {
		a, err := devices.ParseAddress(text)
		if err != nil || doctor.RoleOf(a) != want {
			t.Errorf("%s: %s, %v", text, doctor.RoleOf(a), err)
		}
	}
}
