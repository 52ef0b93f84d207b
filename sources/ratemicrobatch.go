package sources

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/source"
)

// noRowsPerBatch is what Spark makes of a missing number: zero.
const noRowsPerBatch = "Invalid value '0'. The option 'rowsPerBatch' must be positive"

func rateMicroBatchKind() *source.Kind {
	return &source.Kind{
		Name: "rate-micro-batch", Replayable: true,
		Help:    "Makes the same number of rows (timestamp, value) in every micro-batch: the same rows on every run.",
		Example: `spark.ReadStream().Format("rate-micro-batch").Option("rowsPerBatch", 100).Load()`,
		Options: []source.Option{
			{Name: "rowsPerBatch", Type: "int", Required: true, Missing: noRowsPerBatch, Help: "how many rows a batch"},
			{Name: "startTimestamp", Type: "int", Default: "0", Help: "timestamp of the first batch, milliseconds since 1970"},
			{Name: "advanceMillisPerBatch", Type: "int", Default: "1000", Help: "how much time a batch adds, milliseconds"},
			{Name: "numPartitions", Type: "int", Help: "taken for Spark's sake; rows come in one piece"},
		},
		OpenStream: openRateMicroBatch,
	}
}

// rateMicroBatch makes rows by batch number. Its offset is Spark's: the value after the last row, and
// the timestamp that comes next.
type rateMicroBatch struct {
	rows, start, advance int64
	end                  source.Offset // of the last batch; where Latest stops once it is frozen
	isFrozen             bool
}

type microBatchOffset struct {
	Offset    int64 `json:"offset"`
	Timestamp int64 `json:"timestamp"`
}

func openRateMicroBatch(_ source.Env, spec source.Spec) (source.Source, error) {
	o := optionsOf("rate-micro-batch", spec)
	if o.str("rowsPerBatch", "") == "" {
		o.refuse("%s", noRowsPerBatch)
	}
	r := &rateMicroBatch{rows: o.made("rowsPerBatch", 1, 1), start: o.made("startTimestamp", 0, 0), advance: o.made("advanceMillisPerBatch", 1000, 0)}
	o.made("numPartitions", 1, 1)
	o.ownColumns("RatePerMicroBatchProvider", spec)
	return r, o.err
}

// Schema implements [source.Source].
func (r *rateMicroBatch) Schema() *data.Schema { return rateSchema }

func (r *rateMicroBatch) read(o source.Offset) (microBatchOffset, error) {
	p := microBatchOffset{Timestamp: r.start}
	if o == "" {
		return p, nil
	}
	n, err := offsetNumbers("rate-micro-batch", o, "offset", "timestamp")
	if err != nil {
		return p, err
	}
	return microBatchOffset{n[0], n[1]}, nil
}

// Latest implements [source.Source]: there is always one batch more, until it is frozen.
func (r *rateMicroBatch) Latest(_ context.Context, start source.Offset, limit source.Limit) (source.Offset, error) {
	p, err := r.read(start)
	if err != nil {
		return "", err
	}
	if r.isFrozen {
		if end, err := r.read(r.end); err != nil || p.Offset >= end.Offset {
			return start, err
		}
	}
	rows := r.rows
	if limit.Rows > 0 {
		rows = min(rows, limit.Rows)
	}
	b, err := json.Marshal(microBatchOffset{p.Offset + rows, p.Timestamp + r.advance})
	if r.isFrozen || err != nil {
		return source.Offset(b), err
	}
	r.end = source.Offset(b)
	return r.end, nil
}

// Read implements [source.Source]. All rows of a batch share its timestamp.
func (r *rateMicroBatch) Read(_ context.Context, start, end source.Offset) (*data.Batch, error) {
	from, err := r.read(start)
	if err != nil {
		return nil, err
	}
	to, err := r.read(end)
	if err != nil {
		return nil, err
	}
	n := max(0, int(to.Offset-from.Offset))
	at, value := make([]int64, n), make([]int64, n)
	for i := range n {
		at[i] = (from.Timestamp + int64(i)/r.rows*r.advance) * 1000
		value[i] = from.Offset + int64(i)
	}
	return data.NewBatch(rateSchema, &data.Longs{T: data.Timestamp, Values: at}, &data.Longs{T: data.Long, Values: value}), nil
}

// Freeze implements [source.Freezer]: one batch beyond what was taken, as in Spark.
func (r *rateMicroBatch) Freeze(ctx context.Context) error {
	end, err := r.Latest(ctx, r.end, source.Limit{})
	r.end, r.isFrozen = end, true
	return err
}

// Commit implements [source.Source].
func (r *rateMicroBatch) Commit(source.Offset) error { return nil }

// Describe implements [source.Source].
func (r *rateMicroBatch) Describe() string {
	return fmt.Sprintf("RatePerMicroBatchStream[rowsPerBatch=%d, numPartitions=default, startTimestamp=%d, advanceMsPerBatch=%d]", r.rows, r.start, r.advance)
}

// Unreported implements [source.Unreported].
func (r *rateMicroBatch) Unreported() {}

// Close implements [source.Source].
func (r *rateMicroBatch) Close() error { return nil }
