package spark

import (
	"fmt"
	"reflect"
	"strings"

	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/expr"
)

// kernel computes the function over columns of its parameter types.
func (u *UserFunction) kernel() expr.Kernel {
	if u.lifted.Kernel != nil {
		return u.lifted.Kernel
	}
	u.s.calls = true
	return u.rowByRow
}

// rowByRow calls the function once a row; a null argument of a plain parameter gives null without
// a call.
func (u *UserFunction) rowByRow(ctx *expr.Context, args []data.Column, n int) (out data.Column, err error) {
	defer u.report(&err)
	if fast := u.fastCall(args, n); fast != nil {
		return fast, nil
	}
	b := data.NewBuilder(u.out, n)
	t := u.fn.Type()
	in := make([]reflect.Value, len(args))
	for i := 0; i < n; i++ {
		skip := false
		for k, c := range args {
			v, ok := goArgument(c, i, t.In(k), u.s)
			in[k] = v
			skip = skip || !ok
		}
		if skip {
			b.AppendNull()
			continue
		}
		if err := u.append(b, u.fn.Call(in)); err != nil {
			return nil, err
		}
	}
	return b.Finish(), nil
}

// rowKernel calls a function of a Row once a row.
func (u *UserFunction) rowKernel() expr.Kernel {
	u.s.calls = true
	return func(ctx *expr.Context, args []data.Column, n int) (out data.Column, err error) {
		defer u.report(&err)
		batch := &data.Batch{Schema: u.sc, Cols: args, N: n}
		if f, ok := u.fn.Interface().(func(Row) bool); ok {
			values := make([]bool, n)
			for i := range values {
				values[i] = f(Row{b: batch, i: i, s: u.s})
			}
			return &data.Bools{T: data.Boolean, Values: values}, nil
		}
		b := data.NewBuilder(u.out, n)
		in := make([]reflect.Value, 1)
		for i := 0; i < n; i++ {
			in[0] = reflect.ValueOf(Row{b: batch, i: i, s: u.s})
			if err := u.append(b, u.fn.Call(in)); err != nil {
				return nil, err
			}
		}
		return b.Finish(), nil
	}
}

func (u *UserFunction) append(b data.Builder, results []reflect.Value) error {
	if u.fails && !results[1].IsNil() {
		return u.failure(results[1].Interface().(error).Error())
	}
	v, err := toPhysical(results[0], u.out, u.s.zone())
	if err != nil {
		return u.failure(err.Error())
	}
	b.Append(v)
	return nil
}

func (u *UserFunction) failure(text string) error {
	return &expr.Error{Condition: "FAILED_EXECUTE_UDF", SQLState: "39000", Runtime: true,
		Message: fmt.Sprintf("User defined function (`%s`) failed due to: %s%s.", u.name, strings.TrimSuffix(text, "."), u.place())}
}

func (u *UserFunction) place() string {
	if u.lifted.Where == "" {
		return ""
	}
	return " (" + u.lifted.Where + ")"
}

// report turns a panic of the user's function into an error of the query.
func (u *UserFunction) report(err *error) {
	if r := recover(); r != nil {
		*err = u.failure(panicText(r))
	}
}

// panicText is what a function of the user panicked with, without the names of what runs it.
func panicText(r any) string {
	return strings.TrimPrefix(strings.TrimPrefix(fmt.Sprint(r), "reflect: "), "runtime error: ")
}

// fastCall runs the signatures met most often without reflection; nil for all others. Only
// columns without nulls come here.
func (u *UserFunction) fastCall(args []data.Column, n int) data.Column {
	for _, c := range args {
		if c.Valid() != nil {
			return nil
		}
	}
	switch f := u.fn.Interface().(type) {
	case func(int64) bool:
		return each(f, args, n, data.Boolean)
	case func(int64) int64:
		return each(f, args, n, data.Long)
	case func(int64) float64:
		return each(f, args, n, data.Double)
	case func(int32) bool:
		return each(f, args, n, data.Boolean)
	case func(int32) int32:
		return each(f, args, n, data.Int)
	case func(float64) bool:
		return each(f, args, n, data.Boolean)
	case func(float64) float64:
		return each(f, args, n, data.Double)
	case func(int32, float64) bool:
		return each2(f, args, n, data.Boolean)
	case func(int32, float64) float64:
		return each2(f, args, n, data.Double)
	case func(float64, float64) float64:
		return each2(f, args, n, data.Double)
	case func(int64, int64) int64:
		return each2(f, args, n, data.Long)
	}
	return nil
}

func each[A, R data.Value](f func(A) R, args []data.Column, n int, t *data.Type) data.Column {
	in := args[0].(*data.Fixed[A]).Values
	out := make([]R, n)
	for i := range out {
		out[i] = f(in[i])
	}
	return &data.Fixed[R]{T: t, Values: out}
}

func each2[A, B, R data.Value](f func(A, B) R, args []data.Column, n int, t *data.Type) data.Column {
	a, b := args[0].(*data.Fixed[A]).Values, args[1].(*data.Fixed[B]).Values
	out := make([]R, n)
	for i := range out {
		out[i] = f(a[i], b[i])
	}
	return &data.Fixed[R]{T: t, Values: out}
}
