package command

import (
	"context"
	"fmt"
	"strings"

	"github.com/sparkrepl/sparkrepl/engine/spelling"
	"github.com/sparkrepl/sparkrepl/repl/kernel"
)

// Command is one colon command.
type Command struct {
	Name    string
	Aliases []string
	Usage   string // "next [N]"
	Help    string // one line
	Group   string // batches stops look try inputs cells files view help
	Action  string // of the terminal face that does the same, "" when none
	// Face says that the face carries it out by itself; Run is nil then.
	Face bool
	// Files are the endings of files that its argument may name; a face that sees the folders
	// proposes them.
	Files []string
	// Complete proposes arguments; nil when there is nothing to propose.
	Complete func(v *kernel.View, args string) []string
	// Run carries it out in the kernel's goroutine.
	Run func(ctx context.Context, k *kernel.Kernel, args string) kernel.Reply
}

// Key is the key that the terminal face has by itself for the same; "" when there is none.
func (c *Command) Key() string { return kernel.DefaultKey(c.Action) }

// Groups lists the groups in the order of help, with their titles.
func Groups() [][2]string {
	return [][2]string{{"batches", "Batches"}, {"stops", "Stops"}, {"look", "Look"}, {"try", "Try"}, {"inputs", "Inputs"},
		{"cells", "Cells"}, {"files", "Files"}, {"view", "View"}, {"help", "Help"}}
}

// All lists the commands by group, in the order of help.
func All() []*Command {
	var all []*Command
	for _, part := range [][]*Command{batches(), stops(), looks(), tries(), inputs(), cells(), files(), views(), helps()} {
		all = append(all, part...)
	}
	return all
}

// Find splits a line into its command and the arguments. An unknown name is an error with the
// nearest known one, and so are arguments of a command that takes none.
func Find(line string) (c *Command, args string, err error) {
	line = strings.TrimPrefix(strings.TrimSpace(line), ":")
	name, args, _ := strings.Cut(line, " ")
	if name == "" {
		return nil, "", &kernel.Failure{Message: "type a command", Hint: ":help lists them"}
	}
	for _, c := range All() {
		if args = strings.TrimSpace(args); c.is(name) {
			return c, args, c.refuses(args)
		}
	}
	f := &kernel.Failure{Message: fmt.Sprintf("there is no command :%s", name), Hint: ":help lists them"}
	if near := nearest(name); near != "" {
		f.Hint = "did you mean :" + near + "?"
	}
	return nil, "", f
}

// refuses says that a command takes no arguments, where it has some.
func (c *Command) refuses(args string) error {
	if args == "" || strings.Contains(c.Usage, " ") {
		return nil
	}
	return &kernel.Failure{Message: fmt.Sprintf(":%s takes nothing behind it, and %q stands there", c.Name, args)}
}

func (c *Command) is(name string) bool {
	if c.Name == name {
		return true
	}
	for _, a := range c.Aliases {
		if a == name {
			return true
		}
	}
	return false
}

// Run carries out one line; it is [kernel.Options].Command.
func Run(ctx context.Context, k *kernel.Kernel, line string) kernel.Reply {
	c, args, err := Find(line)
	if err != nil {
		return k.FailWith(err)
	}
	if c.Run == nil {
		return kernel.Fail(":%s works in the terminal screen only", c.Name)
	}
	return c.Run(ctx, k, args)
}

// Complete proposes what may follow in a command line, for the list above the prompt.
func Complete(v *kernel.View, line string) []kernel.Completion {
	line = strings.TrimPrefix(line, ":")
	name, args, hasArgs := strings.Cut(line, " ")
	var out []kernel.Completion
	if !hasArgs {
		for _, c := range All() {
			if strings.HasPrefix(c.Name, name) {
				out = append(out, kernel.Completion{Text: c.Name, Label: ":" + c.Usage, Kind: "command", Detail: c.Help})
			}
		}
		return out
	}
	c, _, err := Find(name)
	if err != nil || c.Complete == nil || v == nil {
		return nil
	}
	for _, a := range c.Complete(v, args) {
		if strings.HasPrefix(strings.ToLower(a), strings.ToLower(args)) {
			out = append(out, kernel.Completion{Text: a, Label: a, Kind: "argument", From: len(name) + 1})
		}
	}
	return out
}

// nearest is the command with the name or alias of fewest edits, "" when none is near.
func nearest(name string) string {
	owner, all := map[string]string{}, []string(nil)
	for _, c := range All() {
		for _, n := range append([]string{c.Name}, c.Aliases...) {
			owner[n], all = c.Name, append(all, n)
		}
	}
	return owner[spelling.Nearest(name, all)]
}

func instead(r kernel.Request) kernel.Reply { return kernel.Reply{Instead: &r} }

func words(list ...string) func(*kernel.View, string) []string {
	return func(*kernel.View, string) []string { return list }
}
