package sql

import (
	"maps"
	"slices"
	"strings"

	"github.com/sparkrepl/sparkrepl/engine/expr"
	"github.com/sparkrepl/sparkrepl/engine/operator"
)

// selectBlock reads SELECT items FROM ... WHERE ... GROUP BY ... HAVING ... QUALIFY ... WINDOW ...;
// below is the input where FROM stood first.
func (p *parser) selectBlock(below operator.Node) operator.Node {
	from := p.at
	p.expect("SELECT")
	s := &operator.Select{Child: below}
	if p.isOne("DISTINCT", "ALL") && p.peek(1).raw != "," && p.peek(1).upper != "FROM" && p.peek(1).kind != eof {
		s.Distinct = p.next().upper == "DISTINCT"
	}
	s.Items = p.namedExpressions()
	s.At = p.span(from)
	if below == nil && p.accept("FROM") {
		s.Child = p.fromClause()
	}
	for p.is("LATERAL", "VIEW") {
		s.Child = p.lateralView(s.Child)
	}
	p.filters(s)
	s.At = p.span(from)
	return s
}

func (p *parser) filters(s *operator.Select) {
	if p.accept("WHERE") {
		s.Where = p.expression()
	}
	if p.is("GROUP", "BY") {
		at := p.at
		p.at += 2
		p.groupBy(s)
		s.GroupAt = p.span(at)
	} else if p.is("GROUP") && p.peek(1).kind != eof {
		p.next()
		p.leftover()
	}
	if p.accept("HAVING") {
		s.Having = p.expression()
	}
	p.windowClause(s)
	if p.is("QUALIFY") && p.operandAhead() {
		p.next()
		s.Qualify = p.expression()
	}
	p.windowClause(s)
}

// windowClause reads WINDOW name AS (specification), ..., which stands before or behind QUALIFY.
func (p *parser) windowClause(s *operator.Select) {
	if p.is("WINDOW") && p.peek(2).upper == "AS" {
		if _, ok := try(p, func() bool { p.windows(s); return true }); !ok {
			p.unexpected()
		}
	}
}

// windows reads WINDOW name AS (specification), ...
func (p *parser) windows(s *operator.Select) {
	from := p.at
	p.expect("WINDOW")
	if s.Windows == nil {
		s.Windows = map[string]*expr.Over{}
	}
	for {
		name := p.name()
		p.expect("AS")
		over := p.over()
		if s.Windows[name] != nil {
			p.refuse("INVALID_SQL_SYNTAX.REPETITIVE_WINDOW_DEFINITION", "42000", p.span(from), "Invalid SQL syntax: The definition of window `%s` is repetitive.", name)
		}
		s.Windows[name] = over
		if !p.accept(",") {
			break
		}
	}
	p.references(s, p.span(from))
}

// references takes the specification that WINDOW w AS x names, which must be written out.
func (p *parser) references(s *operator.Select, at expr.Span) {
	written := map[string]*expr.Over{}
	for name, o := range s.Windows {
		if o.Name == "" {
			written[name] = o
		}
	}
	for _, name := range slices.Sorted(maps.Keys(s.Windows)) {
		o := s.Windows[name]
		switch {
		case o.Name == "":
		case written[o.Name] != nil:
			s.Windows[name] = written[o.Name]
		case s.Windows[o.Name] != nil:
			p.refuse("INVALID_SQL_SYNTAX.INVALID_WINDOW_REFERENCE", "42000", at, "Invalid SQL syntax: Window reference `%s` is not a window specification.", o.Name)
		default:
			p.refuse("INVALID_SQL_SYNTAX.UNRESOLVED_WINDOW_REFERENCE", "42000", at, "Invalid SQL syntax: Cannot resolve window reference `%s`.", o.Name)
		}
	}
}

// groupBy reads the grouping expressions with ROLLUP, CUBE and GROUPING SETS.
func (p *parser) groupBy(s *operator.Select) {
	s.Grouped = true
	if p.is("ALL") && p.peek(1).raw != "," && p.peek(1).raw != "(" && p.peek(1).raw != "." {
		p.next()
		s.GroupAll, s.AllAt = true, p.span(p.at-1)
		return
	}
	plain := true
	for {
		switch {
		case p.isOne("ROLLUP", "CUBE") && p.peek(1).raw == "(":
			plain = false
			p.analytic(s, p.next().upper)
		case p.is("GROUPING", "SETS", "("):
			plain = false
			p.at += 2
			p.addSets(s, p.groupingSets(s))
		default:
			e := p.expression()
			s.GroupBy = append(s.GroupBy, e)
			for i := range s.Sets {
				s.Sets[i] = append(s.Sets[i], e)
			}
		}
		if !p.accept(",") {
			break
		}
	}
	if plain && p.accept("WITH") {
		all := s.GroupBy
		w := p.next().upper
		if w != "ROLLUP" && w != "CUBE" {
			p.at--
			p.unexpected()
		}
		s.Rollup, s.Cube = w == "ROLLUP", w == "CUBE"
		s.GroupBy = all
	}
	if p.is("GROUPING", "SETS", "(") {
		p.at += 2
		s.Sets = p.groupingSets(nil)
	}
}

