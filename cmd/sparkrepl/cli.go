package main

import (
	"context"
	"fmt"
	"os"
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/alecthomas/kong"

	"github.com/sparkrepl/sparkrepl/engine/spelling"
	"github.com/sparkrepl/sparkrepl/repl/script"
	"github.com/sparkrepl/sparkrepl/repl/settings"
)

// seat is the part of the command line that a person waits for: the screen, and the kernel behind it.
type seat struct {
	Common

	Open   openCmd   `cmd:"" default:"withargs" help:"Open a notebook or a recording (the default); without a file the start screen."`
	Kernel kernelCmd `cmd:"" hidden:"" help:"Answer a face over standard input and output."`
}

// cli is the command line: help, completion and the checks of flags are made from it.
type cli struct {
	seat

	Run        runCmd        `cmd:"" help:"Run a notebook without a screen and print its batches."`
	SQL        sqlCmd        `cmd:"" name:"sql" help:"Run one query."`
	Step       stepCmd       `cmd:"" help:"Print one batch of a notebook: input, output, state, windows, late rows."`
	Test       testCmd       `cmd:"" help:"Check notebooks against their output fences, and scenarios."`
	Export     exportCmd     `cmd:"" help:"Run a notebook and write it with its results, as Markdown or as a page."`
	Record     recordCmd     `cmd:"" help:"Record a source, or import JSON lines or CSV as a recording."`
	Check      checkCmd      `cmd:"" help:"Parse and type-check notebooks without running them; judge their checkpoints."`
	Fmt        fmtCmd        `cmd:"" help:"Format the cells of notebooks."`
	Examples   examplesCmd   `cmd:"" help:"List the examples that come with the program, or copy one here."`
	Tutorial   tutorialCmd   `cmd:"" help:"Open a lesson of the tutorial."`
	Doctor     doctorCmd     `cmd:"" help:"Say what the program finds around it."`
	Config     configCmd     `cmd:"" help:"Settings, where they are read from, and the keys."`
	Completion completionCmd `cmd:"" help:"Print the completion script of a shell."`
	Man        manCmd        `cmd:"" help:"Print the manual page."`
	Version    versionCmd    `cmd:"" help:"Print the version."`
	Complete   completeCmd   `cmd:"" hidden:"" help:"Answer a completion script."`
}

// Common are the flags of every command.
type Common struct {
	Quiet    bool          `group:"Common flags:" short:"q" help:"Leave out messages that are no errors."`
	Verbose  int           `group:"Common flags:" short:"v" type:"counter" help:"More messages; repeat for more."`
	NoColor  bool          `group:"Common flags:" help:"No colours; also NO_COLOR."`
	Color    string        `group:"Common flags:" enum:"auto,always,never" default:"auto" help:"Colours: auto, always or never."`
	Theme    string        `group:"Common flags:" env:"SPARKREPL_THEME" enum:"auto,dark,light,none" default:"auto" help:"auto, dark, light or none; auto asks the terminal."`
	ASCII    bool          `group:"Common flags:" name:"ascii" help:"Draw with ASCII only."`
	NoMotion bool          `group:"Common flags:" help:"Nothing moves by itself."`
	Plain    bool          `group:"Common flags:" env:"SPARKREPL_PLAIN" help:"Line mode for screen readers, pipes and dumb terminals."`
	TZ       string        `group:"Common flags:" name:"tz" help:"Session time zone in place of the notebook's, as in Europe/Berlin." placeholder:"ZONE"`
	Seed     int64         `group:"Common flags:" help:"Seed of rand() and uuid()." placeholder:"N"`
	Memory   int64         `group:"Common flags:" default:"2048" help:"Megabytes that cells may take together, or a whole run without a screen, which else may have what is free; 0 is no limit." placeholder:"MB"`
	Timeout  time.Duration `group:"Common flags:" help:"End with exit code 124 after this time." placeholder:"DURATION"`
	Config   string        `group:"Common flags:" env:"SPARKREPL_CONFIG" help:"Read this configuration in place of config.toml." placeholder:"FILE"`
	NoConfig bool          `group:"Common flags:" help:"Read no configuration."`
	Show     showVersion   `group:"Common flags:" name:"version" short:"V" help:"Print the version and leave."`

	conf settings.Settings // what the files say
	from map[string]string // where a value came from, by the name of its flag
}

