//go:build windows

package terminal

import "github.com/gdamore/tcell/v2"

// newScreen takes the console's own interface. Over the other one tcell 2.13.10 reports every key twice, once when it
// goes down and once when it comes up (gdamore/tcell issue 1124).
func newScreen() (tcell.Screen, error) { return tcell.NewConsoleScreen() }
