package docs

import (
	"flag"
	"fmt"
	"os"
	"sort"
	"strings"
	"testing"

	"github.com/sparkrepl/sparkrepl/engine/expr"
	"github.com/sparkrepl/sparkrepl/engine/source"
	"github.com/sparkrepl/sparkrepl/repl/command"
	"github.com/sparkrepl/sparkrepl/sources"
)

// The reference pages are made from the tables that the program itself uses:
//
//	go test ./docs -run TestReference -update
var update = flag.Bool("update", false, "write the reference pages again")

func TestReference(t *testing.T) {
	pages := map[string]string{"functions.md": functionsPage(), "formats.md": formatsPage(), "commands.md": commandsPage()}
	for name, want := range pages {
		if *update {
			if err := os.WriteFile(name, []byte(want), 0o644); err != nil {
				t.Fatal(err)
			}
			continue
		}
		got, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if string(got) != want {
			t.Errorf("%s is not what the tables say: run go test ./docs -run TestReference -update and read the change", name)
		}
	}
}

// entry is one line of the page of functions.
type entry struct{ group, name, also, usage, help, example string }

func functionsPage() string {
	var list []entry
	for _, w := range expr.Words() {
		if w.Usage == "" {
			continue // operators: they stand in the grammar
		}
		list = append(list, entry{strings.TrimSuffix(w.Group, "_funcs"), w.Name, strings.Join(w.Aliases, ", "), w.Usage, w.Help, w.Example})
	}
	sort.SliceStable(list, func(i, j int) bool {
		if list[i].group != list[j].group {
			return list[i].group < list[j].group
		}
		return list[i].name < list[j].name
	})
	var b strings.Builder
	fmt.Fprintf(&b, "# Functions\n\nMade from the function table. The text behind `--` is the value of the example.\n")
	group := ""
	for _, e := range list {
		if e.group != group {
			group = e.group
			fmt.Fprintf(&b, "\n## %s\n\n| call | what it gives | example | also |\n|---|---|---|---|\n", group)
		}
		fmt.Fprintf(&b, "| %s | %s | %s | %s |\n", code(e.usage), cell(e.help), code(e.example), cell(e.also))
	}
	return b.String()
}

func code(s string) string {
	if s == "" {
		return ""
	}
	fence := "`"
	if strings.Contains(s, "`") {
		fence = "``"
	}
	return fence + strings.ReplaceAll(s, "|", "\\|") + fence
}

func cell(s string) string {
	return strings.ReplaceAll(strings.ReplaceAll(s, "|", "\\|"), "\n", " ")
}

func formatsPage() string {
	var b strings.Builder
	b.WriteString("# Formats\n\nMade from the table of sources and sinks. Option names are Spark's and compared without regard to case.\n")
	for _, k := range sources.Kinds() {
		var can []string
		for _, c := range []struct {
			ok   bool
			what string
		}{{k.OpenStream != nil, "readStream"}, {k.ReadBatch != nil, "read"}, {k.OpenSink != nil, "writeStream"}, {k.WriteBatch != nil, "write"}} {
			if c.ok {
				can = append(can, c.what)
			}
		}
		fmt.Fprintf(&b, "\n## %s\n\n%s (%s)\n", k.Name, k.Help, strings.Join(can, ", "))
		if k.Example != "" {
			fmt.Fprintf(&b, "\n```go\n%s\n```\n", k.Example)
		}
		options(&b, "option", k.Options)
		options(&b, "option of writing", k.SinkOptions)
	}
	return b.String()
}

func options(b *strings.Builder, title string, list []source.Option) {
	if len(list) == 0 {
		return
	}
	fmt.Fprintf(b, "\n| %s | type | default | |\n|---|---|---|---|\n", title)
	for _, o := range list {
		help := o.Help
		if o.Required {
			help = "required: " + help
		}
		fmt.Fprintf(b, "| %s | %s | %s | %s |\n", code(o.Name), cell(o.Type), code(o.Default), cell(help))
	}
}

func commandsPage() string {
	var b strings.Builder
	b.WriteString("# Commands\n\nTyped behind `:` in the terminal, in the plain face, or as lines of a `sparkrepl` fence.\n")
	for _, g := range command.Groups() {
		fmt.Fprintf(&b, "\n## %s\n\n| command | what it does | key | also |\n|---|---|---|---|\n", g[1])
		for _, c := range command.All() {
			if c.Group == g[0] {
				fmt.Fprintf(&b, "| %s | %s | %s | %s |\n", code(":"+c.Usage), cell(c.Help), code(c.Key()), cell(strings.Join(c.Aliases, ", ")))
			}
		}
	}
	return b.String()
}
