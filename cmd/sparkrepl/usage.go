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
	text, help := strings.TrimSpace(err.Error()), "sparkrepl --help lists commands and flags"
	var wrong *kong.ParseError
	if errors.As(err, &wrong) && wrong.Context != nil {
		if at := wrong.Context.Selected(); at != nil {
			text = inWords(text, at.Name)
			help = "sparkrepl " + at.Name + " --help lists its arguments and flags"
		}
	}
	fmt.Fprintln(os.Stderr, "sparkrepl: "+viz.Clean(text))
	fmt.Fprintln(os.Stderr, "  "+help)
	return script.Told{Err: &script.Exit{Code: script.Misuse, Err: errors.New(text)}}
}

// wordings are what the parser of the command line says, and what a person would.
var wordings = []struct {
	from *regexp.Regexp
	to   string
}{
	{regexp.MustCompile(`expected a valid \d+ bit int but got (.*)`), `a whole number is needed, not $1`},
	{regexp.MustCompile(`expected duration but got ("[^"]*"): .*`), `a duration is needed, as in 30s or 5m, not $1`},
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
