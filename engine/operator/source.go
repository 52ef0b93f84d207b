package operator

import (
	"github.com/sparkrepl/sparkrepl/engine/data"
)

// Source is a leaf that a source fills anew in each micro-batch. Input is its number in
// Tick.Inputs.
type Source struct {
	Name      string
	Input     int
	Streaming bool
	Out       *data.Schema
	// Columns are the columns of the source that Out keeps, when the query needs only some;
	// nil: all. The rows of a tick always have all columns.
	Columns []int
	// Counted says that only the number of rows is asked for: the column that Out keeps is not read.
	Counted bool
	// Format and Describer are for plans: "json", "path=...".
	Format, Detail string
	// Metadata is a column that the source gives when it is named (_metadata of files); nil: none.
	// HasMetadata tells that it is the last of Out.
	Metadata    *data.Field
	HasMetadata bool
	// StaticMetadata is Static with that column.
	StaticMetadata func(read []int) (*data.Batch, error)
	// Static gives the rows of a batch source, which is read once (Streaming false), with all columns. What lies
	// in columns that are not read makes no record malformed; nil reads all.
	Static func(read []int) (*data.Batch, error)
}

// MetadataName is the column that sources offer and * leaves out.
const MetadataName = "_metadata"

// WithMetadata is the leaf with the column that it offers; the leaf itself when it offers none.
func (r *Source) WithMetadata() *Source {
	if r.Metadata == nil || r.HasMetadata {
		return r
	}
	c := *r
	c.HasMetadata, c.Static = true, r.StaticMetadata
	c.Out = data.NewSchema(append(append([]data.Field{}, r.Out.Fields...), *r.Metadata)...)
	return &c
}

// Children implements [Node].
func (r *Source) Children() []Node { return nil }

// With implements [Node].
func (r *Source) With([]Node) Node { return r }

// Schema implements [Node].
func (r *Source) Schema() *data.Schema { return r.Out }

// Describe implements [Node].
func (r *Source) Describe() Description {
	all := make([]int, r.Out.Len())
	for i := range all {
		all[i] = i
	}
	return Description{Name: r.planName(), Detail: r.Name + " " + columnList(r.Out, all)}
}

func (r *Source) planName() string {
	if r.Streaming {
		return "StreamingRelation"
	}
	return "Relation"
}

// Step implements [Stepper]. The one input of a streaming source are the tick's rows.
func (r *Source) Step(_ *Task, in []*data.Batch) (*data.Batch, error) {
	if r.Streaming {
		return r.kept(in[0]), nil
	}
	rows, err := r.Static(r.Read())
	if err != nil {
		return nil, err
	}
	return r.kept(rows), nil
}

// Read lists the columns whose values are asked for; nil: all.
func (r *Source) Read() []int {
	if r.Counted {
		return []int{}
	}
	return r.Columns
}

// kept takes the columns of Out from all the source has.
func (r *Source) kept(rows *data.Batch) *data.Batch {
	if r.Columns == nil {
		return rows.WithSchema(r.Out)
	}
	if rows.N == 0 {
		return data.Empty(r.Out) // a batch without data may have no more columns than Out
	}
	return &data.Batch{Schema: r.Out, Cols: pickColumns(rows.Cols, r.Columns), N: rows.N}
}
