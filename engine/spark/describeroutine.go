package spark

import (
	"fmt"
	"strings"

	"github.com/sparkrepl/sparkrepl/engine/expr"
)

// described is the SQL function that DESCRIBE FUNCTION names, nil for any other name.
func (s *Session) described(parts []string) *routine {
	name, ok := expr.SessionName(parts)
	if !ok || len(parts) == 1 && (expr.LookupFunction(&expr.Context{}, name) != nil || expr.LookupAggregate(name) != nil) {
		return nil
	}
	return s.routines[strings.ToLower(name)]
}

// describeRoutine answers DESCRIBE FUNCTION of a SQL function. There are no settings kept with it, and no
// time at which it was made.
func (s *Session) describeRoutine(r *routine, extended bool) *DataFrame {
	kind, returns := "SCALAR", [][3]string{{"", "", ""}}
	if r.Plan != nil {
		kind, returns = "TABLE", nil
		for i, f := range r.Columns.Fields {
			row := [3]string{f.Name, f.Type.String()}
			if extended && i < len(r.written.Comments) && r.written.Comments[i] != "" {
				row[2] = " '" + r.written.Comments[i] + "'"
			}
			returns = append(returns, row)
		}
	} else {
		returns[0][1] = r.Returns.String()
	}
	var input [][3]string
	for _, p := range r.written.Params {
		row := [3]string{p.Name, p.Type.String()}
		if extended && p.Default != "" {
			row[2] = " DEFAULT " + p.Default
		}
		if extended && p.Comment != "" {
			row[2] += " '" + p.Comment + "'"
		}
		input = append(input, row)
	}
	if input == nil {
		input = [][3]string{{"", "()", ""}}
	}
	lines := [][2]string{{"Function", r.Name}, {"Type", kind}}
	lines = append(append(lines, listed("Input", input)...), listed("Returns", returns)...)
	if extended {
		if r.written.Comment != "" {
			lines = append(lines, [2]string{"Comment", r.written.Comment})
		}
		lines = append(lines, [2]string{"Deterministic", fmt.Sprint(r.written.Deterministic)}, [2]string{"Data Access", r.access()}, [2]string{"Body", r.written.Body})
	}
	return s.answer([]string{"function_desc"}, aligned(lines)...)
}

// access tells whether the body reads relations, where the definition does not say it.
func (r *routine) access() string {
	switch {
	case r.written.Access != "":
		return r.written.Access
	case strings.Contains(strings.ToUpper(r.written.Body), "FROM"):
		return "READS SQL DATA"
	}
	return "CONTAINS SQL"
}

// listed writes names and types one below the other; the first line has the title.
func listed(title string, rows [][3]string) [][2]string {
	var width [2]int
	for _, r := range rows {
		width[0], width[1] = max(width[0], len(r[0])), max(width[1], len(r[1]))
	}
	if width[0] > 0 {
		width[0]++
	}
	var out [][2]string
	for _, r := range rows {
		out = append(out, [2]string{title, fmt.Sprintf("%-*s%-*s%s", width[0], r[0], width[1], r[1], r[2])})
		title = ""
	}
	return out
}

// aligned writes names and values in two columns.
func aligned(lines [][2]string) [][]any {
	width := 0
	for _, l := range lines {
		width = max(width, len(l[0])+2)
	}
	var rows [][]any
	for i, l := range lines {
		name := l[0] + ":"
		if l[0] == "" {
			name = ""
		}
		if i == 0 && width == len("Function")+2 {
			rows = append(rows, []any{name + " " + l[1]})
			continue
		}
		rows = append(rows, []any{fmt.Sprintf("%-*s%s", width, name, l[1])})
	}
	return rows
}
