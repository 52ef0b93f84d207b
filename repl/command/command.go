package command

import (
	"context"

	"github.com/sparkrepl/sparkrepl/repl/kernel"
)

// Command is one colon command.
type Command struct {
	Name    string
	Aliases []string
	Usage   string // "next [N]"
	Help    string // one line
	Group   string // batches stops look try inputs cells files view help
	Key     string // the key in NAV that does the same, "" when none
	// Face says that the face carries it out by itself; Run is nil then.
	Face bool
	// Complete proposes arguments; nil when there is nothing to propose.
	Complete func(v *kernel.View, args string) []string
	// Run carries it out in the kernel's goroutine.
	Run func(ctx context.Context, k *kernel.Kernel, args string) kernel.Reply
}

// All lists the commands by group, in the order of help.
func All() []*Command { return nil }

// Find splits a line into its command and the arguments. An unknown name is an error with the
// nearest known one.
func Find(line string) (c *Command, args string, err error) { return nil, "", nil }

// Complete proposes what may follow in a command line, for the list above the prompt.
func Complete(v *kernel.View, line string) []kernel.Completion { return nil }

// Run carries out one line; it is [kernel.Options].Command.
func Run(ctx context.Context, k *kernel.Kernel, line string) kernel.Reply { return kernel.Reply{} }
