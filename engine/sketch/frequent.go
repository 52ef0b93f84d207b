package sketch

import (
	"cmp"
	"encoding/binary"
	"fmt"
	"math"
	"slices"
)

// Frequent counts the most frequent items: a table of counts that, when it is full, takes the median of some counts from all and
// forgets those that are used up. Items are their bytes, as the kind writes them.
type Frequent struct {
	kind   ItemKind
	lgMax  int
	offset int64 // by which counts may be too low
	weight int64 // items seen
	items  itemTable
}

// FrequentItem is an item and its count, estimated from above.
type FrequentItem struct {
	Item  string
	Count int64
}

const (
	frequentFamily = 10
	lgMinTable     = 3
	purgeSample    = 1024
	flagNoItems    = 5
)

// NewFrequent is an empty sketch with a table of up to maxTable places, a power of two, of which three quarters are used.
func NewFrequent(kind ItemKind, maxTable int) *Frequent {
	lg := max(63-leadingZeros(maxTable), lgMinTable)
	return &Frequent{kind: kind, lgMax: lg, items: newItemTable(1 << lgMinTable)}
}

// Add counts n of an item.
func (f *Frequent) Add(item string, n int64) {
	f.weight += n
	key := f.kind.key(item)
	f.items.add(key, item, f.kind.Hash(key), n)
	if f.items.active <= capacity(len(f.items.keys)) {
		return
	}
	if len(f.items.keys) < 1<<f.lgMax {
		f.items = f.items.resized(2 * len(f.items.keys))
		return
	}
	f.offset += f.items.purge(min(purgeSample, capacity(1<<f.lgMax)))
}

// Merge adds what another sketch counted.
func (f *Frequent) Merge(from *Frequent) {
	if from.items.active == 0 {
		return
	}
	weight := f.weight + from.weight
	from.items.each(func(at int) { f.Add(from.items.items[at], from.items.values[at]) })
	f.offset += from.offset
	f.weight = weight
}

// Top lists the items that are surely more frequent than any that was forgotten, the most frequent first.
func (f *Frequent) Top() []FrequentItem {
	var out []FrequentItem
	f.items.each(func(at int) {
		if v := f.items.values[at]; v >= f.offset {
			out = append(out, FrequentItem{f.items.items[at], v + f.offset})
		}
	})
	slices.SortStableFunc(out, func(a, b FrequentItem) int { return cmp.Compare(b.Count, a.Count) })
	return out
}

// Bytes is the sketch as the library writes it.
func (f *Frequent) Bytes() []byte {
	b := []byte{1, 1, frequentFamily, byte(f.lgMax), byte(63 - leadingZeros(len(f.items.keys))), flagNoItems, 0, 0}
	if f.items.active == 0 {
		return b
	}
	b[0], b[5] = 4, 0
	b = binary.LittleEndian.AppendUint64(b, uint64(f.items.active))
	b = binary.LittleEndian.AppendUint64(b, uint64(f.weight))
	b = binary.LittleEndian.AppendUint64(b, uint64(f.offset))
	var keys []string
	for at, state := range f.items.states {
		if state > 0 {
			keys = append(keys, f.items.items[at])
			b = binary.LittleEndian.AppendUint64(b, uint64(f.items.values[at]))
		}
	}
	return f.kind.Pack(b, keys)
}

// AppendTable appends the sketch with the places of its table, which [Frequent.Bytes] loses and which decide the order of items
// that are equally frequent.
func (f *Frequent) AppendTable(b []byte) []byte {
	b = append(b, byte(f.lgMax), byte(63-leadingZeros(len(f.items.keys))))
	b = binary.LittleEndian.AppendUint64(b, uint64(f.weight))
	b = binary.LittleEndian.AppendUint64(b, uint64(f.offset))
	for at, state := range f.items.states {
		if state > 0 {
			b = binary.AppendUvarint(b, uint64(at))
			b = binary.AppendUvarint(b, uint64(state))
			b = binary.AppendUvarint(b, uint64(f.items.values[at]))
			b = binary.AppendUvarint(b, uint64(len(f.items.items[at])))
			b = append(b, f.items.items[at]...)
		}
	}
	return b
}

// ReadTable reads what [Frequent.AppendTable] wrote, to the end.
func ReadTable(kind ItemKind, b []byte) (*Frequent, error) {
	if len(b) < 18 || b[0] > 26 || b[1] > b[0] || b[1] < lgMinTable {
		return nil, ErrShape
	}
	f := &Frequent{kind: kind, lgMax: int(b[0]), items: newItemTable(1 << b[1])}
	f.weight, f.offset = int64(binary.LittleEndian.Uint64(b[2:])), int64(binary.LittleEndian.Uint64(b[10:]))
	for b = b[18:]; len(b) > 0; {
		var parts [4]uint64
		for i := range parts {
			v, n := binary.Uvarint(b)
			if n <= 0 {
				return nil, ErrShape
			}
			parts[i], b = v, b[n:]
		}
		at, n := parts[0], parts[3]
		size := uint64(len(f.items.keys))
		if at >= size || parts[1]-1 >= size || n > uint64(len(b)) || f.items.states[at] > 0 || f.items.active > capacity(int(size)) {
			return nil, ErrShape
		}
		item := string(b[:n])
		if list, err := kind.Unpack(b[:n], 1); err != nil || list[0] != item {
			return nil, ErrShape
		}
		b = b[n:]
		key := kind.key(item)
		f.items.keys[at], f.items.items[at], f.items.hashes[at] = key, item, kind.Hash(key)
		f.items.values[at], f.items.states[at] = int64(parts[2]), int32(parts[1])
		f.items.active++
	}
	return f, nil
}

// roomFor is how many places a table of 2^lg is given that holds n items: not more than so few can ask for.
func roomFor(n, lg int) int {
	const least, each = 1 << 16, 64
	room := least
	for room < each*n {
		room *= 2
	}
	return min(room, 1<<max(lg, lgMinTable))
}

// ReadFrequent reads what [Frequent.Bytes] wrote.
func ReadFrequent(kind ItemKind, b []byte) (*Frequent, error) {
	need := 8
	if len(b) >= need {
		need = max(8, 8*int(b[0]&63))
	}
	if len(b) < need {
		return nil, fmt.Errorf("Possible Corruption: Size of byte array or Memory not large enough for Preamble: Size: %d, Required: %d", len(b), need)
	}
	if b[1] != 1 || b[2] != frequentFamily || b[3] > 26 || b[4] > 26 {
		return nil, ErrShape
	}
	f := NewFrequent(kind, 1<<b[3])
	none := b[5]&flagNoItems != 0
	switch {
	case none && b[0] == 1:
		return f, nil
	case none || b[0] != 4 || len(b) < 32:
		return nil, ErrShape
	}
	n := int(binary.LittleEndian.Uint32(b[8:]))
	rest := b[32:]
	if n > len(rest)/8 {
		return nil, ErrShape
	}
	keys, err := kind.Unpack(rest[8*n:], n)
	if err != nil {
		return nil, err
	}
	f.items = newItemTable(roomFor(n, int(b[4])))
	f.offset = int64(binary.LittleEndian.Uint64(b[24:]))
	for i, k := range keys {
		v := int64(binary.LittleEndian.Uint64(rest[8*i:]))
		if v < 0 || v > math.MaxInt64/2 {
			return nil, ErrShape
		}
		if v > 0 {
			f.Add(k, v)
		}
	}
	f.weight = int64(binary.LittleEndian.Uint64(b[16:]))
	return f, nil
}
