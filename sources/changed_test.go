package sources

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/sparkrepl/sparkrepl/engine"
	"github.com/sparkrepl/sparkrepl/engine/expr"
	"github.com/sparkrepl/sparkrepl/engine/source"
	"github.com/sparkrepl/sparkrepl/engine/spark"
	"github.com/sparkrepl/sparkrepl/sessions"
)

const changedSchema = "ts TIMESTAMP, user STRING, k INT, n BIGINT"

// change is a query and what became of it before it ran on the same checkpoint again.
type change struct {
	first, second query
	mode1, mode2  string // append where empty
}

type query func(c *changing) *spark.DataFrame

// changing makes the frames of the queries.
type changing struct{ s *spark.Session }

func (c *changing) read(folder, schema string) *spark.DataFrame {
	return c.s.ReadStream().Format("json").Schema(schema).Load(folder)
}
func (c *changing) in() *spark.DataFrame {
	return c.read("in", changedSchema).WithWatermark("ts", "10 seconds")
}
func (c *changing) both() *spark.DataFrame {
	return c.read("in", changedSchema).Union(c.read("in2", changedSchema)).WithWatermark("ts", "10 seconds")
}

func windowed(keys ...any) query {
	return func(c *changing) *spark.DataFrame { return counted(c.in(), keys...) }
}

func counted(df *spark.DataFrame, keys ...any) *spark.DataFrame {
	return df.GroupBy(append([]any{spark.Window("ts", "1 minute")}, keys...)...).Agg("count(*) AS c")
}

func aggregated(aggs ...any) query {
	return func(c *changing) *spark.DataFrame {
		return c.in().GroupBy(spark.Window("ts", "1 minute"), "user").Agg(aggs...)
	}
}

func joined(how, on, schema string) query {
	return func(c *changing) *spark.DataFrame {
		a := c.read("in", schema).WithWatermark("ts", "10 seconds").As("a")
		b := c.read("in2", changedSchema).WithWatermark("ts", "10 seconds").As("b")
		return a.Join(b, spark.Expr(on+" AND a.ts = b.ts"), how)
	}
}

func sessioned(gap, agg string) query {
	return func(c *changing) *spark.DataFrame {
		return c.in().GroupBy(spark.SessionWindow("ts", gap), "user").Agg(agg)
	}
}

func deduped(cols ...string) query {
	return func(c *changing) *spark.DataFrame { return c.in().DropDuplicates(cols...) }
}

func plainStream(c *changing) *spark.DataFrame { return c.read("in", changedSchema) }

func perUser(c *changing) *spark.DataFrame {
	return plainStream(c).GroupBy("user").Agg("count(*) AS c")
}

func dedupedWindows(c *changing) *spark.DataFrame {
	return counted(c.in().DropDuplicates("user", "ts"), "user")
}

