package expr

import "github.com/sparkrepl/sparkrepl/engine/data"

// GeneratorFunction is one row of the table of functions that make rows: explode,
// posexplode, inline, stack, json_tuple ...
type GeneratorFunction struct {
	Name    string
	Aliases []string
	Usage   string
	Help    string
	Example string
	// TableOnly marks what stands in FROM only and in no SELECT list.
	TableOnly        bool
	MinArgs, MaxArgs int
	Params           []Param // as in [Function]
	// Bind checks and coerces the arguments.
	Bind func(b *Binding) (*Generator, error)
}

// Generator is a resolved generator call. It may stand only in a Generate node.
type Generator struct {
	Fn   *GeneratorFunction
	Args []Expr
	// Outputs are the columns it makes, under Spark's names (col; pos, col; key, value ...).
	Outputs []data.Field
	// Generate makes the rows of n input rows: From lists for each output row the input row
	// it came from, ascending. With outer, an input row that makes none gives one of nulls.
	Generate func(ctx *Context, args []data.Column, n int, outer bool) (cols []data.Column, from []int32, err error)
	Outer    bool   // explode_outer and the like
	Called   string // the name as called, in lower case
	At       Span
}

// Type implements [Expr]: the struct of the outputs, or the type of the only one.
func (g *Generator) Type() *data.Type {
	if len(g.Outputs) == 1 {
		return g.Outputs[0].Type
	}
	return data.StructOf(g.Outputs...)
}

// Nullable implements [Expr].
func (g *Generator) Nullable() bool { return true }

// Children implements [Expr].
func (g *Generator) Children() []Expr { return g.Args }

// With implements [Expr].
func (g *Generator) With(children []Expr) Expr {
	c := *g
	c.Args = children
	return &c
}

// String implements [Expr].
func (g *Generator) String() string { return callName(g.Called, g.Fn.Name) + "(" + join(g.Args) + ")" }
