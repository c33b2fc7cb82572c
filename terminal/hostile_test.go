package terminal_test

import (
	"reflect"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/rivo/uniseg"

	"packline/manifest"
	"packline/station"
	"packline/terminal"
	"packline/terminal/terminaltest"
)

// nasty are texts as they may come in orders, names and scans.
func nasty() []string {
	return []string{
		"[red]not red[-:-:-]", "\x1b[31mred\x1b]0;title\a", "\x9b2J\u0085", "line\nbreak\r\ttab",
		"\u202egnorw\u2066\u200f", "日本語の名前がとても長い場合の表示", "👩‍👩‍👧‍👦👍🏽🇨🇦", "e" + strings.Repeat("\u0301", 50),
		"\xff\xfe\xc3(", "Émilie Lefèvre-Château, Saint-Hyacinthe", strings.Repeat("W", 200), strings.Repeat("wide words ", 40),
		"\u3164\u115f\u00ad\ufeff", "", "\x00", strings.Repeat("字", 9000), "\U000e0041\U0010ffff", "a\u20e3b\ufe0f",
	}
}

// poison sets every string in a value to a text, and every slice of phrases' arguments with it.
func poison(v reflect.Value, text string) {
	switch v.Kind() {
	case reflect.String:
		if v.CanSet() && (v.Type() == reflect.TypeFor[string]() || v.Type() == reflect.TypeFor[manifest.SSCC]()) {
			v.SetString(text)
		}
	case reflect.Pointer, reflect.Interface:
		if !v.IsNil() && v.Kind() == reflect.Pointer {
			poison(v.Elem(), text)
		}
	case reflect.Slice, reflect.Array:
		for i := range v.Len() {
			poison(v.Index(i), text)
		}
	case reflect.Struct:
		if v.Type() == reflect.TypeFor[manifest.Phrase]() { // keys are ours, arguments are not
			poison(v.FieldByName("Args"), text)
			return
		}
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				poison(v.Field(i), text)
			}
		}
	}
}

func TestHostileTexts(t *testing.T) {
	for _, text := range nasty() {
		for i, sample := range terminaltest.Samples() {
			v := sample.View
			poison(reflect.ValueOf(&v).Elem(), text)
			for _, size := range [][2]int{{80, 24}, {[]int{120, 30, 62}[i%3], []int{40, 8, 18}[i%3]}} {
				s := scene(v)
				s.Hints = []string{text}
				harmless(t, terminal.Draw(s, size[0], size[1]), text)
			}
		}
	}
}

// harmless holds that a canvas has only cells that a terminal shows as they are meant, each row as wide as the screen.
func harmless(t *testing.T, c *terminal.Canvas, from string) {
	t.Helper()
	w, h := c.Size()
	for y := range h {
		columns := 0
		for x := range w {
			cell := c.Cell(x, y)
			columns += cell.Width
			if len(cell.Text) == 1 && cell.Text >= " " && cell.Text <= "~" && cell.Width == 1 {
				continue
			}
			if bad := badRune(cell.Text); bad >= 0 {
				t.Fatalf("%q puts %U on the screen", from, bad)
			}
			if cell.Width > 0 && uniseg.StringWidth(cell.Text) != cell.Width {
				t.Fatalf("%q makes a cell %q of %d columns", from, cell.Text, cell.Width)
			}
		}
		if columns != w {
			t.Fatalf("%q makes row %d %d columns wide, want %d", from, y, columns, w)
		}
	}
}

func badRune(text string) rune {
	for _, r := range text {
		if r == utf8.RuneError || !unicode.IsPrint(r) || unicode.In(r, unicode.Cc, unicode.Cf, unicode.Co, unicode.Zl, unicode.Zp) {
			return r
		}
	}
	return -1
}

// TestTagsAreText holds that nothing reads a name as a command to the screen.
func TestTagsAreText(t *testing.T) {
	v := terminaltest.View("held")
	v.Order.Name = "[red]Smith[-]"
	if text := strings.Join(terminal.Draw(scene(v), 80, 24).Lines(), "\n"); !strings.Contains(text, "[red]Smith[-]") {
		t.Errorf("the name is not shown as it is:\n%s", text)
	}
}

// TestNextAndProblemAreWhole holds that what to do and what went wrong are on the smallest screen to their last word.
func TestNextAndProblemAreWhole(t *testing.T) {
	for _, sample := range terminaltest.Samples() {
		v := sample.View
		v.Simulate = true
		v.Problem = manifest.Say("bench.refuse.unknown-order", strings.Repeat("long ", 30)+"END")
		s := scene(v)
		s.Hints = []string{"one", "two", "three"}
		all := strings.Join(strings.Fields(strings.Join(terminal.Draw(s, 80, 24).Lines(), " ")), " ")
		for _, p := range []manifest.Phrase{v.Next, v.Problem} {
			want := s.Book.Say(p.Key, p.Args...)
			if !strings.Contains(all, strings.Join(strings.Fields(want), " ")) {
				t.Errorf("%s doesn't show %q:\n%s", sample.Name, want, all)
			}
		}
	}
}

func TestEveryTextOnSmallScreens(t *testing.T) {
	for w := 1; w <= 130; w += 1 + w/12 {
		for h := 1; h <= 50; h += 1 + h/12 {
			for _, name := range []string{"refused", "held", "lead-reason", "recalled"} {
				s := scene(terminaltest.View(name))
				s.Leaving, s.Help = w%2 == 0, h%5 == 0
				harmless(t, terminal.Draw(s, w, h), name)
			}
		}
	}
}

func FuzzDraw(f *testing.F) {
	for i, text := range nasty() {
		f.Add(text, uint8(80), uint8(24), uint8(i), uint8(0))
	}
	samples := terminaltest.Samples()
	for i := range samples {
		f.Add("\x1b[31m\u202e字", uint8(62+i), uint8(18+i), uint8(i), uint8(32*(i%4)))
	}
	f.Fuzz(func(t *testing.T, text string, w, h, which, flags uint8) {
		v := samples[int(which)%len(samples)].View
		poison(reflect.ValueOf(&v).Elem(), text)
		v.Simulate = flags&1 != 0
		s := scene(v)
		s.Help, s.Leaving, s.Scroll = flags&2 != 0, flags&4 != 0, int(flags)
		s.Hints = strings.Split(text, ",")
		if flags&8 != 0 {
			v.Problem = manifest.Say(text, text)
		}
		if flags&16 != 0 {
			v.Scale = station.ScaleCard{Shown: manifest.Shown{Value: text, Unit: manifest.Unit(text)}, Fresh: true}
			v.Headline = manifest.Say(text)
		}
		if flags&32 != 0 {
			v.Link = station.Link{On: true, Up: flags&64 != 0, Waiting: int(w) << (h % 56), Problem: manifest.Say(text, text)}
		}
		if flags&64 != 0 {
			v.Holds = append(v.Holds, station.HoldCard{SSCC: manifest.SSCC(text), Order: text, AtBench: flags&1 != 0})
		}
		s.View = v
		harmless(t, terminal.Draw(s, int(w), int(h)), text)
	})
}
