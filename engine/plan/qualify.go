package plan

import (
	"slices"
	"strings"

	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/expr"
	"github.com/sparkrepl/sparkrepl/engine/operator"
	"github.com/sparkrepl/sparkrepl/engine/spelling"
)

// bindQualify resolves QUALIFY, which sees the input and the output; where the SELECT groups, the
// output only.
func (b *block) bindQualify() error {
	if b.sel.Qualify == nil {
		return nil
	}
	if err := b.checkQualifyNames(); err != nil {
		return err
	}
	before := len(b.slots)
	sc := *b.scope
	sc.outputs = b.outputs
	e, err := b.bind(&sc, b.sel.Qualify)
	if err != nil {
		return err
	}
	e = b.inline(e)
	found := false
	for i, s := range b.slots {
		found = found || s.win != nil
		if i >= before && s.win != nil {
			s.win.name = s.win.qualified()
		}
	}
	if err := refuseQualifyAggregate(e); err != nil {
		return err
	}
	if !found {
		return expr.Errorf("QUALIFY_REQUIRES_WINDOW_FUNCTION", "42903", expr.Span{},
			"The QUALIFY clause requires at least one window function in the current SELECT list or the QUALIFY condition.")
	}
	b.qual, err = b.asBoolean(e, b.sel.Qualify)
	return err
}

// refuseQualifyAggregate refuses an aggregate without OVER.
func refuseQualifyAggregate(e expr.Expr) error {
	var err error
	expr.Walk(e, func(x expr.Expr) bool {
		if a, ok := x.(*expr.Agg); ok && err == nil {
			err = expr.Errorf("QUALIFY_AGGREGATE_NOT_ALLOWED", "42903", a.At, "Aggregate functions are not supported in QUALIFY: %q.", a)
		}
		return err == nil
	})
	return err
}

// checkQualifyNames refuses names that QUALIFY cannot tell apart, and columns of the input that a
// SELECT that groups does not put out.
func (b *block) checkQualifyNames() error {
	groups := b.groups()
	var err error
	expr.Walk(b.sel.Qualify, func(x expr.Expr) bool {
		n, ok := x.(*expr.Name)
		if !ok || err != nil {
			return err == nil
		}
		hits, used := b.scope.matches(n.Parts)
		if len(hits) != 1 {
			return true
		}
		ref := b.scope.ref(hits[0], n.Parts[used-1])
		as := b.visibleAs(ref)
		switch {
		case groups && as == "":
			err = b.lostToQualify(ref, n.At)
		case !groups && len(n.Parts) == 1 && b.named(n.Parts[0], ref):
			column := b.scope.cols[hits[0]]
			err = expr.Errorf("AMBIGUOUS_REFERENCE", "42704", n.At, "Reference %s is ambiguous, could be: [%s, %s].",
				QuoteParts(n.Parts), QuoteParts(append(append([]string{}, column.qualifier...), column.Name)), QuoteParts(n.Parts))
		}
		return err == nil
	})
	return err
}

// named tells whether an item of that name is something else than the column.
func (b *block) named(name string, column expr.Expr) bool {
	for _, it := range b.items {
		if !it.hidden && b.scope.same(it.name, name) && !same(it.e, column) {
			return true
		}
	}
	return false
}

// lostToQualify is the refusal of a column that the Aggregate does not pass on. Spark writes names
// here as expressions are written, not in backquotes.
func (b *block) lostToQualify(ref *expr.Ref, at expr.Span) error {
	parts := []string{ref.Name}
	if ref.Qualifier != "" {
		parts = []string{ref.Qualifier, ref.Name}
	}
	names := b.outputs()
	sortByName(names)
	near := make([]string, len(names))
	for i, n := range names {
		near[i] = plainParts(n)
	}
	name := plainParts(parts)
	slices.SortStableFunc(near, func(x, y string) int { return spelling.Distance(x, name) - spelling.Distance(y, name) })
	near = near[:min(len(near), 5)]
	err := expr.Errorf("UNRESOLVED_COLUMN.WITH_SUGGESTION", "42703", at, "A column, variable, or function parameter with name %s cannot be resolved. Did you mean one of the following? [%s].",
		qualifiedText(ref), strings.Join(near, ", "))
	err.Hint = "QUALIFY over groups sees the columns of the SELECT list only."
	return err
}

// plainParts writes a name with backquotes where it needs them.
func plainParts(parts []string) string {
	out := make([]string, len(parts))
	for i, p := range parts {
		out[i] = data.QuoteIfNeeded(p)
	}
	return strings.Join(out, ".")
}

// qualify filters by a condition over window functions.
func (b *block) qualify() error {
	if b.qual == nil {
		return nil
	}
	e, err := b.place(b.qual)
	if err != nil {
		return err
	}
	b.node = &operator.Filter{Cond: e, Child: b.node}
	return nil
}
