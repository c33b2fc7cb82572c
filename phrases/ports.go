package phrases

// ports gives the sentences of the ways in to devices: keys begin with device.
func ports() map[string]string {
	return map[string]string{
		"device.rejected":         "{1} refused a command. If it comes back, unplug the device and plug it in again.",
		"device.ambiguous":        "More than one device is {1}. Add to its address what tells them apart: {2}.",
		"device.wrong-use":        "{1} is plugged in but works in another mode. Set it to its own USB mode (HID POS), not keyboard.",
		"device.bad-usb-name":     "Device address {1} can't be read. USB devices are named like 0922:8003.",
		"device.bad-queue":        "Print queue address {1} can't be read. Use the queue's name, such as cups:ZD421.",
		"device.no-rule":          "No permission for {1}. Ask your lead to install packline's udev rules and add this user to group {2}.",
		"device.no-usblp":         "USB printer {1} belongs to the system's print queue. Use cups: and the queue's name, or load the module usblp.",
		"device.hid-not-here":     "{1}: USB HID devices can't be used on this system. Set the device to serial mode.",
		"device.queue-stopped":    "Print queue {1} is stopped. Start it in the system's printer settings.",
		"device.queue-refused":    "Print queue {1} refused the label. Look at the queue in the system's printer settings.",
		"device.no-queue-service": "Print service for {1} doesn't answer. Start CUPS on this machine.",
	}
}
