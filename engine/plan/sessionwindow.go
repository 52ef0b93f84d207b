package plan

import (
	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/expr"
	"github.com/sparkrepl/sparkrepl/engine/operator"
)

// sessionWindow is the session_window(time, gap) of a SELECT.
type sessionWindow struct {
	time, gap expr.Expr
	at        expr.Span
}

// sessionCall resolves a session_window call to a reference that is placed once it is known
// whether the SELECT groups by it.
func (b *block) sessionCall(c *expr.Call) (expr.Expr, error) {
	time, err := b.windowInput(c)
	if err != nil {
		return nil, err
	}
	gap, err := b.sessionGap(c.Args[1])
	if err != nil {
		return nil, err
	}
	w := &sessionWindow{time: time, gap: gap, at: c.At}
	if b.session != nil && !(same(b.session.time, w.time) && same(b.session.gap, w.gap)) {
		return nil, b.manyWindows()
	}
	b.session, b.scope.session = w, true
	return w.ref(), nil
}

// ref is the reference that stands for the window until it is placed.
func (w *sessionWindow) ref() *expr.Ref {
	return &expr.Ref{Index: sessionBase, Name: "session_window", Typ: windowType(w.time.Type())}
}

// sessionGap resolves the gap: a BIGINT literal of microseconds when it is constant and has no
// months, else an expression of CALENDAR INTERVAL type.
func (b *block) sessionGap(e expr.Expr) (expr.Expr, error) {
	r, err := b.bind(b.scope, e)
	if err != nil {
		return nil, err
	}
	r = expr.Fold(b.a.ctx, bare(r))
	if l, ok := r.(*expr.Literal); ok && l.Typ.Kind == data.KindString && l.Value != nil {
		v, err := b.a.interval(l.Value.(string))
		switch {
		case err != nil: // the cast below fails with the first batch, as Spark's does
		case v.Months != 0:
			return &expr.Literal{Value: v, Typ: data.CalendarInterval}, nil
		default:
			return &expr.Literal{Value: int64(v.Days)*microsPerDay + v.Micros, Typ: data.Long}, nil
		}
	}
	switch r.Type().Kind {
	case data.KindCalendarInterval:
		return r, nil
	case data.KindString:
		return &expr.Cast{Child: r, To: data.CalendarInterval, Mode: b.a.castMode(), Implicit: true, At: expr.SpanOf(e)}, nil
	}
	return nil, &expr.Error{Message: "Gap duration expression used in session window must be CalendarIntervalType, but got " + scalaType(r.Type()) + ".", At: expr.SpanOf(e)}
}

// findSession looks for the session window among the keys.
func (g *grouping) findSession() {
	for i, k := range g.keys {
		if r, ok := k.(*expr.Ref); ok && r.Index == sessionBase {
			g.session, g.gap = i, g.b.session.gap
		}
	}
}

// sessionKey is the key of the session as the Aggregate takes it, the event time, and its
// output column, the window.
func (g *grouping) sessionKey() (expr.Expr, data.Field) {
	w := g.b.session
	f := fieldOf(g.b.node.Schema(), w.time, g.names[g.session])
	f.Type, f.Nullable = windowType(w.time.Type()), false
	return w.time, f
}

// ungrouped ends the grouping step of a SELECT that does not group.
func (b *block) ungrouped() error {
	if err := b.refuseMarks(); err != nil {
		return err
	}
	return b.placeSession(true)
}

// placeSession makes a column of a session window that nothing is grouped by: each row has its own
// window, from its time to the time plus the gap. Rows without a time or with an empty window are
// left out.
func (b *block) placeSession(own bool) error {
	if b.session == nil || !own {
		return nil
	}
	ctx, w := b.a.ctx, b.session
	end := call(ctx, "+", w.time, gapInterval(w.gap))
	b.node = &operator.Filter{Child: b.node, Cond: and(ctx, call(ctx, "isnotnull", w.time), call(ctx, ">", end, w.time))}
	exprs, names := passAll(b.node, b.node.Schema().Len())
	window := call(ctx, "named_struct", stringLiteral("start"), w.time, stringLiteral("end"), end)
	p := project(b.node, append(exprs, window), append(names, "session_window"))
	last := &p.Out.Fields[len(exprs)]
	src := fieldOf(b.node.Schema(), w.time, "")
	last.EventTime, last.DelayMs, last.Window = src.EventTime, src.DelayMs, "sessionWindow"
	b.node = p
	b.mapItems(func(i int) int {
		if i == sessionBase {
			return len(exprs)
		}
		return i
	})
	return nil
}

// mapItems changes the ordinals in every item, key and OVER call.
func (b *block) mapItems(to func(int) int) {
	for i := range b.items {
		b.items[i].e = mapRefs(b.items[i].e, to)
	}
	for _, s := range b.slots {
		if s.win != nil {
			_ = s.win.each(func(e expr.Expr) (expr.Expr, error) { return mapRefs(e, to), nil })
		}
	}
	if b.qual != nil {
		b.qual = mapRefs(b.qual, to)
	}
	if b.grouping != nil {
		for i, k := range b.grouping.keys {
			b.grouping.keys[i] = mapRefs(k, to)
		}
	}
}
