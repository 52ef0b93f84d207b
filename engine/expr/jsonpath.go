package expr

import (
	"strconv"
	"strings"

	"github.com/sparkrepl/sparkrepl/engine/data"
)

// pathStep is one step of a JSON path: a name, an index, or all.
type pathStep struct {
	name  string
	index int
	kind  byte // '.' name, '[' index, '*' all elements
}

// parsePath reads $.a.b[0]['c'][*]; ok is false for anything else.
func parsePath(p string) (steps []pathStep, ok bool) {
	if !strings.HasPrefix(p, "$") {
		return nil, false
	}
	p = p[1:]
	for p != "" {
		switch {
		case p[0] == '.':
			p = p[1:]
			n := strings.IndexAny(p, ".[")
			if n < 0 {
				n = len(p)
			}
			if n == 0 {
				return nil, false
			}
			if p[:n] == "*" { // Spark reads it and finds nothing by it
				return nil, false
			}
			steps = append(steps, pathStep{kind: '.', name: p[:n]})
			p = p[n:]
		case p[0] == '[':
			end := strings.IndexByte(p, ']')
			if strings.HasPrefix(p, "['") {
				if q := strings.Index(p[2:], "']"); q >= 0 {
					end = q + 3
				}
			}
			if end < 0 {
				return nil, false
			}
			step, fine := bracket(strings.TrimSpace(p[1:end]))
			if !fine {
				return nil, false
			}
			steps, p = append(steps, step), p[end+1:]
		default:
			return nil, false
		}
	}
	return steps, true
}

func bracket(s string) (pathStep, bool) {
	if s == "*" {
		return pathStep{kind: '*'}, true
	}
	if len(s) >= 2 && s[0] == '\'' && s[len(s)-1] == '\'' {
		return pathStep{kind: '.', name: s[1 : len(s)-1]}, true
	}
	n, err := strconv.Atoi(s)
	return pathStep{kind: '[', index: n}, err == nil && n >= 0
}

// match is a value that a path leads to: its place in the text.
type match struct{ from, to int }

// find lists what the steps lead to from the value at i; ok is false for malformed text.
func (s jsonScan) find(i int, steps []pathStep) (out []match, ok bool) {
	i = s.space(i)
	end := s.value(i)
	if end < 0 {
		return nil, false
	}
	return s.walk(nil, match{i, end}, steps), true
}

// walk follows the steps through a value that is known to be well formed.
func (s jsonScan) walk(out []match, at match, steps []pathStep) []match {
	if len(steps) == 0 {
		return append(out, at)
	}
	step := steps[0]
	switch {
	case step.kind == '.' && s.b[at.from] == '{':
		s.each(at.from, 0, func(key, keyEnd, from, to int) bool {
			if !s.named(key, keyEnd, step.name) {
				return true
			}
			n := len(out)
			out = s.walk(out, match{from, to}, steps[1:])
			return len(out) == n
		})
	case (step.kind == '[' || step.kind == '*') && s.b[at.from] == '[':
		s.items(at.from, 0, func(k, from, to int) bool {
			if step.kind == '*' || k == step.index {
				out = s.walk(out, match{from, to}, steps[1:])
			}
			return step.kind == '*' || k < step.index
		})
	}
	return out
}

// named compares a key with a name.
func (s jsonScan) named(key, keyEnd int, name string) bool {
	if string(s.b[key+1:keyEnd-1]) == name {
		return true
	}
	text, _ := jsonString(s.b[key:keyEnd])
	return string(text) == name
}

// getJSONObject appends what the path leads to: a text without quotes, anything else as JSON;
// several values as an array.
func getJSONObject(dst, doc []byte, steps []pathStep) ([]byte, bool) {
	s := jsonScan{b: doc}
	found, ok := s.find(0, steps)
	if !ok || len(found) == 0 {
		return dst, false
	}
	if len(found) == 1 {
		m := found[0]
		switch text := doc[m.from:m.to]; {
		case string(text) == "null":
			return dst, false
		case (text[0] == '"' || text[0] == '\'') && !wild(steps):
			v, ok := jsonString(text)
			return append(dst, v...), ok
		}
		return compactJSON(dst, s, m.from, javaNumber), true
	}
	dst = append(dst, '[')
	for k, m := range found {
		if k > 0 {
			dst = append(dst, ',')
		}
		dst = compactJSON(dst, s, m.from, javaNumber)
	}
	return append(dst, ']'), true
}

func wild(steps []pathStep) bool {
	for _, s := range steps {
		if s.kind == '*' {
			return true
		}
	}
	return false
}

// pathAt gives the path of a row; a constant one is read once.
func pathAt(a args, k int) func(i int) ([]pathStep, bool) {
	v := a.text(k)
	var steps []pathStep
	ok, read := false, false
	return func(i int) ([]pathStep, bool) {
		if !read || !v.constant() {
			steps, ok = parsePath(v.str(i))
			read = true
		}
		return steps, ok
	}
}

func getJSONKernel(ctx *Context, cols []data.Column, n int) (data.Column, error) {
	return texts(data.String, func(_ *Context, a args) func(dst []byte, i int) ([]byte, error) {
		doc, path := a.text(0), pathAt(a, 1)
		return func(dst []byte, i int) ([]byte, error) {
			steps, ok := path(i)
			if !ok {
				return nil, isNull
			}
			out, ok := getJSONObject(dst, doc.at(i), steps)
			if !ok {
				return nil, isNull
			}
			return out, nil
		}
	})(ctx, cols, n)
}
