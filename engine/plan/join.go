package plan

import (
	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/expr"
	"github.com/sparkrepl/sparkrepl/engine/operator"
)

// join resolves a join: both sides, then the columns to join by, then the condition.
func (a *analyzer) join(n *operator.Join) (operator.Node, error) {
	left, err := a.node(n.Left)
	switch {
	case err != nil && n.Lateral:
		return nil, a.lostNames(err, n.Cond)
	case err != nil:
		return nil, a.sooner(a.lostNames(err, n.Cond), n.Right)
	}
	if n.Lateral {
		return a.lateral(n, left)
	}
	right, err := a.node(n.Right)
	if err != nil {
		return nil, err
	}
	if n.Out != nil {
		if left == n.Left && right == n.Right {
			return n, nil
		}
		return n.With([]operator.Node{left, right}), nil
	}
	using := n.Using
	if n.Natural {
		using = a.common(left, right)
	}
	if len(using) > 0 {
		return a.joinUsing(n, left, right, using)
	}
	on, err := a.joinCondition(left, right, n.Cond, n.How, n.At)
	if err != nil {
		return nil, err
	}
	j := a.buildJoin(on.left, on.right, n.How, on.cond, n.At)
	j.Refused, j.Crossed = on.refused, n.Crossed
	return on.trimmed(j), nil
}

// joinScope is the view of names over both sides.
func (a *analyzer) joinScope(left, right operator.Node) *scope {
	s := a.scope(left)
	width := len(s.cols)
	marker := &operator.Union{}
	s.cols = append([]column{}, s.cols...)
	for i, c := range columnsOf(right) {
		c.id = origin{marker, width + i}
		s.cols = append(s.cols, c)
	}
	return s
}

// buildJoin completes a join whose condition is resolved over left columns, then right ones.
func (a *analyzer) buildJoin(left, right operator.Node, how operator.JoinType, cond expr.Expr, at expr.Span) *operator.Join {
	j := &operator.Join{Left: left, Right: right, How: how, Cond: cond, At: at, Streams: Streaming(left) && Streaming(right)}
	if how == operator.Cross && cond != nil {
		j.How = operator.Inner
	}
	splitCondition(a.ctx, j)
	j.Out = joinSchema(j)
	if j.Streams {
		boundState(j)
	}
	return j
}

// joinSchema is what a join puts out: the side that may be missing is nullable, and everything is
// where the rows come back from a state store.
func joinSchema(j *operator.Join) *data.Schema {
	fields := append([]data.Field{}, j.Left.Schema().Fields...)
	width := len(fields)
	if j.How == operator.Existence {
		return data.NewSchema(append(fields, data.Field{Name: "exists", Type: data.Boolean})...)
	}
	if j.How != operator.LeftSemi && j.How != operator.LeftAnti {
		fields = append(fields, j.Right.Schema().Fields...)
	}
	for i := range fields {
		missing := j.How == operator.FullOuter || i >= width && j.How == operator.LeftOuter || i < width && j.How == operator.RightOuter
		fields[i].Nullable = fields[i].Nullable || missing || j.Streams
	}
	if j.Columns != nil {
		fields = pickFields(fields, j.Columns)
	}
	return data.NewSchema(fields...)
}

func pickFields(fields []data.Field, which []int) []data.Field {
	out := make([]data.Field, len(which))
	for i, c := range which {
		out[i] = fields[c]
	}
	return out
}

// common lists the column names both sides have: NATURAL JOIN.
func (a *analyzer) common(left, right operator.Node) []string {
	var out []string
	for _, f := range left.Schema().Fields {
		if right.Schema().Index(f.Name) >= 0 {
			out = append(out, f.Name)
		}
	}
	return out
}

// joinUsing joins by columns of one name; the output has each of them once, in front.
func (a *analyzer) joinUsing(n *operator.Join, left, right operator.Node, using []string) (operator.Node, error) {
	width := left.Schema().Len()
	ls, rs := a.scope(left), a.scope(right)
	var cond expr.Expr
	keyL, keyR := map[int]bool{}, map[int]bool{}
	var keys [][2]*expr.Ref
	for _, name := range using {
		l, err := usingSide(ls, name, "left")
		if err != nil {
			return nil, err
		}
		r, err := usingSide(rs, name, "right")
		if err != nil {
			return nil, err
		}
		keyL[l.Index], keyR[r.Index] = true, true
		shifted := *r
		shifted.Index += width
		eq, err := expr.Resolve(a.ctx, ls, &expr.Call{Func: "=", Args: []expr.Expr{l, &shifted}, At: n.At})
		if err != nil {
			return nil, err
		}
		cond = and(a.ctx, cond, collationJoined(eq))
		keys = append(keys, [2]*expr.Ref{l, &shifted})
	}
	j := a.buildJoin(left, right, n.How, cond, n.At)
	j.Using = using
	var exprs []expr.Expr
	var names []string
	for i, k := range keys {
		key, err := a.usingKey(n.How, k, using[i])
		if err != nil {
			return nil, err
		}
		exprs = append(exprs, key)
		names = append(names, k[0].Name)
	}
	for i, f := range j.Out.Fields {
		if keyL[i] || i >= width && keyR[i-width] {
			continue
		}
		exprs = append(exprs, &expr.Ref{Index: i, Name: f.Name, Typ: f.Type, Null: f.Nullable})
		names = append(names, f.Name)
	}
	return project(j, exprs, names), nil
}

// usingKey is the merged key: of the side that is always there, or of the one that is.
func (a *analyzer) usingKey(how operator.JoinType, k [2]*expr.Ref, name string) (expr.Expr, error) {
	switch how {
	case operator.RightOuter:
		return k[1], nil
	case operator.FullOuter:
		both, err := expr.Resolve(a.ctx, &scope{a: a}, &expr.Call{Func: "coalesce", Args: []expr.Expr{k[0], k[1]}})
		return &expr.Alias{Child: both, Name: name}, err
	}
	return k[0], nil
}

func usingSide(s *scope, name, side string) (*expr.Ref, error) {
	// Of several columns of the name the first one counts, as in Spark.
	if hits, _ := s.matches([]string{name}); len(hits) > 0 {
		return s.ref(hits[0], s.cols[hits[0]].Name), nil
	}
	return nil, expr.Errorf("UNRESOLVED_USING_COLUMN_FOR_JOIN", "42703", expr.Span{},
		"USING column `%s` cannot be resolved on the %s side of the join. The %s-side columns: [%s].", name, side, side, s.columnNames())
}
