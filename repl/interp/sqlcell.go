package interp

import (
	"context"
	"errors"
	"fmt"
	"go/token"
	"go/types"
	"reflect"
	"slices"
	"strings"

	"github.com/sparkrepl/sparkrepl/engine/expr"
	"github.com/sparkrepl/sparkrepl/engine/spark"
	"github.com/sparkrepl/sparkrepl/engine/sql"
)

var dataFrameType = reflect.TypeFor[*spark.DataFrame]()

// checkSQL parses a SQL cell; names are resolved when it runs. A name= option makes the query a
// variable of Go cells.
func (c *checked) checkSQL(before []*checked) {
	var st *sql.Statement
	var list []*sql.Statement
	var texts []string
	for _, text := range sql.Statements(c.cell.Source) {
		var err error
		if st, err = parsedStatement(text, false); err != nil {
			c.diags = append(c.diags, sqlError(c.cell, err))
			if name := c.cell.Name; identifier(name) { // it makes the table all the same, once it is mended
				c.relate.defines = []string{name, "table:" + strings.ToLower(name)}
			}
			return
		}
		if st != nil {
			list, texts = append(list, st), append(texts, text)
		}
	}
	if name := c.cell.Name; name != "" {
		if !identifier(name) {
			c.refuse(0, 0, fmt.Sprintf("%q is no name for a query.", name), "Use letters, digits and _: name=counts.")
			return
		}
		if st != nil && st.Kind != sql.QueryStatement {
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
	variables := definedAs("variable:", before)
	for i, st := range list {
		more := c.sqlRelations(st)
		if st.Kind != sql.DeclareVariable {
			more.uses = append(more.uses, variablesIn(texts[i], variables)...)
		} else {
			more.uses = append(more.uses, variablesIn(st.Assign.Text, variables)...)
		}
		c.relate.uses = append(c.relate.uses, without(more.uses, c.relate.defines)...)
		c.relate.variables = append(c.relate.variables, more.variables...)
		c.relate.defines = append(c.relate.defines, more.defines...)
	}
}

// without leaves out what the statements before have made.
func without(names, made []string) []string {
	return slices.DeleteFunc(names, func(n string) bool { return slices.Contains(made, n) })
}

// sqlError gives an error of SQL text its place in the cell.
func sqlError(cell Cell, err error) *CellError {
	e := describe(err)
	from, to := 0, len(cell.Source)
	shift, there := textAt(cell, err)
	if se, ok := asSpark(err); ok && se.At.Start.Line > 0 && there {
		from = shift + se.At.Start.Offset
		to = max(shift+se.At.End, from+1)
	}
	if e.Hint == "" && e.Condition == "PARSE_SYNTAX_ERROR" && looksLikeGo(cell.Source) {
		e.Hint = "This looks like Go: turn the cell into a go cell."
	}
	return e.at(cell, from, to)
}

// looksLikeGo tells whether a text that is no SQL begins as statements of Go do.
func looksLikeGo(src string) bool {
	first, rest, _ := strings.Cut(strings.TrimSpace(src), " ")
	switch first {
	case "func", "var", "type", "import", "if", "for":
		return true
	}
	return strings.HasPrefix(first, "spark.") || strings.HasPrefix(first, "//") || strings.HasPrefix(strings.TrimSpace(rest), ":=") || strings.Contains(first, ":=")
}

// textAt tells where the text that an error is about begins in a cell: a statement is the cell's own, what
// EXECUTE IMMEDIATE runs and the bodies of functions may stand within one, or nowhere.
func textAt(cell Cell, err error) (shift int, there bool) {
	var whole *spark.Error
	if !errors.As(err, &whole) || whole.Op != "SQL" {
		return 0, true
	}
	text := strings.TrimSpace(whole.Text)
	blank := strings.Index(whole.Text, text)
	if blank <= len(cell.Source) && strings.HasPrefix(cell.Source[blank:], text) {
		return 0, true
	}
	at := strings.Index(cell.Source, text)
	return at - blank, at >= 0
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

// runSQL runs the statements of a SQL cell. What the last one gives is the cell's result, or its
// variable; rows of those before are printed.
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
	texts := sql.Statements(c.cell.Source)
	err := spark.Try(func() error {
		for i, text := range texts {
			it.makeRoom(c.cell.ID, text)
			df = it.s.SQL(text)
			it.keepMade(c.cell.ID, text)
			if i < len(texts)-1 && len(df.Columns()) > 0 {
				df.Show()
			}
		}
		return nil
	})
	if err != nil {
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
	if cols := df.Columns(); len(cols) == 1 && cols[0] == "plan" && explains(texts[len(texts)-1]) {
		fmt.Fprint(it.out, df.First().Str("plan")) // a plan has lines: it is read as text
		return res
	}
	res.Value = &Value{Type: "*spark.DataFrame", Text: printed(df), Any: df}
	return res
}

// explains tells whether a statement is an EXPLAIN.
func explains(text string) bool {
	st, err := parsedStatement(text, false)
	return err == nil && st != nil && st.Kind == sql.ExplainStatement
}
