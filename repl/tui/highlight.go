package tui

import (
	"go/scanner"
	"go/token"

	"github.com/sparkrepl/sparkrepl/viz"
)

// stretch is a part of a text in one style; parts without a style are left out.
type stretch struct {
	from, to int
	style    viz.Style
}

// highlight finds the words of a cell. It never fails: what cannot be read stays plain.
func highlight(kind, text string) []stretch {
	switch kind {
	case "go":
		return highlightGo(text)
	case "sql":
		return highlightSQL(text)
	}
	return nil
}

func highlightGo(text string) []stretch {
	var s scanner.Scanner
	files := token.NewFileSet()
	file := files.AddFile("", files.Base(), len(text))
	s.Init(file, []byte(text), func(token.Position, string) {}, scanner.ScanComments)
	var out []stretch
	name := stretch{}
	for {
		pos, tok, lit := s.Scan()
		if tok == token.EOF {
			return out
		}
		at := file.Offset(pos)
		end := min(at+len(lit), len(text))
		if tok == token.LPAREN && name.to == at && name.to > 0 {
			out = append(out, stretch{name.from, name.to, styleCall})
		}
		name = stretch{}
		switch {
		case tok.IsKeyword():
			out = append(out, stretch{at, end, styleKeyword})
		case tok == token.STRING || tok == token.CHAR:
			out = append(out, stretch{at, end, styleString})
		case tok == token.INT || tok == token.FLOAT || tok == token.IMAG:
			out = append(out, stretch{at, end, styleNumber})
		case tok == token.COMMENT:
			out = append(out, stretch{at, end, styleComment})
		case tok == token.IDENT:
			name = stretch{at, end, ""}
		}
	}
}
