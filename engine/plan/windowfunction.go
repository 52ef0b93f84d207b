package plan

import (
	"strings"

	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/expr"
	"github.com/sparkrepl/sparkrepl/engine/operator"
)

// windowCall is one resolved OVER call of a SELECT.
type windowCall struct {
	// call is the aggregate, or a ranking or offset function as *expr.Call with its
	// arguments resolved.
	call      expr.Expr
	partition []expr.Expr
	order     []expr.SortKey
	frame     *expr.WindowFrame
	at        expr.Span // of the specification
	text      string
	name      string // of the item that is this call, "" when it stands inside one
	typ       *data.Type
	null      bool
}

// parts lists the expressions of the call.
func (w *windowCall) parts() []expr.Expr {
	out := append([]expr.Expr{w.call}, w.partition...)
	for _, k := range w.order {
		out = append(out, k.Expr)
	}
	return out
}

// each rewrites the expressions of the call.
func (w *windowCall) each(fn func(expr.Expr) (expr.Expr, error)) error {
	children := w.call.Children()
	if len(children) > 0 {
		next := make([]expr.Expr, len(children))
		for i, c := range children {
			r, err := fn(c)
			if err != nil {
				return err
			}
			next[i] = r
		}
		w.call = w.call.With(next)
	}
	for i, p := range w.partition {
		r, err := fn(p)
		if err != nil {
			return err
		}
		w.partition[i] = r
	}
	for i, k := range w.order {
		r, err := fn(k.Expr)
		if err != nil {
			return err
		}
		w.order[i].Expr = r
	}
	return nil
}

// windowCall resolves an OVER call.
func (b *block) windowCall(sc *scope, c *expr.Call) (*windowCall, error) {
	over := c.Over
	if over.Name != "" {
		named := b.sel.Windows[over.Name]
		if named == nil {
			return nil, plannedf("MISSING_WINDOW_SPECIFICATION", "42P20", expr.Span{},
				"Window specification is not defined in the WINDOW clause for %s. For more information about WINDOW clauses, please refer to 'https://spark.apache.org/docs/latest/sql-ref-syntax-qry-select-window.html'.", over.Name)
		}
		over = named
	}
	called := *c
	called.Over = over
	c = &called
	w := &windowCall{at: over.At, partition: make([]expr.Expr, len(over.PartitionBy))}
	var err error
	for i, p := range over.PartitionBy {
		if err := expr.NoStars("windowspecdefinition", p); err != nil {
			return nil, err
		}
		if w.partition[i], err = b.bind(sc, p); err == nil {
			err = checkCollated(w.partition[i], false)
		}
		if err != nil {
			return nil, err
		}
	}
	for _, k := range over.OrderBy {
		if err := expr.NoStars("sortorder", k.Expr); err != nil {
			return nil, err
		}
		if k.Expr, err = b.bind(sc, k.Expr); err == nil {
			err = checkCollated(k.Expr, true)
		}
		if err != nil {
			return nil, err
		}
		w.order = append(w.order, k)
	}
	if w.frame, err = b.windowFrame(sc, over.Frame); err != nil {
		return nil, err
	}
	plain := *c
	plain.Over = nil
	if expr.WindowOnly(c.Func) {
		err = w.rank(b, sc, &plain)
	} else {
		err = w.aggregate(b, sc, &plain)
	}
	if err != nil {
		return nil, err
	}
	if err := b.refuseAlias(w); err != nil {
		return nil, err
	}
	if w.frame != nil && !w.frame.Rows && len(w.order) == 1 {
		w.frame = expr.RangeOffsets(b.a.ctx, w.frame, w.order[0].Expr.Type())
	}
	w.text = w.sql()
	return w, w.check(c)
}

// refuseAlias refuses the name of another item in a window call of the SELECT list.
func (b *block) refuseAlias(w *windowCall) error {
	if b.listed {
		return nil
	}
	alias := ""
	for _, p := range w.parts() {
		expr.Walk(p, func(x expr.Expr) bool {
			if r, ok := x.(*expr.Ref); ok && alias == "" && r.Index >= aliasBase && r.Index < slotBase {
				alias = b.items[r.Index-aliasBase].name
			}
			return true
		})
	}
	if alias == "" {
		return nil
	}
	call := w.call.String()
	if c, ok := w.call.(*expr.Call); ok {
		_, arguments, _ := strings.Cut(expr.WindowText(c), "(")
		call = strings.ToLower(c.Func) + "(" + arguments
	}
	frame := "unspecifiedframe$()"
	if w.frame != nil {
		frame = w.frame.String()
	}
	return expr.Errorf("UNSUPPORTED_FEATURE.LATERAL_COLUMN_ALIAS_IN_WINDOW", "0A000", expr.Span{}, "The feature is not supported: Referencing a lateral column alias `%s` in window expression \"%s OVER (%s)\".",
		alias, call, w.specWith(frame))
}

