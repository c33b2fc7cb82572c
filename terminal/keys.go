package terminal

import (
	"fmt"
	"strings"

	"github.com/gdamore/tcell/v2"

	"packline/manifest"
	"packline/phrases"
	"packline/station"
)

// Binding is a key and what it does. On packing screens only function keys, arrows and Esc are bound.
type Binding struct {
	Key     tcell.Key // tcell.KeyRune: the printable key Rune, which only a demo may bind
	Rune    rune
	Shift   bool             // the function key with Shift
	Label   string           // phrase key for the help line; without one the key is in no help
	Help    string           // phrase key of one sentence for the help page
	Command manifest.Command // the command that the key stands for, if it is one
	Do      func()
	// Disabled says why the key does nothing now; nil, or the zero Phrase, when it works.
	Disabled func(station.View) manifest.Phrase
}

// Name is the key as it is written on the keyboard.
func (b Binding) Name() string {
	switch {
	case b.Key == tcell.KeyRune:
		return strings.ToUpper(string(b.Rune))
	case b.Key == tcell.KeyUp:
		return "↑"
	case b.Key == tcell.KeyDown:
		return "↓"
	}
	if b.Shift {
		return "Shift+" + tcell.KeyNames[b.Key]
	}
	return tcell.KeyNames[b.Key]
}

// matches reports whether a key event is this binding's.
func (b Binding) matches(event *tcell.EventKey) bool {
	if key, shift := pressed(event); b.Key != tcell.KeyRune {
		return key == b.Key && (shift || !b.Shift)
	}
	return event.Key() == tcell.KeyRune && strings.EqualFold(string(event.Rune()), string(b.Rune))
}

// pressed gives the key of an event and whether it came with Shift. Some terminals send F13 for Shift+F1, and so on.
func pressed(event *tcell.EventKey) (tcell.Key, bool) {
	if key := event.Key(); key >= tcell.KeyF13 && key <= tcell.KeyF24 {
		return key - tcell.KeyF13 + tcell.KeyF1, true
	}
	return event.Key(), event.Modifiers()&tcell.ModShift != 0
}

// open reports whether the key works now: for a command, whether the station names it.
func (b Binding) open(v station.View) bool {
	if b.Disabled != nil && !b.Disabled(v).IsZero() {
		return false
	}
	if b.Command == "" {
		return true
	}
	for _, hint := range v.Commands {
		if hint.Command == b.Command {
			return true
		}
	}
	return false
}

// standard gives the keys of every packing screen.
func (d *desk) standard() []Binding {
	command := func(key tcell.Key, c manifest.Command, name string) Binding {
		return Binding{
			Key: key, Label: "screen.key." + name, Help: "screen.help." + name, Command: c,
			Do: func() { d.command(c) },
		}
	}
	shifted := func(key tcell.Key, c manifest.Command, name string) Binding {
		b := command(key, c, name)
		b.Shift = true
		return b
	}
	return []Binding{
		{Key: tcell.KeyF1, Label: "screen.key.help", Help: "screen.help.help", Do: d.toggleHelp},
		command(tcell.KeyF2, manifest.CommandNext, "next"),
		command(tcell.KeyF3, manifest.CommandReweigh, "reweigh"),
		command(tcell.KeyF4, manifest.CommandAck, "ack"),
		command(tcell.KeyF5, manifest.CommandReprint, "reprint"),
		command(tcell.KeyF6, manifest.CommandPark, "park"),
		command(tcell.KeyF7, manifest.CommandMore, "more"),
		command(tcell.KeyF8, manifest.CommandZero, "zero"),
		command(tcell.KeyF9, manifest.CommandCancel, "cancel"),
		{Key: tcell.KeyF10, Label: "screen.key.leave", Help: "screen.help.leave", Do: d.leave},
		command(tcell.KeyF11, manifest.CommandVoid, "void"),
		command(tcell.KeyF12, manifest.CommandSignOut, "signout"),
		shifted(tcell.KeyF3, manifest.CommandManual, "manual"),
		shifted(tcell.KeyF8, manifest.CommandCheck, "check"),
		{Key: tcell.KeyUp, Label: "screen.key.up", Help: "screen.help.up", Do: func() { d.scroll(-1) }},
		{Key: tcell.KeyDown, Label: "screen.key.down", Help: "screen.help.down", Do: func() { d.scroll(1) }},
		{Key: tcell.KeyEsc, Label: "screen.key.escape", Help: "screen.help.escape", Do: d.escape},
	}
}

// checkBindings refuses keys that are bound twice or that a scan could press.
func checkBindings(bindings []Binding, wedge bool) error {
	taken := map[string]bool{}
	for _, b := range bindings {
		name := b.Name()
		switch {
		case taken[name]:
			return fmt.Errorf("%w: %s is bound twice", ErrBinding, name)
		case b.Do == nil:
			return fmt.Errorf("%w: %s does nothing", ErrBinding, name)
		case b.Key == tcell.KeyRune && wedge:
			return fmt.Errorf("%w: %s is printable, so a keyboard scanner could press it", ErrBinding, name)
		case b.Key == tcell.KeyEnter || b.Key == tcell.KeyCtrlC || b.Key == tcell.KeyBackspace || b.Key == tcell.KeyBackspace2:
			return fmt.Errorf("%w: %s is not free", ErrBinding, name)
		}
		taken[name] = true
	}
	return nil
}

// KeyTable writes the keys of the packing screens as a table in Markdown, for the manual.
func KeyTable(book phrases.Book) string {
	var b strings.Builder
	b.WriteString("| " + book.Say("screen.table.key") + " | " + book.Say("screen.table.code") + " | " + book.Say("screen.table.does") + " |\n|---|---|---|\n")
	for _, binding := range newDesk(Options{Book: book}).bindings {
		code := ""
		if binding.Command != "" {
			code = "`" + string(binding.Command) + "`"
		}
		fmt.Fprintf(&b, "| %s | %s | %s |\n", binding.Name(), code, book.Say(binding.Help))
	}
	return b.String()
}

// Bindings gives the keys of the packing screens as they stand in the help, without their handlers.
func Bindings() []Binding {
	bindings := newDesk(Options{}).bindings
	for i := range bindings {
		bindings[i].Do = nil
	}
	return bindings
}
