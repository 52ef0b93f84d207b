package plan

import (
	"strconv"
	"strings"
	"unicode"

	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/expr"
	"github.com/sparkrepl/sparkrepl/engine/operator"
)

// values evaluates an inline table.
func (a *analyzer) values(v *operator.Values) (operator.Node, error) {
	width := len(v.Rows[0])
	if v.Names != nil {
		width = len(v.Names)
	}
	types := make([]*data.Type, width)
	cells := make([][]expr.Expr, len(v.Rows))
	for i, row := range v.Rows {
		if len(row) != width {
			return nil, a.inlineError(v, "NUM_COLUMNS_MISMATCH", "Inline table expected %d columns but found %d columns in row %d.", width, len(row), i)
		}
		cells[i] = make([]expr.Expr, width)
		for k, e := range row {
			if has(e, func(x expr.Expr) bool { _, sub := x.(*expr.Subquery); return sub }) {
				return nil, plannedf("UNSUPPORTED_SUBQUERY_EXPRESSION_CATEGORY.SCALAR_SUBQUERY_IN_VALUES", "0A000", v.At, "Unsupported subquery expression: Scalar subqueries in the VALUES clause.")
			}
			if err := a.refuseRoutines(e, func(_ *expr.Routine, c *expr.Call) error { return cannotEvaluate(c, c.At) }); err != nil {
				return nil, err
			}
			r, err := a.resolve(&scope{a: a, outer: a.outer}, e)
			if err != nil {
				return nil, err
			}
			cells[i][k] = bare(r)
			before := types[k]
			if before == nil {
				types[k] = r.Type()
			} else if types[k] = inlineType(before, r.Type()); types[k] == nil {
				return nil, a.inlineError(v, "INCOMPATIBLE_TYPES_IN_INLINE_TABLE", "Found incompatible types in the column `%s` for inline table.", v.Name(k))
			}
		}
	}
	return a.local(v, cells, types)
}

// inlineError refuses an inline table. Spark evaluates one while it parses, and names the place as it does then, where
// no value has to wait for its types or for a function by its name.
func (a *analyzer) inlineError(v *operator.Values, class, format string, args ...any) error {
	err := expr.Errorf("INVALID_INLINE_TABLE."+class, "42000", v.At, "Invalid inline table. "+format, args...)
	err.Parsed = true
	for _, row := range v.Rows {
		for _, e := range row {
			err.Parsed = err.Parsed && !has(e, a.waits)
		}
	}
	return err
}

// waits tells whether a call in a value is one by name, or an operator whose operands have no common type before
// they are cast.
func (a *analyzer) waits(x expr.Expr) bool {
	c, ok := x.(*expr.Call)
	if !ok {
		return false
	}
	if unicode.IsLetter(rune(c.Func[0])) {
		return true
	}
	var first *data.Type
	for _, e := range c.Args {
		r, err := a.resolve(&scope{a: a, outer: a.outer}, e)
		if err != nil || first != nil && first.String() != r.Type().String() {
			return true
		}
		first = r.Type()
	}
	return c.Func == "/" && first.Kind != data.KindDouble && first.Kind != data.KindDecimal
}

func cannotEvaluate(e expr.Expr, at expr.Span) error {
	return expr.Errorf("INVALID_INLINE_TABLE.CANNOT_EVALUATE_EXPRESSION_IN_INLINE_TABLE", "42000", at,
		"Invalid inline table. Cannot evaluate the expression %q in inline table definition.", e)
}

// local evaluates the cells of an inline table into rows.
func (a *analyzer) local(v *operator.Values, cells [][]expr.Expr, types []*data.Type) (operator.Node, error) {
	rows := make([][]any, len(cells))
	fields := make([]data.Field, len(types))
	for k, t := range types {
		fields[k] = data.Field{Name: "col" + strconv.Itoa(k+1), Type: t}
	}
	one := &data.Batch{Schema: data.NewSchema(), N: 1}
	for i, row := range cells {
		rows[i] = make([]any, len(row))
		for k, e := range row {
			if has(e, func(x expr.Expr) bool {
				r, ref := x.(*expr.Ref)
				ref = ref && r.Index >= 0
				_, outer := x.(*expr.Outer)
				return ref || outer || isAgg(x) || isGenerator(x)
			}) || !deterministic(e) {
				return nil, cannotEvaluate(e, expr.SpanOf(v.Rows[i][k]))
			}
			if _, err := expr.Eval(a.ctx, e, one); err != nil {
				return nil, a.inlineError(v, "FAILED_SQL_EXPRESSION_EVALUATION",
					"Failed to evaluate the SQL expression \"%s\". Please check your syntax and ensure all required tables and columns are available.", e)
			}
			col, err := expr.Eval(a.ctx, expr.ImplicitCast(a.ctx, e, types[k]), one)
			if err != nil {
				return nil, err
			}
			rows[i][k] = data.ValueAt(col, 0)
			fields[k].Nullable = fields[k].Nullable || rows[i][k] == nil || e.Nullable()
		}
	}
	return &operator.Local{Rows: data.FromRows(data.NewSchema(fields...), rows), Inline: true}, nil
}

