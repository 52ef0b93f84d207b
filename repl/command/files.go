package command

import (
	"context"
	"strings"

	"github.com/sparkrepl/sparkrepl/repl/kernel"
)

func files() []*Command {
	return []*Command{
		{Name: "w", Aliases: []string{"write", "save"}, Usage: "w [--outputs] [FILE]", Help: "save the notebook, --outputs with its results; :w! over changes of another program", Group: "files", Action: "save", Run: saver("")},
		{Name: "w!", Usage: "w! [--outputs] [FILE]", Help: "save even though the file changed on disk", Group: "files", Run: saver("force")},
		{Name: "e", Aliases: []string{"edit", "open"}, Usage: "e FILE", Help: "open a notebook or a recording", Group: "files", Files: []string{".spark.md", ".rec"}, Run: runOpen},
		{Name: "e!", Usage: "e!", Help: "take the file as it is on disk", Group: "files",
			Run: func(_ context.Context, k *kernel.Kernel, _ string) kernel.Reply {
				if err := k.Reload(); err != nil {
					return k.FailWith(err)
				}
				return kernel.Say("read again from disk")
			}},
		{Name: "export", Usage: "export md|html|scenario FILE", Help: "write the notebook with its results; html: a page with the pictures; scenario: a test of the batches up to here", Group: "files", Complete: words(exportForms()...), Run: runExport},
		{Name: "test", Usage: "test [NAME]", Help: "write the batches up to here as a scenario, which sparkrepl test runs", Group: "files", Run: runTest},
		{Name: "import", Usage: "import FILE", Help: "add the cells of another notebook at the end", Group: "files", Files: []string{".spark.md"}, Run: runImport},
		{Name: "recover", Usage: "recover [N]", Help: "list the older versions, or take version N", Group: "files", Run: runRecover},
	}
}

func exportForms() []string {
	return []string{"md", "html", "scenario"}
}

func saver(kind string) func(context.Context, *kernel.Kernel, string) kernel.Reply {
	return func(_ context.Context, k *kernel.Kernel, args string) kernel.Reply {
		if file, outputs := strings.CutPrefix(args, "--outputs"); outputs && (file == "" || file[0] == ' ') {
			args = strings.TrimSpace(file)
			if err := k.PutOutputs(kernel.FenceRows); err != nil {
				return k.FailWith(err)
			}
		}
		return instead(kernel.Request{Op: kernel.OpSave, Text: args, Kind: kind})
	}
}

func runOpen(_ context.Context, k *kernel.Kernel, args string) kernel.Reply {
	if args == "" {
		return kernel.Fail("name a file, as in :e clicks.spark.md")
	}
	return instead(kernel.Request{Op: kernel.OpOpen, Text: args})
}

func runExport(ctx context.Context, k *kernel.Kernel, args string) kernel.Reply {
	form, path, _ := strings.Cut(args, " ")
	if path == "" {
		return kernel.Fail("say the form and the file, as in :export md clicks.md; forms: %s", strings.Join(exportForms(), ", "))
	}
	text, err := k.Export(ctx, form, strings.TrimSpace(path))
	if err != nil {
		return k.FailWith(err)
	}
	return kernel.Say("%s", text)
}

func runTest(ctx context.Context, k *kernel.Kernel, args string) kernel.Reply {
	text, err := k.WriteScenario(ctx, args)
	if err != nil {
		return k.FailWith(err)
	}
	return kernel.Say("%s", text)
}

func runImport(_ context.Context, k *kernel.Kernel, args string) kernel.Reply {
	if args == "" {
		return kernel.Fail("name a notebook, as in :import other.spark.md")
	}
	n, err := k.Import(args)
	if err != nil {
		return k.FailWith(err)
	}
	return kernel.Say("%d cells added at the end", n)
}

func runRecover(_ context.Context, k *kernel.Kernel, args string) kernel.Reply {
	answer, err := k.Recover(args)
	if err != nil {
		return k.FailWith(err)
	}
	return kernel.Reply{Response: answer}
}
