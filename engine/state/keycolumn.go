package state

import "github.com/sparkrepl/sparkrepl/engine/data"

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
	size := int32(0)
	for i, r := range rows {
		size += int32(len(t.blobs.at(r)))
		out.Offsets[i+1] = size
	}
	out.Data = make([]byte, size)
	for i, r := range rows {
		copy(out.Data[out.Offsets[i]:], t.blobs.at(r))
	}
	return out
}
