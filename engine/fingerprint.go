package engine

import (
	"math"

	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/state"
)

// digest is a running 64-bit hash.
type digest uint64

func (d *digest) add(v uint64) {
	h := (uint64(*d) ^ v) * 0x9E3779B97F4A7C15
	*d = digest(h ^ h>>29)
}

// fingerprint covers output, watermarks, counts and state changes of a committed step.
func (t *Timeline) fingerprint(s *Step) uint64 {
	d := digest(s.Tick.Batch)
	for _, v := range []int64{s.late, s.used, s.next} {
		d.add(uint64(v))
	}
	for i, r := range s.Records {
		d.add(uint64(r.Updated)<<32 ^ uint64(r.Removed)<<16 ^ uint64(r.DroppedLate))
		if r.Out != nil {
			d.add(uint64(r.Out.N))
		}
		if st, ok := t.states[i].(*state.Store); ok {
			d.add(st.Digest())
		}
	}
	d.batch(s.Output)
	return uint64(d)
}

func (d *digest) batch(b *data.Batch) {
	for _, c := range b.Cols {
		d.column(c, 0, c.Len())
	}
}

// column hashes rows [from, to): whether there is a value, and which.
func (d *digest) column(c data.Column, from, to int) {
	if n := c.Valid().CountNull(c.Len()); n > 0 {
		for i := from; i < to; i++ {
			if data.IsNull(c, i) {
				d.add(uint64(i))
			}
		}
	}
	switch c := c.(type) {
	case *data.Longs:
		each(d, c, from, to, func(v int64) uint64 { return uint64(v) })
	case *data.Ints:
		each(d, c, from, to, func(v int32) uint64 { return uint64(v) })
	case *data.Doubles:
		each(d, c, from, to, math.Float64bits)
	case *data.Bytes:
		for i := from; i < to; i++ {
			d.add(data.HashBytes(c.At(i), uint64(i)))
		}
	case *data.Struct:
		for _, f := range c.Fields {
			d.column(f, from, to)
		}
	default:
		for i := from; i < to; i++ {
			d.add(data.Hash(c, i, uint64(i)))
		}
	}
}

func each[T data.Value](d *digest, c *data.Fixed[T], from, to int, word func(T) uint64) {
	for i, v := range c.Values[from:to] {
		if c.Nulls.Get(from + i) {
			d.add(word(v))
		}
	}
}
