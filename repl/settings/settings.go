package settings

import (
	"fmt"
	"slices"
	"strings"
)

// Settings are what the files say; a zero field was not set.
type Settings struct {
	Theme, Color, Hints, TZ string
	Editing                 string // "default", "vim" or "emacs"
	Motion, Mouse           string // "on" or "off"
	ASCII, Plain            *bool
	Autorun, Suggest        *bool
	Memory                  *int64
	// Keys are the keys of actions in place of their own; whoever has the actions checks them.
	Keys map[string][]string
	// From names the file that each setting was read from, keys as "keys.NAME".
	From map[string]string
	// Files are those that were read, the strongest last.
	Files []string
}

// Setting describes one key of a file.
type Setting struct {
	Name string
	// Values are the words it takes; nil: any value of its kind.
	Values []string
	Kind   string // "word", "flag", "number", "text", "keys"
	Help   string
}

// editings are the ways to edit a cell.
var editings = []string{"default", "vim", "emacs"}

// All lists the settings.
func All() []Setting {
	return []Setting{
		{"theme", []string{"auto", "dark", "light", "none"}, "word", "colours of the screen; auto asks the terminal, none uses no colours"},
		{"color", []string{"auto", "always", "never"}, "word", "colours of plain output"},
		{"ascii", nil, "flag", "draw with ASCII only"},
		{"motion", []string{"on", "off"}, "word", "off: nothing moves by itself"},
		{"mouse", []string{"on", "off"}, "word", "off: the mouse stays the terminal's"},
		{"hints", []string{"full", "short", "off"}, "word", "the line of keys at the bottom; without it, it shrinks with use"},
		{"editing", editings, "word", "keys inside a cell; keys = \"vim\" says the same where no key has changed"},
		{"autorun", nil, "flag", "a cell that was edited runs when it is left, and what depends on it"},
		{"suggest", nil, "flag", "the rest of a cell that was run before is shown behind what is typed; Right takes it"},
		{"plain", nil, "flag", "line mode in place of the screen"},
		{"tz", nil, "text", "session time zone in place of the notebook's"},
		{"memory", nil, "number", "megabytes that cells may take together; 0 is no limit"},
		{"keys", nil, "keys", "a table: action = \"key\", or a list of keys; an empty list takes the key away"},
	}
}

// set puts a checked value in place; the error is for the person who wrote it.
func (s *Settings) set(d Setting, value any) error {
	switch d.Kind {
	case "flag":
		b, ok := value.(bool)
		if !ok {
			return fmt.Errorf("%s is true or false, not %v", d.Name, value)
		}
		*map[string]**bool{"ascii": &s.ASCII, "plain": &s.Plain, "autorun": &s.Autorun, "suggest": &s.Suggest}[d.Name] = &b
		return nil
	case "number":
		n, ok := value.(int64)
		if !ok || n < 0 {
			return fmt.Errorf("%s is a number from 0 up, not %v", d.Name, value)
		}
		s.Memory = &n
		return nil
	}
	text, ok := value.(string)
	if !ok {
		return fmt.Errorf("%s is a text in quotes, not %v", d.Name, value)
	}
	if d.Values != nil && !slices.Contains(d.Values, text) {
		return fmt.Errorf("%s is %s, not %q", d.Name, orList(d.Values), text)
	}
	*map[string]*string{"theme": &s.Theme, "color": &s.Color, "motion": &s.Motion, "mouse": &s.Mouse, "hints": &s.Hints, "tz": &s.TZ, "editing": &s.Editing}[d.Name] = text
	return nil
}

// keysOf reads the value of one action: a key, or a list of keys.
func keysOf(value any) ([]string, bool) {
	switch v := value.(type) {
	case string:
		return []string{v}, true
	case []any:
		out := []string{}
		for _, x := range v {
			k, ok := x.(string)
			if !ok {
				return nil, false
			}
			out = append(out, k)
		}
		return out, true
	}
	return nil, false
}

func orList(words []string) string {
	quoted := make([]string, len(words))
	for i, w := range words {
		quoted[i] = fmt.Sprintf("%q", w)
	}
	return strings.Join(quoted[:len(quoted)-1], ", ") + " or " + quoted[len(quoted)-1]
}
