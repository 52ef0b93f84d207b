package expr

import (
	"time"

	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/data/text"
)

// RowJSON writes row i as Spark's Row.jsonValue does: nulls too, timestamps to the second in the
// zone of the session.
func RowJSON(ctx *Context, b *data.Batch, i int) []byte {
	seconds := func(zone *time.Location) func(int64) string {
		return func(micros int64) string { return time.UnixMicro(micros).In(zone).Format(time.DateTime) }
	}
	zone := ctx.Zone
	if zone == nil {
		zone = time.UTC
	}
	w := text.JSONWriter{KeepNulls: true, Formats: text.Formats{Zone: zone, Timestamp: seconds(zone),
		Variant: VariantWriter(ctx), Text: func(c data.Column, i int) string { return TextOf(ctx, c, i) }}}
	return w.Row(nil, b, i)
}
