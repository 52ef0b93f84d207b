package interp

import (
	"go/ast"
	"go/token"
	"go/types"
	"regexp"
	"sort"
	"strconv"
	"strings"

	"github.com/sparkrepl/sparkrepl/engine/expr"
	"github.com/sparkrepl/sparkrepl/engine/operator"
	"github.com/sparkrepl/sparkrepl/engine/sql"
)

// relations are the names that tie cells together.
type relations struct {
	defines, uses []string
	// variables are the names among the relations of a SQL cell that could be Go variables.
	variables []string
}

// Names are what a cell defines and uses: Go names as they are, relations of SQL as "table:name",
// its functions as "function:name", its variables as "variable:name". A DataFrame variable is both.
type Names struct{ Defines, Uses []string }

// Dependencies gives the names of every cell, by id. Cells that do not compile keep what their
// look tells.
func (it *Interp) Dependencies(cells []Cell) map[string]Names {
	out := map[string]Names{}
	for _, c := range it.checkAll(cells) {
		out[c.cell.ID] = Names{unique(c.relate.defines), unique(c.relate.uses)}
	}
	return out
}

func unique(list []string) []string {
	seen := map[string]bool{}
	var out []string
	for _, n := range list {
		if !seen[n] {
			seen[n] = true
			out = append(out, n)
		}
	}
	sort.Strings(out)
	return out
}

// goRelations reads the names of a Go cell: objects, and views and functions named in strings.
func (c *checked) goRelations(before []*checked) relations {
	var r relations
	for _, o := range c.defines {
		r.defines = append(r.defines, o.Name(), "table:"+strings.ToLower(o.Name()))
	}
	for id, obj := range c.info.Uses {
		if obj.Pkg() != nil && obj.Pkg().Path() == "main" && obj.Pkg() != c.pkg {
			r.uses = append(r.uses, id.Name)
		}
	}
	functions, variables := definedAs("function:", before), definedAs("variable:", before)
	visit := func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.CallExpr:
			c.namedCall(n, &r)
		case *ast.BasicLit:
			if n.Kind == token.STRING {
				text, _ := strconv.Unquote(n.Value)
				for _, m := range calls.FindAllStringSubmatch(text, -1) {
					if f := strings.ToLower(m[1]); functions[f] {
						r.uses = append(r.uses, "function:"+f)
					}
				}
				r.uses = append(r.uses, variablesIn(text, variables)...)
			}
		}
		return true
	}
	for _, s := range c.stmts {
		ast.Inspect(s, visit)
	}
	for _, d := range c.decls {
		ast.Inspect(d.node, visit)
	}
	return r
}

// definedAs are the names of a kind that cells define.
func definedAs(kind string, cells []*checked) map[string]bool {
	out := map[string]bool{}
	for _, c := range cells {
		for _, d := range c.relate.defines {
			if name, ok := strings.CutPrefix(d, kind); ok {
				out[name] = true
			}
		}
	}
	return out
}

// variablesIn are the session variables that a SQL text may read or set: those that it has as a word. A
// column of that name hides the variable, which only shows when the text runs.
func variablesIn(text string, known map[string]bool) []string {
	if len(known) == 0 {
		return nil
	}
	var out []string
	for _, w := range sql.Words(text) {
		if w = strings.ToLower(w); known[w] {
			out = append(out, "variable:"+w)
		}
	}
	return out
}

var calls = regexp.MustCompile(`(\w+)\s*\(`)

// namedCall looks at calls whose first argument is the name of a view or function, or SQL text.
func (c *checked) namedCall(n *ast.CallExpr, r *relations) {
	sel, ok := n.Fun.(*ast.SelectorExpr)
	if !ok || len(n.Args) == 0 {
		return
	}
	tv := c.info.Types[n.Args[0]]
	if tv.Value == nil || !types.Identical(types.Default(tv.Type), types.Typ[types.String]) {
		return
	}
	text := tv.Value.ExactString()
	if u, err := strconv.Unquote(text); err == nil {
		text = u
	}
	switch sel.Sel.Name {
	case "CreateOrReplaceTempView":
		r.defines = append(r.defines, "table:"+strings.ToLower(text))
	case "UDF":
		r.defines = append(r.defines, "function:"+strings.ToLower(text))
	case "Table":
		r.uses = append(r.uses, "table:"+strings.ToLower(text))
	case "SQL":
		if st, err := parsedStatement(text, true); err == nil && st != nil {
			from := c.sqlRelations(st)
			r.uses, r.defines = append(r.uses, from.uses...), append(r.defines, from.defines...)
		}
	}
}

