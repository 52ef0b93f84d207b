package expr

import (
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/sparkrepl/sparkrepl/engine/data"
)

// known is the index of the tables by every name, built when first asked.
var known struct {
	once       sync.Once
	functions  map[string]*Function
	aggregates map[string]*AggFunction
	generators map[string]*GeneratorFunction
}

func index() {
	known.functions = map[string]*Function{}
	known.aggregates = map[string]*AggFunction{}
	known.generators = map[string]*GeneratorFunction{}
	for _, f := range Functions() {
		for _, name := range append([]string{f.Name}, f.Aliases...) {
			known.functions[name] = f
		}
	}
	for _, f := range Aggregates() {
		for _, name := range append([]string{f.Name}, f.Aliases...) {
			known.aggregates[name] = f
		}
	}
	for _, f := range Generators() {
		for _, name := range append([]string{f.Name}, f.Aliases...) {
			known.generators[name] = f
		}
	}
}

// LookupAggregate finds an aggregate function by name; nil when there is none.
func LookupAggregate(name string) *AggFunction {
	known.once.Do(index)
	return known.aggregates[strings.ToLower(name)]
}

// LookupGenerator finds a generator function by name; nil when there is none.
func LookupGenerator(name string) *GeneratorFunction {
	known.once.Do(index)
	return known.generators[strings.ToLower(name)]
}

// LookupFunction finds a scalar function: the session's first, then the table's; nil when
// there is none.
func LookupFunction(ctx *Context, name string) *Function {
	if ctx.Function != nil {
		if f := ctx.Function(name); f != nil {
			return f
		}
	}
	known.once.Do(index)
	return known.functions[strings.ToLower(name)]
}

// bindCall resolves a call over resolved arguments.
func bindCall(ctx *Context, scope Scope, c *Call, list []Expr) (Expr, error) {
	name := strings.ToLower(c.Func)
	if err := misplacedLambda(c, list); err != nil {
		return nil, err
	}
	for _, e := range list {
		if _, later := e.(*Lambda); !later && e.Type() == nil {
			n := *c // a part waits for analysis (a window call, a subquery)
			n.Args = list
			return &n, nil
		}
	}
	b := &Binding{Args: list, Call: c, Called: name, Scope: scope, Ctx: ctx}
	collated := collatedCall(list)
	if f := LookupFunction(ctx, name); f != nil {
		if collated {
			b.Fn = f
			return bindCollated(b, name, func(b *Binding) (Expr, error) { return bindFunction(b, b.Fn) })
		}
		return bindFunction(b, f)
	}
	if f := LookupAggregate(name); f != nil {
		if collated {
			return bindCollatedAgg(b, f)
		}
		return bindAgg(b, f)
	}
	if f := LookupGenerator(name); f != nil {
		if err := b.count(f.MinArgs, f.MaxArgs, nil, "", f.Params); err != nil {
			return nil, err
		}
		g, err := f.Bind(b)
		if err != nil {
			return nil, err
		}
		g.Fn, g.Called = f, name
		return g, nil
	}
	if WindowOnly(name) {
		shown := *c
		shown.Args = list
		if err := CountWindowArguments(&shown); err != nil {
			return nil, err
		}
		err := Errorf("WINDOW_FUNCTION_WITHOUT_OVER_CLAUSE", "42601", c.At, "Window function \"%s\" requires an OVER clause.", WindowText(&shown))
		err.Planned = true
		return nil, err
	}
	if name == "cast" { // registered, but no number of arguments makes one
		return nil, WrongCount(name, "0", len(list), c.At)
	}
	return nil, unknownRoutine(c)
}

// Spelled is the function's name as the query writes it.
func (c *Call) Spelled() string {
	if c.Written != "" {
		return c.Written
	}
	return c.Func
}

func bindFunction(b *Binding, f *Function) (Expr, error) {
	b.Fn = f
	if err := b.called(f); err != nil {
		return nil, err
	}
	e, err := f.Bind(b)
	if err != nil {
		return nil, err
	}
	return e, castsTime(b.Ctx, e)
}

// called holds a call against what f takes, whatever the types.
func (b *Binding) called(f *Function) error {
	if err := b.count(f.MinArgs, f.MaxArgs, f.Counts, f.Need, f.Params); err != nil {
		return err
	}
	switch {
	case b.Call == nil:
		return nil
	case b.Call.Distinct:
		return noDistinct(b.Called, b.at())
	case b.Call.Filter != nil:
		return NoFilter(b.Call)
	case b.Call.IgnoreNulls:
		return noIgnoreNulls(b.Call)
	}
	return nil
}

// noDistinct refuses DISTINCT within a function that is no aggregate.
func noDistinct(name string, at Span) error {
	return Errorf("INVALID_SQL_SYNTAX.FUNCTION_WITH_UNSUPPORTED_SYNTAX", "42000", at, "Invalid SQL syntax: The function `%s` does not support DISTINCT.", name)
}

