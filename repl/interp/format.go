package interp

import (
	"errors"
	"go/format"
	"go/scanner"
	"strings"
)

// Format writes a Go cell as gofmt does: its declarations and its statements each as they stand
// together. The error has its line in the cell.
func Format(src string) (string, error) {
	var out strings.Builder
	for i, r := range runs(src) {
		text := src[r.from:r.to]
		pretty, err := format.Source([]byte(text))
		if err != nil {
			return "", unformatted(src, r, err)
		}
		if i > 0 {
			out.WriteString(between(src[:r.from]))
		}
		out.WriteString(strings.TrimLeft(strings.TrimRight(string(pretty), " \t\n"), "\n"))
	}
	return out.String(), nil
}

// run is a stretch of a cell of one kind: declarations and imports, or statements.
type run struct {
	from, to int
	stmts    bool
}

// runs cuts a cell at the lines where its kind changes; comments stand with what follows them.
func runs(src string) []run {
	var out []run
	for _, s := range split(src) {
		stmts := s.part == stmtPart
		if n := len(out); n > 0 && out[n-1].stmts == stmts {
			continue
		}
		from := 0
		if n := len(out); n > 0 {
			from = commentAbove(src, s.start)
			out[n-1].to = from
		}
		out = append(out, run{from: from, to: len(src), stmts: stmts})
	}
	if len(out) == 0 {
		return []run{{to: len(src)}}
	}
	return out
}

// commentAbove is where the line comments directly above a place begin, else the line of the place; the
// place itself when something else stands before it on its line.
func commentAbove(src string, at int) int {
	line := strings.LastIndexByte(src[:at], '\n') + 1
	if strings.TrimSpace(src[line:at]) != "" {
		return at
	}
	for line > 0 {
		before := strings.LastIndexByte(src[:line-1], '\n') + 1
		if !strings.HasPrefix(strings.TrimSpace(src[before:line]), "//") {
			break
		}
		line = before
	}
	return line
}

// between keeps one empty line between two stretches where there was one or more.
func between(before string) string {
	if strings.HasSuffix(strings.TrimRight(before, " \t"), "\n\n") {
		return "\n\n"
	}
	return "\n"
}

// unformatted places what the formatter says at a line of the cell.
func unformatted(src string, r run, err error) error {
	e := &CellError{Message: "This cell cannot be formatted before it parses: " + sentence(err.Error()), Cause: err}
	var list scanner.ErrorList
	if errors.As(err, &list) && len(list) > 0 {
		e.Message = "This cell cannot be formatted before it parses: " + sentence(list[0].Msg)
		e.Line = min(strings.Count(src[:r.from], "\n")+list[0].Pos.Line, strings.Count(src, "\n")+1)
		e.Col = 1
	}
	return e
}
