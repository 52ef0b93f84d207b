package main

import (
	"errors"
	"os"
	"path/filepath"

	"github.com/alecthomas/kong"

	"github.com/sparkrepl/sparkrepl/repl/script"
	"github.com/sparkrepl/sparkrepl/repl/settings"
	"github.com/sparkrepl/sparkrepl/repl/tui"
)

// projectFile is the configuration of a project, in the current folder.
const projectFile = ".sparkrepl.toml"

// configFiles are the files that are read without --config, the strongest last.
func configFiles() []string {
	return []string{filepath.Join(paths().Config, "config.toml"), projectFile}
}

// load reads the configuration; a file that cannot be read ends the program with exit code 4.
func (c *Common) load() error {
	files := configFiles()
	if c.NoConfig {
		files = nil
	}
	if c.Config != "" {
		files = []string{projectFile}
		if c.NoConfig {
			files = nil
		}
	}
	var err error
	c.conf, err = settings.Read(files, c.Config, func(keys map[string][]string) (string, error) {
		err := tui.CheckKeys(keys)
		var bad *tui.KeyError
		if errors.As(err, &bad) {
			return bad.Name, err
		}
		return "", err
	})
	if err != nil {
		return &script.Exit{Code: script.Unreadable, Err: err}
	}
	return nil
}

// settle puts the configuration under the flags and the environment: what was given there stays.
func (c *Common) settle(parsed *kong.Context) {
	c.from = map[string]string{}
	for _, p := range parsed.Path {
		for _, f := range p.Flags {
			for _, env := range f.Envs {
				if os.Getenv(env) != "" {
					c.from[f.Name] = "environment " + env
				}
			}
		}
	}
	for _, p := range parsed.Path {
		if p.Flag != nil {
			c.from[p.Flag.Name] = "flag --" + p.Flag.Name
		}
	}
	use := func(flag, setting string, given bool, set func()) {
		if given && c.from[flag] == "" {
			c.from[flag] = c.conf.From[setting]
			set()
		}
	}
	s := c.conf
	use("theme", "theme", s.Theme != "", func() { c.Theme = s.Theme })
	use("color", "color", s.Color != "" && os.Getenv("NO_COLOR") == "", func() { c.Color = s.Color })
	use("ascii", "ascii", s.ASCII != nil, func() { c.ASCII = *s.ASCII })
	if name := asciiLocale(os.Getenv); name != "" && c.from["ascii"] == "" {
		c.from["ascii"], c.ASCII = "environment "+name, true
	}
	use("plain", "plain", s.Plain != nil, func() { c.Plain = *s.Plain })
	use("no-motion", "motion", s.Motion != "", func() { c.NoMotion = s.Motion == "off" })
	use("tz", "tz", s.TZ != "", func() { c.TZ = s.TZ })
	use("memory", "memory", s.Memory != nil, func() { c.Memory = *s.Memory })
}