// NoFilter refuses FILTER behind a function that is no aggregate.
func NoFilter(c *Call) error {
	return Errorf("INVALID_SQL_SYNTAX.FUNCTION_WITH_UNSUPPORTED_SYNTAX", "42000", c.At,
		"Invalid SQL syntax: The function `%s` does not support FILTER CLAUSE.", c.Func)
}

// takesNulls are the aggregates that IGNORE NULLS may stand behind.
var takesNulls = map[string]bool{"first": true, "last": true, "collect_list": true, "collect_set": true}

// noIgnoreNulls refuses IGNORE NULLS behind a function that has no use for it.
func noIgnoreNulls(c *Call) error {
	return Errorf("INVALID_SQL_SYNTAX.FUNCTION_WITH_UNSUPPORTED_SYNTAX", "42000", c.At,
		"Invalid SQL syntax: The function `%s` does not support IGNORE NULLS.", c.Func)
}

func bindAgg(b *Binding, f *AggFunction) (Expr, error) {
	if b.Call != nil && b.Call.IgnoreNulls && !takesNulls[f.Name] {
		return nil, noIgnoreNulls(b.Call)
	}
	if err := b.count(f.MinArgs, f.MaxArgs, f.Counts, f.Need, f.Params); err != nil {
		return nil, err
	}
	filter, err := bindFilter(b)
	if err != nil {
		return nil, err
	}
	given := b.frozen().Args
	a, err := f.Bind(b)
	if err != nil {
		return nil, err
	}
	a.Fn, a.Called, a.At, a.Filter = f, b.Called, b.at(), filter
	a.Distinct = b.Call != nil && b.Call.Distinct
	if a.shown != nil {
		given = a.shown
	}
	switch {
	case a.Name != "":
	case a.within != "":
		a.Name = a.within + filterText(filter)
	default:
		a.Name = aggText(b.Called, given, a.Distinct, filter)
	}
	return a, nil
}

func bindFilter(b *Binding) (Expr, error) {
	if b.Call == nil || b.Call.Filter == nil {
		return nil, nil
	}
	if err := NoStars(b.Called, b.Call.Filter); err != nil {
		return nil, err
	}
	filter, err := Resolve(b.Ctx, b.Scope, b.Call.Filter)
	if err != nil {
		return nil, err
	}
	if t := filter.Type(); t != nil && t.Kind != data.KindBoolean {
		return nil, Errorf("INVALID_AGGREGATE_FILTER.NOT_BOOLEAN", "42903", b.at(), "The FILTER expression \"%s\" in an aggregate function is invalid. Expected a FILTER expression of the BOOLEAN type.", filter)
	}
	Walk(filter, func(x Expr) bool {
		if a, ok := x.(*Agg); ok && err == nil {
			err = Errorf("INVALID_AGGREGATE_FILTER.CONTAINS_AGGREGATE", "42903", b.at(),
				"The FILTER expression \"%s\" in an aggregate function is invalid. Expected a FILTER expression without an aggregation, but found \"%s\".", filter, a)
		}
		return err == nil
	})
	return filter, err
}

// Spelled is the text of the aggregate over other arguments.
func (a *Agg) Spelled(args []Expr, filter Expr) string {
	if a.within != "" || a.shown != nil {
		return a.Name
	}
	return aggText(a.Called, args, a.Distinct, filter)
}

func aggText(name string, list []Expr, distinct bool, filter Expr) string {
	text := name + "("
	if distinct {
		text += "DISTINCT "
	}
	return text + join(list) + ")" + filterText(filter)
}

func filterText(filter Expr) string {
	if filter == nil {
		return ""
	}
	return " FILTER (WHERE " + filter.String() + ")"
}

// count holds the number of arguments and brings named ones to their places.
func (b *Binding) count(low, high int, counts []int, need string, params []Param) error {
	if b.Call != nil && (params != nil || b.Call.ArgNames != nil) {
		list, err := arranged(b.Call, b.Args, params)
		if err != nil {
			return err
		}
		b.Args = list
	}
	err := checkCount(b.Called, len(b.Args), low, high, counts, b.at())
	if err != nil && need != "" {
		return WrongCount(b.Called, need, len(b.Args), b.at())
	}
	return err
}

// checkCount holds the number of arguments; Spark words it after the constructors there are. counts
// are the numbers that it names where they have gaps.
func checkCount(name string, got, low, high int, counts []int, at Span) error {
	switch {
	case counts != nil:
		if slices.Contains(counts, got) {
			return nil
		}
	case got >= low && (high < 0 || got <= high):
		return nil
	default:
		for k := low; k <= high; k++ {
			counts = append(counts, k)
		}
	}
	if high < 0 {
		return WrongCount(name, fmt.Sprintf("> %d", low-1), got, Span{})
	}
	parts := make([]string, len(counts))
	for i, k := range counts {
		parts[i] = fmt.Sprint(k)
	}
	if len(parts) == 1 {
		return WrongCount(name, parts[0], got, at)
	}
	return WrongCount(name, "["+strings.Join(parts, ", ")+"]", got, at)
}