// sqlRelations reads the names of a SQL statement.
func (c *checked) sqlRelations(st *sql.Statement) relations {
	var r relations
	for _, v := range c.vars {
		r.defines = append(r.defines, v.name, "table:"+strings.ToLower(v.name))
	}
	switch st.Kind {
	case sql.CreateView:
		r.defines = append(r.defines, "table:"+strings.ToLower(strings.Join(st.Name, ".")))
	case sql.CreateFunction:
		r.defines = append(r.defines, "function:"+strings.ToLower(strings.Join(st.Name, ".")))
	case sql.DeclareVariable, sql.SetVariable: // who reads it below takes what was set last
		r.setsVariables(st.Assign.Targets)
	case sql.ExecuteImmediate:
		r.setsVariables(st.Execute.Into)
	case sql.CacheTable:
		name := "table:" + strings.ToLower(strings.Join(st.Name, "."))
		if st.Query != nil {
			r.defines = append(r.defines, name)
		} else {
			r.uses = append(r.uses, name)
		}
	case sql.DescribeRelation, sql.ShowColumns, sql.DropView, sql.UncacheTable:
		r.uses = append(r.uses, "table:"+strings.ToLower(strings.Join(st.Name, ".")))
	}
	if st.Query != nil {
		r.node(st.Query, map[string]bool{})
	}
	return r
}

func (r *relations) setsVariables(list []sql.Target) {
	for _, t := range list {
		r.defines = append(r.defines, "variable:"+strings.ToLower(t.Name[len(t.Name)-1]))
	}
}

// node walks a query; names that WITH defines hide relations.
func (r *relations) node(n operator.Node, hidden map[string]bool) {
	switch n := n.(type) {
	case *operator.With:
		inner := map[string]bool{}
		for k := range hidden {
			inner[k] = true
		}
		for _, cte := range n.CTEs {
			r.node(cte.Plan, inner)
			inner[strings.ToLower(cte.Name)] = true
		}
		hidden = inner
	case *operator.Relation:
		name := n.Parts[len(n.Parts)-1]
		files := len(n.Parts) == 2 && !strings.EqualFold(n.Parts[0], "global_temp")
		if !files && !hidden[strings.ToLower(name)] {
			r.uses = append(r.uses, "table:"+strings.ToLower(name))
			r.variables = append(r.variables, name)
		}
	}
	for _, e := range expressions(n) {
		if e == nil {
			continue
		}
		expr.Walk(e, func(e expr.Expr) bool {
			switch e := e.(type) {
			case *expr.Call:
				r.uses = append(r.uses, "function:"+strings.ToLower(e.Func))
			case *expr.Subquery:
				if plan, ok := e.Plan.(operator.Node); ok {
					r.node(plan, hidden)
				}
			}
			return true
		})
	}
	for _, child := range n.Children() {
		r.node(child, hidden)
	}
}

// expressions are those that stand in an unresolved node.
func expressions(n operator.Node) []expr.Expr {
	switch n := n.(type) {
	case *operator.Select:
		return append(append(append([]expr.Expr{n.Where, n.Having, n.Qualify}, n.Items...), n.GroupBy...), flat(n.Sets)...)
	case *operator.Filter:
		return []expr.Expr{n.Cond}
	case *operator.Join:
		return []expr.Expr{n.Cond}
	case *operator.Sort:
		var out []expr.Expr
		for _, k := range n.Keys {
			out = append(out, k.Expr)
		}
		return out
	case *operator.Generate:
		return []expr.Expr{n.Gen}
	case *operator.TableFunction:
		return []expr.Expr{n.Call}
	case *operator.Values:
		return flat(n.Rows)
	case *operator.Watermark:
		return []expr.Expr{n.Time}
	}
	return nil
}

func flat(lists [][]expr.Expr) []expr.Expr {
	var out []expr.Expr
	for _, l := range lists {
		out = append(out, l...)
	}
	return out
}
