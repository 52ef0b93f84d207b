package command

import (
	"context"
	"strings"

	"github.com/sparkrepl/sparkrepl/repl/kernel"
	"github.com/sparkrepl/sparkrepl/viz"
)

func helps() []*Command {
	return []*Command{
		{Name: "help", Aliases: []string{"h"}, Usage: "help [WORD]", Help: "the commands, or those about a word", Group: "help", Run: runHelp},
		{Name: "lesson", Aliases: []string{"tutorial"}, Usage: "lesson N", Help: "open lesson N of the tutorial", Group: "help", Complete: words("1", "2", "3"), Run: runLesson},
		{Name: "examples", Usage: "examples [NAME]", Help: "list the examples, or open one", Group: "help", Run: runExamples},
		{Name: "keys", Usage: "keys", Help: "all keys of this pane", Group: "help", Action: "help", Face: true},
		{Name: "doctor", Usage: "doctor", Help: "what the program found around it", Group: "help",
			Run: func(_ context.Context, k *kernel.Kernel, _ string) kernel.Reply {
				return kernel.Reply{Response: kernel.Response{Figure: k.Doctor()}}
			}},
		{Name: "q", Aliases: []string{"quit"}, Usage: "q", Help: "leave", Group: "help", Action: "quit", Face: true},
		{Name: "q!", Usage: "q!", Help: "leave even though a save failed", Group: "help", Face: true},
	}
}

// Help is the table of commands that mention a word; "" lists all. key gives the key of an action.
func Help(word string, key func(action string) string) *viz.Figure {
	t := &viz.Table{Columns: []viz.Column{{Name: "command", Min: 18}, {Name: "key"}, {Name: "what it does"}}}
	word = strings.ToLower(strings.TrimPrefix(word, ":"))
	for _, c := range All() {
		text := strings.ToLower(c.Usage + " " + c.Help + " " + c.Group + " " + strings.Join(c.Aliases, " "))
		if !strings.Contains(text, word) {
			continue
		}
		t.Rows = append(t.Rows, []viz.Cell{{Text: ":" + c.Usage, Style: viz.Key}, {Text: key(c.Action)}, {Text: c.Help}})
		t.IDs = append(t.IDs, "command:"+c.Name)
	}
	t.Total = len(t.Rows)
	t.Empty = "no command mentions " + word
	return &viz.Figure{Title: "Commands", Table: t}
}

func runHelp(_ context.Context, k *kernel.Kernel, args string) kernel.Reply {
	if args != "" {
		if f := k.Explain(args); f != nil {
			return kernel.Reply{Response: kernel.Response{Figure: f}}
		}
	}
	return kernel.Reply{Response: kernel.Response{Figure: Help(args, k.Key)}}
}

// lessons is how many the tutorial has.
const lessons = 3

func runLesson(_ context.Context, _ *kernel.Kernel, args string) kernel.Reply {
	n, ok := stopNumber(args)
	if !ok {
		return kernel.Fail("name a lesson by its number, as in :lesson 1")
	}
	if n > lessons {
		return kernel.Fail("there is no lesson %d; they are 1 to %d", n, lessons)
	}
	return instead(kernel.Request{Op: kernel.OpOpen, Kind: kernel.LessonKind(n)})
}

func runExamples(_ context.Context, k *kernel.Kernel, args string) kernel.Reply {
	if args != "" {
		return instead(kernel.Request{Op: kernel.OpOpen, Kind: "examples:" + args})
	}
	return kernel.Reply{Response: kernel.Response{Figure: k.Examples()}}
}
