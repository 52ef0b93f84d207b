package scenario

import (
	"context"
	"errors"
	"maps"
	"regexp"
	"strings"
	"sync"
	"time"

	"github.com/sparkrepl/sparkrepl/engine"
	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/expr"
	"github.com/sparkrepl/sparkrepl/engine/spark"
)

// statement is the query that a function line stands for; positions count in it.
func (f *Function) statement() string {
	text := "SELECT "
	if f.GroupBy != "" {
		text += f.GroupBy + ", "
	}
	text += f.SQL + " AS v"
	for _, part := range [][2]string{{" FROM ", f.From}, {" WHERE ", f.Where}, {" GROUP BY ", f.GroupBy}, {" HAVING ", f.Having}} {
		if part[1] != "" {
			text += part[0] + part[1]
		}
	}
	return text
}

// run asks the line and compares type and value, or the error.
func (f *Function) run(ctx context.Context) *difference {
	zone := "UTC"
	if f.TZ != "" {
		zone = f.TZ
	}
	now := func() time.Time { return runStart }
	conf := map[string]string{"spark.sql.session.timeZone": zone}
	maps.Copy(conf, f.Conf)
	if f.Legacy {
		conf["spark.sql.ansi.enabled"] = "false"
	}
	s := spark.NewSession(spark.Options{Conf: conf, Engine: engine.Env{Now: now, Zone: time.UTC}})
	s.WithContext(ctx)
	var out *data.Batch
	at := "analysis"
	err := spark.Try(func() error {
		df := s.Query(f.statement())
		at = "run"
		out = df.Batch()
		return nil
	})
	d := f.differs(out, err, at)
	if d != nil {
		d.step, d.batch = -1, -1
		d.what = f.statement() + ": " + d.what
	}
	return d
}

func (f *Function) differs(out *data.Batch, err error, at string) *difference {
	switch {
	case f.Error != nil && err == nil:
		return &difference{what: "an error was expected and none came", want: f.Error, got: showRows(out)}
	case f.Error != nil:
		return f.Error.differs(err, at)
	case err != nil:
		return &difference{what: "it failed: " + err.Error(), want: f.Value, got: refusalOf(err, at)}
	}
	v := out.Cols[len(out.Cols)-1]
	if v.Type().String() != f.Type {
		return &difference{what: "the type differs", want: f.Type, got: v.Type().String()}
	}
	want := f.rows()
	if d := rowsDiffer(want, out, false); d != nil {
		return d
	}
	return nil
}

// rows are the wanted rows as lists.
func (f *Function) rows() [][]any {
	if !f.Many && f.GroupBy == "" {
		return [][]any{{f.Value}}
	}
	list, _ := f.Value.([]any)
	out := make([][]any, len(list))
	for i, e := range list {
		if row, ok := e.([]any); ok && f.GroupBy != "" {
			out[i] = row
		} else {
			out[i] = []any{e}
		}
	}
	return out
}

// differs compares an error with the recorded one: condition, SQLSTATE, place, and the first
// line of the message.
func (w *Failure) differs(err error, at string) *difference {
	var e *expr.Error
	if !errors.As(err, &e) {
		return &difference{what: "it failed otherwise: " + err.Error(), want: w, got: refusalOf(err, at)}
	}
	got := refusalOf(err, at)
	why := ""
	switch {
	case w.Condition != nil && !strings.HasPrefix(*w.Condition, "_LEGACY") && *w.Condition != e.Condition:
		why = "the condition differs"
	case w.SQLState != nil && *w.SQLState != e.SQLState:
		why = "the SQLSTATE differs"
	case w.Line != nil && (got.Line == nil || *got.Line != *w.Line || *got.Pos != *w.Pos):
		why = "the place differs"
	case !sameMessage(w.Message, firstLine(e.Error())):
		why = "the message differs"
	}
	if why == "" {
		return nil
	}
	return &difference{what: why + ": " + e.Error(), want: w, got: got}
}

// exprID is the number that Spark gives an expression of a plan.
var exprID = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`#\d+L?\b`) })

// sameMessage compares messages without the numbers of expressions.
func sameMessage(want, got string) bool {
	return want == got || exprID().ReplaceAllString(want, "") == exprID().ReplaceAllString(got, "")
}

func firstLine(s string) string {
	line, _, _ := strings.Cut(s, "\n")
	return line
}