// analytic reads ROLLUP(...) or CUBE(...): alone it sets the flag, beside others it becomes sets.
func (p *parser) analytic(s *operator.Select, w string) {
	units := p.setList(false)
	if len(s.GroupBy) == 0 && s.Sets == nil && !p.is(",") && single(units) {
		for _, u := range units {
			s.GroupBy = append(s.GroupBy, u...)
		}
		s.Rollup, s.Cube = w == "ROLLUP", w == "CUBE"
		return
	}
	for _, u := range units {
		s.GroupBy = append(s.GroupBy, u...)
	}
	if w == "ROLLUP" {
		p.crossSets(s, rollup(units))
	} else {
		p.crossSets(s, cube(units))
	}
}

func single(units [][]expr.Expr) bool {
	for _, u := range units {
		if len(u) != 1 {
			return false
		}
	}
	return true
}

func rollup(units [][]expr.Expr) [][]expr.Expr {
	var out [][]expr.Expr
	for k := len(units); k >= 0; k-- {
		out = append(out, flat(units[:k]))
	}
	return out
}

func cube(units [][]expr.Expr) [][]expr.Expr {
	out := [][]expr.Expr{nil}
	for k := len(units) - 1; k >= 0; k-- {
		var with [][]expr.Expr
		for _, s := range out {
			with = append(with, append(append([]expr.Expr{}, units[k]...), s...))
		}
		out = append(with, out...)
	}
	return out
}

func flat(units [][]expr.Expr) []expr.Expr {
	var out []expr.Expr
	for _, u := range units {
		out = append(out, u...)
	}
	return out
}

// addSets joins explicit sets to what stands before: each set gets the plain keys too.
func (p *parser) addSets(s *operator.Select, sets [][]expr.Expr) { p.crossSets(s, sets) }

// crossSets makes the sets of GROUP BY a, ROLLUP(b), CUBE(c): every combination.
func (p *parser) crossSets(s *operator.Select, sets [][]expr.Expr) {
	before := s.Sets
	if before == nil {
		var plain []expr.Expr
		for _, e := range s.GroupBy {
			if !inSets(sets, e) {
				plain = append(plain, e)
			}
		}
		before = [][]expr.Expr{plain}
	}
	var out [][]expr.Expr
	for _, b := range before {
		for _, x := range sets {
			out = append(out, append(append([]expr.Expr{}, b...), x...))
		}
	}
	s.Sets = out
}

func inSets(sets [][]expr.Expr, e expr.Expr) bool {
	for _, s := range sets {
		for _, x := range s {
			if x == e {
				return true
			}
		}
	}
	return false
}

// groupingSets reads the list behind GROUPING SETS, in which ROLLUP, CUBE and further lists stand for
// their sets; the keys are added to s where there is one.
func (p *parser) groupingSets(s *operator.Select) [][]expr.Expr {
	sets := p.setList(s != nil)
	if s != nil {
		seen := map[string]bool{}
		for _, e := range s.GroupBy {
			seen[strings.ToLower(e.String())] = true
		}
		for _, set := range sets {
			for _, e := range set {
				if k := strings.ToLower(e.String()); !seen[k] {
					seen[k] = true
					s.GroupBy = append(s.GroupBy, e)
				}
			}
		}
	}
	return sets
}

// setList reads ((a, b), a, ()), and ROLLUP(a), CUBE(b) and GROUPING SETS (c) in it where they may nest.
func (p *parser) setList(nest bool) [][]expr.Expr {
	p.expect("(")
	var out [][]expr.Expr
	for {
		switch {
		case nest && p.is("ROLLUP", "("):
			p.next()
			out = append(out, rollup(p.setList(false))...)
		case nest && p.is("CUBE", "("):
			p.next()
			out = append(out, cube(p.setList(false))...)
		case nest && p.is("GROUPING", "SETS", "("):
			p.at += 2
			out = append(out, p.setList(true)...)
		case p.is("(") && p.peek(1).raw == ")":
			p.at += 2
			out = append(out, []expr.Expr{})
		default:
			at := p.at
			e := p.expression()
			if c, ok := e.(*expr.Call); ok && c.Func == "(,)" && p.toks[at].raw == "(" {
				out = append(out, c.Args)
			} else {
				out = append(out, []expr.Expr{e})
			}
		}
		if !p.accept(",") {
			break
		}
	}
	p.expect(")")
	return out
}
