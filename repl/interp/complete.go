package interp

import (
	"go/ast"
	"go/types"
	"sort"
	"strings"

	"github.com/sparkrepl/sparkrepl/engine/expr"
)

// Completion is one proposal.
type Completion struct {
	Text   string // what is inserted
	Kind   string // column stream function keyword method field variable package type
	Detail string // type or signature
	From   int    // byte offset where the replaced word starts
}

// Complete proposes what could stand at a byte offset of a cell. The cell need not be finished.
func (it *Interp) Complete(cells []Cell, id string, offset int) []Completion {
	k := indexOf(cells, id)
	if k < 0 {
		return nil
	}
	cell := cells[k]
	offset = max(0, min(offset, len(cell.Source)))
	from := offset
	for from > 0 && isWord(cell.Source[from-1]) {
		from--
	}
	prefix := cell.Source[from:offset]
	var all []Completion
	switch {
	case cell.Kind == "sql":
		all = it.sqlNames(cells[:k], cell.Source, from)
	case cell.Kind == "go" && insideText(cell.Source[:from]):
		if names, start, ok := textNames(cell.Source[:offset]); ok {
			return matching(names, cell.Source[start:offset], start)
		}
		all = it.columnNames(nil)
	case cell.Kind == "go" && strings.HasSuffix(strings.TrimRight(cell.Source[:from], " \t\n"), "."):
		all = it.memberNames(cells, k, from)
	case cell.Kind == "go":
		all = it.goNames(cells, k)
	}
	return matching(all, prefix, from)
}

func indexOf(cells []Cell, id string) int {
	for i, c := range cells {
		if c.ID == id {
			return i
		}
	}
	return -1
}

// matching keeps proposals that begin with the prefix, whatever the case; in order.
func matching(all []Completion, prefix string, from int) []Completion {
	var out []Completion
	seen := map[string]bool{}
	for _, c := range all {
		if strings.HasPrefix(strings.ToLower(c.Text), strings.ToLower(prefix)) && !seen[c.Text] && c.Text != prefix {
			seen[c.Text] = true
			c.From = from
			out = append(out, c)
		}
	}
	sort.SliceStable(out, func(i, j int) bool {
		if a, b := kindRank(out[i].Kind), kindRank(out[j].Kind); a != b {
			return a < b
		}
		return out[i].Text < out[j].Text
	})
	return out
}

func kindRank(kind string) int {
	switch kind {
	case "column":
		return 0
	case "stream", "variable", "field", "method":
		return 1
	case "keyword":
		return 3
	}
	return 2
}

// insideText tells whether the end of some Go text lies inside a string.
func insideText(src string) bool {
	line := src[strings.LastIndexByte(src, '\n')+1:]
	open := false
	for i := 0; i < len(line); i++ {
		switch line[i] {
		case '\\':
			i++
		case '"':
			open = !open
		}
	}
	return open
}

// columnNames are the columns of the DataFrames that exist and that tables names; nil: of all.
func (it *Interp) columnNames(tables map[string]bool) []Completion {
	var out []Completion
	for _, name := range it.s.Relations() {
		if tables != nil && !tables[strings.ToLower(name)] {
			continue
		}
		if df, ok := it.frame(name); ok {
			for _, f := range df.Schema().Fields {
				out = append(out, Completion{Text: f.Name, Kind: "column", Detail: f.Type.String() + " of " + name})
			}
		}
	}
	return out
}

// sqlNames are relations, columns, functions and keywords.
func (it *Interp) sqlNames(before []Cell, src string, from int) []Completion {
	var out []Completion
	tables := sqlTables(src)
	if owner := qualifier(src, from); owner != "" {
		if name, ok := tables[strings.ToLower(owner)]; ok {
			owner = name
		}
		if df, ok := it.frame(owner); ok {
			for _, f := range df.Schema().Fields {
				out = append(out, Completion{Text: f.Name, Kind: "column", Detail: f.Type.String()})
			}
			return out
		}
	}
	for _, name := range it.s.Relations() {
		detail := ""
		if df, ok := it.frame(name); ok {
			detail = df.Schema().String()
		}
		out = append(out, Completion{Text: name, Kind: "stream", Detail: detail})
	}
	for _, c := range it.checkAll(before) {
		for _, v := range c.vars {
			if v.obj != nil && shortType(v.obj.Type().String()) == "*spark.DataFrame" {
				out = append(out, Completion{Text: v.name, Kind: "stream"})
			}
		}
	}
	var read map[string]bool
	for _, name := range tables {
		if _, ok := it.frame(name); ok {
			if read == nil {
				read = map[string]bool{}
			}
			read[name] = true
		}
	}
	out = append(out, it.columnNames(read)...)
	for _, w := range expr.Words() {
		if len(w.Listed()) > 0 {
			out = append(out, Completion{Text: w.Name, Kind: "function", Detail: w.Usage})
		}
	}
	for _, u := range it.s.Functions() {
		out = append(out, Completion{Text: u.Name(), Kind: "function", Detail: u.Signature()})
	}
	for _, k := range strings.Fields(sqlKeywords) {
		out = append(out, Completion{Text: k, Kind: "keyword"})
	}
	return out
}

