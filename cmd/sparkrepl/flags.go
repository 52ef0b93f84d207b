package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/alecthomas/kong"

	"github.com/sparkrepl/sparkrepl/repl/script"
	"github.com/sparkrepl/sparkrepl/repl/settings"
)

// Common are the flags of every command.
type Common struct {
	Quiet     bool          `group:"Common flags:" short:"q" help:"Leave out messages that are no errors."`
	Verbose   int           `group:"Common flags:" short:"v" type:"counter" help:"More messages; repeat for more."`
	JSON      bool          `group:"Common flags:" name:"json" xor:"form" help:"What comes out as JSON, an event a line."`
	CSV       bool          `group:"Common flags:" name:"csv" xor:"form" help:"The rows that come out as CSV."`
	Output    string        `group:"Common flags:" short:"o" aliases:"save-outputs" help:"Write to this file: record its recording, run the notebook with its results, export the page, all others what they print; - is standard output." placeholder:"FILE"`
	Force     bool          `group:"Common flags:" short:"f" help:"Replace files that are there: recordings, copies of examples, what others print."`
	DryRun    bool          `group:"Common flags:" short:"n" help:"Check, and say what would run and be written; nothing is. test runs, but writes no fence."`
	KeepGoing bool          `group:"Common flags:" help:"Go on after a cell, a query or a file failed, with all that does not need it."`
	NoInput   bool          `group:"Common flags:" help:"Ask nobody: no screen, no lines from the keyboard."`
	NoColor   bool          `group:"Common flags:" help:"No colours; also NO_COLOR."`
	Color     string        `group:"Common flags:" enum:"auto,always,never" default:"auto" help:"Colours: auto, always or never."`
	Theme     string        `group:"Common flags:" env:"SPARKREPL_THEME" enum:"auto,dark,light,none" default:"auto" help:"auto, dark, light or none; auto asks the terminal."`
	ASCII     bool          `group:"Common flags:" name:"ascii" help:"Draw with ASCII only."`
	NoMotion  bool          `group:"Common flags:" help:"Nothing moves by itself."`
	Plain     bool          `group:"Common flags:" env:"SPARKREPL_PLAIN" help:"Line mode for screen readers, pipes and dumb terminals."`
	TZ        string        `group:"Common flags:" name:"tz" help:"Session time zone in place of the notebook's, as in Europe/Berlin." placeholder:"ZONE"`
	Seed      int64         `group:"Common flags:" help:"Seed of rand() and uuid()." placeholder:"N"`
	Memory    int64         `group:"Common flags:" default:"2048" help:"Megabytes that cells may take together, or a whole run without a screen, which else may have what is free; 0 is no limit." placeholder:"MB"`
	Timeout   time.Duration `group:"Common flags:" help:"End with exit code 124 after this time." placeholder:"DURATION"`
	Config    string        `group:"Common flags:" env:"SPARKREPL_CONFIG" help:"Read this configuration in place of config.toml." placeholder:"FILE"`
	NoConfig  bool          `group:"Common flags:" help:"Read no configuration."`
	Show      showVersion   `group:"Common flags:" name:"version" short:"V" help:"Print the version and leave."`

	out   *output           // where a command prints
	ended bool              // the last event of --json was written
	conf  settings.Settings // what the files say
	from  map[string]string // where a value came from, by the name of its flag
}

// follow runs the command of a line that was read.
func (c *Common) follow(ctx context.Context, parser *kong.Kong, parsed *kong.Context) error {
	if err := below(parsed); err != nil {
		return err
	}
	if _, err := time.LoadLocation(c.TZ); err != nil {
		return usage(fmt.Errorf("--tz: %q is no time zone; write UTC or Europe/Berlin", c.TZ))
	}
	if c.Timeout > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, c.Timeout)
		defer cancel()
	}
	if err := c.load(); err != nil && !strings.HasPrefix(parsed.Command(), "doctor") {
		return err
	}
	c.settle(parsed)
	command, began := strings.Fields(parsed.Command())[0], time.Now()
	if c.NoInput && c.Plain && command != "run" {
		return usage(errors.New("--plain reads commands, which --no-input leaves out"))
	}
	var err error
	if c.out, err = c.printTo(command); err != nil {
		return err
	}
	parsed.BindTo(ctx, (*context.Context)(nil))
	err = parsed.Run(c, parser)
	if c.JSON && !c.ended && command != "version" {
		c.streams().Close(err, time.Since(began))
	}
	return c.out.done(err)
}

// streams are the process's standard streams under the common flags.
func (c *Common) streams() script.Streams {
	return script.Streams{In: os.Stdin, Out: c.out, Err: os.Stderr, JSON: c.JSON, CSV: c.CSV, Quiet: c.Quiet, Verbose: c.Verbose, Progress: isTerminal(os.Stderr), Colour: c.out.file == nil && c.colour(os.Stdout), ErrColour: c.colour(os.Stderr)}
}
