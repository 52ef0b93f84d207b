package tui

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/sparkrepl/sparkrepl/engine/spelling"
)

// Binding is an action of NAV with its keys, as the configuration names them.
type Binding struct {
	Name  string // "step"
	Group string
	Title string   // what it does
	Keys  []string // "." "ctrl+s" "g g"
}

// Bindings lists the actions with the keys that they have by themselves, in the order of help.
func Bindings() []Binding {
	var out []Binding
	for _, a := range actions() {
		out = append(out, Binding{a.name, a.group, a.title, splitKeys(a.keys)})
	}
	return out
}

// KeyError says what is wrong with the keys given to an action.
type KeyError struct{ Name, Message string }

// Error implements error.
func (e *KeyError) Error() string { return e.Message }

// CheckKeys tells whether actions can have these keys in place of their own: names must be known,
// keys must be written as Bindings writes them, and no pane may have a key for two actions. The
// error is a [KeyError].
func CheckKeys(keys map[string][]string) error {
	_, err := bound(keys)
	return err
}

// bound is the table of actions with other keys.
func bound(keys map[string][]string) ([]action, error) {
	list := actions()
	if len(keys) == 0 {
		return list, nil
	}
	var known []string
	for _, a := range list {
		known = append(known, a.name)
	}
	names := make([]string, 0, len(keys))
	for name := range keys {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		i := slices.Index(known, name)
		if i < 0 {
			text := fmt.Sprintf("there is no action %q", name)
			if near := spelling.Nearest(name, known); near != "" {
				text += fmt.Sprintf("; did you mean %q?", near)
			}
			return nil, &KeyError{name, text + " (sparkrepl config keys lists them)"}
		}
		for _, k := range keys[name] {
			if err := checkKey(k); err != "" {
				return nil, &KeyError{name, fmt.Sprintf("%s: %q is no key: %s", name, k, err)}
			}
		}
		list[i].keys = strings.Join(keys[name], "|")
	}
	return list, doubles(list, keys)
}

// doubles finds a key that two actions of one pane have, or that begins a pair of another.
func doubles(list []action, changed map[string][]string) error {
	for i, a := range list {
		for _, b := range list[i+1:] {
			if a.where&b.where == 0 {
				continue
			}
			for _, k := range splitKeys(a.keys) {
				for _, other := range splitKeys(b.keys) {
					if k == "" || other == "" || k != other && !strings.HasPrefix(k, other+" ") && !strings.HasPrefix(other, k+" ") {
						continue
					}
					name := a.name
					if _, ours := changed[name]; !ours {
						name = b.name
					}
					return &KeyError{name, fmt.Sprintf("the key %q is used twice: by %s and by %s; give one of them another key", k, a.name, b.name)}
				}
			}
		}
	}
	return nil
}

// namedKeys are the keys that have a name in place of a character.
var namedKeys = []string{"enter", "esc", "tab", "space", "up", "down", "left", "right", "pgup", "pgdown", "home", "end", "backspace", "delete", "insert",
	"f1", "f2", "f3", "f4", "f5", "f6", "f7", "f8", "f9", "f10", "f11", "f12"}

// checkKey says what is wrong with one key, or with a pair of keys; "" when nothing is.
func checkKey(k string) string {
	parts := strings.Split(k, " ")
	if len(parts) > 2 {
		return "at most two keys follow each other"
	}
	for _, p := range parts {
		for _, mod := range []string{"ctrl+", "alt+", "shift+"} {
			if len(p) > len(mod) {
				p = strings.TrimPrefix(p, mod)
			}
		}
		if utf8.RuneCountInString(p) != 1 && !slices.Contains(namedKeys, p) {
			if near := spelling.Nearest(p, namedKeys); near != "" {
				return "did you mean " + near + "?"
			}
			return "write a character, or one of " + strings.Join(namedKeys[:13], " ") + " f1 ..., with ctrl+, alt+ or shift+ before it"
		}
	}
	return ""
}

// keyName is the key of an action as a person reads it in a sentence: its first one. An action
// whose keys were taken away is found in the palette.
func (m *Model) keyName(name string) string {
	for _, a := range m.actions {
		if a.name != name || a.keys == "" {
			continue
		}
		first := splitKeys(a.keys)[0]
		if name == "first-batch" { // g 12: a number may follow the first key of the pair
			first, _, _ = strings.Cut(first, " ")
		}
		return niceKey(first)
	}
	if name == "palette" {
		return "the palette"
	}
	return m.keyName("palette")
}

// KeyNames are the keys of the actions as sentences name them, where they differ from the
// actions' own; keys are what [CheckKeys] accepts.
func KeyNames(keys map[string][]string) map[string]string {
	list, err := bound(keys)
	if err != nil {
		return nil
	}
	m, out := &Model{actions: list}, map[string]string{}
	for name := range keys {
		out[name] = m.keyName(name)
	}
	return out
}
