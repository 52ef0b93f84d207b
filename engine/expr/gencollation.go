package expr

import (
	"github.com/sparkrepl/sparkrepl/engine/collation"
	"github.com/sparkrepl/sparkrepl/engine/data"
)

// CollationColumns are the columns of collations(); SHOW COLLATIONS has those from NAME on.
func CollationColumns() []data.Field {
	text := func(name string, null bool) data.Field {
		return data.Field{Name: name, Type: data.String, Nullable: null}
	}
	return []data.Field{text("CATALOG", false), text("SCHEMA", false), text("NAME", false), text("LANGUAGE", true), text("COUNTRY", true),
		text("ACCENT_SENSITIVITY", false), text("CASE_SENSITIVITY", false), text("PAD_ATTRIBUTE", false), text("ICU_VERSION", true)}
}

// CollationRows lists the collations, row by row.
func CollationRows() [][]any {
	orNull := func(s string) any {
		if s == "" {
			return nil
		}
		return s
	}
	pick := func(which bool, yes, no string) any {
		if which {
			return yes
		}
		return no
	}
	var out [][]any
	for _, c := range collation.All() {
		version := ""
		if c.ICU {
			version = collation.Version
		}
		out = append(out, []any{"SYSTEM", "BUILTIN", c.Name, orNull(c.Language), orNull(c.Country), pick(c.AccentBlind, "ACCENT_INSENSITIVE", "ACCENT_SENSITIVE"),
			pick(c.CaseBlind, "CASE_INSENSITIVE", "CASE_SENSITIVE"), pick(c.Trim, "RTRIM", "NO_PAD"), orNull(version)})
	}
	return out
}

func bindCollations(b *Binding) (*Generator, error) {
	fields := CollationColumns()
	return b.generator(fields, func(_ *Context, _ []data.Column, n int, _ bool) ([]data.Column, []int32, error) {
		list := CollationRows()
		rows := make([][]any, 0, n*len(list))
		from := make([]int32, 0, n*len(list))
		for i := range n {
			rows = append(rows, list...)
			for range list {
				from = append(from, int32(i))
			}
		}
		return data.FromRows(data.NewSchema(fields...), rows).Cols, from, nil
	}), nil
}
