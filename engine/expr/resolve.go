package expr

import (
	"strings"

	"github.com/sparkrepl/sparkrepl/engine/data"
)

// Resolve binds an unresolved tree to a scope: names become [Ref] or field access, calls
// become [Apply], [Agg], [Generator], [Cast] or [Case] with Spark's type coercion applied.
// A call with Over keeps its [Call] node, its arguments resolved: analysis lowers it. So
// does a call of a window function. The errors are *[Error] in Spark's words.
func Resolve(ctx *Context, scope Scope, e Expr) (Expr, error) {
	r := resolver{ctx, scope}
	return r.resolve(e)
}

type resolver struct {
	ctx   *Context
	scope Scope
}

func sameName(ctx *Context, a, b string) bool {
	return a == b || !ctx.CaseSensitive && strings.EqualFold(a, b)
}

func (r resolver) resolve(e Expr) (Expr, error) {
	switch e := e.(type) {
	case *Name:
		return r.name(e)
	case *Call:
		return r.call(e)
	case *Cast:
		return r.cast(e)
	case *Case:
		return r.caseWhen(e)
	case *TypedLiteral:
		return e.resolve(r.ctx)
	case *Lambda:
		return nil, lambdaAlone()
	case *Alias:
		if err := NoStars("alias", e.Child); err != nil {
			return nil, err
		}
		child, err := r.resolve(e.Child)
		if err != nil {
			return nil, err
		}
		return e.With([]Expr{child}), nil
	case *Star:
		return nil, Errorf("INVALID_USAGE_OF_STAR_OR_REGEX", "42000", e.At, "Invalid usage of '*' in expression.")
	case *Subquery:
		list, err := r.all(e.Values)
		if err != nil {
			return nil, err
		}
		return e.With(list), nil
	}
	return e, nil
}

func (r resolver) all(list []Expr) ([]Expr, error) {
	out := make([]Expr, 0, len(list))
	for _, e := range list {
		if _, later := e.(*Lambda); later {
			out = append(out, e)
			continue
		}
		if s, ok := e.(*Star); ok {
			cols, err := r.scope.Star(s.Qualifier, s.At)
			if err != nil {
				return nil, err
			}
			out = append(out, cols...)
			continue
		}
		x, err := r.resolve(e)
		if err != nil {
			return nil, err
		}
		out = append(out, x)
	}
	return out, nil
}

// BareFunction tells whether a name means a function where no column has it.
func BareFunction(name string) bool { return bareFunctions[strings.ToLower(name)] != "" }

// bareFunctions are the functions that a name means where no column has it.
var bareFunctions = map[string]string{"current_date": "current_date", "current_timestamp": "current_timestamp", "current_time": "current_time", "localtime": "current_time",
	"current_user": "current_user", "user": "current_user", "session_user": "current_user", "current_path": "current_path"}

func (r resolver) name(n *Name) (Expr, error) {
	e, used, err := r.scope.Column(n.Parts, n.At)
	if err != nil {
		if f := bareFunctions[strings.ToLower(n.Parts[0])]; f != "" && len(n.Parts) == 1 {
			return bindCall(r.ctx, r.scope, &Call{Func: f, At: n.At}, nil)
		}
		if e, used = variable(r.ctx, n.Parts); e == nil || !unknownColumn(err) {
			return nil, err
		}
	}
	for _, part := range n.Parts[used:] {
		if e, err = fieldOf(r.ctx, e, part, n.At); err != nil {
			return nil, err
		}
	}
	return e, nil
}

// unknownColumn tells whether a name was refused because no column has it.
func unknownColumn(err error) bool {
	e, ok := err.(*Error)
	return ok && strings.HasPrefix(e.Condition, "UNRESOLVED_COLUMN")
}

