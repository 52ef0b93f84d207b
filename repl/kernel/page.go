package kernel

import (
	"context"
	"fmt"
	"html"
	"strings"

	"github.com/sparkrepl/sparkrepl/repl/notebook"
	"github.com/sparkrepl/sparkrepl/repl/present"
	"github.com/sparkrepl/sparkrepl/viz"
)

// pageStyle is the look of an exported page: light or dark as the reader's machine is.
const pageStyle = `:root{color-scheme:light dark}body{font:16px/1.5 system-ui,sans-serif;max-width:64rem;margin:2rem auto;padding:0 1rem}
pre,table,svg text{font:13px/1.45 ui-monospace,monospace}pre.source{background:#8881;border-left:3px solid #8886;padding:.6rem .8rem;overflow:auto}
table{border-collapse:collapse}th,td{padding:.1rem .7rem;text-align:left}th{border-bottom:1px solid #8888}figure{margin:1rem 0;overflow:auto}figcaption{font-weight:600}
.dim{opacity:.6}.strong{font-weight:700}.bad,.removed{color:#c33}.good,.added{color:#292}.warn,.changed{color:#b70}.key,.link{color:#28b}svg{max-width:100%;fill:currentColor}`

// page is the notebook with its results and its queries' pictures as one HTML page, which needs
// neither a network nor a script.
func (k *Kernel) page(ctx context.Context) (string, error) {
	var b strings.Builder
	title := html.EscapeString(viz.Clean(k.book.Title()))
	fmt.Fprintf(&b, "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">\n<title>%s</title>\n<style>%s</style></head><body>\n", title, pageStyle)
	for _, c := range k.book.Cells() {
		switch {
		case c.Kind == notebook.Text:
			prose(&b, c.Source)
			continue
		case c.Kind == notebook.Output:
			continue // the result itself stands under its cell
		}
		fmt.Fprintf(&b, "<pre class=\"source\">%s</pre>\n", pageText(c.Source))
		if cs := k.cells[c.ID]; cs != nil && cs.printed != "" {
			fmt.Fprintf(&b, "<pre>%s</pre>\n", pageText(cs.printed))
		}
		if cs := k.cells[c.ID]; cs != nil && cs.err != nil {
			fmt.Fprintf(&b, "<pre class=\"bad\">%s</pre>\n", pageText(cs.err.Message))
		}
		if rows, name := k.outputRows(c.ID); rows != nil && rows.N > 0 {
			b.WriteString(viz.HTML(&viz.Figure{Title: name, Table: rows.Table(present.Ask{Limit: pageRows}, &k.orders, name)}))
		}
	}
	err := k.pageQueries(ctx, &b)
	b.WriteString("</body></html>\n")
	return b.String(), err
}

// pageQueries adds, for each query, what its tabs show at the batch where it stands.
func (k *Kernel) pageQueries(ctx context.Context, b *strings.Builder) error {
	for _, t := range k.tracks {
		if t.timeline().At() == 0 {
			continue
		}
		fmt.Fprintf(b, "<h2>%s, batch %d</h2>\n", html.EscapeString(viz.Clean(t.name)), t.timeline().At()-1)
		for _, pane := range []string{"plan", "timeline", "windows", "state", "late"} {
			f, err := k.figure(ctx, Request{Op: OpFigure, Query: t.name, Pane: &Pane{Name: pane, Limit: pageRows}})
			if err != nil {
				return err
			}
			b.WriteString(viz.HTML(f))
		}
	}
	return nil
}

// prose writes Markdown text: headings and paragraphs; what else it has stands as it was typed.
func prose(b *strings.Builder, text string) {
	for block := range strings.SplitSeq(text, "\n\n") {
		for strings.HasPrefix(block, "#") {
			line, rest, _ := strings.Cut(block, "\n")
			level := len(line) - len(strings.TrimLeft(line, "#"))
			fmt.Fprintf(b, "<h%d>%s</h%[1]d>\n", min(level, 6), pageText(strings.TrimSpace(line[level:])))
			block = rest
		}
		if strings.TrimSpace(block) != "" {
			fmt.Fprintf(b, "<p>%s</p>\n", pageText(block))
		}
	}
}

// pageText is text for a page: escaped, and what no page may hold is shown, not sent.
func pageText(text string) string {
	lines := strings.Split(text, "\n")
	for i, l := range lines {
		lines[i] = html.EscapeString(viz.Clean(strings.ReplaceAll(l, "\t", "    ")))
	}
	return strings.Join(lines, "\n")
}
