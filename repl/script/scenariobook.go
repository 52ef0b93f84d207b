package script

import (
	"fmt"
	"go/token"
	"sort"
	"strconv"
	"strings"

	"github.com/sparkrepl/sparkrepl/engine/scenario"
)

// scenarioBook writes a scenario as a notebook.
type scenarioBook struct{ strings.Builder }

func scenarioText(s *scenario.Scenario, replay *scenario.Replay) string {
	zone, mode := "UTC", s.Query.Mode
	if z, ok := s.Conf["spark.sql.session.timeZone"]; ok {
		zone = fmt.Sprint(z)
	}
	if mode == "" {
		mode = "append"
	}
	var b scenarioBook
	title := strings.ReplaceAll(s.Name, "\n", " ")
	fmt.Fprintf(&b, "---\nsparkrepl: 1\ntitle: %s\ntimezone: %s\n---\n# %s\n\n", strconv.Quote(title), zone, title)
	if s.About != "" {
		b.WriteString(strings.ReplaceAll(s.About, "```", "~~~") + "\n\n")
	}
	b.cell("go", settingLines(s))
	b.cell("go", sourceLines(replay))
	for _, v := range s.Views {
		if v.SQL != "" && token.IsIdentifier(v.Name) {
			b.cell("sql name="+v.Name, v.SQL)
			continue
		}
		b.cell("go", defined(v.Name, viewText(v)))
	}
	b.cell("go", fmt.Sprintf("%s.WriteStream().OutputMode(%q).Format(\"console\").QueryName(\"scenario\").Start()", frameText(s.Query.From), mode))
	return b.String()
}

func (b *scenarioBook) cell(info, source string) {
	if source == "" {
		return
	}
	fence := "```"
	for strings.Contains(source, fence) {
		fence += "`"
	}
	fmt.Fprintf(b, "%s%s\n%s\n%s\n\n", fence, info, source, fence)
}

func settingLines(s *scenario.Scenario) string {
	var lines []string
	for name, v := range s.Conf {
		if name != "spark.sql.session.timeZone" {
			lines = append(lines, fmt.Sprintf("spark.Conf().Set(%q, %q)", name, fmt.Sprint(v)))
		}
	}
	sort.Strings(lines)
	return strings.Join(lines, "\n")
}

func sourceLines(replay *scenario.Replay) string {
	var lines []string
	for of := range replay.Streams {
		lines = append(lines, defined(of, fmt.Sprintf("spark.ReadStream().Format(\"recording\").Load(%q)", recName(of))))
	}
	for of := range replay.Tables {
		lines = append(lines, defined(of, fmt.Sprintf("spark.Read().Format(\"recording\").Load(%q)", recName(of))))
	}
	sort.Strings(lines)
	return strings.Join(lines, "\n")
}

// defined gives a DataFrame a name: a variable where that can be, else a view.
func defined(name, frame string) string {
	if token.IsIdentifier(name) {
		return name + " := " + frame
	}
	return fmt.Sprintf("%s.CreateOrReplaceTempView(%q)", frame, name)
}

func frameText(name string) string {
	if token.IsIdentifier(name) {
		return name
	}
	return fmt.Sprintf("spark.Table(%q)", name)
}

// viewText is a chain of operations, or SQL where the name can be no variable.
func viewText(v scenario.View) string {
	if v.SQL != "" {
		return fmt.Sprintf("spark.SQL(%q)", v.SQL)
	}
	out := frameText(v.From)
	for _, o := range v.Ops {
		if o.Join != nil {
			out += fmt.Sprintf(".As(%q)", v.From)
			break
		}
	}
	for _, o := range v.Ops {
		out += ".\n\t" + operationText(o)
	}
	return out
}

// operationText is one DataFrame operation as a call.
func operationText(o scenario.Op) string {
	switch {
	case o.WithWatermark != nil:
		return "WithWatermark(" + quoted(o.WithWatermark, "%s") + ")"
	case o.Where != nil:
		return "Where(" + strconv.Quote(*o.Where) + ")"
	case o.Select != nil:
		return "SelectExpr(" + quoted(o.Select, "%s") + ")"
	case o.DropDuplicates != nil:
		return "DropDuplicates(" + quoted(o.DropDuplicates, "%s") + ")"
	case o.DropDuplicatesWithinWatermark != nil:
		return "DropDuplicatesWithinWatermark(" + quoted(o.DropDuplicatesWithinWatermark, "%s") + ")"
	case o.GroupBy != nil:
		return "GroupBy(" + quoted(o.GroupBy.Keys, "spark.Expr(%s)") + ").Agg(" + quoted(o.GroupBy.Agg, "%s") + ")"
	case o.Join != nil:
		return fmt.Sprintf("Join(%s.As(%q), spark.Expr(%q), %q)", frameText(o.Join.With), o.Join.With, o.Join.On, scenario.JoinName(o.Join.How))
	case o.Alias != nil:
		return "As(" + strconv.Quote(*o.Alias) + ")"
	case o.Union != nil:
		return "Union(" + frameText(*o.Union) + ")"
	case o.Limit != nil:
		return fmt.Sprintf("Limit(%d)", *o.Limit)
	case o.OrderBy != nil:
		return "OrderBy(" + quoted(o.OrderBy, "spark.Expr(%s)") + ")"
	}
	return "Distinct()"
}

// quoted writes texts as arguments, each in a form.
func quoted(list []string, form string) string {
	out := make([]string, len(list))
	for i, s := range list {
		out[i] = fmt.Sprintf(form, strconv.Quote(s))
	}
	return strings.Join(out, ", ")
}
