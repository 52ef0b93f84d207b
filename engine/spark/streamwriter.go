package spark

import (
	"fmt"
	"slices"
	"strings"

	"github.com/sparkrepl/sparkrepl/engine"
	"github.com/sparkrepl/sparkrepl/engine/expr"
	"github.com/sparkrepl/sparkrepl/engine/operator"
	"github.com/sparkrepl/sparkrepl/engine/plan"
	"github.com/sparkrepl/sparkrepl/engine/source"
	"github.com/sparkrepl/sparkrepl/engine/state"
)

// DataStreamWriter describes a streaming query to start: df.WriteStream().
type DataStreamWriter struct {
	df        *DataFrame
	r         reading
	mode      operator.OutputMode
	name      string
	trigger   Trigger
	partition []string
	sink      source.Sink
}

// WriteStream begins the description of a query.
func (df *DataFrame) WriteStream() *DataStreamWriter {
	if !df.IsStreaming() {
		fail("WriteStream", "", &expr.Error{Condition: "WRITE_STREAM_NOT_ALLOWED", SQLState: "42601",
			Message: "`writeStream` can be called only on streaming Dataset/DataFrame.", Hint: "Read with spark.ReadStream(), or write with Write().Save(path)."})
	}
	return &DataStreamWriter{df: df, r: reading{s: df.s, options: map[string]string{}}}
}

// OutputMode is "append" (the default), "update" or "complete".
func (w *DataStreamWriter) OutputMode(mode string) *DataStreamWriter {
	switch strings.ToLower(mode) {
	case "append":
		w.mode = operator.Append
	case "update":
		w.mode = operator.Update
	case "complete":
		w.mode = operator.Complete
	default:
		fail("OutputMode", mode, &expr.Error{Condition: "STREAMING_OUTPUT_MODE.INVALID", SQLState: "42KDE",
			Message: "Invalid streaming output mode: " + mode + ". Accepted output modes are 'Append', 'Complete', 'Update'."})
	}
	return w
}

// Format names the kind of sink: "console", "memory", "json" ...
func (w *DataStreamWriter) Format(name string) *DataStreamWriter { w.r.format = name; return w }

// Option sets an option by Spark's name.
func (w *DataStreamWriter) Option(name string, value any) *DataStreamWriter {
	w.r.option(name, value)
	return w
}

// Options sets several options.
func (w *DataStreamWriter) Options(options map[string]string) *DataStreamWriter {
	for k, v := range options {
		w.r.option(k, v)
	}
	return w
}

// QueryName names the query.
func (w *DataStreamWriter) QueryName(name string) *DataStreamWriter { w.name = name; return w }

// Trigger says when batches run: spark.ProcessingTime("5 seconds"), spark.AvailableNow() ...
func (w *DataStreamWriter) Trigger(t Trigger) *DataStreamWriter { w.trigger = t; return w }

// PartitionBy puts the rows of file sinks into folders by the values of columns.
func (w *DataStreamWriter) PartitionBy(columns ...string) *DataStreamWriter {
	for _, c := range columns {
		known := w.df.Schema().Index(c) >= 0
		if w.df.s.Setting("spark.sql.caseSensitive") == "true" {
			known = slices.Contains(w.df.Columns(), c)
		}
		if !known {
			fail("PartitionBy", c, &expr.Error{Message: "Partition column " + c + " not found in existing columns (" + strings.Join(w.df.Columns(), ", ") + ")."})
		}
	}
	w.partition = columns
	return w
}

// ForeachBatch gives the rows of each batch to a function, with the number of the batch. The same
// number may come again after a restart. An error stops the query.
func (w *DataStreamWriter) ForeachBatch(f func(batch *DataFrame, id int64) error) *DataStreamWriter {
	w.sink = &batchSink{s: w.df.s, f: f}
	return w
}

// Foreach gives each row to a function. An error stops the query.
func (w *DataStreamWriter) Foreach(f func(r Row) error) *DataStreamWriter {
	w.sink = &rowSink{s: w.df.s, f: f}
	return w
}

// ToTable starts the query into a table in memory that SQL can read by this name.
func (w *DataStreamWriter) ToTable(name string) *StreamingQuery {
	if w.name == "" {
		w.name = name
	}
	w.r.format = "memory"
	return w.Start()
}

// Start checks the query as Spark does and hands it to the session's owner; a path may be given for
// file sinks.
func (w *DataStreamWriter) Start(path ...string) *StreamingQuery {
	s := w.df.s
	if w.name != "" && slices.ContainsFunc(s.queries, func(q *StreamingQuery) bool { return q.Name() == w.name && q.IsActive() }) {
		fail("Start", "", &expr.Error{Message: "Cannot start query with name " + w.name + " as a query with that name is already active in this SparkSession",
			Hint: "Give it another name with QueryName, or stop the first one: query.Stop()."})
	}
	q, err := w.query(path)
	fail("Start", "", err)
	sq := &StreamingQuery{s: s, q: q, id: q.ID, runID: q.RunID, status: Status{Message: "Initializing sources"}}
	q.Watch = sq.happened
	if s.o.Launch == nil {
		sq.c = &inline{s: s, q: q}
	} else {
		sq.c, err = s.o.Launch(q)
		fail("Start", "", err)
	}
	s.queries = append(s.queries, sq)
	sq.started()
	return sq
}

