package port

import (
	"fmt"
	"os"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"

	"packline/devices"
)

const rulesFile = "../../packaging/udev/70-packline.rules"

// ruleTerm is one term of a udev rule: a match (== or !=) or an assignment (= or +=).
type ruleTerm struct{ key, operator, value string }

var termForm = regexp.MustCompile(`^([A-Z]+(?:\{[A-Za-z_/]+\})?)(==|!=|\+=|=)"([^"]*)"$`)

// readRules reads the rules file, strictly: a term that udev wouldn't understand fails the test.
func readRules(t *testing.T) [][]ruleTerm {
	t.Helper()
	text, err := os.ReadFile(rulesFile)
	if err != nil {
		t.Fatal(err)
	}
	var rules [][]ruleTerm
	for line := range strings.Lines(string(text)) {
		if line = strings.TrimSpace(line); line == "" || line[0] == '#' {
			continue
		}
		var rule []ruleTerm
		for term := range strings.SplitSeq(line, ", ") {
			m := termForm.FindStringSubmatch(term)
			if m == nil {
				t.Fatalf("no term of a rule: %s", term)
			}
			rule = append(rule, ruleTerm{m[1], m[2], m[3]})
		}
		rules = append(rules, rule)
	}
	return rules
}

// event is what udev knows of a device that is plugged in, by the key of a match.
type event map[string]string

// settle gives what the rules assign to a device.
func settle(t *testing.T, rules [][]ruleTerm, e event) map[string]string {
	t.Helper()
	given := map[string]string{}
	for _, rule := range rules {
		matched := true
		for _, term := range rule {
			switch term.operator {
			case "==":
				matched = matched && (term.key == "TEST" || slices.ContainsFunc(strings.Split(term.value, "|"), func(glob string) bool {
					ok, err := path.Match(glob, e[term.key])
					if err != nil {
						t.Fatalf("%s: %v", glob, err)
					}
					return ok
				}))
			case "!=":
				t.Fatal("the test knows no !=")
			default:
				if matched {
					given[term.key] = term.value
				}
			}
		}
	}
	delete(given, "LABEL")
	return given
}

func TestRulesGiveAccessToKnownDevices(t *testing.T) {
	rules := readRules(t)
	ours := map[string]string{"GROUP": "packline", "MODE": "0660", "TAG": "uaccess"}
	awake := map[string]string{"ENV{ID_MM_DEVICE_IGNORE}": "1", "ATTR{power/control}": "on"}
	check := func(what string, e event, want map[string]string) {
		t.Helper()
		e["ACTION"] = "add"
		if got := settle(t, rules, e); fmt.Sprint(got) != fmt.Sprint(want) {
			t.Errorf("%s %v gets %v, want %v", what, e, got, want)
		}
	}
	stranger := Known{Vendor: 0x046D, Product: 0xC31C, Name: "keyboard"}
	for _, k := range append(KnownDevices(), stranger) {
		vendor := fmt.Sprintf("%04x", k.Vendor)
		usb := event{"SUBSYSTEM": "usb", "ENV{DEVTYPE}": "usb_device", "ATTR{idVendor}": vendor}
		raw := event{"SUBSYSTEM": "hidraw", "KERNELS": fmt.Sprintf("0003:%04X:%04X.0001", k.Vendor, k.Product)}
		line := event{"SUBSYSTEM": "tty", "KERNEL": "ttyUSB0", "ATTRS{idVendor}": vendor}
		modem := event{"SUBSYSTEM": "tty", "KERNEL": "ttyACM0", "ATTRS{idVendor}": vendor}
		keys := event{"SUBSYSTEM": "input", "KERNEL": "event5", "ENV{ID_INPUT_KEYBOARD}": "1", "ATTRS{id/vendor}": vendor}
		none := map[string]string{}
		switch {
		case k == stranger || k.Role == devices.RolePrinter:
			for _, e := range []event{usb, raw, line, modem, keys} {
				check(k.Name, e, none)
			}
		case k.Role == devices.RoleScale:
			check(k.Name, usb, awake)
			check(k.Name, raw, ours)
			check(k.Name, line, ours)
			check(k.Name, modem, ours)
			check(k.Name, keys, none)
		case k.Role == devices.RoleScanner:
			check(k.Name, usb, awake)
			check(k.Name, raw, ours)
			check(k.Name, modem, ours)
			check(k.Name, keys, ours)
		default:
			check(k.Name, usb, map[string]string{"ENV{ID_MM_DEVICE_IGNORE}": "1"})
			check(k.Name, line, map[string]string{"TAG": "uaccess"})
			check(k.Name, raw, none)
			check(k.Name, keys, none)
		}
	}
	check("printer", event{"SUBSYSTEM": "usbmisc", "KERNEL": "lp1"}, ours)
	check("other", event{"SUBSYSTEM": "usbmisc", "KERNEL": "hiddev0"}, map[string]string{})
}

// TestRulesNameKnownMakersOnly holds that a maker who is taken out of the table loses its rules too.
func TestRulesNameKnownMakersOnly(t *testing.T) {
	for _, rule := range readRules(t) {
		for _, term := range rule {
			vendor := term.value
			switch {
			case term.key == "KERNELS":
				vendor = strings.ToLower(strings.Split(term.value, ":")[1])
			case !strings.HasSuffix(strings.ToLower(term.key), "vendor}"):
				continue
			}
			if !slices.ContainsFunc(KnownDevices(), func(k Known) bool { return fmt.Sprintf("%04x", k.Vendor) == vendor }) {
				t.Errorf("rule for the unknown maker %s", vendor)
			}
		}
	}
	if name := path.Base(rulesFile); name >= "73" { // 73-seat-late.rules reads the tag
		t.Errorf("%s comes too late", name)
	}
}
