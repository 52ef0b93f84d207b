package command

import (
	"context"
	"fmt"
	"strings"

	"github.com/sparkrepl/sparkrepl/repl/kernel"
)

func cells() []*Command {
	return []*Command{
		{Name: "run", Usage: "run [all|stale|above]", Help: "run the cell, all cells, the stale ones, or those above", Group: "cells", Action: "run",
			Complete: words("all", "stale", "above"), Run: runRun},
		{Name: "stop", Usage: "stop", Help: "interrupt what runs", Group: "cells", Action: "interrupt",
			Run: func(_ context.Context, k *kernel.Kernel, _ string) kernel.Reply {
				if k.Interrupt() {
					return kernel.Say("stopping")
				}
				return kernel.Say("nothing runs")
			}},
		{Name: "type", Usage: "type go|sql|text|sparkrepl", Help: "turn the cell into another kind", Group: "cells", Action: "cell-type", Complete: words("go", "sql", "text", "sparkrepl"),
			Run: func(_ context.Context, k *kernel.Kernel, args string) kernel.Reply {
				if k.Current() == "" {
					return noCell()
				}
				switch args {
				case "":
					return kernel.Fail("name a kind, as in :type sql; there are go, sql, text and sparkrepl")
				case "text":
					args = "md"
				case "go", "sql", "sparkrepl":
				default:
					return kernel.Fail(":type knows go, sql, text and sparkrepl, not %q", args)
				}
				return instead(kernel.Request{Op: kernel.OpType, Kind: args})
			}},
		{Name: "skip", Usage: "skip", Help: "keep the cell but never run it, or run it again", Group: "cells", Action: "skip",
			Run: func(_ context.Context, k *kernel.Kernel, _ string) kernel.Reply {
				if k.Current() == "" {
					return noCell()
				}
				return instead(kernel.Request{Op: kernel.OpSkip})
			}},
		{Name: "name", Usage: "name NAME", Help: "name the cell; a SQL cell's result gets that name", Group: "cells",
			Run: onCell(func(k *kernel.Kernel, cell, args string) (string, error) {
				if args == "" {
					return "", fmt.Errorf("give a name, as in :name counts")
				}
				return "the cell is called " + args, k.Rename(cell, args)
			})},
		{Name: "fmt", Usage: "fmt", Help: "format the cell", Group: "cells",
			Run: onCell(func(k *kernel.Kernel, cell, _ string) (string, error) { return "formatted", k.Format(cell) })},
		{Name: "undo", Usage: "undo", Help: "take the last change of cells back", Group: "cells", Action: "undo",
			Run: func(context.Context, *kernel.Kernel, string) kernel.Reply {
				return instead(kernel.Request{Op: kernel.OpUndo})
			}},
		{Name: "redo", Usage: "redo", Help: "do it again", Group: "cells", Action: "redo",
			Run: func(context.Context, *kernel.Kernel, string) kernel.Reply {
				return instead(kernel.Request{Op: kernel.OpRedo})
			}},
	}
}

// onCell makes a command of a change to the cell the face stands on.
func onCell(do func(k *kernel.Kernel, cell, args string) (string, error)) func(context.Context, *kernel.Kernel, string) kernel.Reply {
	return func(_ context.Context, k *kernel.Kernel, args string) kernel.Reply {
		cell := k.Current()
		if cell == "" {
			return noCell()
		}
		text, err := do(k, cell, args)
		if err != nil {
			return k.FailWith(err)
		}
		return kernel.Say("%s", text)
	}
}

func noCell() kernel.Reply { return kernel.Fail("put the cursor on a cell first") }

func runRun(_ context.Context, k *kernel.Kernel, args string) kernel.Reply {
	switch strings.TrimSpace(args) {
	case "":
		if k.Current() == "" {
			return noCell()
		}
		return instead(kernel.Request{Op: kernel.OpRun, Cell: k.Current()})
	case "all":
		return instead(kernel.Request{Op: kernel.OpRunAll})
	case "stale":
		return instead(kernel.Request{Op: kernel.OpRunStale})
	case "above":
		return instead(kernel.Request{Op: kernel.OpRunAll, Cell: k.Current(), Kind: "above"})
	}
	return kernel.Fail(":run knows all, stale and above, not %q", args)
}
