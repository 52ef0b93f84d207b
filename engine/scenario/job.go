package scenario

import (
	"fmt"
	"sort"
	"strings"
	"time"

	"github.com/sparkrepl/sparkrepl/engine"
	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/expr"
	"github.com/sparkrepl/sparkrepl/engine/plan"
	"github.com/sparkrepl/sparkrepl/engine/source"
	"github.com/sparkrepl/sparkrepl/engine/spark"
)

// job is a scenario's query and the world around it. Streams, clock and checkpoint outlive
// restarts; the session and the runner do not.
type job struct {
	s       *Scenario
	streams map[string]*stream
	point   *checkpoint
	now     time.Time
	ids     int
	query   *engine.Query
	runner  *engine.Runner
	schema  *data.Schema
}

// runStart is the time of a scenario whose clock nobody moves.
var runStart = time.Date(2024, 6, 1, 12, 0, 0, 0, time.UTC)

func newJob(s *Scenario) (*job, error) {
	j := &job{s: s, streams: map[string]*stream{}, point: &checkpoint{}, now: runStart}
	if s.Query.Clock == "manual" {
		j.now = time.Unix(0, 0).UTC()
	}
	for name, d := range s.Streams {
		sc, err := data.ParseSchema(d.Schema)
		if err != nil {
			return nil, fmt.Errorf("the schema of stream %s: %w", name, err)
		}
		j.streams[name] = &stream{name: name, schema: sc}
	}
	return j, nil
}

// session makes a session in which streams and tables are views.
func (j *job) session() (*spark.Session, error) {
	conf := map[string]string{"spark.sql.session.timeZone": "UTC"}
	for k, v := range j.s.Conf {
		conf[k] = fmt.Sprint(v)
	}
	env := engine.Env{Now: func() time.Time { return j.now }, Zone: time.UTC, NewID: j.newID}
	s := spark.NewSession(spark.Options{
		Conf: conf, Engine: env, Source: source.Env{Now: env.Now, Zone: time.UTC}, Formats: j.format,
		Checkpoints: func(string) (engine.Checkpoint, error) { return j.point, nil },
		Launch:      func(q *engine.Query) (spark.Control, error) { j.query = q; return held{}, nil },
	})
	for _, name := range sorted(j.streams) {
		s.ReadStream().Format("memory").Option("stream", name).Load().CreateOrReplaceTempView(name)
	}
	for _, name := range sorted(j.s.Tables) {
		t := j.s.Tables[name]
		sc, err := data.ParseSchema(t.Schema)
		if err != nil {
			return nil, fmt.Errorf("the schema of table %s: %w", name, err)
		}
		rows, err := rowsOf(sc, t.Rows)
		if err != nil {
			return nil, fmt.Errorf("table %s: %w", name, err)
		}
		s.FromBatch(rows).CreateOrReplaceTempView(name)
	}
	return s, nil
}

// held stands for the control of a query that the job runs itself: nobody calls it.
type held struct{ spark.Control }

// newID makes ids in the form of a UUID, the same in every run.
func (j *job) newID() string {
	j.ids++
	return fmt.Sprintf("00000000-0000-0000-0000-%012d", j.ids)
}

// format is the only kind of source and sink in a scenario.
func (j *job) format(name string) (*source.Kind, error) {
	if name != "memory" {
		return nil, fmt.Errorf("a scenario has memory streams only, not %q", name)
	}
	return &source.Kind{
		Name: "memory", Replayable: true,
		OpenStream: func(_ source.Env, spec source.Spec) (source.Source, error) {
			return j.streams[spec.Options["stream"]], nil
		},
		OpenSink: func(source.Env, source.Spec) (source.Sink, error) { return sink{}, nil },
	}, nil
}

