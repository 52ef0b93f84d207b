package interp

import (
	"context"
	"fmt"
	"go/token"
	"go/types"
	"reflect"

	"github.com/sparkrepl/sparkrepl/engine/expr"
	"github.com/sparkrepl/sparkrepl/engine/spark"
	"github.com/sparkrepl/sparkrepl/engine/sql"
)

var dataFrameType = reflect.TypeFor[*spark.DataFrame]()

// checkSQL parses a SQL cell; names are resolved when it runs. A name= option makes the query a
// variable of Go cells.
func (c *checked) checkSQL(before []*checked) {
	st, err := sql.ParseStatement(c.cell.Source)
	if err != nil {
		c.diags = append(c.diags, sqlError(c.cell, err))
		return
	}
	if name := c.cell.Name; name != "" {
		if !identifier(name) {
			c.refuse(0, 0, fmt.Sprintf("%q is no name for a query.", name), "Use letters, digits and _: name=counts.")
			return
		}
		if st.Kind != sql.QueryStatement {
			c.refuse(0, len(c.cell.Source), "Only a query can have a name.", "Take name="+name+" out of the fence.")
			return
		}
		if c.conflict(before, name, 0, 0) {
			return
		}
		c.pkg = types.NewPackage("main", "main")
		obj := types.NewVar(token.NoPos, c.pkg, name, c.it.importer().typ(dataFrameType))
		v := &variable{name: name, key: cellKey(c.cell, name), owner: c, obj: obj}
		c.vars, c.defines = []*variable{v}, []types.Object{obj}
	}
	c.relate = c.sqlRelations(st)
}

// sqlError gives an error of SQL text its place in the cell.
func sqlError(cell Cell, err error) *CellError {
	e := describe(err)
	from, to := 0, len(cell.Source)
	if se, ok := asSpark(err); ok && se.At.Start.Line > 0 {
		from, to = se.At.Start.Offset, max(se.At.End, se.At.Start.Offset+1)
	}
	return e.at(cell, from, to)
}

func asSpark(err error) (*expr.Error, bool) {
	for err != nil {
		if e, ok := err.(*expr.Error); ok {
			return e, true
		}
		u, ok := err.(interface{ Unwrap() error })
		if !ok {
			return nil, false
		}
		err = u.Unwrap()
	}
	return nil, false
}

// runSQL runs the statement of a SQL cell. A query without a name is a result to show.
func (it *Interp) runSQL(ctx context.Context, c *checked) (res Result) {
	for _, name := range c.relate.variables {
		for _, b := range c.before {
			for _, v := range b.vars {
				if v.name == name {
					if err := it.carriedOver(c, v); err != nil {
						return Result{Err: err}
					}
				}
			}
		}
	}
	it.s.WithContext(ctx)
	defer it.s.WithContext(context.Background())
	var df *spark.DataFrame
	if err := spark.Try(func() error { df = it.s.SQL(c.cell.Source); return nil }); err != nil {
		return Result{Err: sqlError(c.cell, err)}
	}
	if len(c.vars) == 1 {
		v := c.vars[0]
		ptr := reflect.New(dataFrameType)
		ptr.Elem().Set(reflect.ValueOf(df))
		it.values[v.key] = &value{ptr: ptr, text: c.cell.Source}
		res.Defined = []Defined{{v.name, "*spark.DataFrame", df}}
		return res
	}
	res.Value = &Value{Type: "*spark.DataFrame", Text: printed(df), Any: df}
	return res
}