const about = `A notebook in the terminal for streaming jobs in Spark's model.

Examples:
  sparkrepl                                 the start screen
  sparkrepl orders.spark.md                 open a notebook; . steps one batch, , steps back
  sparkrepl run orders.spark.md --json      run it and print an event a line
  sparkrepl test orders.spark.md            compare with its output fences
  sparkrepl record clicks.jsonl --every 15m --by ts -o clicks.rec
  sparkrepl tutorial                        the first lesson`

// dispatch parses the command line and runs the command.
func dispatch(ctx context.Context, args []string) error {
	for _, name := range []string{"SPARKREPL_THEME", "SPARKREPL_PLAIN", "SPARKREPL_CONFIG"} {
		if os.Getenv(name) == "" {
			_ = os.Unsetenv(name) // set to nothing is not set
		}
	}
	if wantsVersion(args) {
		return (&versionCmd{JSON: true}).Run()
	}
	return asked(func() error {
		// The model of all commands takes 2 ms, which the first frame would wait for.
		if !slices.ContainsFunc(args, isCommand) {
			var c seat
			if parser, err := newParser(&c, kong.NoDefaultHelp()); err == nil {
				if parsed, err := parser.Parse(args); err == nil {
					return c.follow(ctx, parser, parsed)
				}
			}
		}
		var c cli
		parser, err := newParser(&c)
		if err != nil {
			return err
		}
		parsed, err := parser.Parse(args)
		if err != nil {
			return usage(meant(err, parser, args))
		}
		return c.follow(ctx, parser, parsed)
	})
}

// isCommand tells whether a word of the command line may name a command that seat does not have.
func isCommand(word string) bool {
	for f := range reflect.TypeFor[cli]().Fields() {
		if _, command := f.Tag.Lookup("cmd"); command && strings.EqualFold(f.Name, word) {
			return true
		}
	}
	return false
}

// newParser makes the parser of a command line, a pointer to a cli or to a part of it.
func newParser(line any, more ...kong.Option) (*kong.Kong, error) {
	return kong.New(line, append(more, kong.Name("sparkrepl"), kong.Description(about), kong.UsageOnError(),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true, NoExpandSubcommands: true}),
		kong.Exit(func(code int) { panic(left(code)) }))...)
}

// left is the exit that --help and --version ask kong for.
type left int

// asked runs do, which --help and --version leave early.
func asked(do func() error) (err error) {
	defer func() {
		if p := recover(); p != nil {
			if code, ok := p.(left); ok && code == 0 {
				return
			}
			panic(p)
		}
	}()
	return do()
}

// follow runs the command of a line that was read.
func (c *Common) follow(ctx context.Context, parser *kong.Kong, parsed *kong.Context) error {
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
	parsed.BindTo(ctx, (*context.Context)(nil))
	return parsed.Run(c, parser)
}

// meant names the command that a first word which is none was meant to be.
func meant(err error, parser *kong.Kong, args []string) error {
	if len(args) < 2 || !strings.HasPrefix(err.Error(), "unexpected argument") {
		return err
	}
	var names []string
	for _, c := range parser.Model.Children {
		names = append(names, c.Name)
	}
	near := spelling.Nearest(args[0], names)
	if near == "" || near == args[0] {
		return err
	}
	return fmt.Errorf("there is no command %s; did you mean %s?", args[0], near)
}

// streams are the process's standard streams under the common flags.
func (c *Common) streams() script.Streams {
	return script.Streams{In: os.Stdin, Out: os.Stdout, Err: os.Stderr, Quiet: c.Quiet, Verbose: c.Verbose, Progress: isTerminal(os.Stderr), Colour: c.colour(os.Stdout), ErrColour: c.colour(os.Stderr)}
}
