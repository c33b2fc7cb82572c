package phrases

// doctor gives what the doctor says of devices and what to change. Keys begin with doctor.
func doctor() map[string]string {
	return map[string]string{
		"doctor.protocol":      "This looks like another scale protocol: {1}. Set protocol={2} in its address.",
		"doctor.mode":          "The bytes have another parity. Set mode={1} in its address.",
		"doctor.is-a-scale":    "These are the weights of a scale. Set protocol={1} in its address: without one it is taken for a scanner.",
		"doctor.unit":          "The scale shows {1} and its address says {2}. Switch the scale, or set unit={1}.",
		"doctor.needs-unit":    "This scale doesn't send its unit. Add unit=lb or unit=kg to the address, as the scale's display shows.",
		"doctor.silent":        "Nothing comes. Check power and cable, then its protocol and speed: packstation doctor --search ADDRESS tries them.",
		"doctor.few-bytes":     "Too few bytes have come to tell.",
		"doctor.parity":        "Many bytes have the wrong parity for mode={1}. Try mode=8N1.",
		"doctor.speed":         "This looks like another speed than baud={1}. packstation doctor --search ADDRESS tries the usual ones.",
		"doctor.scanner-speed": "The scanner sends with another speed or parity. Set it to {1} {2}, or write its own into the address with baud= and mode=.",
		"doctor.unknown-bytes": "Bytes come that no known protocol explains. Check the device's output setting. --record FILE keeps them for a report.",
		"doctor.suffix":        "The scanner ends a code with {1} and its address says {2}. Set suffix={1}.",
		"doctor.no-aim":        "The scanner sends no AIM identifier. Switch it on: without it a GS1-128 can't be told from a Code 128.",
		"doctor.permission":    "Install packaging/udev/70-packline.rules and add this user to the group packline, or ask your administrator.",
		"doctor.power":         "USB power saving is on: the device may fall asleep. Write on into {1}, or install packaging/udev/70-packline.rules.",
	}
}
