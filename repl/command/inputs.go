package command

import (
	"context"
	"strconv"

	"github.com/sparkrepl/sparkrepl/repl/kernel"
)

func inputs() []*Command {
	return []*Command{
		{Name: "record", Usage: "record FILE", Help: "write the input rows of all batches so far to a recording", Group: "inputs", Run: runRecord},
		{Name: "replay", Usage: "replay FILE", Help: "use a recording in place of the streaming sources, in a new session; off ends it", Group: "inputs", Files: []string{".rec"}, Run: runReplay},
		{Name: "inject", Usage: "inject JSON", Help: "add a row by hand, as a batch of its own", Group: "inputs", Run: runInject},
		{Name: "split", Usage: "split N", Help: "run the same rows on a copy that takes N rows a batch", Group: "inputs",
			Run: func(ctx context.Context, k *kernel.Kernel, args string) kernel.Reply {
				if n, err := strconv.Atoi(args); err != nil || n < 1 {
					return kernel.Fail("say how many rows a batch takes, 1 or more, as in :split 100")
				}
				return runSet(ctx, k, "trigger "+args+" rows")
			}},
		{Name: "sources", Usage: "sources", Help: "the streaming sources and where they stand", Group: "inputs",
			Run: func(_ context.Context, k *kernel.Kernel, _ string) kernel.Reply {
				return kernel.Reply{Response: kernel.Response{Figure: k.Sources()}}
			}},
	}
}

func runRecord(ctx context.Context, k *kernel.Kernel, args string) kernel.Reply {
	if args == "" {
		return kernel.Fail("name the file, as in :record clicks.rec")
	}
	text, err := k.Record(ctx, args)
	if err != nil {
		return k.FailWith(err)
	}
	return kernel.Say("%s", text)
}

func runReplay(_ context.Context, k *kernel.Kernel, args string) kernel.Reply {
	if args == "" {
		return kernel.Fail("name a recording, as in :replay clicks.rec; :replay off goes back to the sources")
	}
	if args == "off" {
		args = ""
	}
	if err := k.Replay(args); err != nil {
		return k.FailWith(err)
	}
	return instead(kernel.Request{Op: kernel.OpRestart})
}

func runInject(ctx context.Context, k *kernel.Kernel, args string) kernel.Reply {
	if args == "" {
		return kernel.Fail(`give a row, as in :inject {"ts":"2024-01-01 12:00:00","page":"home"}`)
	}
	if err := k.Inject(ctx, args); err != nil {
		return k.FailWith(err)
	}
	return kernel.Say("one batch ran with that row; %s takes it back", k.Key("back"))
}
