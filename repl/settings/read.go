package settings

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strings"

	"github.com/pelletier/go-toml/v2"

	"github.com/sparkrepl/sparkrepl/engine/spelling"
)

// Error is a mistake in a file, at a line and a column from 1; 0 when it is not known.
type Error struct {
	File      string
	Line, Col int
	Message   string
}

// Error implements error: FILE:LINE:COLUMN: message.
func (e *Error) Error() string {
	if e.Line == 0 {
		return e.File + ": " + e.Message
	}
	return fmt.Sprintf("%s:%d:%d: %s", e.File, e.Line, e.Col, e.Message)
}

// Read reads files, each above the one before it. Files that are not there are passed over;
// named must be there, and "" is none. check judges the keys of all files together; its error is
// placed in the file that gave the keys to the action it is about. The error is an [Error].
func Read(files []string, named string, check func(map[string][]string) (action string, err error)) (Settings, error) {
	s := Settings{Keys: map[string][]string{}, From: map[string]string{}}
	texts := map[string][]byte{}
	if named != "" {
		files = append(slices.Clone(files), named)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if errors.Is(err, fs.ErrNotExist) && file != named {
			continue
		}
		if err != nil {
			return s, &Error{File: file, Message: reason(err)}
		}
		texts[file] = text
		if err := s.read(file, text); err != nil {
			return s, err
		}
		s.Files = append(s.Files, file)
	}
	if action, err := check(s.Keys); err != nil {
		file := s.From["keys."+action]
		return s, at(file, texts[file], action, err.Error())
	}
	return s, nil
}

func reason(err error) string {
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return "there is no such file"
	case errors.Is(err, fs.ErrPermission):
		return "you are not permitted to read it"
	}
	return err.Error()
}

// read puts the settings of one file over those before.
func (s *Settings) read(file string, text []byte) error {
	var raw map[string]any
	if err := toml.Unmarshal(text, &raw); err != nil {
		var bad *toml.DecodeError
		if errors.As(err, &bad) {
			line, col := bad.Position()
			return &Error{file, line, col, strings.TrimPrefix(bad.Error(), "toml: ")}
		}
		return &Error{File: file, Message: err.Error()}
	}
	known := make([]string, 0, len(All()))
	for _, d := range All() {
		known = append(known, d.Name)
	}
	for _, name := range inOrder(raw, text) {
		i := slices.Index(known, name)
		if i < 0 {
			message := fmt.Sprintf("there is no setting %q", name)
			if near := spelling.Nearest(name, known); near != "" {
				message += fmt.Sprintf("; did you mean %q?", near)
			} else {
				message += "; the settings are " + strings.Join(known, ", ")
			}
			return at(file, text, name, message)
		}
		if d := All()[i]; d.Kind != "keys" {
			if err := s.set(d, raw[name]); err != nil {
				return at(file, text, name, err.Error())
			}
			s.From[name] = file
			continue
		}
		if err := s.readKeys(file, text, raw[name]); err != nil {
			return err
		}
	}
	return nil
}

func (s *Settings) readKeys(file string, text []byte, value any) error {
	if word, ok := value.(string); ok && slices.Contains(editings, word) {
		s.Editing, s.From["editing"] = word, file
		return nil
	}
	table, ok := value.(map[string]any)
	if !ok {
		return at(file, text, "keys", "keys is a table: [keys], and then lines like step = \".\"; or "+orList(editings))
	}
	for _, name := range inOrder(table, text) {
		list, ok := keysOf(table[name])
		if !ok {
			return at(file, text, name, name+" takes a key in quotes, or a list of keys")
		}
		s.Keys[name], s.From["keys."+name] = list, file
	}
	return nil
}

// inOrder lists the keys of a table as they stand in the text, so that the first mistake is told.
func inOrder(table map[string]any, text []byte) []string {
	names := make([]string, 0, len(table))
	for name := range table {
		names = append(names, name)
	}
	slices.SortFunc(names, func(a, b string) int {
		if d := lineOf(text, a) - lineOf(text, b); d != 0 {
			return d
		}
		return strings.Compare(a, b)
	})
	return names
}

// at places an error at the line that sets a name.
func at(file string, text []byte, name, message string) *Error {
	e := &Error{File: file, Line: lineOf(text, name), Message: message}
	if e.Line > 0 {
		line := strings.Split(string(text), "\n")[e.Line-1]
		e.Col = strings.Index(line, name) + 1
	}
	return e
}

// lineOf is the number of the first line that sets a name, or heads the table of that name; 0
// when there is none.
func lineOf(text []byte, name string) int {
	for i, line := range strings.Split(string(text), "\n") {
		key, _, assigned := strings.Cut(line, "=")
		key = strings.TrimSpace(key)
		if assigned {
			key = key[strings.LastIndexByte(key, '.')+1:]
		} else {
			key = strings.Trim(key, "[]")
		}
		if strings.Trim(strings.TrimSpace(key), `"'`) == name {
			return i + 1
		}
	}
	return 0
}