const sqlKeywords = `SELECT FROM WHERE GROUP BY HAVING ORDER LIMIT OFFSET JOIN LEFT RIGHT FULL INNER CROSS SEMI ANTI ON USING AS DISTINCT
UNION ALL EXCEPT INTERSECT WITH CASE WHEN THEN ELSE END AND OR NOT IN BETWEEN LIKE RLIKE IS NULL TRUE FALSE INTERVAL CAST VALUES LATERAL VIEW
EXPLODE WATERMARK DELAY OF STREAM ROLLUP CUBE GROUPING SETS OVER PARTITION QUALIFY EXPLAIN EXTENDED DESCRIBE SHOW TABLES SET CREATE OR REPLACE TEMPORARY
DECLARE VARIABLE DEFAULT EXECUTE IMMEDIATE INTO FUNCTION RETURNS RETURN IDENTIFIER OPTIONS DROP`

// qualifier is the name before a dot at from, "" without one.
func qualifier(src string, from int) string {
	if from == 0 || src[from-1] != '.' {
		return ""
	}
	end := from - 1
	start := end
	for start > 0 && isWord(src[start-1]) {
		start--
	}
	return src[start:end]
}

// goNames are variables, functions, types and packages that a cell can name.
func (it *Interp) goNames(cells []Cell, k int) []Completion {
	var out []Completion
	list := it.checkAll(cells)
	for _, c := range list[:k+1] {
		for _, o := range c.defines {
			out = append(out, Completion{Text: o.Name(), Kind: objectKind(o), Detail: shortType(o.Type().String())})
		}
	}
	for name, p := range it.symbols.short {
		out = append(out, Completion{Text: name, Kind: "package", Detail: p})
	}
	for _, name := range types.Universe.Names() {
		out = append(out, Completion{Text: name, Kind: objectKind(types.Universe.Lookup(name))})
	}
	for _, w := range strings.Fields("break case chan const continue default defer else for func go if import interface map range return select struct switch type var") {
		out = append(out, Completion{Text: w, Kind: "keyword"})
	}
	return append(out, Completion{Text: "param", Kind: "function", Detail: "func(name string) string"})
}

func objectKind(o types.Object) string {
	switch o := o.(type) {
	case *types.Func, *types.Builtin:
		return "function"
	case *types.TypeName:
		return "type"
	case *types.Var:
		if shortType(o.Type().String()) == "*spark.DataFrame" {
			return "stream"
		}
	}
	return "variable"
}

// memberNames are what can follow a dot: names of a package, fields and methods of a value. The
// cell is checked with a name put in after the dot.
func (it *Interp) memberNames(cells []Cell, k, from int) []Completion {
	c, sel := it.probe(cells, k, from)
	if sel == nil {
		return nil
	}
	if x, ok := sel.X.(*ast.Ident); ok {
		if p, ok := c.info.Uses[x].(*types.PkgName); ok {
			return it.packageNames(p.Imported().Path())
		}
	}
	tv := c.info.Types[sel.X]
	if tv.Type == nil {
		return nil
	}
	var out []Completion
	for _, name := range members(tv.Type) {
		obj, _, _ := types.LookupFieldOrMethod(tv.Type, true, c.pkg, name)
		kind := "field"
		if _, ok := obj.(*types.Func); ok {
			kind = "method"
		}
		detail := ""
		if obj != nil {
			detail = it.detail(obj)
		}
		out = append(out, Completion{Text: name, Kind: kind, Detail: detail})
	}
	return out
}

// probe checks a cell that may be unfinished, with a name in place of the word at from, and finds
// the selector that holds it.
func (it *Interp) probe(cells []Cell, k, from int) (*checked, *ast.SelectorExpr) {
	const name = "zzz"
	cell := cells[k]
	end := from
	for end < len(cell.Source) && isWord(cell.Source[end]) {
		end++
	}
	before := it.checkAll(cells)[:k]
	for _, rest := range []string{cell.Source[end:], closers(cell.Source[:from])} {
		cell.Source = cells[k].Source[:from] + name + rest
		c := it.check(cell, before)
		if c.info == nil {
			continue
		}
		if s := c.selector(name, from); s != nil {
			return c, s
		}
	}
	return nil, nil
}

// selector finds x.name with the name at a byte of the source.
func (c *checked) selector(name string, at int) (found *ast.SelectorExpr) {
	visit := func(n ast.Node) bool {
		if s, ok := n.(*ast.SelectorExpr); ok && s.Sel.Name == name && c.offset(s.Sel.Pos()) == at {
			found = s
		}
		return found == nil
	}
	for _, s := range c.stmts {
		ast.Inspect(s, visit)
	}
	for _, d := range c.decls {
		ast.Inspect(d.node, visit)
	}
	return found
}

// closers are the brackets that are open at the end of some Go text.
func closers(src string) string {
	var open []byte
	for _, l := range lexemes(src) {
		switch l.tok.String() {
		case "(":
			open = append(open, ')')
		case "[":
			open = append(open, ']')
		case "{":
			open = append(open, '}')
		case ")", "]", "}":
			if len(open) > 0 {
				open = open[:len(open)-1]
			}
		}
	}
	var out []byte
	for i := len(open) - 1; i >= 0; i-- {
		if open[i] == '}' {
			out = append(out, '\n')
		}
		out = append(out, open[i])
	}
	return string(out)
}

// detail is what stands beside a proposal: the signature.
func (it *Interp) detail(o types.Object) string {
	if e, ok := it.reference(o); ok {
		return e.signature
	}
	return signatureText(o)
}

func (it *Interp) packageNames(path string) []Completion {
	var out []Completion
	r := it.importer()
	for name := range it.symbols.table(path) {
		if name[0] == '_' {
			continue
		}
		r.need(path, name)
		if o := r.pkg(path).Scope().Lookup(name); o != nil {
			out = append(out, Completion{Text: name, Kind: objectKind(o), Detail: it.detail(o)})
		}
	}
	return out
}
