package plan

import (
	"sort"
	"strings"

	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/expr"
	"github.com/sparkrepl/sparkrepl/engine/operator"
	"github.com/sparkrepl/sparkrepl/engine/spelling"
)

// QuoteParts writes a name of several parts with every part in backquotes, as messages do.
func QuoteParts(parts []string) string {
	out := make([]string, len(parts))
	for i, p := range parts {
		out[i] = "`" + strings.ReplaceAll(p, "`", "``") + "`"
	}
	return strings.Join(out, ".")
}

// unresolved is Spark's error for a name that is no column, with the nearest names.
func (s *scope) unresolved(parts []string, at expr.Span) error {
	if s.outputs != nil {
		list := s.outputs()
		sortByName(list)
		return unresolvedAmong(parts, list, at)
	}
	return unresolvedAmong(parts, s.candidates(), at)
}

// unlisted is the error for a name in EXCEPT, DROP or SET: the columns are not sorted by name first.
func (s *scope) unlisted(parts []string, at expr.Span) error {
	candidates := make([][]string, len(s.cols))
	for i, c := range s.cols {
		candidates[i] = append(append([]string{}, c.qualifier...), c.Name)
	}
	return unresolvedAmong(parts, candidates, at)
}

func unresolvedAmong(parts []string, candidates [][]string, at expr.Span) error {
	if len(candidates) == 0 {
		err := expr.Errorf("UNRESOLVED_COLUMN.WITHOUT_SUGGESTION", "42703", at,
			"A column, variable, or function parameter with name %s cannot be resolved. ", QuoteParts(parts))
		err.Planned = true
		return err
	}
	near := nearest(parts, candidates)
	err := expr.Errorf("UNRESOLVED_COLUMN.WITH_SUGGESTION", "42703", at,
		"A column, variable, or function parameter with name %s cannot be resolved. Did you mean one of the following? [%s].",
		QuoteParts(parts), strings.Join(near, ", "))
	err.Planned = true
	best := near[0]
	for _, c := range near {
		if spelling.Distance(plainName(c), strings.Join(parts, ".")) < spelling.Distance(plainName(best), strings.Join(parts, ".")) {
			best = c
		}
	}
	err.Hint = "Use " + plainName(best) + ", or add the column to the SELECT or FROM that feeds this one."
	return err
}

func plainName(quoted string) string { return strings.ReplaceAll(quoted, "`", "") }

// candidates are the distinct columns in the order of their names, as Spark's attribute sets
// list them.
func (s *scope) candidates() [][]string {
	type column struct {
		name string
		id   origin
	}
	var out [][]string
	if s.session {
		out = append(out, []string{"session_window"})
	}
	seen := map[column]bool{}
	for _, c := range s.cols {
		name := append(append([]string{}, c.qualifier...), c.Name)
		key := column{strings.Join(name, "\x00"), c.id}
		if !seen[key] {
			seen[key] = true
			out = append(out, name)
		}
	}
	sortByName(out)
	return out
}

func sortByName(list [][]string) {
	sort.SliceStable(list, func(i, j int) bool { return list[i][len(list[i])-1] < list[j][len(list[j])-1] })
}

// nearest gives up to five candidates, quoted, by edit distance to the name as it was written. A
// qualifier that all candidates share is left out.
func nearest(parts []string, candidates [][]string) []string {
	base := make([]string, len(parts))
	for i, p := range parts {
		base[i] = data.QuoteIfNeeded(p)
	}
	target := strings.Join(base, ".")
	shared := true
	for _, c := range candidates {
		shared = shared && strings.Join(c[:len(c)-1], ".") == strings.Join(candidates[0][:len(candidates[0])-1], ".")
	}
	quoted := make([]string, len(candidates))
	for i, c := range candidates {
		if shared && len(parts) == 1 {
			c = c[len(c)-1:]
		}
		quoted[i] = QuoteParts(c)
	}
	sort.SliceStable(quoted, func(i, j int) bool {
		return spelling.Distance(quoted[i], target) < spelling.Distance(quoted[j], target)
	})
	quoted = quoted[:min(len(quoted), 5)]
	for i, q := range quoted {
		quoted[i] = withoutUnnamed(q)
	}
	return quoted
}

// withoutUnnamed leaves the name out that a query in FROM has only for want of one.
func withoutUnnamed(quoted string) string {
	return strings.ReplaceAll(quoted, "`"+operator.Unnamed+"`.", "")
}
