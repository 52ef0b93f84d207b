package interp

import (
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"sync/atomic"

	"github.com/sparkrepl/sparkrepl/engine/expr"
	yaegi "github.com/traefik/yaegi/interp"
)

// located gives an error of a running cell its place: the statement that was running, and in it
// the text the error is about.
func (it *Interp) located(c *checked, err error) *CellError {
	var p yaegi.Panic
	cause := err
	e := &CellError{}
	if errors.As(err, &p) {
		if inner, ok := p.Value.(error); ok {
			cause = inner
		} else {
			cause = nil
			e.Message, e.Hint = panicText(p.Value)
			if e.Message == sentence(fmt.Sprint(p.Value)) { // the cell's own words
				e.Message = "panic: " + e.Message
			}
		}
	}
	if cause != nil {
		e = describe(cause)
		_, isRuntime := cause.(interface{ RuntimeError() })
		if isRuntime || strings.HasPrefix(e.Message, "reflect") || strings.HasPrefix(fmt.Sprintf("%T", cause), "*interp.cfgError") {
			e.Message, e.Hint = panicText(cause)
		}
	}
	if e.Line > 0 {
		return e
	}
	m := mark{cell: c.cell, to: len(c.cell.Source)}
	if at := it.at(); at < len(it.marks) {
		m = it.marks[at]
	}
	from, to := m.within(cause)
	return e.at(m.cell, from, to)
}

// at is the number of the statement that runs.
func (it *Interp) at() int { return int(atomic.LoadInt64(&it.mark)) }

// Where tells the statement of a cell that runs now, or ran last: what functions of cells that are
// called later refer to. It is nil when none ran.
func (it *Interp) Where() *CellError {
	at := it.at()
	if at == 0 || at >= len(it.marks) {
		return nil
	}
	m := it.marks[at]
	return (&CellError{}).at(m.cell, m.from, m.to)
}

// within narrows a statement down to the text an error is about: the name in the string that was
// refused, else the string, else the call.
func (m mark) within(err error) (from, to int) {
	src := m.cell.Source[m.from:m.to]
	op, text := about(err)
	var se *expr.Error
	if errors.As(err, &se) {
		if name := firstQuoted(se.Message); name != "" && strings.HasPrefix(se.Condition, "UNRESOLVED") {
			if at := findWord(src, name, strings.Index(src, "."+op+"(")); at >= 0 {
				return m.from + at, m.from + at + len(name)
			}
		}
	}
	if text != "" {
		if at := strings.Index(src, text); at >= 0 {
			if se != nil && se.At.Start.Line > 0 && se.At.End > se.At.Start.Offset && se.At.End <= len(text) {
				return m.from + at + se.At.Start.Offset, m.from + at + se.At.End
			}
			return m.from + at, m.from + at + len(text)
		}
	}
	if at := strings.LastIndex(src, "."+op+"("); op != "" && at >= 0 {
		return m.from + at + 1, m.from + at + 1 + len(op)
	}
	return m.from, m.to
}

var quoted = regexp.MustCompile("`([^`]+)`(?:\\.`([^`]+)`)*")

// firstQuoted is the name in backquotes that a message is about, its last part.
func firstQuoted(msg string) string {
	all := quoted.FindString(msg)
	if i := strings.LastIndex(all, "`.`"); i >= 0 {
		all = all[i+2:]
	}
	return strings.Trim(all, "`")
}

// findWord finds a whole word, from a place on where it is there, else anywhere.
func findWord(src, name string, after int) int {
	re, err := regexp.Compile(`(?i)\b` + regexp.QuoteMeta(name) + `\b`)
	if err != nil {
		return -1
	}
	if after > 0 {
		if at := re.FindStringIndex(src[after:]); at != nil {
			return after + at[0]
		}
	}
	if at := re.FindStringIndex(src); at != nil {
		return at[0]
	}
	return -1
}

var programPlace = regexp.MustCompile(`^(?:_\.go:)?(\d+):(\d+): (.*)`)

// refusedProgram explains what the interpreter refused although the type checker let it pass: a
// corner of the language that it does not know.
func (it *Interp) refusedProgram(c *checked, p *program, err error) *CellError {
	text := err.Error()
	m := programPlace.FindStringSubmatch(text)
	e := &CellError{Message: "The interpreter cannot run this: " + sentence(text), Hint: "Write it in another way; most of Go works, generic code often does not."}
	if m == nil {
		e.Message = "The interpreter gave up on this cell: a part of Go in it is unknown to the interpreter (" + strings.TrimSuffix(strings.TrimPrefix(text, "the interpreter gave up: "), ".") + ")."
		return e.at(c.cell, 0, len(c.cell.Source))
	}
	line, _ := strconv.Atoi(m[1])
	col, _ := strconv.Atoi(m[2])
	e.Message = fmt.Sprintf("The interpreter cannot run this: %s", sentence(m[3]))
	lines := strings.SplitAfter(p.text.b.String(), "\n")
	offset := col - 1
	for i := 0; i < line-1 && i < len(lines); i++ {
		offset += len(lines[i])
	}
	owner, at := p.text.source(offset)
	if owner == nil {
		owner = c
	}
	from, to := owner.word(at)
	return e.at(owner.cell, from, to)
}
