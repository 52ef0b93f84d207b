package interp

import (
	"fmt"
	"go/types"
	"sort"
	"strings"

	"github.com/sparkrepl/sparkrepl/engine/spelling"
)

// typeError takes a finding of the type checker. What Go refuses in programs but people expect of
// a notebook is let pass: variables and imports that nobody uses.
func (c *checked) typeError(err error, before []*checked) {
	e, ok := err.(types.Error)
	if !ok {
		c.refuse(0, 0, sentence(err.Error()), "")
		return
	}
	if e.Soft && (strings.Contains(e.Msg, "declared and not used") || strings.Contains(e.Msg, "imported and not used")) {
		return
	}
	if len(c.diags) >= 10 || strings.HasPrefix(e.Msg, "\t") {
		return
	}
	from := c.offset(e.Pos)
	from, to := c.word(from)
	msg, hint := sentence(oneLine(e.Msg)), ""
	if name, found := strings.CutPrefix(e.Msg, "undefined: "); found {
		hint = c.undefinedHint(name, before)
	} else if strings.Contains(e.Msg, "undefined (type ") {
		hint = c.memberHint(e.Msg)
	} else if strings.HasPrefix(e.Msg, "too many arguments in call to spark.ReadStream\n") {
		hint = "spark.ReadStream().Table(\"NAME\") reads a stream that has a name, spark.ReadStream().Format(\"recording\").Load(\"FILE.rec\") a recording."
	}
	if strings.HasPrefix(e.Msg, "cannot define new methods on non-local type") {
		msg, hint = "The methods of a type stand in the cell that declares the type.", "Move the method there."
	}
	msg = strings.ReplaceAll(msg, sparkPath+".", "spark.")
	c.refuse(from, to, msg, hint)
}

// oneLine joins what the checker says in several: "not enough arguments ...: have (number), want (int, string)".
func oneLine(msg string) string {
	lines := strings.Split(msg, "\n")
	if len(lines) == 1 {
		return msg
	}
	for i := range lines {
		lines[i] = strings.TrimSpace(lines[i])
	}
	return lines[0] + ": " + strings.Join(lines[1:], ", ")
}

// word is the identifier, number or text that begins at a byte of the source, or that byte alone.
func (c *checked) word(from int) (int, int) {
	to, src := from, c.cell.Source
	if from < len(src) && (src[from] == '"' || src[from] == '`') {
		if end := strings.IndexByte(src[from+1:], src[from]); end >= 0 {
			return from, from + end + 2
		}
	}
	for ; to < len(src) && isWord(src[to]); to++ {
	}
	if to == from {
		to++
	}
	return from, to
}

func isWord(b byte) bool {
	return b == '_' || b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z' || b >= '0' && b <= '9' || b >= 0x80
}

// outside says what cells do in place of what they cannot do.
var outside = map[string]string{
	"os.Stdout": "fmt.Print writes to the cell's output; for a writer use a strings.Builder.", "os.Stderr": "fmt.Print writes to the cell's output.",
	"os.Stdin":   `Read it as a stream: spark.ReadStream().Format("stdin").Load().`,
	"fmt.Scan":   "A cell cannot ask; param(\"name\") is a value of the command line.",
	"fmt.Scanln": "A cell cannot ask; param(\"name\") is a value of the command line.",
	"fmt.Scanf":  "A cell cannot ask; param(\"name\") is a value of the command line.",
	"os.Exit":    "A cell ends with return, and fails with panic.",
}

// undefinedHint says what could have been meant by a name nobody defines.
func (c *checked) undefinedHint(name string, before []*checked) string {
	for _, k := range c.it.pending {
		if k.Number > c.cell.Number && defines(k.Source, name) {
			return fmt.Sprintf("%s is defined in cell %d, below: move one of the cells.", name, k.Number)
		}
	}
	if hint := outside[name]; hint != "" {
		return hint
	}
	if pkg, member, ok := strings.Cut(name, "."); ok {
		p := c.imports[pkg]
		if p == "" {
			p = c.it.symbols.short[pkg]
		}
		var names []string
		for n := range c.it.symbols.table(p) {
			names = append(names, n)
		}
		if near := spelling.Nearest(member, names); near != "" {
			return "Did you mean " + pkg + "." + near + "?"
		}
		return ""
	}
	var names []string
	for _, b := range before {
		for _, o := range b.defines {
			names = append(names, o.Name())
		}
	}
	for _, v := range c.vars {
		names = append(names, v.name)
	}
	for n := range c.it.symbols.short {
		names = append(names, n)
	}
	if near := spelling.Nearest(name, append(names, types.Universe.Names()...)); near != "" {
		return "Did you mean " + near + "?"
	}
	return ""
}

// mostMembers is how many fields and methods a hint lists.
const mostMembers = 12

// memberHint names the nearest field or method, or all where they are few: x.foo undefined (type T has no field or method foo).
func (c *checked) memberHint(msg string) string {
	if _, rest, ok := strings.Cut(msg, "but does have "); ok {
		rest = strings.TrimPrefix(strings.TrimPrefix(rest, "field "), "method ")
		return "Did you mean " + strings.TrimSuffix(rest, ")") + "?"
	}
	expr, _, _ := strings.Cut(msg, " undefined")
	dot := strings.LastIndexByte(expr, '.')
	if dot < 0 {
		return ""
	}
	for e, tv := range c.info.Types {
		if types.ExprString(e) == expr[:dot] && tv.Type != nil {
			has := members(tv.Type)
			if near := spelling.Nearest(expr[dot+1:], has); near != "" {
				return "Did you mean " + near + "?"
			}
			if len(has) > 0 && len(has) <= mostMembers {
				return "It has " + strings.Join(has, ", ") + "."
			}
			return ""
		}
	}
	return ""
}

// members are the exported fields and methods of a type, in order.
func members(t types.Type) []string {
	var out []string
	set := types.NewMethodSet(t)
	if _, ptr := t.Underlying().(*types.Pointer); !ptr && !types.IsInterface(t) {
		set = types.NewMethodSet(types.NewPointer(t))
	}
	for i := 0; i < set.Len(); i++ {
		if o := set.At(i).Obj(); o.Exported() || o.Pkg() != nil && o.Pkg().Path() == "main" {
			out = append(out, o.Name())
		}
	}
	if p, ok := t.Underlying().(*types.Pointer); ok {
		t = p.Elem()
	}
	if s, ok := t.Underlying().(*types.Struct); ok {
		for i := 0; i < s.NumFields(); i++ {
			out = append(out, s.Field(i).Name())
		}
	}
	sort.Strings(out)
	return out
}

// defines tells by the look of its source whether a Go cell defines a name.
func defines(src, name string) bool {
	for _, s := range split(src) {
		words := strings.FieldsFunc(src[s.start:s.end], func(r rune) bool { return !isWord(byte(min(r, 0x80))) })
		head, _, isDefine := strings.Cut(src[s.start:s.end], ":=")
		if isDefine {
			for _, w := range strings.Split(head, ",") {
				if strings.TrimSpace(w) == name {
					return true
				}
			}
		}
		if len(words) > 1 && (words[0] == "func" || words[0] == "type" || words[0] == "var" || words[0] == "const") && words[1] == name {
			return true
		}
	}
	return false
}
