package expr

import "github.com/sparkrepl/sparkrepl/engine/data"

// frozen is a copy whose arguments may be replaced.
func (b *Binding) frozen() *Binding {
	c := *b
	c.Args = append([]Expr{}, b.Args...)
	return &c
}

// at is the place of the call.
func (b *Binding) at() Span {
	if b.Call != nil {
		return b.Call.At
	}
	return Span{}
}

// name is the function as it was called, in lower case.
func (b *Binding) name() string { return b.Called }

// text is the call as Spark's messages spell it.
func (b *Binding) text() string {
	if b.spelled != "" {
		return b.spelled
	}
	if b.Fn == nil {
		return callText(nil, b.Called, b.Args)
	}
	return callText(b.Fn, b.Called, b.Args)
}

// cast adds an implicit cast with the place of the call.
func (b *Binding) cast(e Expr, to *data.Type) Expr { return castTo(b.Ctx, e, to, b.at()) }

// as gives a call the spelling of b.
func (b *Binding) as(a *Apply) *Apply {
	text := b.text()
	n, f := *a, *a.Fn
	f.text = func([]string) string { return text }
	n.Fn = &f
	return &n
}

// apply returns the resolved call; it is null where an argument is.
func (b *Binding) apply(t *data.Type, k Kernel) *Apply {
	return &Apply{Fn: b.Fn, Called: b.Called, Args: b.Args, Typ: t, Null: true, Kernel: k, Consts: true, At: b.at()}
}

// lazily returns a call that evaluates its arguments itself.
func (b *Binding) lazily(t *data.Type, f lazyEval) *Apply {
	a := b.apply(t, nil)
	a.lazy = f
	return a
}

// typ is the type of argument i.
func (b *Binding) typ(i int) *data.Type { return b.Args[i].Type() }

// literal evaluates a fixed argument to its boxed value; ok is false when the argument
// depends on the row, is none that Spark takes for a constant, or fails.
func (b *Binding) literal(i int) (value any, ok bool) {
	if !fixed(b.Args[i]) {
		return nil, false
	}
	l, ok := Fold(b.Ctx, b.Args[i]).(*Literal)
	if !ok {
		return nil, false
	}
	return l.Value, true
}

// constant evaluates an argument that must not depend on the row; foldable is false when it does. The
// error of an argument that fails belongs to analysis.
func (b *Binding) constant(i int) (value any, foldable bool, err error) {
	if !fixed(b.Args[i]) {
		return nil, false, nil
	}
	c, err := eval(b.Ctx, b.Args[i], &frame{n: 1})
	if err != nil {
		return nil, true, err
	}
	return data.ValueAt(expand(c), 0), true, nil
}

// call resolves another function of the table over resolved arguments.
func (b *Binding) call(name string, list ...Expr) (Expr, error) {
	return bindCall(b.Ctx, b.Scope, &Call{Func: name, Args: list, At: b.at()}, list)
}

// bindFn is the Bind of most functions.
type bindFn = func(b *Binding) (Expr, error)

// sig binds a function with wanted parameters, a fixed result type and one kernel.
func sig(t *data.Type, k Kernel, wants ...want) bindFn {
	return func(b *Binding) (Expr, error) {
		if err := b.acceptAll(wants...); err != nil {
			return nil, err
		}
		return b.apply(t, k), nil
	}
}

// sigOf is sig for results that depend on the argument types.
func sigOf(choose func(b *Binding) (*data.Type, Kernel, error), wants ...want) bindFn {
	return func(b *Binding) (Expr, error) {
		if err := b.acceptAll(wants...); err != nil {
			return nil, err
		}
		t, k, err := choose(b)
		if err != nil {
			return nil, err
		}
		return b.apply(t, k), nil
	}
}

// def is one row of the function table.
func def(group, name, usage, help, example string, minArgs, maxArgs int, bind bindFn) *Function {
	return &Function{Name: name, Group: group, Usage: usage, Help: help, Example: example, MinArgs: minArgs, MaxArgs: maxArgs, Bind: bind}
}

// also gives a function further names.
func (f *Function) also(names ...string) *Function {
	f.Aliases = append(f.Aliases, names...)
	return f
}

// counts sets the numbers of arguments that the function takes, where they have gaps.
func (f *Function) counts(list ...int) *Function {
	f.Counts, f.MinArgs, f.MaxArgs = list, list[0], list[len(list)-1]
	return f
}

// needs sets what a wrong number of arguments is told to be.
func (f *Function) needs(text string) *Function {
	f.Need = text
	return f
}

// params names the parameters: "str" is required, "digitChar=n" has a default.
func (f *Function) params(list ...string) *Function {
	f.Params = paramsOf(list...)
	return f
}

// takes is params for parameters whose defaults are no texts.
func (f *Function) takes(list []Param) *Function {
	f.Params = list
	return f
}

// spelled sets the SQL text of calls.
func (f *Function) spelled(text func(a []string) string) *Function {
	f.text = text
	return f
}

// unstable marks a function that must not be folded.
func (f *Function) unstable() *Function {
	f.Unstable = true
	return f
}
