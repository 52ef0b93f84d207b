package expr

import (
	"strings"

	"github.com/sparkrepl/sparkrepl/engine/data"
)

// Variable is a session variable: DECLARE makes it, SET VARIABLE changes its value.
type Variable struct {
	Name  string // as declared
	Value *Literal
}

// variableName cuts a variable off the front of a name with dots: system.session.v, session.v or v. It
// gives the number of parts used, 0 where the parts name none.
func variableName(parts []string) (name string, used int) {
	switch {
	case len(parts) > 2 && strings.EqualFold(parts[0], "system") && strings.EqualFold(parts[1], "session"):
		return parts[2], 3
	case len(parts) > 1 && strings.EqualFold(parts[0], "session"):
		return parts[1], 2
	}
	return parts[0], 1
}

// SessionName tells what a name with dots calls among the objects of the session, variables and
// functions; false where it is qualified with something else.
func SessionName(parts []string) (string, bool) {
	name, used := variableName(parts)
	return name, used == len(parts)
}

// variable is the value of the variable that a name begins with, after every column was looked at; nil
// when there is none.
func variable(ctx *Context, parts []string) (e Expr, used int) {
	if ctx.Variable == nil {
		return nil, 0
	}
	name, used := variableName(parts)
	v := ctx.Variable(name)
	if v == nil {
		return nil, 0
	}
	return v.reference(), used
}

// reference is the variable as it stands in a plan: a call that gives its value and names it.
func (v *Variable) reference() Expr {
	text := variableFunction + "(system.session." + strings.ToLower(v.Name) + "=" + constantSQL(v.Value.Typ, v.Value.Value) + ")"
	f := &Function{Name: variableFunction, text: func([]string) string { return text }, safe: true}
	return &Apply{Fn: f, Args: []Expr{v.Value}, Typ: v.Value.Typ, Null: true, Consts: true,
		Kernel: func(_ *Context, args []data.Column, _ int) (data.Column, error) { return args[0], nil }}
}

// IsVariable tells the value of a session variable, which some places do not take for a constant.
func IsVariable(e Expr) bool {
	a, ok := e.(*Apply)
	return ok && a.Fn.Name == variableFunction
}

const variableFunction = "variablereference"

// constantSQL spells a value as Spark's literals do: 5, 5L, 'a', CAST(NULL AS DATE), ARRAY(1, 2).
func constantSQL(t *data.Type, v any) string {
	if v == nil {
		if t.Kind == data.KindNull {
			return "NULL"
		}
		return "CAST(NULL AS " + t.String() + ")"
	}
	var parts []string
	switch t.Kind {
	case data.KindArray:
		for _, x := range v.([]any) {
			parts = append(parts, constantSQL(t.Elem, x))
		}
		return "ARRAY(" + strings.Join(parts, ", ") + ")"
	case data.KindMap:
		for _, x := range v.([]data.Pair) {
			parts = append(parts, constantSQL(t.Key, x.Key), constantSQL(t.Elem, x.Value))
		}
		return "MAP(" + strings.Join(parts, ", ") + ")"
	case data.KindStruct:
		for i, x := range v.([]any) {
			parts = append(parts, quotedText(t.Fields[i].Name), constantSQL(t.Fields[i].Type, x))
		}
		return "NAMED_STRUCT(" + strings.Join(parts, ", ") + ")"
	}
	text := sqlValue(&Context{}, literalColumn(&Literal{Value: v, Typ: t}), 0)
	switch {
	case t.Kind == data.KindString && t.Collated():
		return text + " collate " + t.Collation
	case t.Kind == data.KindByte:
		return strings.TrimSuffix(text, "S") + "Y"
	case t.Kind == data.KindFloat, t.Kind == data.KindDouble && !strings.HasSuffix(text, "D"):
		return "CAST('" + text + "' AS " + t.String() + ")"
	}
	return text
}
