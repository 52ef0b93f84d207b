package spark

import (
	"fmt"
	"reflect"
	"strings"

	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/expr"
)

// Function is a Go function together with what was made of its source: a notebook passes it in
// place of the bare function. Kernel computes whole columns and gives the same results; Rows
// names the columns that a func(r spark.Row) reads, in the order of Kernel's arguments.
type Function struct {
	F      any
	Kernel expr.Kernel
	Rows   []string
	// Why says, when there is no Kernel, what kept the source from becoming one.
	Why string
	// Where tells the place of the function, for messages.
	Where string
}

// UserFunction is a Go function that expressions and SQL can call.
type UserFunction struct {
	name   string
	s      *Session
	fn     reflect.Value
	in     []*data.Type
	out    *data.Type
	fails  bool // the last result is an error
	rows   bool // takes a Row
	lifted Function
	sc     *data.Schema // of the rows, where rows is set
}

// UDF registers a Go function under a name: expressions and SQL can call it, and Call uses it on
// columns. Parameters and result are Go types with a Spark type; a null argument gives null unless
// the parameter is a pointer. A second result of type error stops the query.
func (s *Session) UDF(name string, f any) *UserFunction {
	u := s.userFunction("UDF", name, f)
	if u.rows {
		failf("UDF", name, "Give the columns as parameters: func(ms int32, amount float64) bool.", "a function of spark.Row cannot be called from SQL")
	}
	s.functions[strings.ToLower(name)] = u
	return u
}

// Name is the name the function was registered under.
func (u *UserFunction) Name() string { return u.name }

// Call calls the function on columns: names or Columns.
func (u *UserFunction) Call(columns ...any) Column {
	return Column{&expr.Call{Func: u.name, Args: columnArgs("Call", columns)}}
}

// Mode says how the function runs: "columns at once" when its source became a kernel, else
// "interpreted row by row" with the reason.
func (u *UserFunction) Mode() string {
	switch {
	case u.lifted.Kernel != nil:
		return "columns at once"
	case u.lifted.Why != "":
		return "row by row: " + u.lifted.Why
	}
	return "row by row"
}

// Functions lists the registered functions by name, in order.
func (s *Session) Functions() []*UserFunction {
	var out []*UserFunction
	for _, k := range sortedNames(s.functions) {
		out = append(out, s.functions[k])
	}
	return out
}

// Signature is the function as SQL sees it: keep(INT, DOUBLE) BOOLEAN.
func (u *UserFunction) Signature() string {
	args := make([]string, len(u.in))
	for i, t := range u.in {
		args[i] = t.String()
	}
	return u.name + "(" + strings.Join(args, ", ") + ") " + u.out.String()
}

func isFunction(v any) bool {
	if _, ok := v.(Function); ok {
		return true
	}
	return v != nil && reflect.TypeOf(v).Kind() == reflect.Func
}

// rowFunction wraps a function of a row over the columns of df.
func (s *Session) rowFunction(op string, f any, df *DataFrame) *UserFunction {
	u := s.userFunction(op, strings.ToLower(op)+" function", f)
	if !u.rows {
		failf(op, "", "Write func(r spark.Row) bool, and read columns with r.Int(\"n\"), r.String(\"page\") ...", "%s needs a function of one spark.Row, not %s", op, u.fn.Type())
	}
	u.sc = df.Schema()
	return u
}

// userFunction checks a function once, when it is defined.
func (s *Session) userFunction(op, name string, f any) *UserFunction {
	lifted, ok := f.(Function)
	if !ok {
		lifted = Function{F: f}
	}
	u := &UserFunction{name: name, s: s, fn: reflect.ValueOf(lifted.F), lifted: lifted}
	if u.fn.Kind() != reflect.Func || u.fn.IsNil() {
		failf(op, name, "", "%s needs a Go function, not %T", op, lifted.F)
	}
	t := u.fn.Type()
	if t.IsVariadic() {
		failf(op, name, "", "function %s takes any number of arguments; give it a fixed number", name)
	}
	u.rows = t.NumIn() == 1 && t.In(0) == rowType
	for i := 0; i < t.NumIn() && !u.rows; i++ {
		in, err := typeOf(t.In(i))
		if err != nil {
			fail(op, name, fmt.Errorf("parameter %d of %s: %w", i+1, name, err))
		}
		u.in = append(u.in, in)
	}
	results := t.NumOut()
	if results > 0 && t.Out(results-1) == errorType {
		u.fails = true
		results--
	}
	if results != 1 {
		failf(op, name, "Return one value, or a value and an error.", "function %s returns %d values", name, results)
	}
	out, err := typeOf(t.Out(0))
	if err != nil {
		fail(op, name, fmt.Errorf("result of %s: %w", name, err))
	}
	u.out = out
	return u
}

