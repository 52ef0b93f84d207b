package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime/debug"
	"strconv"
	"strings"

	"github.com/sparkrepl/sparkrepl/docs/examples"
	"github.com/sparkrepl/sparkrepl/engine/spelling"
	"github.com/sparkrepl/sparkrepl/repl/kernel"
	"github.com/sparkrepl/sparkrepl/repl/script"
	"github.com/sparkrepl/sparkrepl/repl/tui"
	"github.com/sparkrepl/sparkrepl/sessions"
	"github.com/sparkrepl/sparkrepl/viz"
)

type openCmd struct {
	File     string            `arg:"" optional:"" help:"A .spark.md notebook, a .rec recording, or a scenario."`
	At       int               `default:"-1" help:"Go to this batch." placeholder:"N"`
	Replay   string            `help:"Use this recording in place of the streaming sources." placeholder:"REC"`
	ReadOnly bool              `help:"Refuse edits and saves."`
	Code     string            `name:"exec" short:"e" help:"Run this Go code as a cell and leave." placeholder:"CODE"`
	Param    map[string]string `short:"p" mapsep:"none" help:"Value of param(\"KEY\") in cells." placeholder:"KEY=VALUE"`
	Name     string            `help:"The scenario of a file with several." placeholder:"NAME"`
	NoMouse  bool              `help:"Leave the mouse to the terminal."`
	Keep     bool              `help:"Leave the table that was shown last on the terminal."`
}

// Run opens the screen; without a terminal it runs the notebook.
func (o *openCmd) Run(ctx context.Context, c *Common) error {
	if script.IsScenario(o.File) {
		path, err := script.ScenarioNotebook(ctx, o.File, o.Name, filepath.Join(paths().Cache, "scenarios"))
		if err != nil {
			return err
		}
		o.File = path
	}
	if err := errors.Join(o.misspelt(), script.GivenRecording(o.Replay)); err != nil {
		return err
	}
	switch {
	case o.Code != "":
		var err error
		if c.out, err = c.printTo("-e"); err != nil {
			return err
		}
		r := c.run("-e", o.Param)
		r.Notebook = "```go\n" + o.Code + "\n```\n"
		return doRun(ctx, c, r)
	case !c.wantsForm() && (c.Plain || os.Getenv("TERM") == "dumb" && isTerminal(os.Stdin) && !c.NoInput):
		return script.Plain{Streams: c.streams(), File: o.File, At: o.At, Options: c.kernelOptions(o)}.Do(ctx)
	case !c.wantsForm() && c.interactive():
		return o.screen(ctx, c)
	case o.File != "":
		r := c.run(o.File, o.Param)
		r.Replay, r.To, r.SaveOutputs = o.Replay, o.At, c.Output
		return doRun(ctx, c, r)
	}
	text := "this is no terminal, and no notebook was named"
	if c.interactive() || c.NoInput {
		text = "no notebook was named"
	}
	fmt.Fprintln(os.Stderr, "sparkrepl: "+text)
	fmt.Fprintln(os.Stderr, "  sparkrepl run FILE runs a notebook; sparkrepl --help lists the commands")
	return script.Told{Err: &script.Exit{Code: script.Misuse, Err: errors.New(text)}}
}

// misspelt tells that what stands in the place of a file is none, but nearly a command.
func (o *openCmd) misspelt() error {
	near := spelling.Nearest(o.File, commands())
	if _, err := os.Stat(o.File); o.File == "" || near == "" || !errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return &script.Exit{Code: script.Misuse, Err: &kernel.Failure{Message: o.File + " is no file and no command", Hint: "did you mean sparkrepl " + near + "?"}}
}

// screen shows the terminal face over a kernel in a process of its own.
func (o *openCmd) screen(ctx context.Context, c *Common) error {
	kind := ""
	if o.File != "" && !strings.HasSuffix(o.File, ".rec") {
		if st, err := os.Stat(o.File); err == nil && st.IsDir() {
			return &script.Exit{Code: script.Misuse, Err: &kernel.Failure{Message: o.File + " is a folder", Hint: "name a .spark.md file in it"}}
		}
	}
	return o.face(ctx, c, kind)
}

func (o *openCmd) face(ctx context.Context, c *Common, kind string) error {
	// The first frame does not wait for the collector, whose first turn comes at 4 MB; the kernel is
	// asked for behind it.
	usual := debug.SetGCPercent(-1)
	var recent []string
	if o.File == "" && kind == "" { // for the start screen
		recent = sessions.Recent(paths())
	}
	var keep func(*viz.Figure)
	if o.Keep {
		keep = c.streams().Show
	}
	return tui.Run(ctx, nil, tui.Options{
		Path: o.File, Kind: kind, At: max(0, o.At+1), ReadOnly: o.ReadOnly, ASCII: c.ASCII, NoMotion: c.NoMotion, NoMouse: o.NoMouse || c.conf.Mouse == "off", Theme: c.screenTheme(), Hints: c.conf.Hints, Keys: c.conf.Keys, Editing: c.conf.Editing, Autorun: isOn(c.conf.Autorun), Suggest: isOn(c.conf.Suggest), Keep: keep, Version: version(), Recent: recent,
		Connect: func(context.Context) (kernel.Client, error) {
			debug.SetGCPercent(usual)
			return kernel.Spawn(kernel.SpawnOptions{Args: c.kernelArgs(o)})
		},
	})
}

// kernelArgs are the arguments of the kernel process.
func (c *Common) kernelArgs(o *openCmd) []string {
	args := []string{"kernel", "--no-config", "--memory", strconv.FormatInt(c.Memory, 10), "--seed", strconv.FormatInt(c.Seed, 10)}
	if c.TZ != "" {
		args = append(args, "--tz", c.TZ)
	}
	if o.Replay != "" {
		args = append(args, "--replay", o.Replay)
	}
	if o.ReadOnly {
		args = append(args, "--read-only")
	}
	for k, v := range o.Param {
		args = append(args, "-p", k+"="+v)
	}
	for action, key := range tui.KeyNames(c.conf.Keys) {
		args = append(args, "--key", action+"="+key)
	}
	return args
}

// kernelOptions are the options of an interactive kernel in this process.
func (c *Common) kernelOptions(o *openCmd) kernel.Options {
	return kernel.Options{Memory: stateMemory(c.Memory << 20), StateDir: paths().State, CacheDir: paths().Cache, Params: o.Param, Files: examples.Files, Zone: c.TZ, Seed: c.Seed, ReadOnly: o.ReadOnly, Replay: o.Replay}
}

type kernelCmd struct {
	Replay   string            `hidden:""`
	ReadOnly bool              `hidden:""`
	Param    map[string]string `short:"p" mapsep:"none" hidden:""`
	Key      map[string]string `hidden:"" mapsep:"none" help:"The keys that sentences name, by action."`
}

// Run answers a face. The protocol has the standard streams for itself: what anything prints by
// mistake goes to standard error.
func (k *kernelCmd) Run(c *Common) error {
	in, out := os.Stdin, os.Stdout
	os.Stdout = os.Stderr
	if null, err := os.Open(os.DevNull); err == nil {
		os.Stdin = null
	}
	o := c.kernelOptions(&openCmd{Param: k.Param, ReadOnly: k.ReadOnly, Replay: k.Replay})
	o.Command, o.Keys = runCommand, k.Key
	return kernel.Serve(o, in, out, c.Memory<<20)
}
