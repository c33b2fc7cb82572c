package phrases

import "maps"

// devices gives the sentences of devices and what is wrong with them: keys begin with scale., scanner., printer. or device.
func devices() map[string]string {
	all := map[string]string{
		"device.connecting":        "Connecting.",
		"device.failed":            "Device doesn't work. Unplug it and plug it in again.",
		"device.crashed":           "Device driver failed and was started again. Tell your lead if it comes back.",
		"device.bad-address":       "Device address {1} can't be read. Correct it in the config.",
		"device.bad-host":          "Device address {1} needs a host and a port, such as tcp:printer:9100.",
		"device.unknown-kind":      "Device kind {1}: is not known here. Use one of {2}",
		"device.unknown-parameter": "Device address has an unknown setting {1}. Known are: {2}.",
		"device.bad-mode":          "Line settings of {1} are not possible. Use such as baud=9600 and mode=7E1.",
		"device.busy":              "{1} is in use by another program. Close that program.",
		"device.no-permission":     "No permission for {1}. Ask your lead to allow this user to use it.",
		"device.not-found":         "{1} is not there. Plug the device in.",
		"device.not-serial":        "{1} is no serial port. Correct the address in the config.",
		"device.gone":              "{1} was unplugged or switched off. Check its cable.",
		"device.stuck":             "{1} takes no data. Unplug the device and plug it in again.",
		"device.closed":            "{1} was closed.",
		"device.bad-session":       "{1} is no recorded device session. Record one with packstation doctor --record.",
		"device.refused":           "{1} refuses the connection. Check that it is switched on.",
		"device.unreachable":       "{1} can't be reached. Check its network cable and that it is switched on.",

		"device.one-way":  "{1} takes data only and tells nothing.",
		"device.not-here": "{1} can't be used on this system. Connect the device in another way.",
	}
	maps.Copy(all, scales())
	maps.Copy(all, ports())
	maps.Copy(all, scanners())
	return all
}