// rank resolves a call that only OVER gives a meaning: row_number, lag and the like.
func (w *windowCall) rank(b *block, sc *scope, c *expr.Call) error {
	if c.Filter != nil {
		return expr.NoFilter(c)
	}
	var args []expr.Expr
	for _, x := range c.Args {
		if s, ok := x.(*expr.Star); ok {
			cols, err := sc.Star(s.Qualifier, s.At)
			if err != nil {
				return err
			}
			args = append(args, cols...)
			continue
		}
		e, err := b.bind(sc, x)
		if err != nil {
			return err
		}
		args = append(args, e)
	}
	c.Args = args
	w.call = c
	if err := expr.CountWindowArguments(c); err != nil {
		return err
	}
	if len(w.order) == 0 {
		err := expr.Errorf("WINDOW_FUNCTION_FRAME_NOT_ORDERED", "42601", c.At,
			"Window function %s requires the window to be ordered. You need to add an ORDER BY clause. For example: SELECT %s OVER (PARTITION BY window_partition ORDER BY window_ordering) FROM table.",
			strings.ToLower(c.Func), w.qualify().callText())
		err.Parsed = true
		return err
	}
	if err := w.frameAllowed(c.Func); err != nil {
		return err
	}
	bound, typ, err := expr.BindWindowCall(b.a.ctx, sc, c)
	w.call, w.typ, w.null = bound, typ, expr.NullableRank(c.Func)
	return err
}

// aggregate resolves an aggregate; nothing else may stand before OVER.
func (w *windowCall) aggregate(b *block, sc *scope, c *expr.Call) error {
	e, err := b.bind(sc, c)
	if err != nil {
		return err
	}
	w.call, w.typ, w.null = e, e.Type(), true
	return nil
}

// sql is Spark's text of the call.
func (w *windowCall) sql() string { return w.callText() + " OVER (" + w.spec() + ")" }

// callText is the call before OVER.
func (w *windowCall) callText() string {
	if c, ok := w.call.(*expr.Call); ok {
		return expr.WindowText(c)
	}
	return w.call.String()
}

// qualified is the text of the call with the relations of its columns, as Spark names the calls
// of QUALIFY.
func (w *windowCall) qualified() string { return w.qualify().sql() }

// qualify is a copy whose columns name their relations.
func (w *windowCall) qualify() *windowCall {
	c := *w
	c.partition, c.order = append([]expr.Expr{}, w.partition...), append([]expr.SortKey{}, w.order...)
	_ = c.each(func(e expr.Expr) (expr.Expr, error) {
		return rewrite(e, func(x expr.Expr) (expr.Expr, error) {
			r, ok := x.(*expr.Ref)
			if !ok || r.Qualifier == "" {
				return nil, nil
			}
			named := *r
			named.Name = r.Qualifier + "." + r.Name
			return &named, nil
		})
	})
	return &c
}

func (w *windowCall) spec() string { return w.specWith(w.frameText()) }

func (w *windowCall) specWith(frame string) string {
	var parts []string
	if len(w.partition) > 0 {
		list := make([]string, len(w.partition))
		for i, p := range w.partition {
			list[i] = p.String()
		}
		parts = append(parts, "PARTITION BY "+strings.Join(list, ", "))
	}
	if len(w.order) > 0 {
		list := make([]string, len(w.order))
		for i, k := range w.order {
			list[i] = keyText(k)
		}
		parts = append(parts, "ORDER BY "+strings.Join(list, ", "))
	}
	return strings.Join(append(parts, frame), " ")
}

// frameText is the frame as written, or the one Spark takes.
func (w *windowCall) frameText() string {
	if w.frame != nil {
		return w.frame.String()
	}
	if c, ok := w.call.(*expr.Call); ok {
		if f := expr.RequiredFrame(c.Func); f != nil {
			return f.String()
		}
		if expr.FixedFrame(c.Func) {
			return expr.ShiftText(c)
		}
	}
	return w.window().String()
}

// window is the frame of an aggregate.
func (w *windowCall) window() *expr.WindowFrame {
	switch {
	case w.frame != nil:
		return w.frame
	case len(w.order) > 0:
		return expr.GrowingFrame(false)
	}
	return expr.WholeFrame()
}

func keyText(k expr.SortKey) string {
	out := k.Expr.String() + " ASC"
	if k.Desc {
		out = k.Expr.String() + " DESC"
	}
	if k.NullsFirst {
		return out + " NULLS FIRST"
	}
	return out + " NULLS LAST"
}

// placeWindow puts the WindowFunction of slot k on top, together with the other calls that share
// its window.
func (b *block) placeWindow(k int, w *windowCall) error {
	if err := w.each(b.place); err != nil {
		return err
	}
	in := b.node.Schema()
	field := data.Field{Name: w.name, Type: w.typ, Nullable: w.null}
	if field.Name == "" {
		field.Name = w.text
	}
	b.node = &operator.WindowFunction{Calls: []expr.Expr{w.call}, PartitionBy: w.partition, OrderBy: w.order, Frame: w.frame, At: b.sel.At,
		Out: data.NewSchema(append(append([]data.Field{}, in.Fields...), field)...), Child: b.node}
	b.slots[k].col = in.Len()
	return nil
}
