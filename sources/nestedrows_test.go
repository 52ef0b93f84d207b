package sources

import (
	"fmt"
	"math/rand"

	"github.com/sparkrepl/sparkrepl/engine/data"
)

// randomType gives a type of at most so many levels.
func randomType(r *rand.Rand, depth int) *data.Type {
	leaves := []*data.Type{data.Boolean, data.Byte, data.Short, data.Int, data.Long, data.Float, data.Double, data.String, data.Binary,
		data.Date, data.Timestamp, data.TimestampNTZ, data.DecimalOf(5, 2), data.DecimalOf(15, 3), data.DecimalOf(30, 10)}
	if depth == 0 || r.Intn(3) == 0 {
		return leaves[r.Intn(len(leaves))]
	}
	switch r.Intn(3) {
	case 0:
		return data.ArrayOf(randomType(r, depth-1), true)
	case 1:
		return data.MapOf([]*data.Type{data.String, data.Int, data.Long, data.Date}[r.Intn(4)], randomType(r, depth-1), true)
	}
	var fields []data.Field
	for i := range 1 + r.Intn(3) {
		fields = append(fields, data.Field{Name: fmt.Sprintf("f%d", i), Type: randomType(r, depth-1), Nullable: true})
	}
	return data.StructOf(fields...)
}

// randomValue gives a value in the physical form of its type; a third are null, unless it must not be.
func randomValue(r *rand.Rand, t *data.Type, null bool) any {
	if null && r.Intn(3) == 0 {
		return nil
	}
	n := r.Int63n(20_000) - 10_000
	switch t.Kind {
	case data.KindBoolean:
		return n%2 == 0
	case data.KindByte:
		return int8(n)
	case data.KindShort:
		return int16(n)
	case data.KindInt, data.KindDate:
		return int32(n)
	case data.KindLong:
		return n << 30
	case data.KindTimestamp, data.KindTimestampNTZ:
		return n * 1_234_567_891
	case data.KindFloat:
		return float32(n) / 4
	case data.KindDouble:
		return float64(n) / 3
	case data.KindString, data.KindBinary:
		return []byte(fmt.Sprint("v", n))[:r.Intn(4)]
	case data.KindDecimal:
		return data.DecOf(n)
	case data.KindArray:
		out := []any{}
		for range r.Intn(4) {
			out = append(out, randomValue(r, t.Elem, true))
		}
		return out
	case data.KindMap:
		out, seen := []data.Pair{}, map[string]bool{}
		for range r.Intn(4) {
			k := randomValue(r, t.Key, false)
			if text := fmt.Sprint(k); !seen[text] {
				seen[text] = true
				out = append(out, data.Pair{Key: k, Value: randomValue(r, t.Elem, true)})
			}
		}
		return out
	}
	out := make([]any, len(t.Fields))
	for i, f := range t.Fields {
		out[i] = randomValue(r, f.Type, true)
	}
	return out
}

// randomRows gives rows of a random schema, with nulls at every level.
func randomRows(r *rand.Rand, n int) *data.Batch {
	var fields []data.Field
	for i := range 1 + r.Intn(4) {
		fields = append(fields, data.Field{Name: fmt.Sprintf("c%d", i), Type: randomType(r, 3), Nullable: true})
	}
	s := data.NewSchema(fields...)
	rows := make([][]any, n)
	for i := range rows {
		for _, f := range fields {
			rows[i] = append(rows[i], randomValue(r, f.Type, true))
		}
	}
	return data.FromRows(s, rows)
}