// tableFunction resolves a function in FROM: range, or a generator.
func (a *analyzer) tableFunction(t *operator.TableFunction) (operator.Node, error) {
	name := strings.ToLower(t.Call.Func)
	if name == "range" {
		return a.rangeTable(t)
	}
	if expr.LookupGenerator(name) != nil {
		return a.lateralView(&operator.Generate{Gen: t.Call, Names: t.Names, At: t.At, Child: oneRow()})
	}
	if r := a.routineOf(t.Call); r != nil {
		return a.routineTable(t, r)
	}
	if expr.LookupFunction(a.ctx, name) != nil || expr.LookupAggregate(name) != nil {
		return nil, expr.Errorf("NOT_A_TABLE_FUNCTION", "42887", t.At, "`%s` appears as a table function here, but the function was defined as a scalar function. "+
			"Please update the query to move the function call outside the FROM clause, or redefine `%s` as a table function instead.", name, name)
	}
	if name == "python_worker_logs" { // there is no Python here whose logs it could give
		return nil, expr.Errorf("FEATURE_NOT_ENABLED", "56038", t.At, "The feature Python Worker Logging is not enabled. Consider setting the config spark.sql.pyspark.worker.logging.enabled to true to enable this capability.")
	}
	name = strings.ReplaceAll(name, ".", "`.`")
	return nil, expr.Errorf("UNRESOLVABLE_TABLE_VALUED_FUNCTION", "42883", t.At,
		"Could not resolve `%s` to a table-valued function.\nPlease make sure that `%s` is defined as a table-valued function and that all required parameters are provided correctly.\n"+
			"If `%s` is not defined, please create the table-valued function before using it.\nFor more information about defining table-valued functions, please refer to the Apache Spark documentation.", name, name, name)
}

// rangeTable is range([start,] end[, step[, parts]]).
func (a *analyzer) rangeTable(t *operator.TableFunction) (operator.Node, error) {
	var n []int64
	for i, e := range t.Call.Args {
		param := [...]string{"start", "end", "step", "numSlices"}[min(i, 3)]
		if len(t.Call.Args) == 1 {
			param = "end"
		}
		v, err := a.constantLong(e, param, t.At)
		if err != nil {
			return nil, err
		}
		n = append(n, v)
	}
	start, end, step := int64(0), int64(0), int64(1)
	switch {
	case len(n) == 0 || len(n) > 4:
		return nil, expr.Errorf("WRONG_NUM_ARGS.WITHOUT_SUGGESTION", "42605", t.At,
			"The `range` requires [1, 2, 3, 4] parameters but the actual number is %d. Please, refer to 'https://spark.apache.org/docs/latest/sql-ref-functions.html' for a fix.", len(n))
	case len(n) == 1:
		end = n[0]
	default:
		start, end = n[0], n[1]
		if len(n) > 2 {
			step = n[2]
		}
	}
	if step == 0 {
		err := expr.Errorf("FAILED_FUNCTION_CALL", "38000", t.At, "Failed preparing of the function `range` for call. Please, double check function's arguments.")
		err.Hint = "The step cannot be 0."
		return nil, err
	}
	name := "id"
	switch {
	case len(t.Names) > 1:
		return nil, expr.Errorf("NUM_TABLE_VALUE_ALIASES_MISMATCH", "42826", t.At,
			"Number of given aliases does not match number of output columns.\nFunction name: `range`; number of aliases: %d; number of output columns: 1.", len(t.Names))
	case len(t.Names) == 1:
		name = t.Names[0]
	}
	b := data.NewBuilder(data.Long, 0)
	for v := start; step > 0 && v < end || step < 0 && v > end; v += step {
		b.Append(v)
	}
	s := data.NewSchema(data.Field{Name: name, Type: data.Long})
	return &operator.Local{Rows: data.NewBatch(s, b.Finish())}, nil
}

// constantLong evaluates an argument that must be a constant whole number.
func (a *analyzer) constantLong(e expr.Expr, param string, at expr.Span) (int64, error) {
	r, err := a.resolve(&scope{a: a, outer: a.outer}, e)
	if err != nil {
		return 0, err
	}
	if !expr.Foldable(r) || has(r, expr.IsVariable) {
		return 0, expr.Errorf("NON_FOLDABLE_ARGUMENT", "42K08", at,
			"The function `range` requires the parameter `%s` to be a foldable expression of the type \"BIGINT\", but the actual argument is a non-foldable.", param)
	}
	col, err := expr.Eval(a.ctx, expr.ImplicitCast(a.ctx, bare(r), data.Long), &data.Batch{Schema: data.NewSchema(), N: 1})
	if err != nil {
		return 0, err
	}
	v, ok := data.ValueAt(col, 0).(int64)
	if !ok {
		return 0, expr.Errorf("UNEXPECTED_INPUT_TYPE", "42K09", expr.SpanOf(e), "The argument %q must be a whole number that is not null.", r)
	}
	return v, nil
}

// inlineType is the common type of two cells of a column; text and other values have none, inside of others neither.
func inlineType(a, b *data.Type) *data.Type {
	switch {
	case a.Kind == data.KindNull || b.Kind == data.KindNull:
	case (a.Kind == data.KindString) != (b.Kind == data.KindString):
		return nil
	case a.Elem != nil && b.Elem != nil && inlineType(a.Elem, b.Elem) == nil, a.Key != nil && b.Key != nil && inlineType(a.Key, b.Key) == nil:
		return nil
	case a.Kind == data.KindStruct && b.Kind == data.KindStruct && len(a.Fields) == len(b.Fields):
		for i, f := range a.Fields {
			if inlineType(f.Type, b.Fields[i].Type) == nil {
				return nil
			}
		}
	}
	return expr.CommonType(a, b)
}
