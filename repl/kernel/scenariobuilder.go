package kernel

import (
	"fmt"
	"slices"
	"strings"

	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/operator"
	"github.com/sparkrepl/sparkrepl/engine/plan"
	"github.com/sparkrepl/sparkrepl/engine/scenario"
	"github.com/sparkrepl/sparkrepl/repl/notebook"
)

// scenarioViews writes the query as views over streams and tables, by the names of the notebook. It
// answers the names of the query's inputs, in their order.
func (k *Kernel) scenarioViews(t *track, s *scenario.Scenario) ([]string, error) {
	s.Streams, s.Tables = map[string]scenario.Stream{}, map[string]scenario.Table{}
	b := &scenarioBuilder{k: k, s: s, named: map[operator.Node]string{}, streams: map[int]string{}, done: map[string]bool{}}
	b.w = scenario.Writer{Named: b.name, Columns: b.columns}
	for i, c := range k.book.Cells() {
		if cs := k.cells[c.ID]; cs != nil {
			for _, f := range cs.frames {
				b.know(c, i+1, f)
			}
		}
	}
	root := t.q.Explained.Parsed
	if err := b.needs(root); err != nil {
		return nil, err
	}
	from := b.named[root]
	if src, ok := root.(*operator.Source); ok {
		from = b.streams[src.Input]
	}
	if from == "" {
		from = t.name + "_out"
		if err := b.w.View(from, root); err != nil {
			return nil, err
		}
	}
	if len(s.Tables) == 0 {
		s.Tables = nil
	}
	s.Views = b.w.Views
	s.Query = scenario.Query{From: from, Mode: modeName(t.q.Mode)}
	s.Schema = t.q.Plan.Schema().String()
	return b.inputs(root)
}

// inputs are the names of the streams in the order in which a query over a tree reads them.
func (b *scenarioBuilder) inputs(root operator.Node) ([]string, error) {
	node, err := b.analyzed(root)
	if err != nil {
		return nil, err
	}
	var out []string
	seen := map[int]bool{}
	var walk func(operator.Node)
	walk = func(n operator.Node) {
		if src, ok := n.(*operator.Source); ok && src.Streaming && !seen[src.Input] {
			seen[src.Input] = true
			out = append(out, b.streams[src.Input])
		}
		for _, c := range n.Children() {
			walk(c)
		}
	}
	walk(node)
	return out, nil
}

func (b *scenarioBuilder) analyzed(n operator.Node) (operator.Node, error) {
	session := b.k.rt.session
	return plan.Analyze(n, session, session.ExprContext())
}

// scenarioBuilder collects what a query is made of.
type scenarioBuilder struct {
	k       *Kernel
	s       *scenario.Scenario
	w       scenario.Writer
	frames  []knownFrame
	named   map[operator.Node]string // parsed trees by name
	streams map[int]string           // by the session's number of a stream
	done    map[string]bool
}

// knownFrame is a DataFrame that has a name; sql is the text of its cell.
type knownFrame struct {
	frame
	cell string // "" where the DataFrame API made it
	sql  string
}

// know notes a DataFrame of a cell.
func (b *scenarioBuilder) know(c *notebook.Cell, number int, f frame) {
	known := knownFrame{frame: f}
	if known.name == "" {
		known.name = fmt.Sprintf("cell%d", number)
	}
	if c.Kind == notebook.SQL {
		known.cell, known.sql = c.ID, c.Source
	}
	b.frames = append(b.frames, known)
	if parsed := f.df.Explained().Parsed; b.named[parsed] == "" {
		b.named[parsed] = known.name
	}
}

// name is the Writer's question for the name of a tree.
func (b *scenarioBuilder) name(n operator.Node) string {
	if src, ok := n.(*operator.Source); ok && src.Streaming {
		return b.streams[src.Input]
	}
	return b.named[n]
}

// needs writes what a tree reads, what it reads first.
func (b *scenarioBuilder) needs(n operator.Node) error {
	if name := b.named[n]; name != "" {
		return b.define(name)
	}
	switch n := n.(type) {
	case *operator.Relation:
		return b.relation(strings.Join(n.Parts, "."))
	case *operator.Source:
		return b.source("", n)
	case *operator.Local:
		return fmt.Errorf("its rows made by a cell have no name")
	}
	for _, c := range n.Children() {
		if err := b.needs(c); err != nil {
			return err
		}
	}
	return nil
}

