package main

import (
	"context"
	"errors"
	"runtime/debug"

	"github.com/sparkrepl/sparkrepl/docs/examples"
	"github.com/sparkrepl/sparkrepl/repl/script"
)

type stepCmd struct {
	Recording string            `arg:"" help:"The recording; - keeps the notebook's own sources."`
	File      string            `name:"query" required:"" help:"The notebook with the query." placeholder:"FILE"`
	Name      string            `help:"Name of the query, when the notebook starts several."`
	Batch     int               `required:"" help:"The batch." placeholder:"N"`
	Show      []string          `default:"in,out,state,windows,late" help:"What to print: in, out, state, windows, late, plan, timeline, why."`
	Param     map[string]string `short:"p" mapsep:"none" help:"Value of param(\"KEY\") in cells." placeholder:"KEY=VALUE"`
}

// Run prints one batch.
func (o *stepCmd) Run(ctx context.Context, c *Common) error {
	s := script.Step{Streams: c.streams(), Recording: o.Recording, File: o.File, Query: o.Name, Batch: o.Batch, Show: o.Show, DryRun: c.DryRun, Params: o.Param, Files: examples.Files, Zone: c.TZ, Seed: c.Seed}
	if s.Recording == "-" {
		s.Recording = ""
	}
	return s.Do(ctx)
}

type exportCmd struct {
	Form  string            `arg:"" enum:"md,html" help:"md or html."`
	File  string            `arg:"" help:"The notebook."`
	Param map[string]string `short:"p" mapsep:"none" help:"Value of param(\"KEY\") in cells." placeholder:"KEY=VALUE"`
}

// Run runs a notebook and writes it with its results.
func (o *exportCmd) Run(ctx context.Context, c *Common) error {
	e := script.Export{Streams: c.streams(), Form: o.Form, File: o.File, Output: c.Output, DryRun: c.DryRun, Params: o.Param, Zone: c.TZ, Seed: c.Seed, Files: examples.Files}
	return e.Do(ctx)
}

type checkCmd struct {
	Files       []string          `arg:"" help:"Notebooks; - reads standard input."`
	Checkpoints bool              `help:"Also run the cells, but no query, and say of each query what becomes of the state in its checkpoint: kept, rebuilt from the recording, or refused."`
	Param       map[string]string `short:"p" help:"Value of param(\"KEY\") in cells, with --checkpoints." placeholder:"KEY=VALUE"`
}

// Run checks notebooks; without --checkpoints nothing of them runs.
func (o *checkCmd) Run(ctx context.Context, c *Common) error {
	if o.Checkpoints && c.DryRun {
		return usage(errors.New("--checkpoints runs the cells, which --dry-run leaves out: they can't be used together"))
	}
	check := script.Check{Streams: c.streams(), Files: o.Files, Checkpoints: o.Checkpoints, Params: o.Param, Builtin: examples.Files, Zone: c.TZ, Seed: c.Seed, KeepGoing: c.KeepGoing}
	return check.Do(ctx)
}

type fmtCmd struct {
	Files []string `arg:"" help:"Notebooks; - formats standard input. With -o what was formatted is written there, and they stay."`
	List  bool     `short:"l" help:"Only list the files that are not formatted; exit code 3 when there are any."`
}

// Run formats notebooks.
func (o *fmtCmd) Run(c *Common) error {
	f := script.Fmt{Streams: c.streams(), Files: o.Files, Print: c.Output != "", NamesOnly: o.List, DryRun: c.DryRun, KeepGoing: c.KeepGoing}
	return f.Do()
}

type testCmd struct {
	Files  []string `arg:"" optional:"" help:"Notebooks, scenarios and folders; without any the current folder."`
	Update bool     `help:"Write what came out into the output fences."`
	Run_   string   `name:"run" help:"Only those whose name contains this." placeholder:"TEXT"`
}

// Run tests notebooks and scenarios.
func (o *testCmd) Run(ctx context.Context, c *Common) error {
	t := script.Test{Streams: c.streams(), Files: o.Files, Update: o.Update, DryRun: c.DryRun, KeepGoing: c.KeepGoing, Seed: c.Seed, Only: o.Run_, Builtin: examples.Files}
	debug.SetMaxStack(maxStack)
	if most, who := c.memoryBound(); most > 0 {
		var end func()
		ctx, end = bounded(ctx, most, 0, who)
		defer end()
	}
	return beyondBound(ctx, t.Do(ctx))
}
