package sources

import (
	"context"
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"
	"unicode"

	"github.com/olekukonko/tablewriter"
	"github.com/olekukonko/tablewriter/renderer"
	"github.com/olekukonko/tablewriter/tw"

	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/expr"
	"github.com/sparkrepl/sparkrepl/engine/source"
)

func consoleKind() *source.Kind {
	return &source.Kind{
		Name:    "console",
		Help:    "Prints every batch as a table.",
		Example: `counts.WriteStream().OutputMode("update").Format("console").Start()`,
		SinkOptions: []source.Option{
			{Name: "numRows", Type: "int", Default: "20", Help: "at most so many rows a batch"},
			{Name: "truncate", Type: "bool", Default: "true", Help: "cut long values: true (20 characters), false, or a number"},
		},
		OpenSink: openConsole,
	}
}

type console struct {
	out   io.Writer
	rows  int
	width int // 0: values are not cut
	ctx   *expr.Context
}

func openConsole(env source.Env, spec source.Spec) (source.Sink, error) {
	o := optionsOf("console", spec)
	c := &console{out: env.Stdout, rows: int(max(0, o.int("numRows", 20, math.MinInt64))), width: 20, ctx: &expr.Context{Zone: env.Zone, Ansi: true}}
	switch v := o.str("truncate", "true"); {
	case strings.EqualFold(v, "true"):
	case strings.EqualFold(v, "false"):
		c.width = 0
	default:
		n, err := strconv.Atoi(v)
		if err != nil || n < 0 {
			o.fail("truncate", "true, false or a number of characters")
		}
		c.width = n
	}
	if c.out == nil {
		c.out = io.Discard
	}
	return c, o.err
}

// Write implements [source.Sink] with Spark's heading.
func (c *console) Write(_ context.Context, batch int64, _ source.Mode, out *data.Batch) error {
	line := strings.Repeat("-", 43)
	if _, err := fmt.Fprintf(c.out, "%s\nBatch: %d\n%s\n", line, batch, line); err != nil {
		return err
	}
	return c.table(out)
}

// table prints rows as show() does: right-aligned where values are cut, else left.
func (c *console) table(b *data.Batch) error {
	align := tw.AlignRight
	if c.width == 0 {
		align = tw.AlignLeft
	}
	cell := tw.CellConfig{
		Formatting: tw.CellFormatting{AutoFormat: tw.Off, AutoWrap: tw.WrapNone},
		Alignment:  tw.CellAlignment{Global: align},
		Padding:    tw.CellPadding{Global: tw.PaddingNone},
	}
	t := tablewriter.NewTable(c.out,
		tablewriter.WithRenderer(renderer.NewBlueprint(tw.Rendition{Symbols: tw.NewSymbols(tw.StyleASCII)})),
		tablewriter.WithConfig(tablewriter.Config{Header: cell, Row: cell, Behavior: tw.Behavior{TrimSpace: tw.Off}}))
	names := make([]any, b.Schema.Len())
	for i, f := range b.Schema.Fields {
		names[i] = c.cut(f.Name)
	}
	t.Header(names...)
	shown := min(b.N, c.rows)
	for i := range shown {
		row := make([]string, len(b.Cols))
		for k, col := range b.Cols {
			row[k] = c.cut(expr.TextOf(c.ctx, col, i))
		}
		if err := t.Append(row); err != nil {
			return err
		}
	}
	if err := t.Render(); err != nil {
		return err
	}
	if shown < b.N {
		if _, err := fmt.Fprintf(c.out, "only showing top %d rows\n", shown); err != nil {
			return err
		}
	}
	_, err := fmt.Fprintln(c.out)
	return err
}

// cut makes control characters visible and shortens a value to the width.
func (c *console) cut(s string) string {
	s = Visible(s)
	if r := []rune(s); c.width > 0 && len(r) > c.width {
		if c.width < 4 {
			return string(r[:c.width])
		}
		return string(r[:c.width-3]) + "..."
	}
	return s
}

// Visible replaces control characters and other characters that steer a terminal by escapes, as Spark's
// show() does for the common ones.
func Visible(s string) string {
	steers := func(r rune) bool { return unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) }
	if !strings.ContainsFunc(s, steers) {
		return s
	}
	short := map[rune]string{'\n': `\n`, '\r': `\r`, '\t': `\t`, '\f': `\f`, '\b': `\b`, '\v': `\v`, '\a': `\a`}
	var b strings.Builder
	for _, r := range s {
		if text, ok := short[r]; ok {
			b.WriteString(text)
		} else if steers(r) {
			fmt.Fprintf(&b, `\u%04x`, r)
		} else {
			b.WriteRune(r)
		}
	}
	return b.String()
}

// Describe implements [source.Sink].
func (c *console) Describe() string {
	return fmt.Sprintf("ConsoleSink[numRows=%d, truncate=%t]", c.rows, c.width > 0)
}

// Close implements [source.Sink].
func (c *console) Close() error { return nil }
