package command

import (
	"context"
	"strconv"
	"strings"

	"github.com/sparkrepl/sparkrepl/repl/kernel"
)

func stops() []*Command {
	return []*Command{
		{Name: "break", Aliases: []string{"b"}, Usage: "break CONDITION", Help: "stop where a condition holds: on batch in out late keys wm ms fired, query.late, query[key].column, fired(WINDOW), key K changes", Group: "stops", Action: "break",
			Complete: words("late > 0", "out = 0", "fired > 0", "in = 0", "keys > 1000", "ms > 100"), Run: runBreak},
		{Name: "cond", Usage: "cond N CONDITION", Help: "give stop N another condition", Group: "stops", Run: runCond},
		{Name: "on", Usage: "on N COMMAND", Help: "carry out a command that looks where stop N ends a run, as in :on 1 print late", Group: "stops", Run: runOn},
		{Name: "bp", Aliases: []string{"breaks", "breakpoints"}, Usage: "bp", Help: "list the stops", Group: "stops", Action: "stops",
			Run: func(_ context.Context, k *kernel.Kernel, _ string) kernel.Reply {
				return kernel.Reply{Response: kernel.Response{Figure: k.Stops()}}
			}},
		{Name: "clear", Usage: "clear N", Help: "remove stop N", Group: "stops", Run: runClear},
		{Name: "clearall", Usage: "clearall", Help: "remove all stops", Group: "stops",
			Run: func(_ context.Context, k *kernel.Kernel, _ string) kernel.Reply {
				if err := k.ClearStop(0); err != nil {
					return k.FailWith(err)
				}
				return kernel.Say("no stops are left")
			}},
		{Name: "toggle", Usage: "toggle N", Help: "switch stop N off and on", Group: "stops", Run: runToggle},
	}
}

func runBreak(_ context.Context, k *kernel.Kernel, args string) kernel.Reply {
	if args == "" {
		return kernel.Reply{Response: kernel.Response{Figure: k.Stops()}}
	}
	if args == "error" {
		return kernel.Say("a batch that fails always ends a run; no stop is needed")
	}
	n, err := k.AddStop(args, "")
	if err != nil {
		return k.FailWith(err)
	}
	if k.Waits(n) {
		return kernel.Say("B%d stops where %s; its query is not started yet, so it is checked when a batch of it runs", n, args)
	}
	return kernel.Say("B%d stops where %s", n, args)
}

// stopNumber reads "1" or "B1".
func stopNumber(text string) (int, bool) {
	n, err := strconv.Atoi(strings.TrimPrefix(strings.ToUpper(text), "B"))
	return n, err == nil && n > 0
}

func runCond(_ context.Context, k *kernel.Kernel, args string) kernel.Reply {
	number, condition, _ := strings.Cut(args, " ")
	n, ok := stopNumber(number)
	if !ok || condition == "" {
		return kernel.Fail("give the number of a stop and a condition, as in :cond 1 late > 5")
	}
	if err := k.ChangeStop(n, condition); err != nil {
		return k.FailWith(err)
	}
	return kernel.Say("B%d stops where %s", n, condition)
}

func runOn(_ context.Context, k *kernel.Kernel, args string) kernel.Reply {
	number, line, _ := strings.Cut(args, " ")
	n, ok := stopNumber(number)
	if !ok {
		return kernel.Fail("give the number of a stop and a command, as in :on 1 print late")
	}
	line = strings.TrimPrefix(strings.TrimSpace(line), ":")
	if line != "" {
		c, _, err := Find(line)
		if err != nil {
			return k.FailWith(err)
		}
		if c.Group != "look" || c.Name == "query" {
			return kernel.Fail(":%s does more than look; a stop carries out commands such as :print, :state, :why", c.Name)
		}
	}
	if err := k.OnStop(n, line); err != nil {
		return k.FailWith(err)
	}
	if line == "" {
		return kernel.Say("B%d carries nothing out", n)
	}
	return kernel.Say("B%d carries out :%s", n, line)
}

func runClear(_ context.Context, k *kernel.Kernel, args string) kernel.Reply {
	n, ok := stopNumber(args)
	if !ok {
		return kernel.Fail("give the number of a stop; :bp lists them")
	}
	if err := k.ClearStop(n); err != nil {
		return k.FailWith(err)
	}
	return kernel.Say("B%d is gone", n)
}

func runToggle(_ context.Context, k *kernel.Kernel, args string) kernel.Reply {
	n, ok := stopNumber(args)
	if !ok {
		return kernel.Fail("give the number of a stop; :bp lists them")
	}
	on, err := k.ToggleStop(n)
	if err != nil {
		return k.FailWith(err)
	}
	return kernel.Say("B%d is %s", n, map[bool]string{true: "on", false: "off"}[on])
}
