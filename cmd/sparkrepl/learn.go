package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"slices"
	"strings"

	"github.com/sparkrepl/sparkrepl/docs/examples"
	"github.com/sparkrepl/sparkrepl/repl/kernel"
	"github.com/sparkrepl/sparkrepl/repl/notebook"
	"github.com/sparkrepl/sparkrepl/repl/script"
)

type examplesCmd struct {
	Name  string `arg:"" optional:"" help:"Copy this example and what it reads into the current folder."`
	Print bool   `help:"Print it in place of copying."`
}

// Run lists the examples or copies one.
func (o *examplesCmd) Run(c *Common) error {
	if o.Name == "" {
		return listExamples(c.streams())
	}
	name := strings.TrimSuffix(o.Name, ".spark.md") + ".spark.md"
	text, err := fs.ReadFile(examples.Files, name)
	if err != nil {
		return &script.Exit{Code: script.Misuse, Err: &kernel.Failure{Message: "there is no example " + o.Name, Hint: "sparkrepl examples lists them"}}
	}
	if o.Print {
		return c.printText("text", string(text))
	}
	return c.copyExample(name, string(text))
}

func listExamples(s script.Streams) error {
	names, err := fs.Glob(examples.Files, "*.spark.md")
	if err != nil {
		return err
	}
	var rows [][]any
	for _, n := range names {
		text, err := fs.ReadFile(examples.Files, n)
		if err != nil {
			return err
		}
		book, err := notebook.Parse(text)
		if err != nil {
			return err
		}
		rows = append(rows, []any{strings.TrimSuffix(n, ".spark.md"), book.Title()})
	}
	return s.List([]string{"name", "title"}, rows, func(row []any) string { return fmt.Sprintf("%-18s %s", row...) })
}

// copyExample writes a notebook and the built-in files it names.
func (c *Common) copyExample(name, text string) error {
	files := map[string][]byte{name: []byte(text)}
	_ = fs.WalkDir(examples.Files, ".", func(path string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() && !strings.HasSuffix(path, ".spark.md") && strings.Contains(text, path) {
			if data, err := fs.ReadFile(examples.Files, path); err == nil {
				files[path] = data
			}
		}
		return nil
	})
	paths := slices.Sorted(maps.Keys(files))
	var would script.Intents
	var rows [][]any
	for _, path := range paths {
		if _, err := os.Stat(path); err == nil && !c.Force {
			return occupied(path)
		}
		would.Add("copy", "%s", path)
		rows = append(rows, []any{path, len(files[path])})
	}
	s := c.streams()
	if c.DryRun {
		return would.Tell(s)
	}
	for _, path := range paths {
		if err := script.ReplaceFile(path, files[path]); err != nil {
			return err
		}
	}
	if s.JSON || s.CSV {
		return s.List([]string{"file", "bytes"}, rows, nil)
	}
	if !s.Quiet {
		with := ""
		switch n := len(files) - 1; n {
		case 0:
		case 1:
			with = " and the file it reads"
		default:
			with = fmt.Sprintf(" and the %d files it reads", n)
		}
		fmt.Fprintf(s.Err, "copied %s%s; open it with: sparkrepl %s\n", name, with, name)
	}
	return nil
}

type tutorialCmd struct {
	Lesson int `arg:"" optional:"" default:"1" help:"Number of the lesson: 1 first step, 2 windows and watermark, 3 a late row."`
}

// Run opens a lesson.
func (o *tutorialCmd) Run(ctx context.Context, c *Common) error {
	if _, err := fs.Stat(examples.Files, fmt.Sprintf("lesson%d.spark.md", o.Lesson)); err != nil {
		return &script.Exit{Code: script.Misuse, Err: &kernel.Failure{Message: fmt.Sprintf("there is no lesson %d", o.Lesson), Hint: "lessons are 1 to 3"}}
	}
	open := openCmd{At: -1}
	kind := kernel.LessonKind(o.Lesson)
	switch {
	case c.wantsForm():
		r := c.run("", nil)
		r.Kind = kind
		return doRun(ctx, c, r)
	case c.Plain:
		return script.Plain{Streams: c.streams(), Kind: kind, At: -1, Options: c.kernelOptions(&open)}.Do(ctx)
	case c.interactive():
		return open.face(ctx, c, kind)
	}
	return &script.Exit{Code: script.Misuse, Err: errors.New("the tutorial needs a terminal; --plain works without one")}
}