// query checks and plans the query without starting it.
func (w *DataStreamWriter) query(path []string) (*engine.Query, error) {
	s := w.df.s
	budget, err := stateBudget(s.Setting(budgetSetting))
	if err != nil {
		return nil, err
	}
	if budget == 0 {
		budget = s.o.Memory
	}
	q := &engine.Query{Name: w.name, Mode: w.mode, Trigger: w.trigger, Conf: s.confCopy(), Budget: state.Budget{Bytes: budget}}
	analyzed, inputs, err := s.inputs(w.df.node)
	if err != nil {
		return nil, err
	}
	if q.Explained, err = s.explained(w.df.parsed, analyzed, &w.mode); err != nil {
		return nil, err
	}
	if err = w.checkContinuous(analyzed); err != nil {
		return nil, err
	}
	q.Plan, q.Inputs, q.Calls = q.Explained.Optimized, inputs, s.calls
	spec := w.r.spec(path)
	spec.Name, spec.PartitionBy, spec.Schema = w.name, w.partition, w.df.Schema()
	if q.Sink, err = w.openSink(spec); err != nil {
		return nil, err
	}
	if at := w.checkpointPath(); at != "" && s.o.Checkpoints != nil {
		q.Checkpoint, err = s.o.Checkpoints(at)
	}
	if newID := s.o.Engine.NewID; newID != nil {
		q.RunID = newID()
		if q.Checkpoint == nil {
			q.ID = newID()
		}
	}
	return q, err
}

// checkContinuous refuses plans and sinks that Spark's continuous trigger does not run.
func (w *DataStreamWriter) checkContinuous(analyzed operator.Node) error {
	if w.trigger.Kind != engine.Continuous {
		return nil
	}
	const hint = "Use ProcessingTime, or leave the trigger out."
	if _, batches := w.sink.(*batchSink); batches {
		return &expr.Error{Message: "'foreachBatch' is not supported with continuous trigger.", Hint: hint}
	}
	switch w.r.format {
	case "json", "csv", "text", "parquet", "avro":
		return &expr.Error{Message: fmt.Sprintf("Unknown type of trigger: ContinuousTrigger(%d)", w.trigger.Interval.Milliseconds()), Hint: hint}
	}
	return plan.CheckContinuous(analyzed)
}

func (w *DataStreamWriter) checkpointPath() string {
	for k, v := range w.r.options {
		if strings.EqualFold(k, "checkpointLocation") {
			return v
		}
	}
	if root := w.df.s.Setting("spark.sql.streaming.checkpointLocation"); root != "" && w.name != "" {
		return root + "/" + w.name
	}
	return ""
}

// openSink opens the sink; Spark's default format of writers is parquet, ours is the console, which
// shows what a notebook wants to see.
func (w *DataStreamWriter) openSink(spec source.Spec) (source.Sink, error) {
	if w.sink != nil {
		return w.sink, nil
	}
	if w.r.format == "" {
		w.r.format = "console"
	}
	k := w.df.s.kind("Format", w.r.format)
	if k.OpenSink == nil {
		failf("Format", w.r.format, "", "Data source %s does not support streamed writing.", k.Name)
	}
	if w.df.s.o.Check != nil {
		fail("Option", "", w.df.s.o.Check(k, w.r.options, true))
	}
	if err := modeAllowed(k, w.mode); err != nil {
		return nil, err
	}
	if k.Checkpointed && w.df.s.o.Checkpoints != nil && w.checkpointPath() == "" {
		return nil, &expr.Error{Message: `checkpointLocation must be specified either through option("checkpointLocation", ...) or SparkSession.conf.set("spark.sql.streaming.checkpointLocation", ...).`,
			Hint: `Give one: Option("checkpointLocation", "checkpoints/q"). It tells a next run what is written already.`}
	}
	delete(spec.Options, "checkpointLocation")
	return k.OpenSink(w.df.s.sourceEnv(), spec)
}

func modeAllowed(k *source.Kind, mode operator.OutputMode) error {
	if len(k.Modes) == 0 {
		return nil
	}
	for _, m := range k.Modes {
		if strings.EqualFold(string(m), mode.String()) {
			return nil
		}
	}
	return &expr.Error{Condition: "STREAMING_OUTPUT_MODE.UNSUPPORTED_DATASOURCE", SQLState: "42KDE",
		Message: "Invalid streaming output mode: " + strings.ToLower(mode.String()) + ". This output mode is not supported in Data Source " + k.Name + ".", Hint: "Use ForeachBatch, or another output mode."}
}
