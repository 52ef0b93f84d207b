package spark

import (
	"strings"

	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/expr"
)

// DataFrameWriter describes how to write a table: df.Write().
type DataFrameWriter struct {
	df        *DataFrame
	r         reading
	mode      string
	partition []string
}

// Write begins the description.
func (df *DataFrame) Write() *DataFrameWriter {
	if df.IsStreaming() {
		fail("Write", "", &expr.Error{Condition: "CALL_ON_STREAMING_DATASET_UNSUPPORTED", SQLState: "42KDE",
			Message: "The method `write` can not be called on streaming Dataset/DataFrame.", Hint: "Use WriteStream()."})
	}
	return &DataFrameWriter{df: df, r: reading{s: df.s, options: map[string]string{}}, mode: "errorifexists"}
}

// Format names the kind of file: "json", "csv" ...
func (w *DataFrameWriter) Format(name string) *DataFrameWriter { w.r.format = name; return w }

// Option sets an option by Spark's name.
func (w *DataFrameWriter) Option(name string, value any) *DataFrameWriter {
	w.r.option(name, value)
	return w
}

// Options sets several options.
func (w *DataFrameWriter) Options(options map[string]string) *DataFrameWriter {
	for k, v := range options {
		w.r.option(k, v)
	}
	return w
}

// Mode says what to do when the place is taken: "errorifexists" (the default), "append",
// "overwrite", "ignore".
func (w *DataFrameWriter) Mode(mode string) *DataFrameWriter {
	switch m := strings.ToLower(mode); m {
	case "errorifexists", "error", "default":
		w.mode = "errorifexists"
	case "append", "overwrite", "ignore":
		w.mode = m
	default:
		fail("Mode", mode, &expr.Error{Condition: "INVALID_SAVE_MODE", SQLState: "42000",
			Message: "The specified save mode \"" + mode + "\" is invalid. Valid save modes include \"append\", \"overwrite\", \"ignore\", \"error\", \"errorifexists\", and \"default\"."})
	}
	return w
}

// PartitionBy puts rows into folders by the values of columns.
func (w *DataFrameWriter) PartitionBy(columns ...string) *DataFrameWriter {
	for _, c := range columns {
		if w.df.Schema().Index(c) < 0 {
			fail("PartitionBy", c, &expr.Error{Message: "Partition column `" + c + "` not found in schema " + strings.ToLower(data.StructOf(w.df.Schema().Fields...).String()) + "."})
		}
	}
	w.partition = columns
	return w
}

// Save runs the query and writes its rows; a path may be given.
func (w *DataFrameWriter) Save(path ...string) (err error) {
	defer caught(&err)
	s := w.df.s
	if w.r.format == "" {
		w.r.format = "parquet"
	}
	k := s.kind("Format", w.r.format)
	if k.WriteBatch == nil {
		failf("Format", w.r.format, "", "%s cannot be written", k.Name)
	}
	if s.o.Check != nil {
		fail("Option", "", s.o.Check(k, w.r.options, true))
	}
	rows, err := w.df.rows()
	if err != nil {
		return err
	}
	spec := w.r.spec(path)
	spec.Schema, spec.PartitionBy = w.df.Schema(), w.partition
	return k.WriteBatch(s.ctx, s.sourceEnv(), spec, w.mode, rows)
}

// JSON is Format("json").Save(path).
func (w *DataFrameWriter) JSON(path string) error { return w.Format("json").Save(path) }

// CSV is Format("csv").Save(path).
func (w *DataFrameWriter) CSV(path string) error { return w.Format("csv").Save(path) }

// Parquet is Format("parquet").Save(path).
func (w *DataFrameWriter) Parquet(path string) error { return w.Format("parquet").Save(path) }
