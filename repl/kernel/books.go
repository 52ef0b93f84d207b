package kernel

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	goruntime "runtime"
	"strconv"
	"strings"

	"github.com/sparkrepl/sparkrepl/engine/sql"
	"github.com/sparkrepl/sparkrepl/repl/interp"
	"github.com/sparkrepl/sparkrepl/repl/notebook"
	"github.com/sparkrepl/sparkrepl/repl/present"
	"github.com/sparkrepl/sparkrepl/sessions"
	"github.com/sparkrepl/sparkrepl/viz"
)

// Format formats a cell: Go by gofmt's rules; SQL and text lose blanks at line ends.
func (k *Kernel) Format(id string) error {
	c, _ := k.book.Cell(id)
	if c == nil {
		return &notebook.ErrNoCell{ID: id}
	}
	text, err := FormatSource(string(c.Kind), c.Source)
	if err != nil {
		return err
	}
	return k.SetSource(id, text)
}

// FormatSource formats the source of a cell of a kind; the error is a [Failure] with its line.
func FormatSource(kind, source string) (string, error) {
	switch notebook.Kind(kind) {
	case notebook.Go:
		out, err := interp.Format(source)
		var e *interp.CellError
		if errors.As(err, &e) {
			return "", cellFailure(e)
		}
		return out, err
	case notebook.SQL:
		return strings.Trim(sql.TrimLines(source), "\n"), nil
	case notebook.Text:
		return source, nil // two blanks at a line end mean something in Markdown
	}
	lines := strings.Split(source, "\n")
	for i := range lines {
		lines[i] = strings.TrimRight(lines[i], " \t\r")
	}
	return strings.Trim(strings.Join(lines, "\n"), "\n"), nil
}

// Export writes the notebook with its results: as Markdown, or as a page with the pictures.
func (k *Kernel) Export(ctx context.Context, form, file string) (string, error) {
	if form == "scenario" {
		return k.WriteScenario(ctx, file)
	}
	text, err := k.export(ctx, form)
	if err != nil {
		return "", err
	}
	full := k.abs(file)
	if err := sessions.Replace(full, []byte(text), 0o644); err != nil {
		f := saveFailure(full, err)
		f.Hint = "name another place, as in :export " + form + " FILE"
		return "", f
	}
	return "written: " + file, nil
}

// Exported is what Export writes. It may be called from any goroutine but the kernel's.
func (k *Kernel) Exported(ctx context.Context, form string) (text string, err error) {
	if gone := k.within(ctx, func() { text, err = k.export(ctx, form) }); gone != nil {
		return "", gone
	}
	return text, err
}

func (k *Kernel) export(ctx context.Context, form string) (string, error) {
	switch form {
	case "md":
		return string(k.withOutputs(FenceRows, true)), nil
	case "html":
		return k.page(ctx)
	}
	return "", &Failure{Message: fmt.Sprintf("there is no export %q", form), Hint: "there are md, html and scenario, as in :export html FILE"}
}

// OutputText is what a cell shows, as plain text with at most limit rows of a table.
func (k *Kernel) OutputText(id string, limit int) string {
	var b strings.Builder
	if cs := k.cells[id]; cs != nil {
		b.WriteString(viz.CleanText(cs.printed))
	}
	rows, name := k.outputRows(id)
	if rows == nil || rows.N == 0 {
		return strings.TrimRight(b.String(), "\n")
	}
	t := rows.Table(present.Ask{Limit: limit}, &k.orders, name)
	head := make([]string, len(t.Columns))
	for i, c := range t.Columns {
		head[i] = c.Name
	}
	lines := make([][]string, len(t.Rows))
	for i, r := range t.Rows {
		lines[i] = make([]string, len(r))
		for j, c := range r {
			lines[i][j] = viz.Clean(c.Text)
		}
	}
	b.WriteString(present.PlainTable(head, lines))
	if t.Total > len(t.Rows) {
		fmt.Fprintf(&b, "(%d more)\n", t.Total-len(t.Rows))
	}
	return strings.TrimRight(b.String(), "\n")
}

