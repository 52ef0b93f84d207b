package expr

import (
	"fmt"
	"strings"
)

func join(list []Expr) string {
	parts := make([]string, len(list))
	for i, e := range list {
		parts[i] = e.String()
	}
	return strings.Join(parts, ", ")
}

// String implements [Expr].
func (n *Name) String() string { return strings.Join(n.Parts, ".") }
func (s *Star) String() string {
	return strings.Join(append(append([]string{}, s.Qualifier...), "*"), ".")
}
func (c *Call) String() string     { return c.Func + "(" + join(c.Args) + ")" }
func (l *Lambda) String() string   { return "lambdafunction(" + l.Body.String() + ")" }
func (s *Subquery) String() string { return "scalarsubquery()" }
func (r *Ref) String() string      { return r.Name }
func (l *Literal) String() string  { return fmt.Sprint(l.Value) }
func (a *Alias) String() string    { return a.Child.String() + " AS " + a.Name }
func (c *Cast) String() string {
	return "CAST(" + c.Child.String() + " AS " + c.To.String() + ")"
}
func (c *Case) String() string  { return "CASE END" }
func (a *Apply) String() string { return a.Fn.Name + "(" + join(a.Args) + ")" }
func (a *Agg) String() string   { return a.Name }
