package expr

import (
	"strconv"
	"strings"

	"github.com/sparkrepl/sparkrepl/engine/data"
)

// ParsedText spells an expression that was only parsed as Spark's parsed plans do: names and calls
// that nothing has looked up yet begin with a quote mark.
func ParsedText(e Expr) string {
	switch e := e.(type) {
	case *Name:
		return "'" + strings.Join(e.Parts, ".")
	case *Literal:
		if e.Value == nil {
			return "null"
		}
		if e.Typ.Kind == data.KindDate || e.Typ.Kind == data.KindTimestamp || e.Typ.Kind == data.KindTimestampNTZ {
			return string(appendValue(nil, &Context{}, literalColumn(e), 0))
		}
	case *TypedLiteral:
		if k := strings.ToLower(e.Kind); k != "interval" {
			return e.Text
		}
	case *Alias:
		return ParsedText(e.Child) + " AS " + e.Name
	case *Cast:
		word := "cast("
		if e.Mode == CastTry {
			word = "try_cast("
		}
		return word + ParsedText(e.Child) + " as " + CatalogName(e.To) + ")"
	case *Case:
		return caseText(e, ParsedText)
	case *Lambda:
		parts := []string{strings.ReplaceAll(ParsedText(e.Body), "'", "lambda '")}
		for _, p := range e.Params {
			parts = append(parts, "lambda '"+p)
		}
		return "lambdafunction(" + strings.Join(parts, ", ") + ", false)"
	case *Subquery:
		switch e.Kind {
		case InSubquery:
			return ParsedList(e.Values) + " IN (list [])"
		case ExistsSubquery:
			return "exists []"
		}
		return "scalar-subquery []"
	case *Call:
		return parsedCall(e)
	}
	return e.String()
}

// ParsedList spells expressions with commas between.
func ParsedList(list []Expr) string { return strings.Join(parsedTexts(list), ", ") }

func parsedTexts(list []Expr) []string {
	out := make([]string, len(list))
	for i, e := range list {
		out[i] = ParsedText(e)
	}
	return out
}

// ParsedKey spells one item of ORDER BY; a number is a place in the SELECT list.
func ParsedKey(k SortKey) string {
	k.Expr = rawText(parsedOrdinal(k.Expr))
	return k.String()
}

func parsedOrdinal(e Expr) string {
	if l, ok := e.(*Literal); ok {
		if n, ok := l.Value.(int32); ok {
			return "unresolvedordinal(" + strconv.Itoa(int(n)) + ")"
		}
	}
	return ParsedText(e)
}

// ParsedItem spells one item of a SELECT list: what has no name yet is an alias to be found.
func ParsedItem(e Expr) string {
	switch e := e.(type) {
	case *Name, *Star, *Alias:
		return ParsedText(e)
	}
	return "unresolvedalias(" + ParsedText(e) + ")"
}

// rawText is an expression that is only its text.
func rawText(text string) Expr { return &Name{Parts: []string{text}} }

func parsedCall(c *Call) string {
	name, list := strings.ToLower(c.Func), parsedTexts(c.Args)
	known.once.Do(index)
	f := known.functions[name]
	switch {
	case name == "not" && len(list) == 1:
		return "NOT " + list[0]
	case name == "in" && len(list) > 1:
		return list[0] + " IN (" + strings.Join(list[1:], ",") + ")"
	case strings.HasPrefix(name, "is") && strings.HasSuffix(name, "null"):
		name = strings.ReplaceAll(name, " ", "")
		return name + "(" + strings.Join(list, ", ") + ")"
	case name == "negative" && len(list) == 1:
		return "-" + list[0]
	case name == "between", f == nil || f.text == nil || len(list) < f.MinArgs:
		return parsedFunction(c, name, list)
	}
	return f.text(list)
}

func parsedFunction(c *Call, name string, list []string) string {
	if s, ok := firstStar(c); ok && name == "count" && len(s.Qualifier) == 0 {
		list = []string{"1"}
	}
	if c.Filter != nil {
		list = append(list, ParsedText(c.Filter))
	}
	text := "'" + name + "("
	if c.Distinct {
		text += "distinct "
	}
	text += strings.Join(list, ", ") + ")"
	if c.Over == nil {
		return text
	}
	if c.Over.Name != "" {
		return "'unresolvedwindowexpression(" + text + ", WindowSpecReference(" + c.Over.Name + "))"
	}
	parts := parsedTexts(c.Over.PartitionBy)
	for _, k := range c.Over.OrderBy {
		parts = append(parts, ParsedKey(k))
	}
	frame := "unspecifiedframe$()"
	if c.Over.Frame != nil {
		frame = c.Over.Frame.Node()
	}
	return text + " windowspecdefinition(" + strings.Join(append(parts, frame), ", ") + ")"
}

func firstStar(c *Call) (*Star, bool) {
	if len(c.Args) != 1 {
		return nil, false
	}
	s, ok := c.Args[0].(*Star)
	return s, ok
}
