package sources

import (
	"fmt"
	"math/big"

	"github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/format"

	"github.com/sparkrepl/sparkrepl/engine/data"
)

// parquetSlots tells what the definition levels of a leaf mean for its column: full is a value, at least
// least a null, and what is below has no row, for an array around it has no element.
type parquetSlots struct{ least, full byte }

// spread goes over the rows of a page, which stores only values that are not null: put adds value v, null a
// null.
func (s parquetSlots) spread(page parquet.Page, put func(v int), null func()) {
	levels := page.DefinitionLevels()
	if levels == nil {
		for v := range int(page.NumValues()) {
			put(v)
		}
		return
	}
	v := 0
	for _, l := range levels {
		if l == s.full {
			put(v)
			v++
		} else if l >= s.least {
			null()
		}
	}
}

// pageAdder adds the pages of a leaf to a column.
type pageAdder struct {
	add    func(parquet.Page) error
	finish func() data.Column
}

// fixedAdder reads pages of numbers: values gives those of a page or dictionary.
func fixedAdder[T data.Value, S any](t *data.Type, rows int, s parquetSlots, values func(parquet.Page) []S, convert func(S) T) pageAdder {
	b := data.NewFixedBuilder[T](t, rows)
	add := func(page parquet.Page) error {
		if dict := page.Dictionary(); dict != nil {
			all, data := values(dict.Page()), page.Data()
			index := data.Int32()
			s.spread(page, func(v int) { b.Add(convert(all[index[v]])) }, b.AppendNull)
			return nil
		}
		all := values(page)
		if int64(len(all)) == page.NumValues() { // nothing is null
			for _, v := range all {
				b.Add(convert(v))
			}
			return nil
		}
		s.spread(page, func(v int) { b.Add(convert(all[v])) }, b.AppendNull)
		return nil
	}
	return pageAdder{add, b.Finish}
}

func int32s(p parquet.Page) []int32     { v := p.Data(); return v.Int32() }
func int64s(p parquet.Page) []int64     { v := p.Data(); return v.Int64() }
func float32s(p parquet.Page) []float32 { v := p.Data(); return v.Float() }
func float64s(p parquet.Page) []float64 { v := p.Data(); return v.Double() }

// parquetAdder returns what adds the pages of a leaf of type file to a column of type t.
func parquetAdder(from parquet.Type, file, t *data.Type, rows int, s parquetSlots) pageAdder {
	switch from.Kind() {
	case parquet.Int32:
		return int32Adder(from, file, t, rows, s)
	case parquet.Int64:
		return int64Adder(from, file, t, rows, s)
	case parquet.Float:
		if t.Kind == data.KindDouble {
			return fixedAdder(t, rows, s, float32s, func(v float32) float64 { return float64(v) })
		}
		return fixedAdder(t, rows, s, float32s, func(v float32) float32 { return v })
	case parquet.Boolean:
		if t.Kind == data.KindBoolean {
			return boolAdder(t, rows, s)
		}
	case parquet.Double:
		return fixedAdder(t, rows, s, float64s, func(v float64) float64 { return v })
	case parquet.ByteArray:
		if t.Kind != data.KindDecimal {
			return bytesAdder(t, rows, s)
		}
	}
	return valueAdder(file, t, rows, s)
}

func int32Adder(from parquet.Type, file, t *data.Type, rows int, s parquetSlots) pageAdder {
	switch t.Kind {
	case data.KindByte:
		return fixedAdder(t, rows, s, int32s, func(v int32) int8 { return int8(v) })
	case data.KindShort:
		return fixedAdder(t, rows, s, int32s, func(v int32) int16 { return int16(v) })
	case data.KindLong:
		if unsigned(from) {
			return fixedAdder(t, rows, s, int32s, func(v int32) int64 { return int64(uint32(v)) })
		}
		return fixedAdder(t, rows, s, int32s, func(v int32) int64 { return int64(v) })
	case data.KindDouble:
		return fixedAdder(t, rows, s, int32s, func(v int32) float64 { return float64(v) })
	case data.KindTimestampNTZ:
		return fixedAdder(t, rows, s, int32s, func(v int32) int64 { return int64(v) * 86_400_000_000 })
	case data.KindDecimal:
		scaled := rescaled(file, t)
		return fixedAdder(t, rows, s, int32s, func(v int32) data.Dec { return scaled(data.DecOf(int64(v))) })
	}
	return fixedAdder(t, rows, s, int32s, func(v int32) int32 { return v })
}

