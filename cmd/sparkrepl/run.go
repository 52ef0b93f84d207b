package main

import (
	"context"
	"errors"
	"os"
	"runtime"
	"runtime/debug"
	"time"

	"github.com/sparkrepl/sparkrepl/docs/examples"
	"github.com/sparkrepl/sparkrepl/repl/command"
	"github.com/sparkrepl/sparkrepl/repl/script"
)

var runCommand = command.Run

type runCmd struct {
	File   string            `arg:"" help:"The notebook; - reads it from standard input."`
	To     int               `default:"-1" help:"Stop after this batch." placeholder:"N"`
	Until  string            `help:"Stop where this holds, as in \"late > 0\"." placeholder:"EXPR"`
	Cell   []string          `help:"Run this cell (name or number) and what it needs; repeat for more." placeholder:"NAME"`
	Param  map[string]string `short:"p" mapsep:"none" help:"Value of param(\"KEY\") in cells." placeholder:"KEY=VALUE"`
	Replay string            `help:"Use this recording in place of the streaming sources." placeholder:"REC"`
	Verify bool              `help:"Run every batch again over the same rows and compare; exit code 5 when one differs."`
	Follow bool              `help:"Wait for more files when all are read."`
}

// Run runs a notebook without a screen.
func (o *runCmd) Run(ctx context.Context, c *Common) error {
	if o.To >= 0 && o.Until != "" {
		return usage(errors.New("--to and --until can't be used together"))
	}
	r := c.run(o.File, o.Param)
	r.To, r.Until, r.Cells, r.Replay = o.To, o.Until, o.Cell, o.Replay
	r.SaveOutputs, r.Follow, r.Verify = c.Output, o.Follow, o.Verify
	return doRun(ctx, c, r)
}

// run is a headless run under the common flags.
func (c *Common) run(file string, params map[string]string) *script.Run {
	return &script.Run{Streams: c.streams(), File: file, To: -1, Params: params, Zone: c.TZ, Seed: c.Seed, DryRun: c.DryRun, KeepGoing: c.KeepGoing, Files: examples.Files, Now: time.Now, Memory: stateMemory(0)}
}

// maxStack ends endless recursion of a cell quickly, as in the kernel process: Go's own limit of 1 GB takes
// seconds and swaps.
const maxStack = 64 << 20

// doRun runs, with memory kept low.
func doRun(ctx context.Context, c *Common, r *script.Run) error {
	c.ended = true
	debug.SetMaxStack(maxStack)
	spareProcessor()
	var spare []byte
	if os.Getenv("GOGC") == "" {
		spare = paceCollector()
		defer runtime.KeepAlive(spare)
	}
	if most, who := c.memoryBound(); most > 0 {
		if c.from["memory"] != "" {
			r.Memory = stateMemory(most)
		}
		var end func()
		ctx, end = bounded(ctx, most, int64(len(spare)), who)
		defer end()
	}
	return beyondBound(ctx, r.Do(ctx))
}

type sqlCmd struct {
	Query  string `arg:"" help:"A query of Spark SQL; the recording or standard input is the relation rows."`
	Replay string `help:"Read this recording as the stream rows." placeholder:"REC"`
	Stdin  string `enum:"json,csv," default:"" help:"Read standard input as the table rows: json or csv." placeholder:"FORM"`
	Schema string `help:"Columns of standard input, as in \"ts TIMESTAMP, n INT\"." placeholder:"DDL"`
}

// Run runs one query.
func (o *sqlCmd) Run(ctx context.Context, c *Common) error {
	if o.Replay != "" && o.Stdin != "" {
		return usage(errors.New("--replay and --stdin can't be used together"))
	}
	if o.Schema != "" && o.Stdin == "" {
		return usage(errors.New("--schema says what the columns of --stdin are; give both"))
	}
	r := c.run("sql", nil)
	r.Notebook = script.QueryNotebook(o.Query, o.Replay, o.Stdin, o.Schema)
	return doRun(ctx, c, r)
}
