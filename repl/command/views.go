package command

import (
	"context"

	"github.com/sparkrepl/sparkrepl/repl/kernel"
)

func views() []*Command {
	return []*Command{
		{Name: "tab", Usage: "tab NAME", Help: "show an inspector tab", Group: "view", Face: true, Complete: words("batch", "plan", "windows", "state", "timeline", "late")},
		{Name: "zoom", Usage: "zoom", Help: "make the pane bigger or normal", Group: "view", Action: "bigger", Face: true},
		{Name: "theme", Usage: "theme NAME", Help: "colours: auto, dark, light, none; signs: ascii, unicode", Group: "view", Face: true, Complete: words("auto", "dark", "light", "none", "ascii", "unicode")},
		{Name: "hints", Usage: "hints full|short|off", Help: "the line of keys at the bottom", Group: "view", Face: true, Complete: words("full", "short", "off")},
		{Name: "motion", Usage: "motion on|off", Help: "moving signs", Group: "view", Face: true, Complete: words("on", "off")},
		{Name: "view", Usage: "view table|plot|json", Help: "how the rows under the cell are shown", Group: "view", Action: "next-view", Complete: words("table", "plot", "json"),
			Run: onCell(func(k *kernel.Kernel, cell, args string) (string, error) { return k.SetView(cell, args) })},
		{Name: "reveal", Usage: "reveal", Help: "show what hide= hides of the cell, or hide it again", Group: "view", Face: true},
		{Name: "editing", Usage: "editing default|vim|emacs", Help: "the keys inside a cell", Group: "view", Face: true, Complete: words("default", "vim", "emacs")},
		{Name: "mouse", Usage: "mouse on|off", Help: "give the mouse to the program or the terminal", Group: "view", Action: "mouse", Face: true, Complete: words("on", "off")},
		{Name: "play", Aliases: []string{"speed"}, Usage: "play [SPEED]", Help: "play so many batches a second (2)", Group: "view", Action: "play", Face: true, Complete: words("0.5", "1", "5", "20")},
		{Name: "pause", Usage: "pause", Help: "stop playing", Group: "view", Action: "play", Face: true},
		{Name: "tz", Usage: "tz ZONE", Help: "the session time zone: UTC, Europe/Berlin ...", Group: "view", Complete: words("UTC", "America/New_York", "Europe/Berlin", "Asia/Tokyo"),
			Run: func(_ context.Context, k *kernel.Kernel, args string) kernel.Reply {
				if args == "" {
					return kernel.Fail("name a time zone, as in :tz Europe/Berlin")
				}
				if err := k.SetZone(args); err != nil {
					return k.FailWith(err)
				}
				return kernel.Say("times are shown in %s", args)
			}},
	}
}