func int64Adder(from parquet.Type, file, t *data.Type, rows int, s parquetSlots) pageAdder {
	if t.Kind == data.KindDecimal {
		scaled := rescaled(file, t)
		if unsigned(from) {
			return fixedAdder(t, rows, s, int64s, func(v int64) data.Dec { return scaled(data.Dec{Lo: uint64(v)}) })
		}
		return fixedAdder(t, rows, s, int64s, func(v int64) data.Dec { return scaled(data.DecOf(v)) })
	}
	if inMillis(from) {
		return fixedAdder(t, rows, s, int64s, func(v int64) int64 { return v * 1000 })
	}
	return fixedAdder(t, rows, s, int64s, func(v int64) int64 { return v })
}

func unsigned(t parquet.Type) bool {
	l := t.LogicalType()
	if l == nil {
		return false
	}
	i, ok := l.Value.(*format.IntType)
	return ok && !i.IsSigned
}

func inMillis(t parquet.Type) bool {
	l := t.LogicalType()
	if l == nil {
		return false
	}
	ts, ok := l.Value.(*format.TimestampType)
	if !ok {
		return false
	}
	_, millis := ts.Unit.Value.(*format.MilliSeconds)
	return millis
}

// rescaled gives values of a decimal, or of a whole number, the scale of t, which has room for them.
func rescaled(file, t *data.Type) func(data.Dec) data.Dec {
	if file.Scale == t.Scale { // a whole number has scale 0
		return func(v data.Dec) data.Dec { return v }
	}
	return func(v data.Dec) data.Dec {
		v, _ = v.Rescale(file.Scale, t.Scale, t.Precision)
		return v
	}
}

// boolAdder reads pages of truth values, which are bits.
func boolAdder(t *data.Type, rows int, s parquetSlots) pageAdder {
	b := data.NewFixedBuilder[bool](t, rows)
	add := func(page parquet.Page) error {
		values := page.Data()
		bits := values.Boolean()
		s.spread(page, func(v int) { b.Add(bits[v/8]>>(v%8)&1 == 1) }, b.AppendNull)
		return nil
	}
	return pageAdder{add, b.Finish}
}

// bytesAdder reads pages of text.
func bytesAdder(t *data.Type, rows int, s parquetSlots) pageAdder {
	b := data.NewBytesBuilder(t, rows)
	add := func(page parquet.Page) error {
		values := page.Data()
		if dict := page.Dictionary(); dict != nil {
			words := dict.Page().Data()
			all, at := words.ByteArray()
			index := values.Int32()
			s.spread(page, func(v int) { b.Add(all[at[index[v]]:at[index[v]+1]]) }, b.AppendNull)
			return nil
		}
		all, at := values.ByteArray()
		s.spread(page, func(v int) { b.Add(all[at[v]:at[v+1]]) }, b.AppendNull)
		return nil
	}
	return pageAdder{add, b.Finish}
}

// valueAdder reads pages of the other kinds value by value.
func valueAdder(file, t *data.Type, rows int, s parquetSlots) pageAdder {
	b := data.NewBuilder(t, rows)
	buf := make([]parquet.Value, 1024)
	scaled := func(v data.Dec) data.Dec { return v }
	if t.Kind == data.KindDecimal {
		scaled = rescaled(file, t)
	}
	one := func(v parquet.Value) error {
		if v.IsNull() {
			if byte(v.DefinitionLevel()) >= s.least {
				b.AppendNull()
			}
			return nil
		}
		x, fits := parquetValue(v, t)
		if !fits {
			return fmt.Errorf("a value of Parquet type %s cannot be %s", v.Kind(), t)
		}
		if d, ok := x.(data.Dec); ok {
			x = scaled(d)
		}
		b.Append(x)
		return nil
	}
	add := func(page parquet.Page) error {
		in := page.Values()
		for left := page.NumValues(); left > 0; {
			n, err := in.ReadValues(buf)
			for _, v := range buf[:n] {
				if err := one(v); err != nil {
					return err
				}
			}
			if left -= int64(n); n == 0 && err != nil {
				return err
			}
		}
		return nil
	}
	return pageAdder{add, b.Finish}
}

// parquetValue reads a value that is not null.
func parquetValue(v parquet.Value, t *data.Type) (any, bool) {
	switch {
	case v.Kind() == parquet.Int96: // the Julian day and the nanoseconds in it
		x := v.Int96()
		nanos := int64(x[1])<<32 | int64(x[0])
		return (int64(x[2])-2_440_588)*86_400_000_000 + nanos/1000, t.Kind == data.KindTimestamp || t.Kind == data.KindTimestampNTZ
	case t.Kind == data.KindDecimal:
		return bigEndian(v.ByteArray())
	}
	return v.ByteArray(), t.Kind == data.KindString || t.Kind == data.KindBinary
}

// bigEndian reads a two's complement number of any length.
func bigEndian(b []byte) (any, bool) {
	n := new(big.Int).SetBytes(b)
	if len(b) > 0 && b[0] >= 0x80 {
		n.Sub(n, new(big.Int).Lsh(big.NewInt(1), uint(8*len(b))))
	}
	d, ok := data.DecBig(n)
	return d, ok
}
