package command

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"github.com/sparkrepl/sparkrepl/repl/kernel"
)

func looks() []*Command {
	return []*Command{
		{Name: "print", Aliases: []string{"p"}, Usage: "print EXPR", Help: "show an expression over the batch, or the rows of a SELECT", Group: "look", Complete: words("late", "wm", "keys", "SELECT * FROM "), Run: runPrint},
		{Name: "watch", Usage: "watch [EXPR]", Help: "show an expression at every stop; alone: the list", Group: "look", Action: "watch", Complete: words("late", "keys", "wm", "out"), Run: runWatch},
		{Name: "display", Usage: "display -a EXPR", Help: "the same as watch, in delve's words; -d N removes", Group: "look", Run: runDisplay},
		pane("why", "why", "why the output is empty, or a row was dropped"),
		pane("windows", "tab-windows", "the windows: what they hold, when they fire"),
		{Name: "state", Usage: "state [OPERATOR]", Help: "the state by key, with what changed; of one operator", Group: "look", Action: "tab-state", Run: runState},
		plan(),
		{Name: "stepout", Aliases: []string{"so"}, Usage: "stepout", Help: "out of the operators again, to the rows of the batch", Group: "look", Action: "tab-batch", Run: paneOf("batch")},
		pane("timeline", "tab-timeline", "all batches"),
		pane("late", "tab-late", "the rows dropped as late, with the delay each needed"),
		pane("clocks", "", "event time across, batches down"),
		pane("log", "", "what happened"),
		{Name: "mark", Aliases: []string{"check", "checkpoint"}, Usage: "mark [NAME]", Help: "make this batch the base of differences; NAME is for :batch, :diff", Group: "look", Action: "mark", Run: runMark},
		{Name: "marks", Aliases: []string{"checkpoints"}, Usage: "marks", Help: "the batches that have a name", Group: "look",
			Run: func(_ context.Context, k *kernel.Kernel, _ string) kernel.Reply {
				return kernel.Reply{Response: kernel.Response{Figure: k.Points()}}
			}},
		{Name: "diff", Usage: "diff [A] [B]", Help: "the state of this batch against the mark, or of batch B against batch A", Group: "look", Action: "diff", Run: runDiff},
		{Name: "query", Usage: "query NAME", Help: "bring a query to the screen", Group: "look",
			Complete: func(v *kernel.View, _ string) []string { return v.Queries },
			Run: func(_ context.Context, _ *kernel.Kernel, args string) kernel.Reply {
				return instead(kernel.Request{Op: kernel.OpQuery, Query: args})
			}},
	}
}

// plan goes into the operators of a batch, as stepping into a function does.
func plan() *Command {
	c := pane("plan", "tab-plan", "into the operators of the batch, with their rows; :plan text explains", "text", "extended", "formatted")
	c.Aliases = []string{"s"}
	return c
}

func paneOf(name string) func(context.Context, *kernel.Kernel, string) kernel.Reply {
	return func(_ context.Context, _ *kernel.Kernel, row string) kernel.Reply {
		return instead(kernel.Request{Op: kernel.OpFigure, Pane: &kernel.Pane{Name: name, Row: row, Limit: 200}})
	}
}

func runState(ctx context.Context, k *kernel.Kernel, args string) kernel.Reply {
	if args != "" {
		args = "operator:" + args
	}
	return paneOf("state")(ctx, k, args)
}

// pane makes a command that shows an inspector pane.
func pane(name, action, help string, args ...string) *Command {
	usage := name
	if len(args) > 0 {
		usage += " [" + strings.Join(args, "|") + "]"
	}
	return &Command{Name: name, Usage: usage, Help: help, Group: "look", Action: action, Complete: words(args...),
		Run: func(_ context.Context, _ *kernel.Kernel, arg string) kernel.Reply {
			if arg != "" && len(args) > 0 && !slices.Contains(args, arg) {
				return kernel.Fail(":%s knows %s, not %q", name, strings.Join(args, ", "), arg)
			}
			p := kernel.Pane{Name: name, Limit: 200}
			if name == "plan" && arg != "" {
				p.Name = "explain"
				if arg != "text" {
					p.Row = arg
				}
			}
			return instead(kernel.Request{Op: kernel.OpFigure, Pane: &p})
		}}
}

func runPrint(ctx context.Context, k *kernel.Kernel, args string) kernel.Reply {
	switch args {
	case "":
		return kernel.Fail("give an expression, as in :print late * 100 / in")
	case "state", "windows":
		return paneOf(args)(ctx, k, "")
	}
	answer, err := k.Print(args)
	if err != nil {
		return k.FailWith(err)
	}
	return kernel.Reply{Response: answer}
}

func runWatch(_ context.Context, k *kernel.Kernel, args string) kernel.Reply {
	if args == "" {
		return kernel.Reply{Response: kernel.Response{Figure: k.Watches()}}
	}
	if err := k.AddWatch(args); err != nil {
		return k.FailWith(err)
	}
	return kernel.Reply{Response: kernel.Response{Text: "watching " + args, Figure: k.Watches()}}
}

func runDisplay(ctx context.Context, k *kernel.Kernel, args string) kernel.Reply {
	flag, rest, _ := strings.Cut(args, " ")
	switch flag {
	case "", "-a":
		return runWatch(ctx, k, rest)
	case "-d":
		n, err := strconv.Atoi(rest)
		if err != nil {
			return kernel.Fail("give the number of a watch, as in :display -d 1")
		}
		if err := k.ClearWatch(n); err != nil {
			return k.FailWith(err)
		}
		return kernel.Reply{Response: kernel.Response{Figure: k.Watches()}}
	}
	return runWatch(ctx, k, args)
}

func runMark(_ context.Context, k *kernel.Kernel, args string) kernel.Reply {
	if args == "off" {
		k.Unmark()
		return kernel.Say("differences are against the batch before")
	}
	n, err := k.Mark(args)
	if err != nil {
		return k.FailWith(err)
	}
	return kernel.Say("b%d is the base of differences now (:mark off ends it)", n)
}

func runDiff(_ context.Context, k *kernel.Kernel, args string) kernel.Reply {
	at, base := -1, -1
	list := strings.Fields(args)
	for i, w := range list {
		n, ok := namedBatch(k, w)
		if !ok || i > 1 {
			return kernel.Fail("name batches by number or by mark, as in :diff 3 7")
		}
		if i == 0 {
			base = k.Done(n)
		} else {
			at = k.Done(n)
		}
	}
	f, err := k.Diff(base, at)
	if err != nil {
		return k.FailWith(err)
	}
	return kernel.Reply{Response: kernel.Response{Figure: f}}
}
