package sources

import (
	"context"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/source"
)

var rateSchema = data.NewSchema(
	data.Field{Name: "timestamp", Type: data.Timestamp, Nullable: true},
	data.Field{Name: "value", Type: data.Long, Nullable: true},
)

func rateKind() *source.Kind {
	return &source.Kind{
		Name: "rate", Replayable: true,
		Help:    "Makes rows (timestamp, value) at a steady rate, for trying things out. value counts from 0. A query that falls behind takes at most ten seconds and about a million rows a batch.",
		Example: `spark.ReadStream().Format("rate").Option("rowsPerSecond", 10).Load()`,
		Options: []source.Option{
			{Name: "rowsPerSecond", Type: "int", Default: "1", Help: "how many rows a second"},
			{Name: "rampUpTime", Type: "duration", Default: "0s", Help: "how long until the full rate is reached, in whole seconds"},
			{Name: "numPartitions", Type: "int", Help: "taken for Spark's sake; rows come in one piece"},
		},
		OpenStream: openRate,
	}
}

// rate counts seconds since it was first asked. Its offset is Spark's: the seconds so far. The start is
// kept in the offset too, so that a restart gives the same rows for the same offsets.
type rate struct {
	now       func() time.Time
	perSecond int64
	ramp      int64
	start     int64 // milliseconds; 0 until the first Latest or Read
	frozen    int64 // seconds Latest may reach; -1 when free
}

type rateOffset struct {
	Seconds int64 `json:"seconds"`
	Start   int64 `json:"startMs"`
}

func openRate(env source.Env, spec source.Spec) (source.Source, error) {
	o := optionsOf("rate", spec)
	r := &rate{now: env.Now, perSecond: o.made("rowsPerSecond", 1, 1), frozen: -1}
	if ramp := o.str("rampUpTime", ""); strings.HasPrefix(ramp, "-") {
		o.refuse("Invalid value '%s'. The option 'rampUpTime' must not be negative", ramp)
	}
	r.ramp = int64(o.duration("rampUpTime", 0, time.Second) / time.Second)
	o.made("numPartitions", 1, 1)
	o.ownColumns("RateStreamProvider", spec)
	return r, o.err
}

// Schema implements [source.Source].
func (r *rate) Schema() *data.Schema { return rateSchema }

func (r *rate) read(o source.Offset) (rateOffset, error) {
	var p rateOffset
	if o == "" {
		return p, nil
	}
	if n, err := strconv.ParseInt(string(o), 10, 64); err == nil { // Spark's own form
		return rateOffset{Seconds: n, Start: r.start}, nil
	}
	n, err := offsetNumbers("rate", o, "seconds", "startMs")
	if err != nil {
		return p, err
	}
	p = rateOffset{n[0], n[1]}
	r.start = p.Start
	return p, nil
}

func (r *rate) clock() int64 {
	now := r.now().UnixMilli()
	if r.start == 0 {
		r.start = now
	}
	return max(0, (now-r.start)/1000)
}

// One batch takes so many seconds and about so many rows at most, but a second at least. A query
// slower than its rate falls behind; without a bound each batch would be larger than the one
// before, until memory ends.
const (
	rateBehind     = 10
	rateBehindRows = 1 << 20
)

// Latest implements [source.Source].
func (r *rate) Latest(_ context.Context, start source.Offset, limit source.Limit) (source.Offset, error) {
	from, err := r.read(start)
	if err != nil {
		return "", err
	}
	to := r.clock()
	if r.frozen >= 0 {
		to = min(to, r.frozen)
	}
	if !limit.All {
		to = min(to, from.Seconds+rateBehind)
		for to > from.Seconds+1 && r.rows(to)-r.rows(from.Seconds) > rateBehindRows {
			to--
		}
	}
	for limit.Rows > 0 && to > from.Seconds+1 && r.rows(to)-r.rows(from.Seconds) > limit.Rows {
		to = from.Seconds + max(1, (to-from.Seconds)/2)
	}
	if to <= from.Seconds {
		return start, nil
	}
	b, err := json.Marshal(rateOffset{to, r.start})
	return source.Offset(b), err
}

// rows is how many rows there are by second s. While the rate ramps up, it grows linearly.
func (r *rate) rows(s int64) int64 {
	if s <= r.ramp {
		return r.perSecond / (r.ramp + 1) * s * (s + 1) / 2
	}
	return r.rows(r.ramp) + (s-r.ramp)*r.perSecond
}

// Read implements [source.Source]. The rows of a second are spread evenly over it.
func (r *rate) Read(_ context.Context, start, end source.Offset) (*data.Batch, error) {
	from, err := r.read(start)
	if err != nil {
		return nil, err
	}
	to, err := r.read(end)
	if err != nil {
		return nil, err
	}
	first, last := r.rows(from.Seconds), r.rows(to.Seconds)
	n := int(last - first)
	at, value := make([]int64, n), make([]int64, n)
	base := (r.start + from.Seconds*1000) * 1000
	span := (to.Seconds - from.Seconds) * 1_000_000
	for i := range n {
		at[i] = base + span*int64(i)/int64(n)/1000*1000
		value[i] = first + int64(i)
	}
	return data.NewBatch(rateSchema, &data.Longs{T: data.Timestamp, Values: at}, &data.Longs{T: data.Long, Values: value}), nil
}

// Freeze implements [source.Freezer].
func (r *rate) Freeze(context.Context) error { r.frozen = r.clock(); return nil }

// Commit implements [source.Source].
func (r *rate) Commit(source.Offset) error { return nil }

// Describe implements [source.Source].
func (r *rate) Describe() string {
	return fmt.Sprintf("RateStreamV2[rowsPerSecond=%d, rampUpTimeSeconds=%d, numPartitions=default]", r.perSecond, r.ramp)
}

// Close implements [source.Source].
func (r *rate) Close() error { return nil }