func (r resolver) call(c *Call) (Expr, error) {
	if c.Over != nil {
		return r.over(c)
	}
	if err := refuseStar(r.scope, c); err != nil {
		return nil, err
	}
	if c.Func == "." && len(c.Args) == 2 {
		child, err := r.resolve(c.Args[0])
		if err != nil {
			return nil, err
		}
		if l, ok := c.Args[1].(*Literal); ok {
			if name, ok := l.Value.(string); ok {
				return fieldOf(r.ctx, child, name, Span{}) // Spark names no place here
			}
		}
	}
	given := c.Args
	if strings.EqualFold(c.Func, "count") && len(given) == 1 && !c.Distinct {
		if s, ok := given[0].(*Star); ok && len(s.Qualifier) == 0 {
			given = []Expr{&Literal{Value: int32(1), Typ: data.Int}}
		}
	}
	list, err := r.all(given)
	if err != nil {
		return nil, err
	}
	return bindCall(r.ctx, r.scope, c, list)
}

// over resolves the parts of a window call and leaves the call itself to analysis.
func (r resolver) over(c *Call) (Expr, error) {
	n := *c
	if strings.EqualFold(c.Func, "count") && len(c.Args) == 1 {
		if _, ok := c.Args[0].(*Star); ok {
			n.Args = []Expr{&Literal{Value: int32(1), Typ: data.Int}}
		}
	}
	children := n.Children()
	for i, e := range children {
		if _, later := e.(*Lambda); later {
			continue
		}
		x, err := r.resolve(e)
		if err != nil {
			return nil, err
		}
		children[i] = x
	}
	return n.With(children), nil
}

func (r resolver) cast(c *Cast) (Expr, error) {
	if err := NoStars("cast", c.Child); err != nil {
		return nil, err
	}
	child, err := r.resolve(c.Child)
	if err != nil {
		return nil, err
	}
	if err := typeAllowed(r.ctx, c.To); err != nil {
		return nil, err
	}
	n := *c
	n.Child = child
	switch {
	case c.Mode == CastTry:
	case r.ctx.Ansi:
		n.Mode = CastAnsi
	default:
		n.Mode = CastLegacy
	}
	if child.Type() == nil {
		return &n, nil
	}
	return &n, checkCast(&n)
}

func (r resolver) caseWhen(c *Case) (Expr, error) {
	if err := NoStars("casewhen", append(append([]Expr{}, c.Conds...), c.Values...)...); err != nil {
		return nil, err
	}
	for _, e := range append(append([]Expr{}, c.Conds...), c.Values...) {
		if _, lambda := e.(*Lambda); lambda {
			return nil, lambdaAlone()
		}
	}
	conds, err := r.all(c.Conds)
	if err != nil {
		return nil, err
	}
	values, err := r.all(c.Values)
	if err != nil {
		return nil, err
	}
	return caseOf(r.ctx, conds, values, c.At)
}

// caseOf builds a CASE over resolved parts with its values coerced to one type.
func caseOf(ctx *Context, conds, values []Expr, at Span) (Expr, error) {
	out := &Case{Conds: conds, Values: append([]Expr{}, values...), At: at}
	for _, e := range append(append([]Expr{}, conds...), values...) {
		if e.Type() == nil {
			return out, nil
		}
	}
	if collatedCall(values) {
		which := make([]int, len(values))
		for i := range which {
			which[i] = i
		}
		var err error
		if values, err = mergeCollations(ctx, values, which); err != nil {
			return nil, err
		}
		out.Values = append([]Expr{}, values...)
	}
	t := widerAll(ctx, true, values)
	if t == nil {
		return nil, mismatch("DATA_DIFF_TYPES", out.String(), at, "Input to `casewhen` should all be the same type, but it's %s.", typeList("[", values, "]"))
	}
	for i, c := range conds {
		if c.Type().Kind != data.KindBoolean {
			return nil, mismatch("UNEXPECTED_INPUT_TYPE", out.String(), at, "The %s parameter requires the \"BOOLEAN\" type, however \"%s\" has the type %s.",
				ordinal(i), c, quoteType(c.Type()))
		}
	}
	for i, v := range out.Values {
		out.Values[i] = castTo(ctx, v, t, at)
	}
	return out, nil
}

func typeList(open string, list []Expr, shut string) string {
	names := make([]string, len(list))
	for i, e := range list {
		names[i] = quoteType(e.Type())
	}
	return open + strings.Join(names, ", ") + shut
}