// Import adds the cells of another notebook at the end and says how many.
func (k *Kernel) Import(file string) (int, error) {
	text, err := os.ReadFile(k.abs(file))
	if err != nil {
		return 0, err
	}
	other, err := notebook.Parse(text)
	if err != nil {
		return 0, err
	}
	n := 0
	for _, c := range other.Cells() {
		id, err := k.book.Insert(len(k.book.Cells()), c.Kind, c.Source)
		if err != nil {
			return n, err
		}
		for _, o := range c.Options {
			_ = k.book.SetOption(id, o.Key, o.Value, true) // text cells have none
		}
		n++
	}
	k.afterEdit()
	return n, nil
}

// Recover lists the older versions of the notebook's file, or takes one.
func (k *Kernel) Recover(arg string) (Response, error) {
	if k.file == nil {
		return Response{}, fmt.Errorf("this notebook has no file, so it has no versions")
	}
	versions := k.file.Versions()
	if arg == "" {
		t := &viz.Table{Columns: []viz.Column{{Name: "N", Right: true}, {Name: "saved"}}, Total: len(versions), Empty: "there is no older version"}
		for i, v := range versions {
			t.Rows = append(t.Rows, []viz.Cell{{Text: strconv.Itoa(i + 1)}, {Text: v.In(k.zone()).Format("2006-01-02 15:04:05")}})
		}
		return Response{Figure: &viz.Figure{Title: "Versions, newest first (:recover N takes one)", Table: t}}, nil
	}
	n, err := strconv.Atoi(arg)
	if err != nil || n < 1 || n > len(versions) {
		return Response{}, fmt.Errorf("there is no version %q; :recover lists them", arg)
	}
	text, err := k.file.Version(n - 1)
	if err != nil {
		return Response{}, err
	}
	file, where := k.file, k.path
	book, err := notebook.Parse(text)
	if err != nil {
		return Response{}, err
	}
	clean := k.clean
	k.reset(book)
	k.file, k.path, k.clean = file, where, clean
	k.afterEdit()
	return Response{Text: fmt.Sprintf("version %d is on the screen, not saved yet", n)}, nil
}

// Examples lists the built-in notebooks.
func (k *Kernel) Examples() *viz.Figure {
	t := &viz.Table{Columns: []viz.Column{{Name: "name"}, {Name: "about"}}, Empty: "there are no examples in this build"}
	if k.o.Files != nil {
		names, _ := fs.Glob(k.o.Files, "*.spark.md")
		for _, n := range names {
			text, err := fs.ReadFile(k.o.Files, n)
			if err != nil {
				continue
			}
			title := ""
			if b, err := notebook.Parse(text); err == nil {
				title = b.Title()
			}
			name := strings.TrimSuffix(path.Base(n), ".spark.md")
			t.Rows = append(t.Rows, []viz.Cell{{Text: name, Style: viz.Key}, {Text: title}})
			t.IDs = append(t.IDs, "example:"+name)
		}
	}
	t.Total = len(t.Rows)
	return &viz.Figure{Title: "Examples (:examples NAME opens one)", Table: t}
}

// Doctor says what the kernel found around it.
func (k *Kernel) Doctor() *viz.Figure {
	var m goruntime.MemStats
	goruntime.ReadMemStats(&m)
	facts := [][2]string{{"go", goruntime.Version() + " " + goruntime.GOOS + "/" + goruntime.GOARCH}, {"cores used", strconv.Itoa(goruntime.GOMAXPROCS(0))},
		{"memory taken", bytesText(int64(m.Sys))}, {"time zone", k.zone().String()}, {"paths start in", k.dir()}, {"state is kept in", k.o.StateDir}}
	if k.path != "" {
		facts = append(facts, [2]string{"notebook", filepath.Clean(k.path)})
	}
	t := &viz.Table{Columns: []viz.Column{{Name: "what"}, {Name: "found"}}, Total: len(facts)}
	for _, f := range facts {
		t.Rows = append(t.Rows, []viz.Cell{{Text: f[0]}, {Text: f[1]}})
	}
	return &viz.Figure{Title: "Doctor", Table: t}
}
