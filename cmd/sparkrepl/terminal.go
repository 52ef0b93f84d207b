package main

import (
	"os"
	"strings"

	"github.com/charmbracelet/x/term"
)

func isTerminal(f *os.File) bool { return term.IsTerminal(f.Fd()) }

// interactive tells whether a person can use a screen here.
func (c *Common) interactive() bool {
	return !c.NoInput && isTerminal(os.Stdin) && isTerminal(os.Stdout) && os.Getenv("TERM") != "dumb"
}

// wantsForm tells that what comes out goes to a program or a file, or that nothing shall run: there
// is no screen then.
func (c *Common) wantsForm() bool { return c.JSON || c.CSV || c.Output != "" || c.DryRun }

// asciiLocale is the variable that names a character set without block characters and lines, "" when
// none does: terminals of machines that set no locale mostly show UTF-8.
func asciiLocale(env func(string) string) string {
	for _, name := range []string{"LC_ALL", "LC_CTYPE", "LANG"} {
		value := env(name)
		if value == "" {
			continue
		}
		_, set, named := strings.Cut(value, ".")
		set, _, _ = strings.Cut(strings.ToLower(strings.ReplaceAll(set, "-", "")), "@")
		if value == "C" || value == "POSIX" || named && set != "utf8" {
			return name
		}
		return ""
	}
	return ""
}
