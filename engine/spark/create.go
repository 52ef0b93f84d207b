package spark

import (
	"fmt"
	"reflect"
	"strings"

	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/expr"
	"github.com/sparkrepl/sparkrepl/engine/operator"
	"github.com/sparkrepl/sparkrepl/engine/sql"
)

// SQL runs or plans a statement of Spark SQL. A query gives its DataFrame; a statement that only
// changes the session (SET, CREATE TEMPORARY VIEW, DROP VIEW) gives one without rows. Values stand for the
// markers ? of the text in their order, or, of a map[string]any, for the markers :name.
func (s *Session) SQL(text string, values ...any) *DataFrame {
	text = s.Substituted(text)
	st, err := sql.ParseStatementWith(text, s.boundValues(text, values))
	fail("SQL", text, err)
	return s.statement(text, st)
}

// Table gives the view or variable of this name.
func (s *Session) Table(name string) *DataFrame {
	return s.frame("Table", name, &operator.Relation{Parts: nameParts(name)})
}

// Range gives the numbers of [start, end) by step as column id; one argument is the end.
func (s *Session) Range(bounds ...int64) *DataFrame {
	start, end, step := int64(0), int64(0), int64(1)
	switch len(bounds) {
	case 1:
		end = bounds[0]
	case 2:
		start, end = bounds[0], bounds[1]
	case 3:
		start, end, step = bounds[0], bounds[1], bounds[2]
	default:
		failf("Range", "", "Write Range(end), Range(start, end) or Range(start, end, step).", "Range takes one to three numbers, not %d", len(bounds))
	}
	args := []expr.Expr{literal(start), literal(end), literal(step)}
	return s.frame("Range", "", &operator.TableFunction{Call: &expr.Call{Func: "range", Args: args}})
}

// CreateDataFrame makes a DataFrame of Go rows: [][]any, []any of one column, []map[string]any, or a
// slice of structs. schema is a DDL text ("ts TIMESTAMP, n INT") or a list of column names;
// without one, names and types are taken from the struct.
func (s *Session) CreateDataFrame(rows any, schema ...string) *DataFrame {
	v := reflect.ValueOf(rows)
	if v.Kind() != reflect.Slice {
		failf("CreateDataFrame", "", "Give a slice: [][]any or a slice of structs.", "CreateDataFrame needs a slice of rows, not %T", rows)
	}
	sc, err := schemaFor(v, schema)
	fail("CreateDataFrame", strings.Join(schema, ","), err)
	builders := make([]data.Builder, sc.Len())
	for k, f := range sc.Fields {
		builders[k] = data.NewBuilder(f.Type, v.Len())
	}
	for i := 0; i < v.Len(); i++ {
		cells, err := rowCells(v.Index(i), sc)
		if err != nil {
			fail("CreateDataFrame", "", fmt.Errorf("row %d: %w", i, err))
		}
		for k, f := range sc.Fields {
			boxed, err := s.toColumn(cells[k], f.Type)
			if err != nil {
				fail("CreateDataFrame", f.Name, fmt.Errorf("row %d, column %s: %w", i, f.Name, err))
			}
			builders[k].Append(boxed)
		}
	}
	cols := make([]data.Column, sc.Len())
	for k := range cols {
		cols[k] = builders[k].Finish()
	}
	return s.local(&data.Batch{Schema: sc, Cols: cols, N: v.Len()})
}

// FromBatch gives the rows of a batch as a DataFrame.
func (s *Session) FromBatch(b *data.Batch) *DataFrame { return s.local(b) }

func (s *Session) local(b *data.Batch) *DataFrame {
	n := &operator.Local{Rows: b}
	return &DataFrame{s: s, parsed: n, node: n}
}

// schemaFor reads the schema arguments of CreateDataFrame.
func schemaFor(rows reflect.Value, schema []string) (*data.Schema, error) {
	elem := rows.Type().Elem()
	if len(schema) == 1 && strings.ContainsAny(strings.TrimSpace(schema[0]), " :") {
		return data.ParseSchema(schema[0])
	}
	if elem.Kind() == reflect.Struct {
		sc, err := structSchema(elem)
		if err != nil || len(schema) == 0 {
			return sc, err
		}
		return renamed(sc, schema)
	}
	if rows.Len() == 0 || len(schema) == 0 {
		return nil, &expr.Error{Message: "the columns of these rows are not known",
			Hint: `Give the schema as text: CreateDataFrame(rows, "ts TIMESTAMP, n INT").`}
	}
	return inferSchema(rows, schema)
}

func renamed(sc *data.Schema, names []string) (*data.Schema, error) {
	if len(names) != sc.Len() {
		return nil, fmt.Errorf("%d names for %d columns", len(names), sc.Len())
	}
	fields := make([]data.Field, len(names))
	for i, f := range sc.Fields {
		f.Name = names[i]
		fields[i] = f
	}
	return data.NewSchema(fields...), nil
}

// inferSchema takes the types of columns from the first row that has a value there.
func inferSchema(rows reflect.Value, names []string) (*data.Schema, error) {
	fields := make([]data.Field, len(names))
	for k, name := range names {
		fields[k] = data.Field{Name: name, Type: data.Void, Nullable: true}
		for i := 0; i < rows.Len() && fields[k].Type == data.Void; i++ {
			cells, err := rowCells(rows.Index(i), &data.Schema{Fields: fields})
			if err != nil {
				return nil, fmt.Errorf("row %d: %w", i, err)
			}
			if cells[k] != nil {
				if fields[k].Type, err = typeOf(reflect.TypeOf(cells[k])); err != nil {
					return nil, fmt.Errorf("column %s: %w", name, err)
				}
			}
		}
	}
	return data.NewSchema(fields...), nil
}

// rowCells takes the values of one row apart.
func rowCells(v reflect.Value, sc *data.Schema) ([]any, error) {
	for v.Kind() == reflect.Interface || v.Kind() == reflect.Pointer {
		v = v.Elem()
	}
	out := make([]any, sc.Len())
	switch {
	case v.Kind() == reflect.Struct && v.Type() != timeType:
		for k, name := range structNames(v.Type()) {
			if k < len(out) && name != "" {
				out[k] = v.Field(structIndex(v.Type(), k)).Interface()
			}
		}
	case v.Kind() == reflect.Map:
		for k, f := range sc.Fields {
			if e := v.MapIndex(reflect.ValueOf(f.Name)); e.IsValid() {
				out[k] = e.Interface()
			}
		}
	case v.Kind() == reflect.Slice:
		if v.Len() != sc.Len() {
			return nil, fmt.Errorf("%d values for %d columns", v.Len(), sc.Len())
		}
		for k := range out {
			out[k] = v.Index(k).Interface()
		}
	case sc.Len() == 1 && v.IsValid():
		out[0] = v.Interface()
	default:
		return nil, fmt.Errorf("a row must be a slice, a map or a struct")
	}
	return out, nil
}