// function finds a registered function for the analyzer.
func (s *Session) function(name string) *expr.Function {
	u, ok := s.functions[strings.ToLower(name)]
	if !ok {
		return nil
	}
	return u.entry()
}

// entry is the function's row of the function table.
func (u *UserFunction) entry() *expr.Function {
	f := &expr.Function{Name: u.name, Group: "user", Usage: u.Signature(), Help: "A function of this notebook, run " + u.Mode() + ".",
		MinArgs: len(u.in), MaxArgs: len(u.in)}
	f.Bind = func(b *expr.Binding) (expr.Expr, error) {
		args := make([]expr.Expr, len(b.Args))
		for i, a := range b.Args {
			if i >= len(u.in) {
				break
			}
			if args[i] = a; !a.Type().Equal(u.in[i]) {
				args[i] = expr.ImplicitCast(b.Ctx, a, u.in[i])
			}
			if args[i] == nil {
				return nil, expr.Errorf("DATATYPE_MISMATCH.UNEXPECTED_INPUT_TYPE", "42K09", callSpan(b),
					"Cannot resolve \"%s\" due to data type mismatch: The parameter %d requires the \"%s\" type, however %s has the type \"%s\".",
					u.name, i+1, u.in[i], a.String(), a.Type())
			}
		}
		return &expr.Apply{Fn: f, Args: args, Typ: u.out, Null: true, Kernel: u.kernel(), At: callSpan(b)}, nil
	}
	return f
}

func callSpan(b *expr.Binding) expr.Span {
	if b.Call == nil {
		return expr.Span{}
	}
	return b.Call.At
}

// overRow is the resolved call of a row function on the columns of df; only the columns that
// the source reads are named when that is known.
func (u *UserFunction) overRow(df *DataFrame) expr.Expr {
	refs := df.refs()
	var kernel expr.Kernel
	if u.lifted.Kernel != nil {
		if args, ok := u.liftedRow(df, refs); ok {
			refs, kernel = args, u.lifted.Kernel
		}
	}
	if kernel == nil {
		kernel = u.rowKernel()
	}
	f := &expr.Function{Name: u.name, Group: "user", Help: "A function of this notebook, run " + u.Mode() + ".", MaxArgs: -1}
	f.Bind = func(b *expr.Binding) (expr.Expr, error) {
		return &expr.Apply{Fn: f, Args: b.Args, Typ: u.out, Null: true, Kernel: kernel}, nil
	}
	return &expr.Apply{Fn: f, Args: refs, Typ: u.out, Null: true, Kernel: kernel}
}

// liftedRow finds the columns that the lifted source reads, as the kernel wants them; false when
// a column is not there or of another family, so that the function itself reports it.
func (u *UserFunction) liftedRow(df *DataFrame, refs []expr.Expr) ([]expr.Expr, bool) {
	var args []expr.Expr
	for _, c := range u.lifted.Rows {
		method, name, _ := strings.Cut(c, " ")
		k := df.Schema().Index(name)
		if k < 0 || !rowFits(method, df.Schema().Fields[k].Type) {
			return nil, false
		}
		args = append(args, refs[k])
	}
	return args, len(args) > 0
}

func rowFits(method string, t *data.Type) bool {
	switch method {
	case "Int":
		return t.Integral()
	case "Float":
		return t.Integral() || t.Kind == data.KindDouble || t.Kind == data.KindFloat
	case "String":
		return t.Kind == data.KindString
	case "Bool":
		return t.Kind == data.KindBoolean
	}
	return method == "IsNull"
}

// String is the signature and how the function runs.
func (u *UserFunction) String() string { return u.Signature() + ", " + u.Mode() }
