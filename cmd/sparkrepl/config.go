package main

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"

	"github.com/sparkrepl/sparkrepl/repl/script"
	"github.com/sparkrepl/sparkrepl/repl/tui"
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
	var rows [][]any
	for _, s := range []struct {
		name, flag string
		value      any
	}{{"theme", "theme", c.Theme}, {"color", "color", c.Color}, {"ascii", "ascii", c.ASCII}, {"motion", "no-motion", onOff(!c.NoMotion)}, {"mouse", "mouse", onOff(c.conf.Mouse != "off")},
		{"hints", "hints", orElse(c.conf.Hints, "by use")}, {"editing", "editing", orElse(c.conf.Editing, "default")}, {"autorun", "autorun", isOn(c.conf.Autorun)}, {"suggest", "suggest", isOn(c.conf.Suggest)}, {"plain", "plain", c.Plain}, {"tz", "tz", orElse(c.TZ, "the notebook's")}, {"memory", "memory", c.Memory}} {
		from := c.from[s.flag]
		if from == "" {
			from = orElse(c.conf.From[s.name], "default")
		}
		rows = append(rows, []any{s.name, s.value, from})
	}
	for _, b := range tui.Bindings() {
		if keys, changed := c.conf.Keys[b.Name]; changed {
			rows = append(rows, []any{"keys." + b.Name, tomlKeys(keys), c.conf.From["keys."+b.Name]})
		}
	}
	return c.streams().List([]string{"setting", "value", "from"}, rows, func(row []any) string {
		if action, isKey := strings.CutPrefix(row[0].(string), "keys."); isKey {
			return fmt.Sprintf("%-8s %s = %s  %s", "keys", action, row[1], row[2])
		}
		return fmt.Sprintf("%-8s %-14v %s", row...)
	})
}

func isOn(flag *bool) bool { return flag != nil && *flag }

func onOff(on bool) string {
	if on {
		return "on"
	}
	return "off"
}

func orElse(s, other string) string {
	if s == "" {
		return other
	}
	return s
}

type configPath struct{}

// Run prints the files and folders.
func (configPath) Run(c *Common) error {
	p := paths()
	return c.streams().List([]string{"name", "path"}, [][]any{{"config", filepath.Join(p.Config, "config.toml")}, {"project", projectFile}, {"read", orElse(strings.Join(c.conf.Files, " "), "none")}, {"state", p.State}, {"cache", p.Cache}, {"runtime", p.Runtime}},
		func(row []any) string { return fmt.Sprintf("%-8s %s", row...) })
}

type configKeys struct{}

// Run prints all keys as TOML, ready to be edited: what is in force now.
func (configKeys) Run(c *Common) error {
	var rows [][]any
	for _, b := range tui.Bindings() {
		keys, changed := c.conf.Keys[b.Name]
		if !changed {
			keys = b.Keys
		}
		rows = append(rows, []any{b.Name, tomlKeys(keys), b.Title, b.Group})
	}
	s := c.streams()
	if !s.JSON && !s.CSV {
		fmt.Fprint(s.Out, "# Keys by action. Copy lines that you change to config.toml; a list gives several keys, [] none.\n[keys]\n")
	}
	group := ""
	return s.List([]string{"action", "keys", "title", "group"}, rows, func(row []any) string {
		line := fmt.Sprintf("%-16s = %-24s # %s", row[:3]...)
		if row[3] != group {
			group = row[3].(string)
			line = "\n# " + group + "\n" + line
		}
		return line
	})
}

// tomlKeys writes keys as a value of the configuration.
func tomlKeys(keys []string) string {
	quoted := make([]string, len(keys))
	for i, k := range keys {
		quoted[i] = strconv.Quote(k)
	}
	if len(quoted) == 1 {
		return quoted[0]
	}
	return "[" + strings.Join(quoted, ", ") + "]"
}

type doctorCmd struct {
	Keys bool `help:"Show what the terminal sends for each key that is pressed."`
}

// Run says what the program finds.
func (o doctorCmd) Run(c *Common) error {
	if o.Keys {
		if !c.interactive() || c.wantsForm() {
			return &script.Exit{Code: script.Misuse, Err: errors.New("there is no terminal whose keys could be shown")}
		}
		return pressedKeys(os.Stdin, os.Stdout)
	}
	p := paths()
	writable := writable
	if c.DryRun {
		writable = func(string) string { return "(not tried)" }
	}
	return c.streams().List([]string{"what", "found"}, [][]any{
		{"configuration", c.configState()}, {"sparkrepl", version() + " " + commit()}, {"go", runtime.Version() + " " + runtime.GOOS + "/" + runtime.GOARCH},
		{"cores", fmt.Sprintf("%d of %d", runtime.GOMAXPROCS(0), runtime.NumCPU())},
		{"terminal in", yes(isTerminal(os.Stdin))}, {"terminal out", yes(isTerminal(os.Stdout))}, {"TERM", os.Getenv("TERM")}, {"COLORTERM", os.Getenv("COLORTERM")},
		{"NO_COLOR", os.Getenv("NO_COLOR")}, {"colours", onOff(c.colour(os.Stdout))}, {"clipboard", clipboard()}, {"editor", firstSet("VISUAL", "EDITOR")}, {"keys", "sparkrepl doctor --keys shows which arrive"}, {"go tool", found("go", "not found: cells need none")},
		{"cache folder", p.Cache + " " + writable(p.Cache)}, {"state folder", p.State + " " + writable(p.State)},
	}, func(row []any) string { return strings.TrimRight(fmt.Sprintf("%-14s %s", row...), " ") })
}

// configState says which files are read, or what is wrong with one.
func (c *Common) configState() string {
	if err := c.load(); err != nil {
		return "not usable: " + err.Error()
	}
	if len(c.conf.Files) == 0 {
		return "none; it would be " + filepath.Join(paths().Config, "config.toml")
	}
	return strings.Join(c.conf.Files, ", then ")
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

// clipboard says how copies leave the terminal.
func clipboard() string {
	const escape = "through the terminal (OSC 52)"
	for _, tool := range []string{"wl-copy", "xclip", "xsel", "pbcopy", "clip.exe"} {
		if path, err := exec.LookPath(tool); err == nil {
			return escape + ", and " + path
		}
	}
	return escape
}

// found is where a program is.
func found(name, none string) string {
	path, err := exec.LookPath(name)
	if err != nil {
		return none
	}
	return path
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
	Shell string `arg:"" enum:"bash,zsh,fish,powershell" help:"bash, zsh, fish or powershell."`
}

// Help says how the script is loaded.
func (completionCmd) Help() string {
	return examplesHelp(`source <(sparkrepl completion bash)`, `sparkrepl completion fish > ~/.config/fish/completions/sparkrepl.fish`)
}

// Run prints a completion script.
func (o *completionCmd) Run(c *Common) error {
	text, err := script.Completion(o.Shell)
	if err != nil {
		return err
	}
	return c.printText("script", text)
}
