package expr

import "github.com/sparkrepl/sparkrepl/engine/data"

// nanoFunctions are those of Spark's preview of timestamps with nanoseconds. No value has that type here: what the
// functions refuse is refused as Spark does it, and a call that would make one as where the preview is off.
func nanoFunctions() []*Function {
	const name = `"(TIMESTAMP_LTZ(P) OR TIMESTAMP_NTZ(P) WITH P IN [7, 9])"`
	nanos := want{name, func(*data.Type) bool { return false }, func(_ bool, from *data.Type) *data.Type {
		if from.Kind == data.KindNull {
			return data.DecimalOf(21, 0)
		}
		return nil
	}}
	whole := func(_ *Context, list []data.Column, _ int) (data.Column, error) { return list[0], nil } // a null
	number := either(anIntegral.strictly(), aDecimal.strictly())
	return []*Function{
		def(dateFuncs, "unix_nanos", "unix_nanos(timestamp)", "Nanoseconds since 1970 of a timestamp that has nanoseconds, which is a preview in Spark and not here.", "unix_nanos(NULL) -- NULL", 1, 1, sig(data.DecimalOf(21, 0), whole, nanos)),
		def(dateFuncs, "timestamp_nanos", "timestamp_nanos(nanoseconds)", "A timestamp of nanoseconds since 1970: a preview in Spark, and not here.", "", 1, 1, func(b *Binding) (Expr, error) {
			if err := b.acceptAll(number); err != nil {
				return nil, err
			}
			return nil, typeError(data.TimestampPrecision(data.Timestamp, "9"))
		}),
	}
}
