package main

import (
	"errors"
	"fmt"
	"os"
	"regexp"
	"strings"

	"github.com/alecthomas/kong"

	"github.com/sparkrepl/sparkrepl/repl/script"
	"github.com/sparkrepl/sparkrepl/viz"
)

// usage writes what is wrong with a command line, and where more is said; exit code 2.
func usage(err error) error {
	var wrong *kong.ParseError
	if errors.As(err, &wrong) && wrong.Context != nil {
		if at := wrong.Context.Selected(); at != nil {
			return usageOf(at.Name, errors.New(inWords(strings.TrimSpace(err.Error()), at.Name)))
		}
	}
	return usageOf("", err)
}

// usageOf is usage of a command; "" is none.
func usageOf(command string, err error) error {
	text, help := strings.TrimSpace(err.Error()), "sparkrepl --help lists commands and flags"
	if command != "" {
		help = "sparkrepl " + command + " --help lists its arguments and flags"
	}
	fmt.Fprintln(os.Stderr, "sparkrepl: "+viz.Clean(text))
	fmt.Fprintln(os.Stderr, "  "+help)
	return script.Told{Err: &script.Exit{Code: script.Misuse, Err: errors.New(text)}}
}

// below tells of a number or a duration below zero, which no flag but a seed takes.
func below(parsed *kong.Context) error {
	for _, given := range parsed.Path {
		f := given.Flag
		if f == nil || f.Name == "seed" || !f.Target.CanInt() || f.Target.Int() >= 0 {
			continue
		}
		err := fmt.Errorf("--%s is from 0 up, not %v", f.Name, f.Target.Interface())
		if at := parsed.Selected(); at != nil {
			return usageOf(at.Name, err)
		}
		return usage(err)
	}
	return nil
}

// wordings are what the parser of the command line says, and what a person would.
var wordings = []struct {
	from *regexp.Regexp
	to   string
}{
	{regexp.MustCompile(`expected a valid \d+ bit int but got (.*)`), `a whole number is needed, not $1`},
	{regexp.MustCompile(`expected duration but got ("[^"]*"): .*`), `a duration is needed, as in 30s or 5m, not $1`},
	{regexp.MustCompile(`expected \w+ value but got ("[^"]*") \(short flag\).*`), `a value is needed, not $1`},
	{regexp.MustCompile(`missing value, expecting "<key>=<value>.*`), `a value is needed, as in KEY=VALUE`},
}

var argument = regexp.MustCompile(`^expected "(<.*)"$`)

// inWords puts a mistake in the arguments of a command into words.
func inWords(text, command string) string {
	if m := argument.FindStringSubmatch(text); m != nil {
		missing := strings.ToUpper(strings.NewReplacer("<", "", ">", "", " ...", "").Replace(m[1]))
		return command + " needs " + strings.ReplaceAll(missing, " ", " and ")
	}
	for _, w := range wordings {
		text = w.from.ReplaceAllString(text, w.to)
	}
	return text
}
