package scanner

import (
	"strings"
	"time"
)

// TestCode is the text of the test code: what keyboard layouts, caps lock and lost keys change. A scanner that types is
// asked to read it once a shift, because its faults are not seen in a code of digits. Its first letters are where most
// layouts agree, so that it is recognised through a wrong one.
const TestCode = testMark + "]AZQWMYazqwmy0189^_-/.;:"

const (
	testMark = "PLTEST"
	// shift is how long a test holds.
	shift = 12 * time.Hour
	// testTail is how much of the test code's end is enough to know it by.
	testTail = 8
)

// isTest reports whether a scan is the test code, however wrong it arrived.
func isTest(raw string) bool {
	at := strings.Index(strings.ToUpper(raw), testMark)
	return at >= 0 && at <= len("]C0x") || len(raw) >= testTail && strings.HasSuffix(TestCode, raw)
}

// SelfTest compares what a scanner made of TestCode with the code and gives the phrase key of what is wrong: the
// keyboard layout, caps lock, or keys that were lost. Empty when all is well.
func SelfTest(got string) (problem string) {
	_, got = cutAIM(got)
	if strings.Index(strings.ToUpper(got), testMark) > 0 {
		return "scanner.test-layout" // an AIM identifier whose bracket became another character
	}
	switch {
	case got == TestCode:
		return ""
	case strings.EqualFold(got, TestCode):
		return "scanner.test-caps"
	case strings.HasSuffix(TestCode, got):
		return "scanner.test-beginning"
	case strings.HasPrefix(TestCode, got):
		return "scanner.test-end"
	case isPart(got, TestCode):
		return "scanner.test-lost"
	}
	return "scanner.test-layout"
}

// isPart reports whether a text is another one with characters left out.
func isPart(part, whole string) bool {
	for _, c := range part {
		at := strings.IndexRune(whole, c)
		if at < 0 {
			return false
		}
		whole = whole[at+len(string(c)):]
	}
	return true
}
