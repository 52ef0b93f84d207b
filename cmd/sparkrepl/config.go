package main

import (
	"fmt"
	"os"
	"runtime"

	"github.com/alecthomas/kong"

	"github.com/sparkrepl/sparkrepl/repl/script"
	"github.com/sparkrepl/sparkrepl/sessions"
)

// paths are the folders of the program.
func paths() sessions.Paths {
	home, _ := os.UserHomeDir() // without one the folders are beside the program's own
	return sessions.FindPaths(os.Getenv, home, runtime.GOOS)
}

type configCmd struct {
	Show configShow `cmd:"" help:"The settings in force and where each came from."`
	Path configPath `cmd:"" help:"The folders that are used."`
	Keys configKeys `cmd:"" help:"The commands and their keys."`
}

type configShow struct{}

// Run prints the settings in force.
func (configShow) Run(c *Common) error {
	for _, s := range []struct {
		name, env string
		value     any
	}{{"color", "NO_COLOR", c.Color}, {"theme", "SPARKREPL_THEME", c.Theme}, {"plain", "SPARKREPL_PLAIN", c.Plain}, {"ascii", "", c.ASCII},
		{"no-motion", "", c.NoMotion}, {"tz", "", c.TZ}, {"memory", "", c.Memory}, {"seed", "", c.Seed}} {
		from := "default or flag"
		if s.env != "" && os.Getenv(s.env) != "" {
			from = "environment " + s.env
		}
		fmt.Printf("%-10s %-10v %s\n", s.name, s.value, from)
	}
	return nil
}

type configPath struct{}

// Run prints the folders.
func (configPath) Run() error {
	p := paths()
	for _, f := range [][2]string{{"config", p.Config}, {"state", p.State}, {"cache", p.Cache}, {"runtime", p.Runtime}} {
		fmt.Printf("%-8s %s\n", f[0], f[1])
	}
	return nil
}

type configKeys struct{}

// Run prints commands and keys.
func (configKeys) Run() error { return script.Keys(os.Stdout) }

type doctorCmd struct{}

// Run says what the program finds.
func (doctorCmd) Run(c *Common) error {
	p := paths()
	for _, f := range [][2]string{
		{"sparkrepl", version() + " " + commit()}, {"go", runtime.Version() + " " + runtime.GOOS + "/" + runtime.GOARCH},
		{"cores", fmt.Sprintf("%d of %d", runtime.GOMAXPROCS(0), runtime.NumCPU())},
		{"terminal in", yes(isTerminal(os.Stdin))}, {"terminal out", yes(isTerminal(os.Stdout))}, {"TERM", os.Getenv("TERM")}, {"COLORTERM", os.Getenv("COLORTERM")},
		{"NO_COLOR", os.Getenv("NO_COLOR")}, {"editor", firstSet("VISUAL", "EDITOR")}, {"state folder", p.State + " " + writable(p.State)}, {"config folder", p.Config},
	} {
		fmt.Printf("%-14s %s\n", f[0], f[1])
	}
	return nil
}

func yes(b bool) string {
	if b {
		return "yes"
	}
	return "no"
}

func firstSet(names ...string) string {
	for _, n := range names {
		if v := os.Getenv(n); v != "" {
			return v + " (" + n + ")"
		}
	}
	return "none: set VISUAL or EDITOR"
}

// writable tries to make a file in a folder, which need not be there yet.
func writable(dir string) string {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return "(cannot be made: nothing typed is kept against a crash)"
	}
	f, err := os.CreateTemp(dir, "doctor")
	if err != nil {
		return "(cannot be written: nothing typed is kept against a crash)"
	}
	_ = f.Close()
	_ = os.Remove(f.Name())
	return "(writable)"
}

type completionCmd struct {
	Shell string `arg:"" enum:"bash,zsh,fish" help:"bash, zsh or fish."`
}

// Run prints a completion script made from the command line's own description.
func (o *completionCmd) Run(app *kong.Kong) error {
	var commands, flags []string
	help := map[string]string{}
	for _, n := range app.Model.Children {
		if n.Hidden {
			continue
		}
		commands = append(commands, n.Name)
		help[n.Name] = n.Help
		for _, f := range n.Flags {
			flags = append(flags, "--"+f.Name)
		}
	}
	for _, f := range app.Model.Flags {
		flags = append(flags, "--"+f.Name)
	}
	return script.Completion(os.Stdout, o.Shell, commands, unique(flags), help)
}

func unique(list []string) []string {
	seen := map[string]bool{}
	var out []string
	for _, s := range list {
		if !seen[s] {
			seen[s] = true
			out = append(out, s)
		}
	}
	return out
}
