package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"

	"github.com/sparkrepl/sparkrepl/docs/examples"
	"github.com/sparkrepl/sparkrepl/repl/kernel"
	"github.com/sparkrepl/sparkrepl/repl/notebook"
	"github.com/sparkrepl/sparkrepl/repl/script"
)

type examplesCmd struct {
	Name  string `arg:"" optional:"" help:"Copy this example and what it reads into the current folder."`
	Print bool   `help:"Print it in place of copying."`
	Force bool   `short:"f" help:"Replace files that are there."`
}

// Run lists the examples or copies one.
func (o *examplesCmd) Run(c *Common) error {
	if o.Name == "" {
		return listExamples()
	}
	name := strings.TrimSuffix(o.Name, ".spark.md") + ".spark.md"
	text, err := fs.ReadFile(examples.Files, name)
	if err != nil {
		return &script.Exit{Code: script.Misuse, Err: &kernel.Failure{Message: "there is no example " + o.Name, Hint: "sparkrepl examples lists them"}}
	}
	if o.Print {
		_, err := os.Stdout.Write(text)
		return err
	}
	return copyExample(c.streams(), name, string(text), o.Force)
}

func listExamples() error {
	names, err := fs.Glob(examples.Files, "*.spark.md")
	if err != nil {
		return err
	}
	for _, n := range names {
		text, err := fs.ReadFile(examples.Files, n)
		if err != nil {
			return err
		}
		book, err := notebook.Parse(text)
		if err != nil {
			return err
		}
		fmt.Printf("%-18s %s\n", strings.TrimSuffix(n, ".spark.md"), book.Title())
	}
	return nil
}

// copyExample writes a notebook and the built-in files it names.
func copyExample(s script.Streams, name, text string, force bool) error {
	files := map[string][]byte{name: []byte(text)}
	_ = fs.WalkDir(examples.Files, ".", func(path string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() && !strings.HasSuffix(path, ".spark.md") && strings.Contains(text, path) {
			if data, err := fs.ReadFile(examples.Files, path); err == nil {
				files[path] = data
			}
		}
		return nil
	})
	for path := range files {
		if _, err := os.Stat(path); err == nil && !force {
			return &script.Exit{Code: script.Misuse, Err: &kernel.Failure{Message: path + " is here already", Hint: "-f replaces it"}}
		}
	}
	for path, data := range files {
		if err := script.ReplaceFile(path, data); err != nil {
			return err
		}
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
	case c.Plain:
		return script.Plain{Streams: c.streams(), Kind: kind, At: -1, Options: c.kernelOptions(&open)}.Do(ctx)
	case interactive():
		return open.face(ctx, c, kind)
	}
	return &script.Exit{Code: script.Misuse, Err: errors.New("the tutorial needs a terminal; --plain works without one")}
}
