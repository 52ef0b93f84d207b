package kernel

import (
	"errors"
	"fmt"
	"regexp"
	"strings"
	"sync"

	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/expr"
	"github.com/sparkrepl/sparkrepl/engine/spelling"
	"github.com/sparkrepl/sparkrepl/engine/sql"
	"github.com/sparkrepl/sparkrepl/repl/present"
)

// condition is an expression over the numbers of a batch and over what it says of the state:
// counts[12:00-12:05, home].n, fired(12:00-12:05), key home changes.
type condition struct {
	text   string
	expr   expr.Expr // nil: the query it is about was not started when it was read
	probes []probe
}

// probe is one of the words about the state; a column of the row that the expression sees.
type probe struct {
	kind               string // "value", "number", "fired", "changes"
	query, key, column string
	name               string // of the column: as long as the text it stands for
	typ                *data.Type
	at                 int // byte of the text where it begins
	text               string
}

// The words about the state, as they are written.
var (
	valueWord = sync.OnceValue(func() *regexp.Regexp {
		return regexp.MustCompile("([A-Za-z_][A-Za-z0-9_~]*)\\[([^\\]]*)\\](?:\\.([A-Za-z_][A-Za-z0-9_]*|`[^`]+`))?")
	})
	numberWord = sync.OnceValue(func() *regexp.Regexp {
		return regexp.MustCompile(`(?i)\b([a-z_][a-z0-9_~]*)\.(` + strings.Join(stopNames, "|") + `|watermark)\b`)
	})
	firedWord   = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`(?i)\bfired\s*\(([^)]+)\)`) })
	changesWord = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`(?i)\bkey\s+(.+?)\s+changes\b`) })
)

// errNotStarted says that a condition is about a query that is not there yet.
var errNotStarted = errors.New("that query is not started yet; run its cell first")

// parseStop reads a condition. Its errors name the place in the text.
func (k *Kernel) parseStop(text string) (*condition, error) {
	c := &condition{text: text}
	source := c.cut(strings.TrimSpace(text))
	if source == "fired" || source == "fired()" {
		source = "fired > 0"
	}
	e, err := sql.ParseExpr(reserved().ReplaceAllString(source, "`in`$1"))
	if err != nil {
		return nil, err
	}
	for i := range c.probes {
		if err := k.bind(&c.probes[i]); err != nil {
			return nil, err
		}
	}
	c.expr, err = expr.Resolve(k.exprContext(), schemaScope{c.schema()}, e)
	return c, err
}

// later is a condition that is read when it is needed first: the queries are not there yet.
func (k *Kernel) later(text string) (*condition, error) {
	c, err := k.parseStop(text)
	if errors.Is(err, errNotStarted) {
		return &condition{text: text}, nil
	}
	return c, err
}

// cut takes the words about the state out of a text and puts names of the same length there.
func (c *condition) cut(text string) string {
	take := func(word *regexp.Regexp, make func(m []string) probe) {
		text = replaceAll(word, text, func(at int, m []string) string {
			p := make(m)
			p.at, p.text = at, m[0]
			p.name = fmt.Sprintf("%-*d", len(m[0])-2, len(c.probes))
			c.probes = append(c.probes, p)
			return "`" + p.name + "`"
		})
	}
	take(changesWord(), func(m []string) probe { return probe{kind: "changes", key: m[1], typ: data.Boolean} })
	take(firedWord(), func(m []string) probe { return probe{kind: "fired", key: m[1], typ: data.Boolean} })
	take(valueWord(), func(m []string) probe {
		return probe{kind: "value", query: m[1], key: m[2], column: strings.Trim(m[3], "`")}
	})
	take(numberWord(), func(m []string) probe { return probe{kind: "number", query: m[1], column: numberName(m[2])} })
	return text
}

func replaceAll(word *regexp.Regexp, text string, with func(at int, m []string) string) string {
	var b strings.Builder
	from := 0
	for _, m := range word.FindAllStringSubmatchIndex(text, -1) {
		groups := make([]string, len(m)/2)
		for i := range groups {
			if m[2*i] >= 0 {
				groups[i] = text[m[2*i]:m[2*i+1]]
			}
		}
		b.WriteString(text[from:m[0]])
		b.WriteString(with(m[0], groups))
		from = m[1]
	}
	return b.String() + text[from:]
}

