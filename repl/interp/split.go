package interp

import (
	"go/scanner"
	"go/token"
)

// part is what a piece of a cell is.
type part uint8

const (
	importPart part = iota
	declPart        // func, type, const: goes to package level
	stmtPart        // runs where it stands, var included
)

// segment is one top-level piece of a Go cell: bytes [start, end) of the source.
type segment struct {
	part       part
	start, end int
}

type lexeme struct {
	tok        token.Token
	start, end int
}

// split cuts a cell into its top-level pieces by its tokens. It never fails: what is no Go is
// left for the parser to refuse.
func split(src string) []segment {
	var out []segment
	list := lexemes(src)
	depth, first := 0, 0
	header := false // of for, if or switch: its semicolons end nothing
	for i, l := range list {
		if depth == 0 {
			header = headerAfter(l, header)
		}
		switch l.tok {
		case token.LPAREN, token.LBRACK, token.LBRACE:
			depth++
		case token.RPAREN, token.RBRACK, token.RBRACE:
			depth = max(0, depth-1)
		}
		last := i == len(list)-1
		if (l.tok == token.SEMICOLON && depth == 0 && !header) || last {
			end := l.end
			if l.tok == token.SEMICOLON {
				end = l.start
			}
			if first < i || l.tok != token.SEMICOLON {
				out = append(out, segment{partOf(list[first : i+1]), list[first].start, end})
			}
			first = i + 1
		}
	}
	return out
}

// headerAfter tells whether what follows a token is still the header that it stands in or begins.
func headerAfter(l lexeme, in bool) bool {
	switch l.tok {
	case token.FOR, token.IF, token.SWITCH:
		return true
	case token.LBRACE:
		return false
	case token.SEMICOLON:
		return in && l.start < l.end // the end of a line ends a header too
	}
	return in
}

func lexemes(src string) []lexeme {
	var s scanner.Scanner
	fset := token.NewFileSet()
	file := fset.AddFile("", fset.Base(), len(src))
	s.Init(file, []byte(src), func(token.Position, string) {}, 0)
	var out []lexeme
	for {
		pos, tok, lit := s.Scan()
		if tok == token.EOF {
			return out
		}
		at := file.Offset(pos)
		size := len(lit)
		if lit == "" {
			size = len(tok.String())
		}
		if tok == token.SEMICOLON && lit == "\n" {
			size = 0
		}
		out = append(out, lexeme{tok, at, min(at+size, len(src))})
	}
}

func partOf(list []lexeme) part {
	switch list[0].tok {
	case token.IMPORT:
		return importPart
	case token.TYPE, token.CONST:
		return declPart
	case token.FUNC:
		if isFuncDecl(list[1:]) {
			return declPart
		}
	}
	return stmtPart
}

// isFuncDecl tells func name( and func (receiver) name( from a function literal.
func isFuncDecl(list []lexeme) bool {
	if len(list) == 0 {
		return false
	}
	if list[0].tok == token.IDENT {
		return true
	}
	depth := 0
	for i, l := range list {
		switch l.tok {
		case token.LPAREN:
			depth++
		case token.RPAREN:
			depth--
		}
		if depth == 0 {
			return i+2 < len(list) && list[i+1].tok == token.IDENT && (list[i+2].tok == token.LPAREN || list[i+2].tok == token.LBRACK)
		}
	}
	return false
}
