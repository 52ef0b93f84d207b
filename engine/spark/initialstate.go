package spark

import (
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/expr"
	"github.com/sparkrepl/sparkrepl/engine/operator"
	"github.com/sparkrepl/sparkrepl/engine/plan"
)

// WithInitialState gives the functions behind it the state that keys begin with, as initialState does in
// Spark: before the first batch each row of initial, which is no stream, is the state of its key. For
// MapGroupsWithState and FlatMapGroupsWithState the state is the column beside the keys, or a struct where
// there are several; TransformWithState hands the rows to the processor's Init.
func (k *KeyedData) WithInitialState(initial *KeyedData) *KeyedData {
	const op = "WithInitialState"
	if initial == nil {
		failf(op, "", "Write WithInitialState(old.GroupByKey(\"user\")).", "there is no initial state")
	}
	want, got := k.keyTypes(), initial.keyTypes()
	same := len(want) == len(got)
	for i := 0; same && i < len(want); i++ {
		same = want[i].Equal(got[i])
	}
	if !same {
		failf(op, "", "Group both by keys of the same types.", "the keys of the initial state are %v, those of the rows %v", got, want)
	}
	c := *k
	c.initial = initial
	return &c
}

// stated gives the initial state as rows of the keys and, last, the state.
func (k *KeyedData) stated(op string) *DataFrame {
	var keys, rest []string
	for _, key := range k.keys {
		keys = append(keys, quoted(key.(*expr.Ref).Name))
	}
	for _, name := range k.df.Columns() {
		if !slices.Contains(keys, quoted(name)) {
			rest = append(rest, quoted(name))
		}
	}
	switch len(rest) {
	case 0:
		failf(op, "", "Add the column that holds the state.", "the initial state has no column beside its keys")
	case 1:
		return k.df.SelectExpr(append(keys, rest[0])...)
	}
	return k.df.SelectExpr(append(keys, "struct("+strings.Join(rest, ", ")+")")...)
}

func quoted(name string) string { return "`" + strings.ReplaceAll(name, "`", "``") + "`" }

// overBoth is [DataFrame.over] for a node whose second child is the initial state; nil where there is none.
func (k *KeyedData) overBoth(op string, initial *DataFrame, build func(child, initial operator.Node) operator.Node) *DataFrame {
	df := k.df
	if initial == nil {
		return df.over(op, "", func(n operator.Node) operator.Node { return build(n, nil) })
	}
	node, err := plan.Analyze(build(df.node, initial.node), df.s, df.s.ExprContext())
	fail(op, "", err)
	return &DataFrame{s: df.s, parsed: build(df.parsed, initial.parsed), node: node}
}

// init wraps the function that is given the rows of the initial state.
func (k *KeyedData) init(f any) func(*operator.Processor, *data.Batch, []operator.StateVar) error {
	const op, want = "TransformWithState", "Write Init: func(key string, row spark.Row, p *spark.Processor)."
	switch {
	case f == nil && k.initial == nil:
		return nil
	case f == nil:
		failf(op, "", want, "nothing takes the rows of the initial state")
	case k.initial == nil:
		failf(op, "", "Group with WithInitialState.", "Init has no initial state to take")
	}
	if lifted, ok := f.(Function); ok {
		f = lifted.F
	}
	fn := reflect.ValueOf(f)
	if t := fn.Type(); fn.Kind() != reflect.Func || t.NumIn() != 3 || t.NumOut() != 0 || t.In(1) != rowType || t.In(2) != reflect.TypeFor[*Processor]() {
		failf(op, "", want, "Init is another function than %T", f)
	}
	keyed := &keyedFunction{s: k.df.s, key: fn.Type().In(0)}
	types, s := k.keyTypes(), k.df.s
	k.df.s.calls = true
	return func(p *operator.Processor, row *data.Batch, vars []operator.StateVar) (err error) {
		defer recovered("handleInitialState", &err)
		fn.Call([]reflect.Value{keyed.keyValue(p.Key, types), reflect.ValueOf(Row{b: row, s: s}), reflect.ValueOf(&Processor{p, s, vars})})
		return nil
	}
}

// recovered makes an error of a panic in a user's function with state; refusals of what it called stay as
// they are, as in Spark. method is what Spark calls the function of a processor, "" for those of GroupState.
func recovered(method string, err *error) {
	switch r := recover().(type) {
	case nil:
	case *Error:
		*err = r
	default:
		out := &expr.Error{Condition: "FLATMAPGROUPSWITHSTATE_USER_FUNCTION_ERROR", SQLState: "39000", Runtime: true,
			Message: "An error occurred in the user provided function in flatMapGroupsWithState. Reason: " + panicText(r)}
		if method != "" {
			out.Condition = "TRANSFORM_WITH_STATE_USER_FUNCTION_ERROR"
			out.Message = fmt.Sprintf("An error occurred in the user-defined function %s of the StatefulProcessor. Reason: %s.", method, panicText(r))
		}
		*err = out
	}
}
