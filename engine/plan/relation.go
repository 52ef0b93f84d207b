package plan

import (
	"sort"
	"strings"

	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/expr"
	"github.com/sparkrepl/sparkrepl/engine/operator"
	"github.com/sparkrepl/sparkrepl/engine/spelling"
)

// SearchPath is where Spark says it looked for a name.
const SearchPath = "[`system`.`builtin`, `system`.`session`, `spark_catalog`.`default`]"

// relation looks a name up: WITH queries first, then the catalog.
func (a *analyzer) relation(r *operator.Relation) (operator.Node, error) {
	name := r.Parts[len(r.Parts)-1]
	if len(r.Parts) == 1 {
		for i := len(a.ctes) - 1; i >= 0; i-- {
			if strings.EqualFold(a.ctes[i].name, name) {
				return aliased(a.ctes[i].plan, a.ctes[i].name), nil
			}
		}
	}
	if a.catalog != nil {
		if n, ok := a.catalog.Relation(r.Parts); ok {
			return a.view(n, r, name)
		}
	}
	if files, ok := a.catalog.(FileCatalog); ok {
		if n, found, err := files.Files(r); found || err != nil {
			return n, err
		}
	}
	return nil, a.noRelation(r)
}

// view analyzes what a name stands for, apart from the query that uses it.
func (a *analyzer) view(n operator.Node, r *operator.Relation, name string) (operator.Node, error) {
	for _, o := range a.open {
		if strings.EqualFold(o, name) {
			return nil, expr.Errorf("RECURSIVE_VIEW", "42K0H", r.At,
				"Recursive view %s detected (cycle: %s).", QuoteParts(r.Parts), strings.Join(append(a.open, name), " -> "))
		}
	}
	inner := &analyzer{catalog: a.catalog, ctx: a.ctx, streamsAnywhere: a.streamsAnywhere, open: append(append([]string{}, a.open...), name)}
	out, err := inner.node(n)
	if err != nil {
		return nil, err
	}
	if al, ok := out.(*operator.SubqueryAlias); ok && al.Name == name {
		return al, nil
	}
	return aliased(out, name), nil
}

// aliased puts a resolved plan under a name.
func aliased(n operator.Node, name string) operator.Node {
	return &operator.SubqueryAlias{Name: name, Child: n, Out: n.Schema()}
}

func (a *analyzer) noRelation(r *operator.Relation) error {
	err := NotFound(QuoteParts(r.Parts), SearchPath, r.At)
	var known []string
	if a.catalog != nil {
		known = append(known, a.catalog.Relations()...)
	}
	for _, c := range a.ctes {
		known = append(known, c.name)
	}
	err.Hint = "No stream, table or view is defined yet."
	if len(known) > 0 {
		err.Hint = NearName(r.Parts[len(r.Parts)-1], known)
	}
	return err
}

// NotFound is the refusal of a quoted name that no relation has; path is where Spark says it looked.
func NotFound(quoted, path string, at expr.Span) *expr.Error {
	err := expr.Errorf("TABLE_OR_VIEW_NOT_FOUND", "42P01", at,
		"The table or view %s cannot be found. Verify the spelling and correctness of the schema and catalog.\n"+
			"Search path: %s.\nIf you did not qualify the name with a schema, verify the current_schema() output, or qualify the name with the correct schema and catalog.\n"+
			"To tolerate the error on drop use DROP VIEW IF EXISTS or DROP TABLE IF EXISTS.", quoted, path)
	err.Planned = true
	return err
}

// NearName suggests the known name that is closest; "" when none is known.
func NearName(name string, known []string) string {
	if len(known) == 0 {
		return ""
	}
	known = append([]string{}, known...)
	sort.Strings(known)
	low := strings.ToLower(name)
	sort.SliceStable(known, func(i, j int) bool {
		return spelling.Distance(strings.ToLower(known[i]), low) < spelling.Distance(strings.ToLower(known[j]), low)
	})
	if spelling.Distance(strings.ToLower(known[0]), low) <= 1+len(name)/3 {
		return "Did you mean " + known[0] + "?"
	}
	return "Known names: " + strings.Join(known[:min(len(known), 8)], ", ") + "."
}

// with analyzes WITH: each query sees the ones before it.
func (a *analyzer) with(w *operator.With) (operator.Node, error) {
	inner := *a
	inner.ctes = append([]cte{}, a.ctes...)
	seen := map[string]bool{}
	for _, c := range w.CTEs {
		if seen[strings.ToLower(c.Name)] {
			err := expr.Errorf("DUPLICATED_CTE_NAMES", "42602", w.At, "CTE definition can't have duplicate names: `%s`.", c.Name)
			err.Parsed = true
			return nil, err
		}
		seen[strings.ToLower(c.Name)] = true
		if w.Recursive && readsItself(c) {
			p, err := inner.recursive(w, c)
			if err != nil {
				return nil, err
			}
			inner.ctes = append(inner.ctes, cte{c.Name, p})
			continue
		}
		p, err := inner.node(c.Plan)
		if err != nil {
			return nil, err
		}
		if len(c.Columns) > 0 {
			if p, err = renameColumns(p, c.Columns, c.At); err != nil {
				return nil, err
			}
		}
		inner.ctes = append(inner.ctes, cte{c.Name, p})
	}
	return inner.node(w.Child)
}

// subqueryAlias resolves FROM x AS y(a, b).
func (a *analyzer) subqueryAlias(s *operator.SubqueryAlias) (operator.Node, error) {
	child, err := a.node(s.Child)
	if err != nil {
		return nil, err
	}
	if child == s.Child && s.Out != nil {
		return s, nil
	}
	if len(s.Columns) > 0 {
		if child, err = renameColumns(child, s.Columns, s.At); err != nil {
			return nil, err
		}
	}
	return &operator.SubqueryAlias{Name: s.Name, Columns: s.Columns, At: s.At, Child: child, Out: child.Schema()}, nil
}

// renameColumns gives all columns of a plan new names.
func renameColumns(n operator.Node, names []string, at expr.Span) (operator.Node, error) {
	if len(names) != n.Schema().Len() {
		// Spark names them the other way round.
		return nil, expr.Errorf("ASSIGNMENT_ARITY_MISMATCH", "42802", at,
			"The number of columns or variables assigned or aliased: %d does not match the number of source expressions: %d.", n.Schema().Len(), len(names))
	}
	exprs, _ := passAll(n, len(names))
	for i, e := range exprs {
		exprs[i] = &expr.Alias{Child: e, Name: names[i]}
	}
	return project(n, exprs, names), nil
}

// oneRow is the input of a SELECT without FROM: one row without columns.
func oneRow() operator.Node {
	return &operator.Local{Rows: &data.Batch{Schema: data.NewSchema(), N: 1}}
}
