package plan

import (
	"errors"
	"slices"
	"strings"

	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/expr"
	"github.com/sparkrepl/sparkrepl/engine/operator"
)

// lostJoin is the refusal of a join whose condition makes a window. Spark leaves such a join
// unresolved, and with it every name above it: the first of those is what it reports.
type lostJoin struct {
	cause error
	scope *scope
}

// Error implements error.
func (l *lostJoin) Error() string { return l.cause.Error() }

// Unwrap gives the refusal of the join itself.
func (l *lostJoin) Unwrap() error { return l.cause }

const windowFirst = "A join condition cannot make a window. Make it a column of its side first: SELECT *, window(ts, '10 seconds') AS w."

// typesWindowField tells whether a join condition asks for the type of what is taken out of a window that it
// makes: Spark fails there. Only IS [NOT] NULL does not ask.
func typesWindowField(e expr.Expr) bool {
	c, call := e.(*expr.Call)
	switch {
	case call && (c.Func == "is null" || c.Func == "is not null" || c.Func == "isnull" || c.Func == "isnotnull") && len(c.Args) == 1 && takesFromWindow(c.Args[0]):
		return typesWindowField(c.Args[0].(*expr.Call).Args[0])
	case call && takesFromWindow(c):
		return true
	}
	return slices.ContainsFunc(e.Children(), typesWindowField)
}

// windowMismatch is the refusal of a condition in which a window meets what is none, nil without one.
func (a *analyzer) windowMismatch(s *scope, cond expr.Expr) error {
	b := &block{a: a, sel: &operator.Select{}, scope: s, cols: map[int]int{}}
	e, err := rewrite(cond, func(x expr.Expr) (expr.Expr, error) {
		c, call := x.(*expr.Call)
		switch name := strings.ToLower(callName(c, call)); {
		case windowArity[name].most == 0:
			return nil, nil
		case name == "window_time":
			_, err := b.windowTime(c)
			return nil, err
		}
		time, err := b.windowInput(c)
		if err != nil {
			return nil, nil
		}
		return &expr.Ref{Name: b.windowText(c, time), Typ: windowType(time.Type())}, nil
	})
	if err == nil {
		_, err = b.bind(s, e)
	}
	var refused *expr.Error
	if errors.As(err, &refused) && strings.HasPrefix(refused.Condition, "DATATYPE_MISMATCH") {
		return err
	}
	return nil
}

// timeDifference is the refusal of a condition that takes the time of a window from a timestamp, or the other
// way round: Spark does not get to find out that these are timestamps. nil without one.
func (a *analyzer) timeDifference(s *scope, cond expr.Expr) (err error) {
	timed := func(e expr.Expr) bool {
		c, call := e.(*expr.Call)
		return strings.EqualFold(callName(c, call), "window_time")
	}
	expr.Walk(cond, func(x expr.Expr) bool {
		c, ok := x.(*expr.Call)
		if err != nil || !ok || c.Func != "-" || len(c.Args) != 2 || !timed(c.Args[0]) && !timed(c.Args[1]) {
			return err == nil
		}
		var texts []string
		for _, e := range c.Args {
			if t, is := e.(*expr.Call); is && timed(e) && len(t.Args) == 1 {
				w, failed := a.resolve(s, t.Args[0])
				if failed != nil {
					return true
				}
				texts = append(texts, "window_time("+w.String()+")")
				continue
			}
			other, failed := a.resolve(s, e)
			if failed != nil || other.Type() == nil || other.Type().Kind != data.KindTimestamp {
				return true
			}
			texts = append(texts, other.String())
		}
		err = expr.Errorf("DATATYPE_MISMATCH.BINARY_OP_WRONG_TYPE", "42K09", c.At, "Cannot resolve \"(%s - %s)\" due to data type mismatch: the binary operator requires the input type "+
			"(\"NUMERIC\" or \"INTERVAL DAY TO SECOND\" or \"INTERVAL YEAR TO MONTH\" or \"INTERVAL\"), not \"TIMESTAMP\".", texts[0], texts[1])
		return false
	})
	return err
}

// takesFromWindow tells a field or the time of a window that a call makes.
func takesFromWindow(e expr.Expr) bool {
	c, ok := e.(*expr.Call)
	return ok && (c.Func == "." || strings.EqualFold(c.Func, "window_time")) && len(c.Args) > 0 && callsWindow(c.Args[0])
}

// loseJoin refuses a join for the window in its condition, or for a name there that is no column.
func (a *analyzer) loseJoin(left, right operator.Node, cond expr.Expr, how operator.JoinType, at expr.Span) error {
	s := a.joinScope(left, right)
	if err := a.unknownName(s, cond); err != nil {
		return err
	}
	if typesWindowField(cond) {
		err := expr.Errorf("INTERNAL_ERROR", "XX000", expr.Span{}, "Invalid call to dataType on unresolved object")
		err.Hint = windowFirst
		return err
	}
	if err := a.timeDifference(s, cond); err != nil {
		return err
	}
	if err := a.windowMismatch(s, cond); err != nil {
		return err
	}
	err := expr.Errorf("INTERNAL_ERROR", "XX000", at, "Found the unresolved operator: 'Join %s, %s.", how, a.windowedText(left, right, cond))
	err.Parsed = true
	err.Hint = windowFirst
	if how == operator.LeftSemi || how == operator.LeftAnti {
		s = a.scope(left)
	}
	return &lostJoin{cause: err, scope: s}
}

// unknownName is the refusal of the first name in an expression that is no column, nil without one.
func (a *analyzer) unknownName(s *scope, e expr.Expr) (err error) {
	expr.Walk(e, func(x expr.Expr) bool {
		if n, ok := x.(*expr.Name); ok && err == nil {
			_, err = a.resolve(s, n)
		}
		return err == nil
	})
	return err
}

// lostNames is the refusal of a node over a join that was refused: of a function in its expressions
// that does not exist, or of the first star or name in them. Other refusals come back as they are.
func (a *analyzer) lostNames(err error, list ...expr.Expr) error {
	var lost *lostJoin
	if !errors.As(err, &lost) {
		return err
	}
	for _, e := range list {
		var refused *expr.Error
		if _, err := a.resolve(lost.scope, e); errors.As(err, &refused) && refused.Condition == "UNRESOLVED_ROUTINE" && !callsWindow(e) {
			return err
		}
	}
	for _, e := range list {
		if err := lost.firstName(e); err != nil {
			return err
		}
	}
	return err
}

// firstName is the refusal of the first star or name in an expression, nil when it has none.
func (l *lostJoin) firstName(e expr.Expr) (err error) {
	if e == nil {
		return nil
	}
	expr.Walk(e, func(x expr.Expr) bool {
		if err != nil {
			return false
		}
		switch x := x.(type) {
		case *expr.Call:
			return !countsAll(x)
		case *expr.Star:
			err = plannedf("INVALID_USAGE_OF_STAR_OR_REGEX", "42000", x.At, "Invalid usage of '*' in Project.")
		case *expr.Name:
			err = l.scope.unresolved(x.Parts, x.At)
		}
		return err == nil
	})
	return err
}

// countsAll tells whether a call is count(*), whose star is no column.
func countsAll(c *expr.Call) bool {
	if len(c.Args) != 1 || !strings.EqualFold(c.Func, "count") {
		return false
	}
	_, star := c.Args[0].(*expr.Star)
	return star
}