// bind finds the query and the column of a value, and so its type.
func (k *Kernel) bind(p *probe) error {
	if p.kind == "fired" || p.kind == "changes" {
		return nil
	}
	fail := func(format string, args ...any) error {
		return &Failure{Message: p.text + ": " + fmt.Sprintf(format, args...), Line: 1, Col: p.at + 1, Len: len(p.text)}
	}
	t, err := k.trackOf(p.query)
	if err != nil {
		if len(k.tracks) == 0 {
			return fmt.Errorf("%s: %w", p.query, errNotStarted)
		}
		if near := spelling.Nearest(p.query, k.queryNames()); near != "" {
			return fail("there is no query %s; did you mean %s?", p.query, near)
		}
		return fail("there is no query %s; started are %s", p.query, strings.Join(k.queryNames(), ", "))
	}
	if p.kind == "number" {
		p.typ = stopSchema().Fields[stopSchema().Index(p.column)].Type
		return nil
	}
	columns, err := present.StateColumns(t.subject(k))
	if err != nil {
		return err
	}
	shown := present.OutputNames(t.subject(k))
	var names []string
	for _, f := range columns {
		if strings.EqualFold(f.Name, p.column) || p.column != "" && shown[p.column] == f.Name || p.column == "" && len(columns) == 1 {
			p.column, p.typ = f.Name, f.Type
			return nil
		}
		name := f.Name
		for other, of := range shown {
			if of == name {
				name = other
			}
		}
		names = append(names, name)
	}
	switch near := spelling.Nearest(p.column, names); {
	case len(names) == 0:
		return fail("%s keeps no state", p.query)
	case p.column == "":
		return fail("say which column: %s", strings.Join(names, ", "))
	case near != "":
		return fail("the state of %s has no column %s; did you mean %s?", p.query, p.column, near)
	}
	return fail("the state of %s has no column %s; it has %s", p.query, p.column, strings.Join(names, ", "))
}

// schema is the row that the expression sees: the numbers of a batch, then the probes.
func (c *condition) schema() *data.Schema {
	fields := append([]data.Field(nil), stopSchema().Fields...)
	for _, p := range c.probes {
		fields = append(fields, data.Field{Name: p.name, Type: p.typ, Nullable: true})
	}
	return data.NewSchema(fields...)
}

// value evaluates a condition for step n of a query.
func (k *Kernel) value(t *track, c *condition, n int) (data.Column, error) {
	if n < 0 || n >= t.infos.len() {
		return nil, fmt.Errorf("no batch has run yet")
	}
	if c.expr == nil {
		bound, err := k.parseStop(c.text)
		if err != nil {
			return nil, err
		}
		*c = *bound
	}
	row := t.numbers(n)
	cols := append([]data.Column(nil), row.Cols...)
	for _, p := range c.probes {
		col, err := k.probe(t, p, n)
		if err != nil {
			return nil, err
		}
		cols = append(cols, col)
	}
	return expr.Eval(k.exprContext(), c.expr, data.NewBatch(c.schema(), cols...))
}

// probe looks one word about the state up, with step n done.
func (k *Kernel) probe(t *track, p probe, n int) (data.Column, error) {
	s := t.subject(k)
	switch p.kind {
	case "fired":
		fired, err := present.WindowFired(s, n+1, p.key)
		return p.is(fired), err
	case "changes":
		before, err := present.KeyText(s, n, p.key)
		if err != nil {
			return nil, err
		}
		now, err := present.KeyText(s, n+1, p.key)
		return p.is(before != now), err
	}
	if p.query != t.name {
		other, err := k.trackOf(p.query)
		if err != nil {
			return nil, err
		}
		t, s, n = other, other.subject(k), min(n, other.timeline().Len()-1)
	}
	if p.kind == "number" {
		if n < 0 {
			return p.is(nil), nil
		}
		return t.numbers(n).Cols[stopSchema().Index(p.column)], nil
	}
	c, row, found, err := present.KeyColumn(s, n+1, p.key, p.column)
	if err != nil || !found {
		return p.is(nil), err
	}
	return data.Slice(c, row, row+1), nil
}

// is a column of one value, nil for null.
func (p probe) is(v any) data.Column {
	return data.FromRows(data.NewSchema(data.Field{Name: p.name, Type: p.typ, Nullable: true}), [][]any{{v}}).Cols[0]
}
