package main

import "os"

// colour decides whether a stream takes colours: the flag and the configuration first, then
// NO_COLOR and CLICOLOR_FORCE, then whether it is a terminal that knows any.
func (c *Common) colour(f *os.File) bool {
	switch {
	case c.NoColor || c.Color == "never":
		return false
	case c.Color == "always":
		return true
	case os.Getenv("NO_COLOR") != "":
		return false
	case os.Getenv("CLICOLOR_FORCE") != "" && os.Getenv("CLICOLOR_FORCE") != "0":
		return true
	}
	return isTerminal(f) && os.Getenv("TERM") != "dumb"
}

// screenTheme is the theme of the screen: none where colours are not wanted.
func (c *Common) screenTheme() string {
	switch {
	case c.NoColor || c.Color == "never":
		return "none"
	case c.Theme == "auto":
		return ""
	}
	return c.Theme
}
