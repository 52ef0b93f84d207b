package state

import (
	"encoding/binary"

	"github.com/sparkrepl/sparkrepl/engine/data"
)

// ValidKeys is the validity of the keys of live rows, nil when none is null: flag is [NullKey],
// or, of a key of two words, [NullFirst] or [NullSecond].
func (t *Table) ValidKeys(rows []int32, flag uint8) data.Bitmap {
	if flag == NullKey && t.nullRow == NoRow {
		return nil
	}
	var valid data.Bitmap
	for i, r := range rows {
		if t.flags[r]&flag != 0 {
			if valid == nil {
				valid = data.NewBitmap(len(rows), true)
			}
			valid.Clear(i)
		}
	}
	return valid
}

// BlobColumn gives the byte strings of live rows as a column; that of the null key is null.
func (t *Table) BlobColumn(typ *data.Type, rows []int32) *data.Bytes {
	out := &data.Bytes{T: typ, Offsets: make([]int32, len(rows)+1), Nulls: t.ValidKeys(rows, NullKey)}
	out.Data = make([]byte, 0, t.blobs.guess(rows))
	var room [block][]byte
	for from := 0; from < len(rows); from += block {
		part := rows[from:min(from+block, len(rows))]
		blobs := room[:len(part)]
		for i, r := range part { // the reads wait for memory together
			blobs[i] = t.blobs.at(r)
		}
		for i, v := range blobs {
			out.Data = appendShort(out.Data, v)
			out.Offsets[from+i+1] = int32(len(out.Data))
		}
	}
	return out
}

// appendShort is append, and quicker for strings of 8 to 16 bytes.
func appendShort(b, v []byte) []byte {
	n := len(v)
	if n < 8 || n > 16 {
		return append(b, v...)
	}
	b = binary.LittleEndian.AppendUint64(b, binary.LittleEndian.Uint64(v))
	return binary.LittleEndian.AppendUint64(b[:len(b)+n-16], binary.LittleEndian.Uint64(v[n-8:]))
}