// relation writes a name that SQL reads: a variable or a cell, or a temporary view of one.
func (b *scenarioBuilder) relation(name string) error {
	for _, f := range b.frames {
		if strings.EqualFold(f.name, name) {
			return b.define(f.name)
		}
	}
	node, ok := b.k.rt.session.Relation([]string{name})
	if !ok {
		return nil // a name that WITH gives, or one that the check will tell
	}
	for _, f := range b.frames {
		if f.df.Plan() != node {
			continue
		}
		if err := b.define(f.name); err != nil || b.done[name] {
			return err
		}
		b.done[name] = true
		b.w.Views = append(b.w.Views, scenario.View{Name: name, From: f.name})
		return nil
	}
	return fmt.Errorf("%s is no variable and no cell of the notebook", name)
}

// define writes a named DataFrame, once.
func (b *scenarioBuilder) define(name string) error {
	if b.done[name] {
		return nil
	}
	b.done[name] = true
	for _, f := range b.frames {
		if f.name != name {
			continue
		}
		parsed := f.df.Explained().Parsed
		switch src := parsed.(type) {
		case *operator.Source:
			return b.source(name, src)
		case *operator.Local:
			return b.table(name, src.Rows)
		}
		return b.view(f, parsed)
	}
	return nil
}

// view writes a named DataFrame: the text of a SQL cell as it stands, else its operations.
func (b *scenarioBuilder) view(f knownFrame, parsed operator.Node) error {
	delete(b.named, parsed) // it is being written
	defer func() { b.named[parsed] = f.name }()
	if f.cell == "" {
		if err := b.needs(parsed); err != nil {
			return err
		}
		return b.w.View(f.name, parsed)
	}
	for _, use := range b.k.names()[f.cell].Uses {
		if name, ok := strings.CutPrefix(use, "function:"); ok && b.k.definesInGo(use) {
			return fmt.Errorf("it calls %s, a function of a Go cell; a scenario holds SQL and DataFrame operations", name)
		}
		if name, ok := strings.CutPrefix(use, "table:"); ok {
			if err := b.relation(name); err != nil {
				return err
			}
		}
	}
	b.w.Views = append(b.w.Views, scenario.View{Name: f.name, SQL: f.sql})
	return nil
}

// definesInGo tells whether a cell of the notebook defines a name.
func (k *Kernel) definesInGo(name string) bool {
	for _, n := range k.names() {
		if slices.Contains(n.Defines, name) {
			return true
		}
	}
	return false
}

// source is a stream of the document, or a table with the rows of a batch source.
func (b *scenarioBuilder) source(name string, n *operator.Source) error {
	if !n.Streaming {
		if name == "" {
			return fmt.Errorf("a source that is read at once has no variable")
		}
		rows, err := n.Static(n.Read())
		if err != nil {
			return err
		}
		return b.table(name, rows.WithSchema(n.Out))
	}
	if b.streams[n.Input] == "" {
		if name == "" {
			name = fmt.Sprintf("input%d", len(b.streams)+1)
		}
		b.streams[n.Input] = name
		b.s.Streams[name] = scenario.Stream{Schema: n.Out.String()}
	} else if name != "" && name != b.streams[n.Input] {
		b.w.Views = append(b.w.Views, scenario.View{Name: name, From: b.streams[n.Input]})
	}
	return nil
}

func (b *scenarioBuilder) table(name string, rows *data.Batch) error {
	if rows.N > mostScenarioRows {
		return fmt.Errorf("%s has %d rows, which is too much to read in a file", name, rows.N)
	}
	b.s.Tables[name] = scenario.Table{Schema: rows.Schema.String(), Rows: scenario.Rows(rows)}
	return nil
}

// columns are the names of the columns of a tree.
func (b *scenarioBuilder) columns(n operator.Node) ([]string, error) {
	node, err := b.analyzed(n)
	if err != nil {
		return nil, err
	}
	return node.Schema().Names(), nil
}
