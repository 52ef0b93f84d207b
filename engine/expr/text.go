package expr

import (
	"math/big"
	"strconv"
	"strings"

	"github.com/sparkrepl/sparkrepl/engine/data"
)

func join(list []Expr) string { return strings.Join(textsOf(list), ", ") }

func textsOf(list []Expr) []string {
	parts := make([]string, len(list))
	for i, e := range list {
		parts[i] = e.String()
	}
	return parts
}

func callName(called, name string) string {
	if called != "" {
		return called
	}
	return name
}

// callText spells a call as Spark's column names and messages do.
func callText(f *Function, called string, list []Expr) string {
	if f != nil && f.text != nil {
		return f.text(textsOf(list))
	}
	if f != nil {
		called = callName(called, f.Name)
	}
	return spelledCall(called, textsOf(list))
}

// String implements [Expr].
func (n *Name) String() string { return strings.Join(n.Parts, ".") }

// String implements [Expr].
func (s *Star) String() string {
	return strings.Join(append(append([]string{}, s.Qualifier...), "*"), ".")
}

// String implements [Expr].
func (c *Call) String() string {
	name := strings.ToLower(c.Func)
	known.once.Do(index)
	if f := known.functions[name]; f != nil && len(c.Args) >= f.MinArgs {
		return callText(f, name, c.Args)
	}
	text := aggText(name, c.Args, c.Distinct, c.Filter)
	if c.Over != nil {
		text += " OVER " + c.Over.String()
	}
	return text
}

// String gives the window specification as Spark spells it.
func (o *Over) String() string {
	if o.Name != "" {
		return o.Name
	}
	var parts []string
	if len(o.PartitionBy) > 0 {
		parts = append(parts, "PARTITION BY "+join(o.PartitionBy))
	}
	if len(o.OrderBy) > 0 {
		keys := make([]string, len(o.OrderBy))
		for i, k := range o.OrderBy {
			keys[i] = k.String()
		}
		parts = append(parts, "ORDER BY "+strings.Join(keys, ", "))
	}
	frame := o.Frame
	switch {
	case frame != nil:
	case len(o.OrderBy) > 0:
		frame = GrowingFrame(false)
	default:
		frame = WholeFrame()
	}
	return "(" + strings.Join(append(parts, frame.String()), " ") + ")"
}

// String gives the key as Spark spells it: "x ASC NULLS FIRST".
func (k SortKey) String() string {
	text := k.Expr.String()
	if k.Desc {
		text += " DESC"
	} else {
		text += " ASC"
	}
	if k.NullsFirst {
		return text + " NULLS FIRST"
	}
	return text + " NULLS LAST"
}

// String implements [Expr]: variables have their names until the types of the arguments are known.
func (l *Lambda) String() string {
	parts := []string{l.Body.String()}
	for range l.vars {
		parts = append(parts, "namedlambdavariable()")
	}
	if l.vars == nil {
		parts = append(parts, l.Params...)
	}
	return "lambdafunction(" + strings.Join(parts, ", ") + ")"
}

// String implements [Expr].
func (s *Subquery) String() string {
	switch s.Kind {
	case InSubquery:
		return "(" + join(s.Values) + " IN (listquery()))"
	case ExistsSubquery:
		return "exists()"
	}
	return "scalarsubquery()"
}

// String implements [Expr].
func (r *Ref) String() string { return r.Name }

// String implements [Expr]: strings without quotes, numbers without their suffix.
func (l *Literal) String() string {
	switch {
	case l.folded:
		return l.Text
	case l.Value == nil:
		return "NULL"
	}
	c := literalColumn(l)
	text := string(appendValue(nil, &Context{}, c, 0))
	if d, ok := l.Value.(data.Dec); ok {
		text = scientific(d, l.Typ.Scale)
	}
	switch l.Typ.Kind {
	case data.KindDate, data.KindTimestamp, data.KindTimestampNTZ, data.KindTime:
		return typeWord(l.Typ) + " '" + text + "'"
	case data.KindBinary:
		return sqlValue(&Context{}, c, 0)
	case data.KindString:
		if l.Typ.Collated() {
			return "'" + strings.NewReplacer(`\`, `\\`, "'", `\'`).Replace(text) + "' collate " + l.Typ.Collation
		}
	}
	return text
}

// scientific is a decimal as Java's BigDecimal.toString gives it: with an exponent where six
// zeros or more stand behind the point.
func scientific(d data.Dec, scale int) string {
	digits := strings.TrimLeft(new(big.Int).Abs(d.Big()).String(), "0")
	exponent := len(digits) - 1 - scale
	if digits == "" {
		digits, exponent = "0", -scale
	}
	if exponent >= -6 {
		return d.Text(scale)
	}
	sign := ""
	if d.Sign() < 0 {
		sign = "-"
	}
	if len(digits) > 1 {
		digits = digits[:1] + "." + digits[1:]
	}
	return sign + digits + "E" + strconv.Itoa(exponent)
}

func typeWord(t *data.Type) string {
	if t.Kind == data.KindTime {
		return "TIME"
	}
	return t.String()
}

// String implements [Expr].
func (a *Alias) String() string { return a.Child.String() + " AS " + a.Name }

// String implements [Expr]: casts that nobody wrote do not show, nor those to nested types, whose
// mark Spark loses on the way.
func (c *Cast) String() string {
	if c.Implicit || c.To.Nested() {
		return c.Child.String()
	}
	word := "CAST("
	if c.Mode == CastTry {
		word = "TRY_CAST("
	}
	return word + c.Child.String() + " AS " + c.To.String() + ")"
}

// String implements [Expr].
func (c *Case) String() string {
	var b strings.Builder
	b.WriteString("CASE")
	for i, cond := range c.Conds {
		b.WriteString(" WHEN " + cond.String() + " THEN " + c.Values[i].String())
	}
	if len(c.Values) > len(c.Conds) {
		b.WriteString(" ELSE " + c.Values[len(c.Conds)].String())
	}
	return b.String() + " END"
}

// String implements [Expr].
func (a *Apply) String() string { return callText(a.Fn, a.Called, a.Args) }

// String implements [Expr].
func (a *Agg) String() string { return a.Name }
