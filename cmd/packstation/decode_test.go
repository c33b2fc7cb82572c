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
	clitest.Want(t, do(t, "zz\n02 30 31 32 2e 33 34 0d\n", "decode", "toledo-8217"), 1, "Line 1")
	clitest.Want(t, do(t, strings.Repeat("0", 3<<20), "decode", "toledo-8217"), 1, "Line 1")
	clitest.Want(t, do(t, "", "decode", "guess"), 1, "toledo-8217")
	clitest.Want(t, do(t, "", "decode"), 0, "toledo-8217\n")
}
