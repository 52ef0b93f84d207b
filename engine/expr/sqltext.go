package expr

import (
	"strings"

	"github.com/sparkrepl/sparkrepl/engine/data"
)

// SQLText writes an expression that was only parsed as text that parses to the same expression
// again. Subqueries and functions of the program have no text of their own: theirs does not parse.
func SQLText(e Expr) string {
	switch e := e.(type) {
	case *Name:
		return quotedParts(e.Parts)
	case *Ref:
		return quotedParts([]string{e.Name})
	case *Star:
		if len(e.Qualifier) == 0 {
			return "*"
		}
		return quotedParts(e.Qualifier) + ".*"
	case *Literal:
		return literalSQL(e)
	case *TypedLiteral:
		return e.Kind + " " + quotedText(e.Text)
	case *Alias:
		if len(e.Names) > 0 {
			names := make([]string, len(e.Names))
			for i, n := range e.Names {
				names[i] = quotedName(n)
			}
			return SQLText(e.Child) + " AS (" + strings.Join(names, ", ") + ")"
		}
		return SQLText(e.Child) + " AS " + quotedName(e.Name)
	case *Cast:
		word := "CAST("
		if e.Mode == CastTry {
			word = "TRY_CAST("
		}
		return word + SQLText(e.Child) + " AS " + e.To.String() + ")"
	case *Case:
		return caseText(e, SQLText)
	case *Lambda:
		return "(" + strings.Join(e.Params, ", ") + ") -> " + SQLText(e.Body)
	case *Call:
		return callSQL(e)
	}
	return e.String()
}

// SQLTexts writes each of a list.
func SQLTexts(list []Expr) []string {
	out := make([]string, len(list))
	for i, e := range list {
		out[i] = SQLText(e)
	}
	return out
}

// SQLKey writes one item of ORDER BY.
func SQLKey(k SortKey) string {
	k.Expr = rawText(SQLText(k.Expr))
	return k.String()
}

func quotedParts(parts []string) string {
	out := make([]string, len(parts))
	for i, p := range parts {
		out[i] = quotedName(p)
	}
	return strings.Join(out, ".")
}

// quotedName puts a name between back quotes unless it is plain letters, digits and _.
func quotedName(name string) string {
	plain := name != "" && (name[0] < '0' || name[0] > '9')
	for _, r := range name {
		plain = plain && (r == '_' || r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z')
	}
	if plain {
		return name
	}
	return "`" + strings.ReplaceAll(name, "`", "``") + "`"
}

func quotedText(s string) string {
	return "'" + strings.NewReplacer(`\`, `\\`, "'", `\'`, "\n", `\n`, "\r", `\r`, "\x00", `\0`).Replace(s) + "'"
}

func literalSQL(l *Literal) string {
	if text, ok := l.Value.(string); ok && l.Typ.Kind == data.KindString {
		return quotedText(text)
	}
	if l.Value == nil || l.folded {
		return l.String()
	}
	text := sqlValue(&Context{}, literalColumn(l), 0)
	switch l.Typ.Kind {
	case data.KindByte:
		return strings.TrimSuffix(text, "S") + "Y"
	case data.KindFloat:
		return text + "F"
	}
	return text
}

// caseText writes a CASE whose parts are written by text.
func caseText(c *Case, text func(Expr) string) string {
	var b strings.Builder
	b.WriteString("CASE")
	for i, cond := range c.Conds {
		b.WriteString(" WHEN " + text(cond) + " THEN " + text(c.Values[i]))
	}
	if len(c.Values) > len(c.Conds) {
		b.WriteString(" ELSE " + text(c.Values[len(c.Conds)]))
	}
	return b.String() + " END"
}

func callSQL(c *Call) string {
	name, list := strings.ToLower(c.Func), SQLTexts(c.Args)
	for i, n := range c.ArgNames {
		if n != "" {
			list[i] = n + " => " + list[i]
		}
	}
	if text, ok := likeListSQL(name, list); ok {
		return text
	}
	known.once.Do(index)
	f := known.functions[name]
	if f != nil && f.text != nil && len(list) >= f.MinArgs && c.Filter == nil && c.Over == nil && c.ArgNames == nil {
		return "(" + f.text(list) + ")"
	}
	if spelled, ok := grammarSQL(name, list); ok {
		return spelled
	}
	distinct := ""
	if c.Distinct {
		distinct = "DISTINCT "
	}
	text := name + "(" + distinct + strings.Join(list, ", ") + ")"
	if len(c.Within) > 0 {
		keys := make([]string, len(c.Within))
		for i, k := range c.Within {
			keys[i] = SQLKey(k)
		}
		text += " WITHIN GROUP (ORDER BY " + strings.Join(keys, ", ") + ")"
	}
	if c.Filter != nil {
		text += " FILTER (WHERE " + SQLText(c.Filter) + ")"
	}
	if c.IgnoreNulls {
		text += " IGNORE NULLS"
	}
	if c.Over != nil {
		text += " OVER " + c.Over.sql()
	}
	return text
}

// sql writes a window specification; without a frame it stays without.
func (o *Over) sql() string {
	if o.Name != "" {
		return quotedName(o.Name)
	}
	var parts []string
	if len(o.PartitionBy) > 0 {
		parts = append(parts, "PARTITION BY "+strings.Join(SQLTexts(o.PartitionBy), ", "))
	}
	if len(o.OrderBy) > 0 {
		keys := make([]string, len(o.OrderBy))
		for i, k := range o.OrderBy {
			keys[i] = SQLKey(k)
		}
		parts = append(parts, "ORDER BY "+strings.Join(keys, ", "))
	}
	if o.Frame != nil {
		parts = append(parts, o.Frame.sql())
	}
	return "(" + strings.Join(parts, " ") + ")"
}

// likeListSQL writes LIKE ANY and its kin: a LIKE ANY (b, c).
func likeListSQL(name string, a []string) (string, bool) {
	if len(a) < 2 || !strings.HasSuffix(name, "like any") && !strings.HasSuffix(name, "like all") {
		return "", false
	}
	return "(" + a[0] + " " + strings.ToUpper(name) + " (" + strings.Join(a[1:], ", ") + "))", true
}

// grammarSQL writes the calls that only the grammar makes.
func grammarSQL(name string, a []string) (string, bool) {
	word, from, _ := strings.Cut(name, " ")
	side := map[string]string{"trim": "BOTH", "ltrim": "LEADING", "rtrim": "TRAILING"}[word]
	switch {
	case from == "from" && side != "" && len(a) == 1:
		return "TRIM(" + side + " FROM " + a[0] + ")", true
	case from == "from" && side != "", name == "<<", name == ">>", name == ">>>":
		return spelledCall(name, a), true
	case name == "(,)":
		return "(" + strings.Join(a, ", ") + ")", true
	case name == "||" && len(a) == 2:
		return "(" + a[0] + " || " + a[1] + ")", true
	case name == "." && len(a) == 2:
		return "(" + a[0] + ")." + quotedName(strings.Trim(a[1], "'")), true
	case (name == "timestampadd" || name == "timestampdiff") && len(a) == 3:
		return name + "(" + strings.Trim(a[0], "'") + ", " + a[1] + ", " + a[2] + ")", true
	}
	return "", false
}