// changes are the cases of testdata/changed.json, which holds what Spark 4.3.0 answered: "" where
// it went on.
var changes = map[string]change{
	"key_type":         {first: windowed("user"), second: windowed("k")},
	"key_more":         {first: windowed("user"), second: windowed("user", "k")},
	"key_less":         {first: windowed("user", "k"), second: windowed("user")},
	"key_name":         {first: windowed("user"), second: windowed(spark.Col("user").As("who"))},
	"value_agg":        {first: windowed("user"), second: aggregated("count(*) AS c", "sum(n) AS s")},
	"value_othertype":  {first: aggregated("max(n)"), second: aggregated("max(user)")},
	"value_samelayout": {first: aggregated("sum(n)"), second: aggregated("max(n)")},
	"window_length": {first: windowed("user"), second: func(c *changing) *spark.DataFrame {
		return c.in().GroupBy(spark.Window("ts", "2 minutes"), "user").Agg("count(*) AS c")
	}},
	"to_dedup":             {first: windowed("user"), second: deduped("user", "ts")},
	"to_stateless":         {first: windowed("user"), second: plainStream},
	"from_stateless":       {first: plainStream, second: windowed("user")},
	"add_dedup":            {first: windowed("user"), second: dedupedWindows},
	"rm_dedup":             {first: dedupedWindows, second: windowed("user")},
	"add_filter":           {first: windowed("user"), second: func(c *changing) *spark.DataFrame { return counted(c.in().Where("n > 1"), "user") }},
	"more_sources":         {first: windowed("user"), second: func(c *changing) *spark.DataFrame { return counted(c.both(), "user") }},
	"less_sources":         {first: func(c *changing) *spark.DataFrame { return counted(c.both(), "user") }, second: windowed("user")},
	"mode_append_update":   {first: windowed("user"), second: windowed("user"), mode2: "update"},
	"mode_update_complete": {first: perUser, second: perUser, mode1: "update", mode2: "complete"},
	"mode_complete_update": {first: perUser, second: perUser, mode1: "complete", mode2: "update"},
	"source_folder": {first: windowed("user"), second: func(c *changing) *spark.DataFrame {
		return counted(c.read("in2", changedSchema).WithWatermark("ts", "10 seconds"), "user")
	}},
	"source_kind_csv": {first: windowed("user"), second: func(c *changing) *spark.DataFrame {
		return counted(c.s.ReadStream().Format("csv").Schema(changedSchema).Load("in").WithWatermark("ts", "10 seconds"), "user")
	}},
	"schema_more": {first: windowed("user"), second: func(c *changing) *spark.DataFrame {
		return counted(c.read("in", changedSchema+", x INT").WithWatermark("ts", "10 seconds"), "user")
	}},
	"schema_usertype": {first: windowed("user"), second: func(c *changing) *spark.DataFrame {
		return counted(c.read("in", "ts TIMESTAMP, user BINARY, n BIGINT").WithWatermark("ts", "10 seconds"), "user")
	}},
	"schema_dedup_all": {first: deduped(), second: func(c *changing) *spark.DataFrame {
		return c.read("in", changedSchema+", x INT").WithWatermark("ts", "10 seconds").DropDuplicates()
	}},
	"dedup_cols":      {first: deduped("user", "ts"), second: deduped("k", "ts")},
	"dedup_to_within": {first: deduped("user"), second: func(c *changing) *spark.DataFrame { return c.in().DropDuplicatesWithinWatermark("user") }},
	"partitions": {first: windowed("user"), second: func(c *changing) *spark.DataFrame {
		c.s.Conf().Set("spark.sql.shuffle.partitions", 5)
		return counted(c.in(), "user")
	}},
	"delay": {first: windowed("user"), second: func(c *changing) *spark.DataFrame {
		return counted(plainStream(c).WithWatermark("ts", "1 hour"), "user")
	}},
	"delay_shorter": {first: func(c *changing) *spark.DataFrame {
		return counted(plainStream(c).WithWatermark("ts", "1 hour"), "user")
	}, second: windowed("user")},
	"join_type":    {first: joined("inner", "a.user = b.user", changedSchema), second: joined("left_outer", "a.user = b.user", changedSchema)},
	"join_keys":    {first: joined("inner", "a.user = b.user", changedSchema), second: joined("inner", "a.user = b.user AND a.k = b.k", changedSchema)},
	"join_keytype": {first: joined("inner", "a.user = b.user", changedSchema), second: joined("inner", "a.k = b.k", changedSchema)},
	"join_schema":  {first: joined("inner", "a.user = b.user", changedSchema), second: joined("inner", "a.user = b.user", changedSchema+", x INT")},
	"join_to_agg":  {first: joined("inner", "a.user = b.user", changedSchema), second: windowed("user")},
	"agg_to_join":  {first: func(c *changing) *spark.DataFrame { return counted(c.both(), "user") }, second: joined("inner", "a.user = b.user", changedSchema)},
	"session":      {first: windowed("user"), second: sessioned("1 minute", "count(*) AS c")},
	"session_gap":  {first: sessioned("1 minute", "count(*) AS c"), second: sessioned("5 minutes", "count(*) AS c")},
	"session_agg":  {first: sessioned("1 minute", "count(*) AS c"), second: sessioned("1 minute", "sum(n) AS c")},
	"limit_add":    {first: plainStream, second: func(c *changing) *spark.DataFrame { return plainStream(c).Limit(3) }},
	"wm_removed":   {first: func(c *changing) *spark.DataFrame { return c.in().GroupBy("user").Agg("count(*) AS c") }, second: perUser, mode1: "update", mode2: "update"},
	"wm_added":     {first: perUser, second: func(c *changing) *spark.DataFrame { return c.in().GroupBy("user").Agg("count(*) AS c") }, mode1: "update", mode2: "update"},
	"nullability": {first: perUser, second: func(c *changing) *spark.DataFrame {
		return plainStream(c).GroupBy(spark.Expr("coalesce(user, 'x') AS user")).Agg("count(*) AS c")
	}, mode1: "update", mode2: "update"},
	"sink_kind": {first: windowed("user"), second: windowed("user")},
}

