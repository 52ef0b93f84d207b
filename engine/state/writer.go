package state

import (
	"encoding/binary"
	"io"
	"math"
	"slices"
	"sync"

	"github.com/sparkrepl/sparkrepl/engine/data"
)

// writer writes saved state: varints and packed words.
type writer struct {
	w     io.Writer
	buf   []byte
	words [packed]int64
	err   error
}

// spill is how much is collected before it is passed on.
const spill = 1 << 16

// writers are those that nobody writes with: a buffer for each small batch costs more than its rows.
var writers = sync.Pool{New: func() any { return &writer{buf: make([]byte, 0, spill+spill/8)} }}

// newWriter gives a writer, whose way ends with flush.
func newWriter(w io.Writer) *writer {
	b := writers.Get().(*writer)
	b.w, b.err = w, nil
	return b
}

func (b *writer) uint(v uint64) { b.buf = binary.AppendUvarint(b.buf, v) }

// pass writes what was collected, once it is much.
func (b *writer) pass() {
	if len(b.buf) >= spill {
		b.send()
	}
}

func (b *writer) send() {
	if _, err := b.w.Write(b.buf); err != nil && b.err == nil {
		b.err = err
	}
	b.buf = b.buf[:0]
}

// flush passes on the rest; the writer is another's behind it.
func (b *writer) flush() error {
	b.send()
	err := b.err
	b.w = nil
	writers.Put(b)
	return err
}

func (b *writer) blob(v []byte) {
	b.uint(uint64(len(v)))
	b.buf = append(b.buf, v...)
	b.pass()
}

// rows writes a list of row numbers.
func (b *writer) rows(rows []int32) {
	b.uint(uint64(len(rows)))
	for part := range slices.Chunk(rows, packed) {
		for i, r := range part {
			b.words[i] = int64(r)
		}
		b.pack(len(part))
	}
}

// column writes one small word for each row.
func column[T int32 | uint8](b *writer, rows []int32, values []T) {
	for part := range slices.Chunk(rows, packed) {
		for i, r := range part {
			b.words[i] = int64(values[r])
		}
		b.pack(len(part))
	}
}

// wordsOf writes one word for each row.
func (b *writer) wordsOf(rows []int32, values []int64) {
	for part := range slices.Chunk(rows, packed) {
		from := int(part[0])
		if data.Stretch(part) == len(part) {
			b.buf = appendPacked(b.buf, values[from:from+len(part)])
			b.pass()
			continue
		}
		for i, r := range part {
			b.words[i] = values[r]
		}
		b.pack(len(part))
	}
}

// untilWord begins the times at which rows leave where those are one of their fixed words, whose number follows.
const untilWord = 0xff

// untils writes the times at which rows leave. Those of rows that have their own time as a key are there already.
func (b *writer) untils(t *Table, rows []int32) {
	if len(rows) == 0 {
		return
	}
	for i, word := range t.Ints {
		if !slices.ContainsFunc(rows, func(r int32) bool { return word[r] != t.until[r] }) {
			b.buf = append(b.buf, untilWord, byte(i))
			return
		}
	}
	b.wordsOf(rows, t.until)
}

// pack writes the first n of words.
func (b *writer) pack(n int) {
	b.buf = appendPacked(b.buf, b.words[:n])
	b.pass()
}

// rowValues writes live rows: numbers, flags, what is fixed, expiry, values; column by column.
func (b *writer) rowValues(t *Table, rows []int32) {
	b.rows(rows)
	column(b, rows, t.flags)
	if t.layout.Blob {
		for part := range slices.Chunk(rows, packed) {
			for i, r := range part {
				b.words[i] = int64(len(t.blobs.at(r)))
			}
			b.pack(len(part))
		}
		for _, r := range rows {
			b.buf = append(b.buf, t.blobs.at(r)...)
			b.pass()
		}
	}
	if t.timed() {
		b.untils(t, rows)
	}
	if t.layout.Index == ByWindow {
		b.homes(t, rows)
	}
	for _, c := range t.Ints {
		b.wordsOf(rows, c)
	}
	for _, c := range t.Vec.I64 {
		b.wordsOf(rows, c)
	}
	for _, c := range t.Vec.F64 {
		for part := range slices.Chunk(rows, packed) {
			for i, r := range part {
				b.words[i] = int64(math.Float64bits(c[r]))
			}
			b.pack(len(part))
		}
	}
	for _, c := range t.Vec.Dec {
		for part := range slices.Chunk(rows, packed/2) {
			for i, r := range part {
				b.words[i], b.words[len(part)+i] = c[r].Hi, int64(c[r].Lo)
			}
			b.pack(2 * len(part))
		}
	}
	for _, c := range t.Vec.Any {
		for _, r := range rows {
			b.any(t, c[r])
		}
	}
}

// any writes one boxed value.
func (b *writer) any(t *Table, v any) {
	if t.layout.Plain != nil {
		v = t.layout.Plain(v)
	}
	raw, err := AppendAny(nil, v)
	if err != nil && b.err == nil {
		b.err = err
	}
	b.blob(raw)
}
