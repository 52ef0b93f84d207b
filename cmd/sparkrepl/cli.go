package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"reflect"
	"slices"
	"strings"
	"syscall"

	"github.com/alecthomas/kong"

	"github.com/sparkrepl/sparkrepl/engine/spelling"
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
		return printVersion(os.Stdout, true)
	}
	if len(args) > 0 && args[0] == "help" { // help run is run --help
		if len(args) > 1 && !strings.HasPrefix(args[1], "-") && args[1] != "open" && !isCommand(args[1]) {
			return usage(noCommand(args[1]))
		}
		args = append(slices.Clone(args[1:]), "--help")
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
		switch {
		case errors.Is(err, syscall.EPIPE): // of --help
			return err
		case err != nil:
			return usage(meant(err, args))
		}
		return c.follow(ctx, parser, parsed)
	})
}

// isCommand tells whether a word of the command line may name a command that seat does not have.
func isCommand(word string) bool {
	return slices.ContainsFunc(commands(), func(name string) bool { return strings.EqualFold(name, word) })
}

// commands are the names of the commands that seat does not have.
func commands() (names []string) {
	for f := range reflect.TypeFor[cli]().Fields() {
		if _, command := f.Tag.Lookup("cmd"); command {
			names = append(names, strings.ToLower(f.Name))
		}
	}
	return names
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

// meant names the command that a first word which is none was meant to be.
func meant(err error, args []string) error {
	if len(args) < 2 || !strings.HasPrefix(err.Error(), "unexpected argument") {
		return err
	}
	if near := spelling.Nearest(args[0], commands()); near == "" || near == args[0] {
		return err
	}
	return noCommand(args[0])
}

func noCommand(word string) error {
	if near := spelling.Nearest(word, commands()); near != "" {
		return fmt.Errorf("there is no command %s; did you mean %s?", word, near)
	}
	return fmt.Errorf("there is no command %s", word)
}
