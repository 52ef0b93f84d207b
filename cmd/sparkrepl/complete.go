package main

import (
	"fmt"
	"io/fs"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/alecthomas/kong"

	"github.com/sparkrepl/sparkrepl/docs/examples"
	"github.com/sparkrepl/sparkrepl/repl/notebook"
	"github.com/sparkrepl/sparkrepl/sessions"
)

// completeCmd answers the completion scripts: a candidate a line, its help behind a tab; ":files" asks
// the shell for its own names of files.
type completeCmd struct {
	Words []string `arg:"" optional:"" passthrough:""`
}

// Run prints the candidates for the last word.
func (o *completeCmd) Run(app *kong.Kong) error {
	words := o.Words
	if len(words) > 0 && words[0] == "--" {
		words = words[1:]
	}
	if len(words) == 0 {
		words = []string{""}
	}
	for _, c := range candidates(app.Model.Node, words) {
		if c.text == ":files" || strings.HasPrefix(c.text, words[len(words)-1]) {
			fmt.Println(strings.TrimRight(c.text+"\t"+c.help, "\t"))
		}
	}
	return nil
}

type candidate struct{ text, help string }

// typed is a command line as far as it is written.
type typed struct {
	node  *kong.Node // of the command
	place []string   // the words that are no flags, behind the command
	given []string   // the values of flags
	flag  *kong.Flag // that waits for its value, nil none
}

// candidates are what may stand in place of the last word.
func candidates(root *kong.Node, words []string) []candidate {
	t := read(root, words[:len(words)-1])
	last := words[len(words)-1]
	switch {
	case t.flag != nil:
		return t.values(t.flag.Name, t.flag.Enum)
	case strings.HasPrefix(last, "-"):
		return t.flags()
	}
	var out []candidate
	if len(t.place) == 0 {
		for _, n := range t.node.Children {
			if !n.Hidden {
				out = append(out, candidate{n.Name, n.Help})
			}
		}
	}
	return append(out, t.positional()...)
}

// read follows the words before the one that is completed.
func read(root *kong.Node, words []string) typed {
	t := typed{node: root}
	for _, w := range words {
		if t.flag != nil {
			t.flag, t.given = nil, append(t.given, w)
			continue
		}
		if strings.HasPrefix(w, "-") && w != "-" {
			if f := t.find(w); f != nil && !f.IsBool() && !f.IsCounter() && !strings.Contains(w, "=") {
				t.flag = f
			}
			continue
		}
		if next := child(t.node, w); next != nil && len(t.place) == 0 {
			t.node = next
			continue
		}
		t.place = append(t.place, w)
	}
	return t
}

func child(n *kong.Node, name string) *kong.Node {
	for _, c := range n.Children {
		if c.Name == name {
			return c
		}
	}
	return nil
}

// all are the flags that a command takes; without a command those of opening a notebook too.
func (t typed) all() []*kong.Flag {
	var out []*kong.Flag
	for n := t.node; n != nil; n = n.Parent {
		out = append(out, n.Flags...)
	}
	if open := child(t.node, "open"); open != nil {
		out = append(out, open.Flags...)
	}
	return out
}

func (t typed) find(word string) *kong.Flag {
	name, _, _ := strings.Cut(strings.TrimLeft(word, "-"), "=")
	for _, f := range t.all() {
		if f.Name == name || f.Short != 0 && string(f.Short) == name {
			return f
		}
	}
	return nil
}

func (t typed) flags() (out []candidate) {
	for _, f := range t.all() {
		if !f.Hidden {
			out = append(out, candidate{"--" + f.Name, f.Help})
		}
	}
	return out
}

// positional are the values of the next word that is no flag.
func (t typed) positional() []candidate {
	switch t.node.Name {
	case "examples":
		return exampleNames()
	case "tutorial":
		return []candidate{{"1", "first step"}, {"2", "windows and watermark"}, {"3", "a late row"}}
	case "version", "doctor", "config", "man":
		return nil
	}
	if i := len(t.place); i < len(t.node.Positional) && t.node.Positional[i].Enum != "" {
		return t.values(t.node.Positional[i].Name, t.node.Positional[i].Enum)
	}
	return []candidate{{text: ":files"}}
}

func exampleNames() (out []candidate) {
	names, err := fs.Glob(examples.Files, "*.spark.md")
	if err != nil {
		return nil
	}
	for _, n := range names {
		out = append(out, candidate{strings.TrimSuffix(n, ".spark.md"), ""})
	}
	return out
}

// values are what a flag or an argument takes.
func (t typed) values(name, enum string) []candidate {
	if enum != "" {
		var out []candidate
		for v := range strings.SplitSeq(enum, ",") {
			if v != "" {
				out = append(out, candidate{v, ""})
			}
		}
		return out
	}
	switch name {
	case "cell":
		return t.cells()
	case "name":
		return t.queries()
	case "show":
		return []candidate{{"in", ""}, {"out", ""}, {"state", ""}, {"windows", ""}, {"late", ""}, {"plan", ""}, {"timeline", ""}, {"why", ""}}
	case "batch", "at", "to":
		return t.batches()
	case "query", "replay", "output", "config":
		return []candidate{{text: ":files"}}
	}
	return nil
}

// book is the notebook that the line names, nil when it names none that can be read.
func (t typed) book() *notebook.Notebook {
	for _, w := range slices.Concat(t.place, t.given) {
		if !strings.HasSuffix(w, ".md") {
			continue
		}
		text, err := os.ReadFile(w)
		if err != nil {
			return nil
		}
		if book, err := notebook.Parse(text); err == nil {
			return book
		}
	}
	return nil
}

func (t typed) cells() (out []candidate) {
	book := t.book()
	if book == nil {
		return nil
	}
	for i, c := range book.Cells() {
		if c.Name() != "" {
			out = append(out, candidate{c.Name(), string(c.Kind)})
		}
		if c.Live() {
			out = append(out, candidate{strconv.Itoa(i + 1), string(c.Kind)})
		}
	}
	return out
}

var queryName = regexp.MustCompile(`QueryName\("([^"]+)"\)`)

// queries are the names that a notebook gives to its queries.
func (t typed) queries() (out []candidate) {
	book := t.book()
	if book == nil {
		return nil
	}
	for _, c := range book.Cells() {
		for _, m := range queryName.FindAllStringSubmatch(c.Source, -1) {
			out = append(out, candidate{m[1], ""})
		}
		if c.Kind == notebook.SQL && c.Name() != "" {
			out = append(out, candidate{c.Name(), "sql"})
		}
	}
	return out
}

// batchesShown is how many numbers of batches are offered.
const batchesShown = 200

// batches are the numbers of a recording's batches.
func (t typed) batches() (out []candidate) {
	for _, w := range t.place {
		if !strings.HasSuffix(w, ".rec") {
			continue
		}
		rec, err := sessions.OpenRecording(w)
		if err != nil {
			return nil
		}
		for i := range min(rec.Len(), batchesShown) {
			out = append(out, candidate{strconv.Itoa(i), fmt.Sprintf("%d rows", rec.Rows(i))})
		}
		_ = rec.Close()
	}
	return out
}
