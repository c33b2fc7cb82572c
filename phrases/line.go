package phrases

// line gives the sentences of the line to the centre: keys begin with link. Packing never waits for the line, so each
// says what to do and that nothing is lost.
func line() map[string]string {
	return map[string]string{
		"link.unreachable":   "The centre can't be reached. Go on packing: records wait here and are sent when the line is back.",
		"link.timeout":       "The centre doesn't answer in time. Go on packing: records wait here and are sent again.",
		"link.cut":           "The centre's answer was cut off. Go on packing: it is asked again, nothing is lost.",
		"link.portal":        "Something else answers in the centre's place, perhaps a sign-in page. Tell IT. Records wait here, nothing is lost.",
		"link.answer":        "The centre's answer makes no sense. Tell the back office. Records wait here, nothing is lost.",
		"link.inside":        "The centre has a fault of its own. Tell the back office if it stays. Records wait here, nothing is lost.",
		"link.full":          "The centre's disk is full. Tell the back office. Records wait here, nothing is lost.",
		"link.busy":          "The centre is busy and asks to wait. Go on packing: records are sent as soon as it takes them.",
		"link.large":         "The centre finds the message too large. It is sent in smaller parts, nothing is lost.",
		"link.refused":       "The centre couldn't read the message. It is sent again in smaller parts. Tell the back office if it stays.",
		"link.token":         "The centre doesn't know this station's token. Ask the back office for a new one. Records wait here, nothing is lost.",
		"link.token.missing": "This station's token file can't be read. Put it back or ask the back office. Records wait here, nothing is lost.",
		"link.token.other":   "The token is that of station {1}, this is {2}. Put in this station's own token. Nothing was sent, nothing is lost.",
		"link.version":       "Station speaks protocol {1}, the centre speaks {2}. Update the older one. Records wait here, nothing is lost.",
		"link.changed":       "The centre's data were changed or restored. Both ends are compared, then what is missing is sent again.",
		"link.gap":           "The centre misses earlier records. Both ends are compared, then they are sent again from here.",
		"link.fork":          "This station's records differ from the centre's: it was restored or copied. Tell the back office now. All records are kept here.",
		"link.stuck":         "{1} records can't be sent: this station was restored or copied. Tell the back office. They are kept here.",
		"link.ledger":        "A record on this station's disk is damaged and is not sent. Run packstation ledger verify and tell the back office.",
		"link.store":         "This station's disk can't be used for the line. Check that it isn't full. Nothing was deleted.",
		"link.change":        "{1} messages of the centre couldn't be used and were set aside. Tell the back office. Packing goes on.",
		"link.lease":         "The centre sent carton numbers that can't be used. Tell the back office. They were not taken.",
	}
}
