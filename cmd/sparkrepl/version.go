package main

import (
	"encoding/json"
	"fmt"
	"io"
	"runtime"
	"runtime/debug"

	"github.com/alecthomas/kong"
)

// released is the version this tree leads to.
const released = "0.1.0"

func version() string { return released }

// commit is the revision the binary was built from, "" when it is not known.
func commit() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return ""
	}
	for _, s := range info.Settings {
		if s.Key == "vcs.revision" {
			return s.Value
		}
	}
	return ""
}

type versionCmd struct{}

// Run prints the version.
func (v *versionCmd) Run(c *Common) error {
	if c.CSV {
		return c.streams().List([]string{"version", "commit", "go", "os"}, [][]any{{version(), commit(), runtime.Version(), runtime.GOOS + "/" + runtime.GOARCH}}, nil)
	}
	return printVersion(c.out, c.JSON)
}

// printVersion prints the version; as JSON, one object with the commit, the compiler and the system besides.
func printVersion(w io.Writer, asJSON bool) error {
	if !asJSON {
		_, err := fmt.Fprintln(w, "sparkrepl", version())
		return err
	}
	return json.NewEncoder(w).Encode(map[string]string{"version": version(), "commit": commit(), "go": runtime.Version(), "os": runtime.GOOS + "/" + runtime.GOARCH})
}

// showVersion is the flag -V.
type showVersion bool

// BeforeReset prints the version before anything else is checked.
func (showVersion) BeforeReset(app *kong.Kong) error {
	fmt.Println("sparkrepl", version())
	app.Exit(0)
	return nil
}

// wantsVersion tells -V --json, which leaves before other flags are looked at.
func wantsVersion(args []string) bool {
	return len(args) == 2 && (args[0] == "-V" || args[0] == "--version") && args[1] == "--json"
}
