package present

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/sparkrepl/sparkrepl/viz"
)

// answer collects the lines of a Why panel, and at its end what one can do.
type answer struct {
	s    *Subject
	text viz.Text
	ways []way
}

// way is something to do: a key, or a command that the panel offers by a number.
type way struct{ key, command, text string }

func newAnswer(s *Subject) *answer { return &answer{s: s} }

func (a *answer) say(format string, args ...any) {
	a.text.Lines = append(a.text.Lines, viz.Line{{Text: fmt.Sprintf(format, args...)}})
}

func (a *answer) fact(name, format string, args ...any) {
	a.text.Lines = append(a.text.Lines, viz.Line{{Text: "  " + name + strings.Repeat(" ", max(1, 28-len(name))), Style: viz.Dim},
		{Text: fmt.Sprintf(format, args...), Style: viz.Strong}})
}

func (a *answer) gap() { a.text.Lines = append(a.text.Lines, viz.Line{}) }

// try says what the key of an action does.
func (a *answer) try(action, format string, args ...any) {
	a.ways = append(a.ways, way{key: a.s.key(action), text: fmt.Sprintf(format, args...)})
}

// offer says what a command does; the face runs it when its number is pressed.
func (a *answer) offer(command, what string) {
	a.text.Ways = append(a.text.Ways, command)
	a.ways = append(a.ways, way{key: strconv.Itoa(len(a.text.Ways)), command: command, text: what})
}

func (a *answer) figure(title string) *viz.Figure {
	keys, commands := 0, 0
	for _, w := range a.ways {
		keys, commands = max(keys, len(w.key)), max(commands, len(w.command))
	}
	for _, w := range a.ways {
		line := viz.Line{{Text: fmt.Sprintf("  %-*s  ", keys, w.key), Style: viz.Key}}
		if w.command != "" {
			line = append(line, viz.Cell{Text: fmt.Sprintf("%-*s  ", commands, w.command), Style: viz.Key})
		}
		a.text.Lines = append(a.text.Lines, append(line, viz.Cell{Text: w.text}))
	}
	a.text.Wrap = true
	return &viz.Figure{Title: title, Text: &a.text}
}

// key is the key of an action of the face; without a face its name.
func (s *Subject) key(action string) string {
	if s.Key == nil {
		return action
	}
	return s.Key(action)
}
