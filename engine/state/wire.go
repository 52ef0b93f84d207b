package state

import (
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
	"math"

	"github.com/sparkrepl/sparkrepl/engine/data"
)

var errShape = errors.New("it does not fit the operator")

// writer writes saved state: varints and little-endian vectors.
type writer struct {
	w    *bufio.Writer
	word [10]byte
	buf  []byte
	err  error
}

func (b *writer) uint(v uint64) { _, _ = b.w.Write(binary.AppendUvarint(b.word[:0], v)) }

func (b *writer) fixed(v uint64) {
	binary.LittleEndian.PutUint64(b.word[:8], v)
	_, _ = b.w.Write(b.word[:8])
}

func (b *writer) blob(v []byte) {
	b.uint(uint64(len(v)))
	_, _ = b.w.Write(v)
}

func (b *writer) rows(rows []int32) {
	b.uint(uint64(len(rows)))
	for _, r := range rows {
		b.uint(uint64(r))
	}
}

// rowValues writes live rows: number, flags, what is fixed, expiry, values.
func (b *writer) rowValues(t *Table, rows []int32) {
	b.rows(rows)
	for _, r := range rows {
		b.uint(uint64(t.flags[r]))
		if t.layout.Blob {
			b.blob(t.blobs.at(r))
		}
		if t.timed() {
			b.fixed(uint64(t.until[r]))
		}
	}
	for _, c := range append(append([][]int64{}, t.Ints...), t.Vec.I64...) {
		for _, r := range rows {
			b.fixed(uint64(c[r]))
		}
	}
	for _, c := range t.Vec.F64 {
		for _, r := range rows {
			b.fixed(math.Float64bits(c[r]))
		}
	}
	for _, c := range t.Vec.Dec {
		for _, r := range rows {
			b.fixed(uint64(c[r].Hi))
			b.fixed(c[r].Lo)
		}
	}
	for _, c := range t.Vec.Any {
		for _, r := range rows {
			var err error
			v := c[r]
			if t.layout.Plain != nil {
				v = t.layout.Plain(v)
			}
			if b.buf, err = AppendAny(b.buf[:0], v); err != nil && b.err == nil {
				b.err = err
			}
			b.blob(b.buf)
		}
	}
}

func (b *writer) flush() error {
	if b.err != nil {
		return b.err
	}
	return b.w.Flush()
}

// reader reads what writer wrote; the first failure stays in err.
type reader struct {
	r    *bufio.Reader
	err  error
	word [8]byte
}

func (b *reader) failed() error { return fmt.Errorf("state: saved state cannot be read: %w", b.err) }

func (b *reader) uint() uint64 {
	if b.err != nil {
		return 0
	}
	v, err := binary.ReadUvarint(b.r)
	b.err = err
	return v
}

// count reads a number of rows.
func (b *reader) count() int {
	n := b.uint()
	if n > math.MaxInt32 && b.err == nil {
		b.err = errShape
	}
	if b.err != nil {
		return 0
	}
	return int(n)
}

func (b *reader) fixed() uint64 {
	b.full(b.word[:])
	return binary.LittleEndian.Uint64(b.word[:])
}

func (b *reader) full(p []byte) {
	for n := 0; b.err == nil && n < len(p); {
		k, err := b.r.Read(p[n:])
		n, b.err = n+k, err
	}
}

func (b *reader) blob() []byte {
	n := b.count()
	out := make([]byte, 0, min(n, 1<<16))
	for b.err == nil && len(out) < n {
		part := make([]byte, min(n-len(out), 1<<16))
		b.full(part)
		out = append(out, part...)
	}
	return out
}

func (b *reader) rows() []int32 {
	n := b.count()
	out := make([]int32, 0, min(n, 1<<16))
	for i := 0; i < n && b.err == nil; i++ {
		out = append(out, int32(b.count()))
	}
	return out
}

// rowValues reads live rows into t, whose next was set. Each number below next must be that of a
// row, or free; with a delta the rows before it have numbers too.
func (b *reader) rowValues(t *Table, others int) {
	rows := b.rows()
	if b.err == nil && int(t.next) > len(rows)+others {
		b.err = errShape
	}
	for _, r := range rows {
		if b.err == nil && r >= t.next {
			b.err = errShape
		}
	}
	if b.err != nil {
		return
	}
	t.grow(int(t.next))
	for _, r := range rows {
		flags := uint8(b.uint())
		if t.flags[r]&flagLive == 0 {
			t.live++
		} else {
			t.unindex(r)
		}
		t.flags[r] = flags
		if t.layout.Blob {
			t.blobs.drop(r)
			t.blobs.set(r, b.blob())
		}
		if t.timed() {
			t.until[r] = int64(b.fixed())
		}
	}
	b.vectors(t, rows)
	for _, r := range rows {
		if t.layout.Index == ByWindow && uint64(t.Ints[2][r]) > math.MaxInt32 && b.err == nil {
			b.err = errShape
		}
	}
	if b.err != nil {
		return
	}
	for _, r := range rows {
		t.index(r)
		if t.timed() && t.until[r] != Never {
			t.due.push(due{t.until[r], r})
		}
	}
}

func (b *reader) vectors(t *Table, rows []int32) {
	for _, c := range append(append([][]int64{}, t.Ints...), t.Vec.I64...) {
		for _, r := range rows {
			c[r] = int64(b.fixed())
		}
	}
	for _, c := range t.Vec.F64 {
		for _, r := range rows {
			c[r] = math.Float64frombits(b.fixed())
		}
	}
	for _, c := range t.Vec.Dec {
		for _, r := range rows {
			c[r] = data.Dec{Hi: int64(b.fixed()), Lo: b.fixed()}
		}
	}
	for _, c := range t.Vec.Any {
		for _, r := range rows {
			raw := b.blob()
			if b.err == nil {
				c[r], b.err = ReadAny(raw)
			}
			if t.layout.Revive != nil {
				c[r] = t.layout.Revive(c[r])
			}
		}
	}
}
