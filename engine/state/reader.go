package state

import (
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"

	"github.com/sparkrepl/sparkrepl/engine/data"
)

var errShape = errors.New("it does not fit the operator")

// reader reads what writer wrote; the first failure stays in err.
type reader struct {
	r     *bufio.Reader
	err   error
	words [packed]int64
	bits  [8*packed + 8]byte
	room  []byte
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

func (b *reader) int() int64 {
	if b.err != nil {
		return 0
	}
	v, err := binary.ReadVarint(b.r)
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

func (b *reader) full(p []byte) {
	if b.err == nil {
		_, b.err = io.ReadFull(b.r, p)
	}
}

func (b *reader) blob() []byte { return b.bytes(b.count()) }

// bytes reads n bytes, valid until the next call; a number that is not true costs no memory.
func (b *reader) bytes(n int) []byte {
	out := b.room[:0]
	for b.err == nil && len(out) < n {
		part := min(n-len(out), 1<<16)
		out = slices.Grow(out, part)
		b.full(out[len(out) : len(out)+part])
		out = out[:len(out)+part]
	}
	b.room = out
	return out
}

func (b *reader) rows() []int32 {
	n := b.count()
	out := make([]int32, 0, min(n, 1<<16))
	for len(out) < n && b.err == nil {
		for _, w := range b.block(min(n-len(out), packed)) {
			if (w < 0 || w > math.MaxInt32) && b.err == nil {
				b.err = errShape
			}
			out = append(out, int32(w))
		}
	}
	return out
}

// each reads one word for each row.
func (b *reader) each(rows []int32, set func(r int32, word int64)) {
	for len(rows) > 0 && b.err == nil {
		n := min(len(rows), packed)
		words := b.block(n)
		if b.err != nil {
			return
		}
		for i, r := range rows[:n] {
			set(r, words[i])
		}
		rows = rows[n:]
	}
}

// block reads n words that appendPacked wrote; they are valid until the next call.
func (b *reader) block(n int) []int64 {
	var head [2]byte
	b.full(head[:])
	steps, width, zeros := head[0]&0x80 != 0, uint(head[0]&0x7f), uint(head[1])
	out := b.words[:n]
	first := int64(0)
	over := out
	if steps {
		first = b.int()
		over = out[1:]
	}
	least := b.int()
	if b.err == nil && (width > 64 || zeros > 63) {
		b.err = errShape
	}
	size := (uint(len(over))*width + 7) / 8
	if b.err != nil {
		return out
	}
	b.full(b.bits[:size])
	if width == 0 {
		clear(over)
	} else {
		unpack(b.bits[:], over, zeros, width)
	}
	if !steps {
		for i := range out {
			out[i] += least
		}
		return out
	}
	out[0] = first
	for i := range over {
		over[i] += out[i] + least
	}
	return out
}

// rowValues reads live rows into t, whose next was set, and lists those that were not live before.
// Each number below next must be that of a row, or free; with a delta the rows before it have
// numbers too. Rows of lists are not in them yet.
func (b *reader) rowValues(t *Table, others int) []int32 {
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
		return nil
	}
	t.grow(int(t.next))
	fresh := b.fixed(t, rows)
	word := b.untils(t, rows)
	b.vectors(t, rows)
	if word >= 0 {
		for _, r := range rows {
			t.until[r] = t.Ints[word][r]
		}
	}
	b.keys(t, rows)
	if b.err != nil {
		return nil
	}
	for _, r := range rows {
		if !t.listed() {
			t.index(r)
		}
		if t.timed() && t.until[r] != Never {
			t.due.push(due{t.until[r], r})
		}
	}
	return fresh
}

// keys refuses keys that the index would stumble over.
func (b *reader) keys(t *Table, rows []int32) {
	if t.layout.Index != ListBytes {
		return
	}
	for _, r := range rows {
		if n := t.Ints[0][r]; b.err == nil && (n < 0 || n > int64(len(t.blobs.at(r)))) {
			b.err = errShape
		}
	}
}

// untils reads the times at which rows leave, or the number of the word that has them, else -1.
func (b *reader) untils(t *Table, rows []int32) (word int) {
	if !t.timed() || len(rows) == 0 || b.err != nil {
		return -1
	}
	head, err := b.r.Peek(2)
	if err == nil && head[0] == untilWord {
		if word = int(head[1]); word >= len(t.Ints) {
			b.err = errShape
			return -1
		}
		_, b.err = b.r.Discard(2)
		return word
	}
	b.each(rows, func(r int32, w int64) { t.until[r] = w })
	return -1
}

// fixed reads what rows have from birth, and lists those that were not live
// before. The others are out of the index then, but for lists, where their places stay.
func (b *reader) fixed(t *Table, rows []int32) (fresh []int32) {
	b.each(rows, func(r int32, w int64) {
		if t.stamp[r] == t.now {
			b.err = errShape // listed twice
			return
		}
		t.stamp[r] = t.now
		if t.flags[r]&flagLive == 0 {
			t.live++
			fresh = append(fresh, r)
		} else if !t.listed() {
			t.unindex(r)
		}
		t.flags[r] = uint8(w)
		t.holed(uint8(w))
	})
	if t.layout.Blob {
		sizes := make([]int32, 0, len(rows))
		b.each(rows, func(_ int32, w int64) {
			if w < 0 || w > math.MaxInt32 {
				b.err = errShape
			}
			sizes = append(sizes, int32(w))
		})
		for i, n := range sizes {
			if v := b.bytes(int(n)); b.err == nil {
				t.blobs.drop(rows[i])
				t.blobs.set(rows[i], v)
			}
		}
	}
	return fresh
}

func (b *reader) vectors(t *Table, rows []int32) {
	if t.layout.Index == ByWindow {
		b.homes(t, rows)
	}
	for _, c := range t.Ints {
		b.each(rows, func(r int32, w int64) { c[r] = w })
	}
	for _, c := range t.Vec.I64 {
		b.each(rows, func(r int32, w int64) { c[r] = w })
	}
	for _, c := range t.Vec.F64 {
		b.each(rows, func(r int32, w int64) { c[r] = math.Float64frombits(uint64(w)) })
	}
	for _, c := range t.Vec.Dec {
		for part := range slices.Chunk(rows, packed/2) {
			words := b.block(2 * len(part))
			for i, r := range part {
				c[r] = data.Dec{Hi: words[i], Lo: uint64(words[len(part)+i])}
			}
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