// start builds the views and starts the query, for the first time or again.
func (j *job) start() error {
	err := spark.Try(func() error {
		s, err := j.session()
		if err != nil {
			return err
		}
		for _, v := range j.s.Views {
			j.view(s, v).CreateOrReplaceTempView(v.Name)
		}
		df := s.Table(j.s.Query.From)
		j.schema = df.Schema()
		mode := j.s.Query.Mode
		if mode == "" {
			mode = "append"
		}
		if !df.IsStreaming() {
			return plan.NotStreaming() // the recorder starts queries below WriteStream, which has words of its own
		}
		df.WriteStream().Format("memory").OutputMode(mode).Trigger(j.trigger()).Option("checkpointLocation", "scenario").Start()
		return nil
	})
	if err != nil {
		return err
	}
	env := engine.Env{Now: func() time.Time { return j.now }, Zone: j.zone(), NewID: j.newID}
	j.runner, err = engine.NewRunner(j.query, env)
	return err
}

// zone is the session time zone.
func (j *job) zone() *time.Location {
	if name, ok := j.s.Conf["spark.sql.session.timeZone"]; ok {
		if z, ok := expr.ZoneOf(fmt.Sprint(name)); ok {
			return z
		}
	}
	return time.UTC
}

func (j *job) trigger() spark.Trigger {
	t := j.s.Query.Trigger
	switch {
	case t == nil:
	case t.AvailableNow:
		return spark.AvailableNow()
	case t.Once:
		return spark.Once()
	case t.Continuous != "":
		return spark.Continuous(t.Continuous)
	case t.ProcessingTime != nil:
		if text, ok := t.ProcessingTime.(string); ok {
			return spark.ProcessingTime(text)
		}
		ms, _ := wholeNumber(t.ProcessingTime)
		return spark.ProcessingTime(fmt.Sprintf("%d milliseconds", ms))
	}
	return spark.Trigger{}
}

// view plans one view.
func (j *job) view(s *spark.Session, v View) *spark.DataFrame {
	switch {
	case v.Build != nil:
		return v.Build(s)
	case v.SQL != "":
		return s.SQL(v.SQL)
	}
	df := s.Table(v.From).As(v.From)
	for _, o := range v.Ops {
		df = o.apply(s, df)
	}
	return df
}

// joinNames are Spark's names of joins by those of documents.
var joinNames = map[string]string{"": "inner", "leftouter": "left_outer", "rightouter": "right_outer", "fullouter": "full_outer",
	"leftsemi": "left_semi", "leftanti": "left_anti"}

// JoinName is Spark's name of a join that a document names.
func JoinName(how string) string {
	if name, ok := joinNames[strings.ToLower(how)]; ok {
		return name
	}
	return how
}

func (o *Op) apply(s *spark.Session, df *spark.DataFrame) *spark.DataFrame {
	switch {
	case o.WithWatermark != nil:
		if len(o.WithWatermark) == 2 {
			return df.WithWatermark(o.WithWatermark[0], o.WithWatermark[1])
		}
	case o.Where != nil:
		return df.Where(*o.Where)
	case o.Select != nil:
		return df.SelectExpr(o.Select...)
	case o.DropDuplicates != nil:
		return df.DropDuplicates(o.DropDuplicates...)
	case o.DropDuplicatesWithinWatermark != nil:
		return df.DropDuplicatesWithinWatermark(o.DropDuplicatesWithinWatermark...)
	case o.GroupBy != nil:
		return df.GroupBy(columns(o.GroupBy.Keys)...).Agg(anys(o.GroupBy.Agg)...)
	case o.Join != nil:
		return df.Join(s.Table(o.Join.With).As(o.Join.With), spark.Expr(o.Join.On), JoinName(o.Join.How))
	case o.Alias != nil:
		return df.As(*o.Alias)
	case o.Union != nil:
		return df.Union(s.Table(*o.Union))
	case o.Limit != nil:
		return df.Limit(*o.Limit)
	case o.OrderBy != nil:
		return df.OrderBy(columns(o.OrderBy)...)
	case o.Distinct:
		return df.Distinct()
	}
	return df
}

func columns(texts []string) []any {
	out := make([]any, len(texts))
	for i, t := range texts {
		out[i] = spark.Expr(t)
	}
	return out
}

func anys(texts []string) []any {
	out := make([]any, len(texts))
	for i, t := range texts {
		out[i] = t
	}
	return out
}

func sorted[V any](m map[string]V) []string {
	out := make([]string, 0, len(m))
	for k := range m {
		out = append(out, k)
	}
	sort.Strings(out)
	return out
}
