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

// parsePath reads $.a.b[0]['c'][*]; ok is false for anything else. There may be space where Spark's parser passes over
// it: before a name, a number, [' and '], and at the end.
func parsePath(p string) (steps []pathStep, ok bool) {
	p, ok = strings.CutPrefix(p, "$")
	for ok && pathSpace(p) != "" {
		var step pathStep
		step, p, ok = pathNode(p)
		steps = append(steps, step)
	}
	return steps, ok
}

func pathSpace(p string) string { return strings.TrimLeft(p, " \t\n\v\f\r") }

// pathNode reads a step, and gives what is behind it.
func pathNode(p string) (step pathStep, rest string, ok bool) {
	plain := pathSpace(p)
	if strings.HasPrefix(plain, ".*") || strings.HasPrefix(plain, "['*']") { // Spark reads them and finds nothing by them
		return step, "", false
	}
	if name, is := strings.CutPrefix(p, "."); is {
		return pathName(pathSpace(name), ".[", "")
	}
	if name, is := strings.CutPrefix(plain, "['"); is {
		return pathName(pathSpace(name), "'", "']")
	}
	rest, ok = strings.CutPrefix(p, "[")
	if after, is := strings.CutPrefix(rest, "*]"); ok && is {
		return pathStep{kind: '*'}, after, true
	}
	rest = pathSpace(rest)
	digits := len(rest) - len(strings.TrimLeft(rest, "0123456789"))
	n, err := strconv.Atoi(rest[:digits])
	rest, closed := strings.CutPrefix(rest[digits:], "]")
	return pathStep{kind: '[', index: n}, rest, ok && closed && err == nil
}

// pathName reads a name up to one of the characters of until, and what closes it.
func pathName(p, until, closing string) (step pathStep, rest string, ok bool) {
	n := strings.IndexAny(p, until)
	if n < 0 {
		n = len(p)
	}
	rest = p[n:]
	if closing != "" {
		rest = pathSpace(rest)
	}
	rest, ok = strings.CutPrefix(rest, closing)
	return pathStep{kind: '.', name: p[:n]}, rest, ok && n > 0
}

// named compares a key with a name.
func (s jsonScan) named(key, keyEnd int, name string) bool {
	if string(s.b[key+1:keyEnd-1]) == name {
		return true
	}
	text, _ := jsonString(s.b[key:keyEnd])
	return string(text) == name
}

// place finds the value that steps of names and indexes lead to from the one at i.
func (s jsonScan) place(i int, steps []pathStep) (from, to int, ok bool) {
	from, ok = s.space(i), true
	for _, step := range steps {
		within := s.b[from]
		start := from
		ok = false
		switch {
		case step.kind == '.' && within == '{':
			s.each(start, 0, func(key, keyEnd, at, _ int) bool {
				if ok = s.named(key, keyEnd, step.name); ok {
					from = at
				}
				return !ok
			})
		case step.kind == '[' && within == '[':
			s.items(start, 0, func(k, at, _ int) bool {
				if ok = k == step.index; ok {
					from = at
				}
				return !ok
			})
		}
		if !ok {
			return 0, 0, false
		}
	}
	return from, s.value(from), true
}

// pathStyle says how what a path leads to is written.
type pathStyle uint8

const (
	rawStyle     pathStyle = iota // a text without quotes
	quotedStyle                   // as JSON
	flattenStyle                  // as JSON, arrays as their elements
)

// pathWriter evaluates a path over a text that is known to be well formed, and writes what it leads to.
type pathWriter struct {
	jsonScan
	dst    []byte
	counts []int // the values written in each array that is open
}

// getJSONObject appends what the path leads to: a text without quotes, anything else as JSON; several values as an
// array, as Spark (and Hive before it) puts them together.
func getJSONObject(dst, doc []byte, steps []pathStep) ([]byte, bool) {
	w := &pathWriter{jsonScan: jsonScan{b: doc}, dst: dst}
	i := w.space(0)
	if w.value(i) < 0 {
		return dst, false
	}
	ok := w.follow(i, rawStyle, steps)
	return w.dst, ok
}

// follow takes the steps from the value at i; it tells whether something was written.
func (w *pathWriter) follow(i int, style pathStyle, steps []pathStep) bool {
	c := w.b[i]
	switch {
	case len(steps) == 0 && c == '[' && style == flattenStyle:
		return w.each(i, style, nil) > 0
	case len(steps) == 0:
		w.copy(i, style)
		return true
	case steps[0].kind == '.':
		return c == '{' && w.field(i, style, steps)
	case c != '[':
		return false
	case steps[0].kind == '[':
		return w.element(i, style, steps)
	case len(steps) > 1 && steps[1].kind == '*':
		return w.list(func() int { return w.each(i, flattenStyle, steps[2:]) }) > 0
	case style == quotedStyle:
		return w.list(func() int { return w.each(i, quotedStyle, steps[1:]) }) > 0
	}
	return w.several(i, max(style, quotedStyle), steps[1:])
}

// copy writes a value.
func (w *pathWriter) copy(i int, style pathStyle) {
	if c := w.b[i]; style == rawStyle && (c == '"' || c == '\'') {
		text, _ := jsonString(w.b[i:w.value(i)])
		w.dst = append(w.dst, text...)
		return
	}
	w.part()
	w.dst = compactJSON(w.dst, w.jsonScan, i, javaNumber)
}

// part begins a value, behind a comma where there is one before it.
func (w *pathWriter) part() {
	if k := len(w.counts) - 1; k >= 0 {
		if w.counts[k] > 0 {
			w.dst = append(w.dst, ',')
		}
		w.counts[k]++
	}
}

// list writes an array of what inside writes.
func (w *pathWriter) list(inside func() int) int {
	w.part()
	w.dst = append(w.dst, '[')
	w.counts = append(w.counts, 0)
	n := inside()
	w.counts = w.counts[:len(w.counts)-1]
	w.dst = append(w.dst, ']')
	return n
}

// several writes an array of what the elements lead to; one of them goes without the array.
func (w *pathWriter) several(i int, style pathStyle, steps []pathStep) bool {
	outer := w.dst
	w.dst = nil
	inner := *w
	inner.counts = nil
	n := inner.list(func() int { return inner.each(i, style, steps) })
	w.dst = outer
	if n == 0 {
		return false
	}
	w.part()
	if n == 1 {
		inner.dst = inner.dst[1 : len(inner.dst)-1]
	}
	w.dst = append(w.dst, inner.dst...)
	return true
}

// each follows the steps from every element, and counts those from where they lead to something.
func (w *pathWriter) each(i int, style pathStyle, steps []pathStep) (n int) {
	w.items(i, 0, func(_, from, _ int) bool {
		if w.follow(from, style, steps) {
			n++
		}
		return true
	})
	return n
}

func (w *pathWriter) element(i int, style pathStyle, steps []pathStep) (found bool) {
	if len(steps) > 1 && steps[1].kind == '*' {
		style = quotedStyle
	}
	w.items(i, 0, func(k, from, _ int) bool {
		if k == steps[0].index {
			found = w.follow(from, style, steps[1:])
		}
		return k < steps[0].index
	})
	return found
}

// field follows the first field of a name that leads to something; null does not.
func (w *pathWriter) field(i int, style pathStyle, steps []pathStep) (found bool) {
	w.jsonScan.each(i, 0, func(key, keyEnd, from, to int) bool {
		if w.named(key, keyEnd, steps[0].name) && string(w.b[from:to]) != "null" {
			found = w.follow(from, style, steps[1:])
		}
		return !found
	})
	return found
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
