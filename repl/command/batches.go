package command

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"github.com/sparkrepl/sparkrepl/repl/kernel"
)

func batches() []*Command {
	return []*Command{
		{Name: "next", Aliases: []string{"n", "step"}, Usage: "next [N]", Help: "run N batches (1)", Group: "batches", Action: "step", Run: times(kernel.OpForward)},
		{Name: "prev", Aliases: []string{"back"}, Usage: "prev [N]", Help: "go N batches back (1), state and output too", Group: "batches", Action: "back", Run: times(kernel.OpBack)},
		{Name: "continue", Aliases: []string{"c"}, Usage: "continue [bN]", Help: "run to the next stop, or to batch N", Group: "batches", Action: "next-stop", Run: runContinue},
		{Name: "rewind", Aliases: []string{"rw", "rev"}, Usage: "rewind [next [N]]", Help: "run back to the last stop, or to the start; next: N batches back (1)", Group: "batches", Action: "previous-stop", Complete: words("next"), Run: runRewind},
		{Name: "batch", Aliases: []string{"goto", "g"}, Usage: "batch N", Help: "go to batch N, or to the one that :mark named", Group: "batches", Action: "first-batch", Run: runBatch},
		{Name: "until", Usage: "until CONDITION", Help: "run until a condition on batch in out late keys wm ms fired holds", Group: "batches", Complete: words("late > 0", "out > 0", "fired > 0", "keys > 100"), Run: runUntil},
		{Name: "seek", Usage: "seek TIME", Help: "run or go back to the batch where the watermark reaches TIME", Group: "batches", Run: runSeek},
		{Name: "restart", Usage: "restart", Help: "new session; recordings and the notebook stay", Group: "batches", Action: "restart",
			Run: func(context.Context, *kernel.Kernel, string) kernel.Reply {
				return instead(kernel.Request{Op: kernel.OpRestart})
			}},
	}
}

// times makes a command of a request that is repeated N times.
func times(op kernel.Op) func(context.Context, *kernel.Kernel, string) kernel.Reply {
	return func(_ context.Context, _ *kernel.Kernel, args string) kernel.Reply {
		n := 1
		if args != "" {
			var err error
			if n, err = strconv.Atoi(args); err != nil || n < 1 {
				return kernel.Fail("give a number of batches, not %q", args)
			}
		}
		return instead(kernel.Request{Op: op, N: n})
	}
}

func batchNumber(text string) (int, bool) {
	text = strings.TrimSpace(strings.TrimPrefix(strings.TrimSpace(text), "b"))
	n, err := strconv.Atoi(strings.TrimSpace(text))
	return n, err == nil && n >= 0
}

func runContinue(_ context.Context, k *kernel.Kernel, args string) kernel.Reply {
	if args == "" {
		return instead(kernel.Request{Op: kernel.OpNextStop})
	}
	n, ok := batchNumber(args)
	if !ok {
		return notBatch("name a batch as b12", args)
	}
	return instead(kernel.Request{Op: kernel.OpGoto, Index: k.Done(n)})
}

func runRewind(ctx context.Context, k *kernel.Kernel, args string) kernel.Reply {
	word, rest, _ := strings.Cut(args, " ")
	switch word {
	case "":
		return instead(kernel.Request{Op: kernel.OpPrevStop})
	case "next", "n":
		return times(kernel.OpBack)(ctx, k, strings.TrimSpace(rest))
	}
	return kernel.Fail(":rewind knows next, not %q", args)
}

// namedBatch is a batch by number, or by the name that :mark gave it.
func namedBatch(k *kernel.Kernel, text string) (int, bool) {
	if n, ok := k.Point(text); ok {
		return n, true
	}
	return batchNumber(text)
}

func runBatch(_ context.Context, k *kernel.Kernel, args string) kernel.Reply {
	n, ok := namedBatch(k, args)
	if !ok {
		return notBatch("name a batch by its number, as in :batch 12", args)
	}
	return instead(kernel.Request{Op: kernel.OpGoto, Index: k.Done(n)})
}

// notBatch says what is wanted, and what stands there instead if anything does.
func notBatch(wanted, args string) kernel.Reply {
	if args != "" {
		wanted += fmt.Sprintf(", not %q", args)
	}
	return kernel.Fail("%s", wanted)
}

func runUntil(_ context.Context, k *kernel.Kernel, args string) kernel.Reply {
	if args == "" {
		return kernel.Fail("give a condition, as in :until late > 0")
	}
	if err := k.Until(args); err != nil {
		return k.FailWith(err)
	}
	return instead(kernel.Request{Op: kernel.OpNextStop})
}

func runSeek(_ context.Context, k *kernel.Kernel, args string) kernel.Reply {
	target, err := k.Seek(args)
	if err != nil {
		return k.FailWith(err)
	}
	return instead(target)
}
