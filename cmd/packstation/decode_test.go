package main

import (
	"strings"
	"testing"

	"packline/cmd/internal/cli/clitest"
)

func TestDecode(t *testing.T) {
	input := "02 30 31 32 2e 33 34 0d\n\n0x02:0x3F:0x41:0x0d\r\n02303132"
	got := do(t, input, "decode", "toledo-8217")
	clitest.Want(t, got, 0, `{"frame":"weight","weight":"12.34","unit":null,"stable":true,"flags":[]}
{"frame":"none","weight":null,"unit":null,"stable":false,"flags":[]}
{"frame":"status","weight":null,"unit":null,"stable":false,"flags":["motion"]}
{"frame":"none","weight":null,"unit":null,"stable":false,"flags":[]}
`)
	none, weight := `{"frame":"none","weight":null,"unit":null,"stable":false,"flags":[]}`, `{"frame":"weight","weight":"12.34","unit":null,"stable":true,"flags":[]}`
	for _, bad := range []string{"zz", "02 30 31 32 2e 33 34 0d 0", strings.Repeat("0", 3<<20)} {
		got := do(t, bad+"\n02 30 31 32 2e 33 34 0d\n"+bad, "decode", "toledo-8217")
		for _, want := range []string{"Line 1 ", "Line 3 ", "2 lines", none + "\n" + weight + "\n" + none + "\n"} {
			clitest.Want(t, got, 1, want)
		}
	}
	clitest.Want(t, do(t, "zz\n", "decode", "zebra-hs"), 1, `"flags":[],"can_print_now":null}`)
	clitest.Want(t, do(t, "", "decode", "guess"), 1, "toledo-8217")
	clitest.Want(t, do(t, "", "decode"), 0, "toledo-8217\n")
}