// refusedHere are changes with which Spark goes on, taking old values for what they are not.
var refusedHere = map[string]string{
	"session_agg": "The state in the checkpoint is that of Aggregate [ts, user], [count(1)]. Aggregate [ts, user], [sum(n)] keeps another one and cannot go on with it, although its schema is the same.",
	"join_type":   "The state in the checkpoint is that of Join Inner, ((user = user) AND (ts = ts)). Join LeftOuter, ((user = user) AND (ts = ts)) keeps another one and cannot go on with it, although its schema is the same.",
}

// changedFile puts a file of four rows into both folders.
func changedFile(t *testing.T, dir string, minute int) {
	var b strings.Builder
	for i := range 4 {
		fmt.Fprintf(&b, "{\"ts\":\"2024-01-01T00:%02d:%02dZ\",\"user\":\"u%d\",\"k\":%d,\"n\":%d}\n", minute, i, i%2, i%3, i)
	}
	put(t, dir, fmt.Sprintf("in/%d.json", minute), b.String(), minute)
	put(t, dir, fmt.Sprintf("in2/%d.json", minute), b.String(), minute)
}

// runChanging runs one of the queries to the end of its input and gives the rows of the last batch. at
// is called at the named points of the checkpoint.
func runChanging(dir string, make query, mode string, at ...func(string)) (rows string, err error) {
	ids := 0
	var opened engine.Checkpoint
	o := sessions.CheckpointOptions{NewID: func() string { return "id" }}
	if len(at) > 0 {
		o.At = at[0]
	}
	s := spark.NewSession(spark.Options{Formats: Find, Check: Check, Source: source.Env{Now: time.Now, Dir: dir, Zone: time.UTC},
		Engine: engine.Env{Now: time.Now, Zone: time.UTC, NewID: func() string { ids++; return fmt.Sprint("id", ids) }},
		Checkpoints: func(path string) (c engine.Checkpoint, err error) {
			c, err = sessions.OpenCheckpoint(filepath.Join(dir, path), o)
			opened = c
			return c, err
		}})
	defer func() {
		if opened != nil { // a run that was killed lets it go with its process
			_ = opened.Close()
		}
	}()
	err = spark.Try(func() error {
		if mode == "" {
			mode = "append"
		}
		q := make(&changing{s}).WriteStream().OutputMode(mode).Option("checkpointLocation", "checkpoint").Trigger(spark.AvailableNow()).QueryName("q").
			ForeachBatch(func(df *spark.DataFrame, _ int64) error { rows = rowsText(df.Batch()); return nil }).Start()
		return q.AwaitTermination()
	})
	return rows, err
}

// TestChangedQuery starts changed queries on the checkpoint of another, as Spark 4.3.0 was asked to.
func TestChangedQuery(t *testing.T) {
	text, err := os.ReadFile("testdata/changed.json")
	if err != nil {
		t.Fatal(err)
	}
	var answers map[string]string
	if err := json.Unmarshal(text, &answers); err != nil {
		t.Fatal(err)
	}
	if len(answers) != len(changes) {
		t.Errorf("%d answers for %d changes", len(answers), len(changes))
	}
	for name, want := range answers {
		t.Run(name, func(t *testing.T) {
			c, dir := changes[name], t.TempDir()
			changedFile(t, dir, 0)
			if _, err := runChanging(dir, c.first, c.mode1); err != nil {
				t.Fatal(err)
			}
			changedFile(t, dir, 5)
			got := ""
			var refused *expr.Error
			if _, err := runChanging(dir, c.second, c.mode2); errors.As(err, &refused) {
				got = refused.Message
				if refused.Condition != "" {
					got = fmt.Sprintf("[%s] %s SQLSTATE: %s", refused.Condition, refused.Message, refused.SQLState)
				}
				if refused.Hint == "" {
					t.Error("no way out is named")
				}
			} else if err != nil {
				got = err.Error()
			}
			if why, ok := refusedHere[name]; ok {
				want = why
			}
			if got != want {
				t.Errorf("got  %s\nwant %s", got, want)
			}
		})
	}
}
