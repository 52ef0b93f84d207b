package sources

import (
	"fmt"
	"math/big"

	"github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/format"

	"github.com/sparkrepl/sparkrepl/engine/data"
)

// logicalType gives Spark's type of an annotated column, nil when the annotation changes nothing.
func logicalType(t parquet.Type) *data.Type {
	switch l := t.LogicalType().Value.(type) {
	case *format.StringType, *format.EnumType, *format.JsonType:
		return data.String
	case *format.DateType:
		return data.Date
	case *format.TimestampType:
		if l.IsAdjustedToUTC {
			return data.Timestamp
		}
		return data.TimestampNTZ
	case *format.DecimalType:
		return data.DecimalOf(int(l.Precision), int(l.Scale))
	case *format.IntType:
		switch l.BitWidth {
		case 8:
			return data.Byte
		case 16:
			return data.Short
		}
	}
	return nil
}

// timeScale is what a stored time is multiplied with (or, when negative, divided by) for microseconds.
func timeScale(t parquet.Type) int64 {
	if l := t.LogicalType(); l != nil {
		if ts, ok := l.Value.(*format.TimestampType); ok {
			switch ts.Unit.Value.(type) {
			case *format.MilliSeconds:
				return 1000
			case *format.NanoSeconds:
				return -1000
			}
		}
	}
	return 1
}

// spread goes over the rows of a page, which stores only values that are not null: put adds value v, null a
// null.
func spread(page parquet.Page, put func(v int), null func()) {
	levels := page.DefinitionLevels()
	if levels == nil {
		for v := range int(page.NumValues()) {
			put(v)
		}
		return
	}
	v := 0
	for _, l := range levels {
		if l == 0 {
			null()
			continue
		}
		put(v)
		v++
	}
}

// fixedAdder reads pages of numbers: values gives those of a page or dictionary.
func fixedAdder[T data.Value, S any](t *data.Type, rows int, values func(parquet.Page) []S, convert func(S) T) (func(parquet.Page) error, func() data.Column) {
	b := data.NewFixedBuilder[T](t, rows)
	add := func(page parquet.Page) error {
		if dict := page.Dictionary(); dict != nil {
			all, data := values(dict.Page()), page.Data()
			index := data.Int32()
			spread(page, func(v int) { b.Add(convert(all[index[v]])) }, b.AppendNull)
			return nil
		}
		all := values(page)
		spread(page, func(v int) { b.Add(convert(all[v])) }, b.AppendNull)
		return nil
	}
	return add, b.Finish
}

func int32s(p parquet.Page) []int32     { v := p.Data(); return v.Int32() }
func int64s(p parquet.Page) []int64     { v := p.Data(); return v.Int64() }
func float32s(p parquet.Page) []float32 { v := p.Data(); return v.Float() }
func float64s(p parquet.Page) []float64 { v := p.Data(); return v.Double() }

// parquetAdder returns what adds the pages of a column to a column of type t.
func parquetAdder(from parquet.Type, t *data.Type, rows int) (func(parquet.Page) error, func() data.Column) {
	switch from.Kind() {
	case parquet.Int32:
		switch t.Kind {
		case data.KindByte:
			return fixedAdder(t, rows, int32s, func(v int32) int8 { return int8(v) })
		case data.KindShort:
			return fixedAdder(t, rows, int32s, func(v int32) int16 { return int16(v) })
		case data.KindLong:
			return fixedAdder(t, rows, int32s, func(v int32) int64 { return int64(v) })
		case data.KindDecimal:
			return fixedAdder(t, rows, int32s, func(v int32) data.Dec { return data.DecOf(int64(v)) })
		}
		return fixedAdder(t, rows, int32s, func(v int32) int32 { return v })
	case parquet.Int64:
		if t.Kind == data.KindDecimal {
			return fixedAdder(t, rows, int64s, data.DecOf)
		}
		switch scale := timeScale(from); scale {
		case 1000:
			return fixedAdder(t, rows, int64s, func(v int64) int64 { return v * 1000 })
		case -1000:
			return fixedAdder(t, rows, int64s, func(v int64) int64 { return v / 1000 })
		}
		return fixedAdder(t, rows, int64s, func(v int64) int64 { return v })
	case parquet.Float:
		if t.Kind == data.KindDouble {
			return fixedAdder(t, rows, float32s, func(v float32) float64 { return float64(v) })
		}
		return fixedAdder(t, rows, float32s, func(v float32) float32 { return v })
	case parquet.Double:
		return fixedAdder(t, rows, float64s, func(v float64) float64 { return v })
	}
	if from.Kind() == parquet.ByteArray && (t.Kind == data.KindString || t.Kind == data.KindBinary) {
		return bytesAdder(t, rows)
	}
	return valueAdder(t, rows)
}

// bytesAdder reads pages of text.
func bytesAdder(t *data.Type, rows int) (func(parquet.Page) error, func() data.Column) {
	b := data.NewBytesBuilder(t, rows)
	add := func(page parquet.Page) error {
		values := page.Data()
		if dict := page.Dictionary(); dict != nil {
			words := dict.Page().Data()
			all, at := words.ByteArray()
			index := values.Int32()
			spread(page, func(v int) { b.Add(all[at[index[v]]:at[index[v]+1]]) }, b.AppendNull)
			return nil
		}
		all, at := values.ByteArray()
		spread(page, func(v int) { b.Add(all[at[v]:at[v+1]]) }, b.AppendNull)
		return nil
	}
	return add, b.Finish
}

// valueAdder reads pages of the other kinds value by value.
func valueAdder(t *data.Type, rows int) (func(parquet.Page) error, func() data.Column) {
	b := data.NewBuilder(t, rows)
	buf := make([]parquet.Value, 1024)
	add := func(page parquet.Page) error {
		in := page.Values()
		for left := page.NumValues(); left > 0; {
			n, err := in.ReadValues(buf)
			for _, v := range buf[:n] {
				if x, fits := parquetValue(v, t); fits {
					b.Append(x)
				} else {
					return fmt.Errorf("a value of Parquet type %s cannot be %s", v.Kind(), t)
				}
			}
			if left -= int64(n); n == 0 && err != nil {
				return err
			}
		}
		return nil
	}
	return add, b.Finish
}

func parquetValue(v parquet.Value, t *data.Type) (any, bool) {
	if v.IsNull() {
		return nil, true
	}
	switch {
	case v.Kind() == parquet.Boolean:
		return v.Boolean(), t.Kind == data.KindBoolean
	case v.Kind() == parquet.Int96: // the Julian day and the nanoseconds in it
		x := v.Int96()
		nanos := int64(x[1])<<32 | int64(x[0])
		return (int64(x[2])-2_440_588)*86_400_000_000 + nanos/1000, true
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
