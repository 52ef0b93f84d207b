package main

import (
	"fmt"
	"strings"

	"github.com/alecthomas/kong"
)

type manCmd struct{}

// Help shows how the page is read.
func (manCmd) Help() string { return examplesHelp("sparkrepl man | man -l -") }

// Run prints the manual page, made from what --help is made from.
func (manCmd) Run(c *Common, app *kong.Kong) error { return c.printText("page", manual(app.Model)) }

func manual(app *kong.Application) string {
	var b strings.Builder
	fmt.Fprintf(&b, ".TH SPARKREPL 1 \"\" \"sparkrepl %s\"\n.SH NAME\nsparkrepl \\- a notebook in the terminal for streaming jobs in Spark's model\n", version())
	b.WriteString(".SH SYNOPSIS\n.B sparkrepl\n[\\fICOMMAND\\fR] [\\fIFLAGS\\fR] [\\fIFILE\\fR]\n.SH DESCRIPTION\n")
	literal(&b, about)
	b.WriteString(".SH COMMON FLAGS\n")
	manFlags(&b, app.Flags)
	b.WriteString(".SH COMMANDS\n")
	for _, n := range app.Children {
		manNode(&b, n)
	}
	b.WriteString(".SH EXIT STATUS\n")
	for _, code := range [][2]string{{"0", "done"}, {"1", "a cell failed, or more memory was needed than --memory allows"}, {"2", "wrong use: flags, a file that is not there"}, {"3", "compared and different"},
		{"4", "notebook, recording or configuration cannot be read, or is newer"}, {"5", "a batch came out otherwise when it ran again"}, {"6", "a source or a sink failed"}, {"124, 130, 143", "--timeout, interrupted, terminated"}} {
		fmt.Fprintf(&b, ".TP\n.B %s\n%s\n", code[0], roff(code[1]))
	}
	b.WriteString(".SH ENVIRONMENT\nNO_COLOR, CLICOLOR_FORCE, TERM, VISUAL, EDITOR, SPARKREPL_CONFIG, SPARKREPL_PLAIN, SPARKREPL_THEME, XDG_CONFIG_HOME, XDG_STATE_HOME, XDG_CACHE_HOME\n")
	b.WriteString(".SH FILES\n.I $XDG_CONFIG_HOME/sparkrepl/config.toml\nand\n.I .sparkrepl.toml\nof the folder, which stands above it.\n")
	return b.String()
}

// manNode writes a command and those below it.
func manNode(b *strings.Builder, n *kong.Node) {
	if n.Hidden {
		return
	}
	fmt.Fprintf(b, ".SS %s\n%s\n", roff(n.FullPath()), roff(n.Help))
	if n.Detail != "" {
		literal(b, n.Detail)
	}
	for _, p := range n.Positional {
		fmt.Fprintf(b, ".TP\n.I %s\n%s\n", roff(p.Summary()), roff(p.Help))
	}
	manFlags(b, n.Flags)
	for _, c := range n.Children {
		manNode(b, c)
	}
}

func manFlags(b *strings.Builder, flags []*kong.Flag) {
	for _, f := range flags {
		if f.Hidden {
			continue
		}
		name := "--" + f.Name
		if f.Short != 0 {
			name = "-" + string(f.Short) + ", " + name
		}
		if !f.IsBool() && !f.IsCounter() {
			name += "=" + f.FormatPlaceHolder()
		}
		fmt.Fprintf(b, ".TP\n.B %s\n%s\n", roff(name), roff(f.Help))
	}
}

// literal writes text as it stands.
func literal(b *strings.Builder, text string) {
	b.WriteString(".nf\n")
	for line := range strings.SplitSeq(text, "\n") {
		b.WriteString(roff(line) + "\n")
	}
	b.WriteString(".fi\n")
}

// roff escapes what the formatter would act upon.
func roff(s string) string {
	s = strings.NewReplacer(`\`, `\e`, "-", `\-`).Replace(s)
	if strings.HasPrefix(s, ".") || strings.HasPrefix(s, "'") {
		s = `\&` + s
	}
	return s
}
