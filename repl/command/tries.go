package command

import (
	"context"
	"strings"

	"github.com/sparkrepl/sparkrepl/repl/kernel"
)

func tries() []*Command {
	return []*Command{
		{Name: "set", Usage: "set watermark|mode|trigger VALUE", Help: "run the same rows on a copy of the query with another setting", Group: "try",
			Complete: words(`watermark "1 hour"`, `watermark "10 minutes"`, "mode append", "mode update", "mode complete", `trigger "5 seconds"`, "trigger 100 rows", "trigger once", "trigger available"), Run: runSet},
		{Name: "what-if", Usage: "what-if DELAY", Help: "the same as set watermark: what would come out with another delay", Group: "try",
			Complete: words(`"1 hour"`, `"10 minutes"`), Run: runWhatIf},
		{Name: "drop-track", Aliases: []string{"drop"}, Usage: "drop-track", Help: "close the copy on the screen", Group: "try",
			Run: func(_ context.Context, k *kernel.Kernel, _ string) kernel.Reply {
				if err := k.DropSide(); err != nil {
					return k.FailWith(err)
				}
				return kernel.Say("the copy is gone")
			}},
	}
}

func runSet(_ context.Context, k *kernel.Kernel, args string) kernel.Reply {
	what, value, _ := strings.Cut(args, " ")
	value = strings.Trim(strings.TrimSpace(value), `"'`)
	if what == "" || value == "" {
		return kernel.Fail("say what to set and to what, as in :set watermark \"1 hour\"")
	}
	target, err := k.Vary(what, value)
	if err != nil {
		return k.FailWith(err)
	}
	return instead(target)
}

func runWhatIf(ctx context.Context, k *kernel.Kernel, args string) kernel.Reply {
	if args == "" {
		return kernel.Fail("give a delay, as in :what-if \"1 hour\"")
	}
	return runSet(ctx, k, "watermark "+args)
}
