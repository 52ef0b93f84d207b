package state

// intIndex finds rows by a 64-bit key. Small non-negative keys stand in a plain array, the
// others in an open-addressing table with linear probing and the key beside the row number.
type intIndex struct {
	direct []int32 // row+1 by key; 0: none
	slots  []intSlot
	shift  uint
	used   int
	small  int   // entries in direct
	read   int32 // what warmInts read, lest it be left out
}

type intSlot struct {
	key int64
	row int32 // row+1; 0: free
}

// fib spreads keys by the golden ratio.
const fib = 0x9E3779B97F4A7C15

func (x *intIndex) home(key int64) int { return int(uint64(key) * fib >> x.shift) }

// find returns the row of key, -1 when there is none.
func (x *intIndex) find(key int64) int32 {
	if uint64(key) < uint64(len(x.direct)) {
		return x.direct[key] - 1
	}
	if x.used == 0 {
		return -1
	}
	mask := len(x.slots) - 1
	for i := x.home(key); ; i = (i + 1) & mask {
		s := &x.slots[i]
		if s.row == 0 {
			return -1
		}
		if s.key == key {
			return s.row - 1
		}
	}
}

// warmInts reads the slots of keys that will be looked for, as [hashIndex.warm] does.
func warmInts[T int8 | int16 | int32 | int64](x *intIndex, keys []T) {
	if len(x.slots) > 1<<12 {
		sum := int32(0)
		for _, k := range keys {
			sum += x.slots[x.home(int64(k))].row
		}
		x.read = sum
	}
}

// removeAll takes rows out that are no longer live by the flags; keys has the key of each row. Where many go, all slots
// are gone through; else the slots of a block of rows are read before the first is emptied, so that no row waits for what
// another one's needs.
func (x *intIndex) removeAll(keys []int64, flags []uint8, rows []int32) {
	if len(rows)*8 > x.used && x.used > 1<<12 {
		x.sweep(flags)
		for _, r := range rows {
			if key := keys[r]; uint64(key) < uint64(len(x.direct)) && x.direct[key] == r+1 {
				x.remove(key, r)
			}
		}
		return
	}
	for len(rows) > 0 {
		part := rows[:min(block, len(rows))]
		if len(x.slots) > 1<<12 {
			sum := int32(0)
			for _, r := range part {
				sum += x.slots[x.home(keys[r])].row
			}
			x.read = sum
		}
		for _, r := range part {
			x.remove(keys[r], r)
		}
		rows = rows[len(part):]
	}
}

// sweep takes all rows out of the slots that are not live, as [hashIndex.sweep] does.
func (x *intIndex) sweep(flags []uint8) {
	mask := len(x.slots) - 1
	from := 0
	for x.slots[from].row != 0 {
		from++
	}
	x.used = 0
	for k := range x.slots {
		i := (from + 1 + k) & mask
		s := x.slots[i]
		if s.row == 0 {
			continue
		}
		x.slots[i] = intSlot{}
		if flags[s.row-1]&flagLive != 0 {
			x.put(s.key, s.row-1)
		}
	}
	x.shrink()
}

// insert adds a row; a row of the same key may be there still (it is found first until it
// is removed).
func (x *intIndex) insert(key int64, row int32) {
	if uint64(key) >= uint64(len(x.direct)) && uint64(key) < 8*uint64(x.small+x.used)+1024 {
		x.widen(int(key))
	}
	if uint64(key) < uint64(len(x.direct)) && x.direct[key] == 0 {
		x.direct[key] = row + 1
		x.small++
		return
	}
	if x.used*8 >= x.most() {
		x.rehash(max(64, len(x.slots)*2))
	}
	x.put(key, row)
}

// most is how many eighths of a slot may be used: the fewer slots there are, the more of them may stay
// free, as then a search that goes on costs more than the memory.
func (x *intIndex) most() int {
	switch n := len(x.slots); {
	case n < 1<<12:
		return 2 * n
	case n < 1<<23:
		return 4 * n
	default:
		return 5 * n
	}
}

func (x *intIndex) put(key int64, row int32) {
	mask := len(x.slots) - 1
	i := x.home(key)
	for x.slots[i].row != 0 {
		i = (i + 1) & mask
	}
	x.slots[i] = intSlot{key, row + 1}
	x.used++
}

// widen makes the plain array reach key and moves what now belongs there out of the table.
func (x *intIndex) widen(key int) {
	size := max(256, len(x.direct))
	for size <= key {
		size *= 2
	}
	direct := make([]int32, size)
	copy(direct, x.direct)
	x.direct = direct
	if x.used > 0 {
		x.rehash(len(x.slots))
	}
}

func (x *intIndex) rehash(size int) {
	old := x.slots
	x.slots = make([]intSlot, size)
	x.used = 0
	x.shift = 64
	for s := size; s > 1; s >>= 1 {
		x.shift--
	}
	for _, s := range old {
		if s.row == 0 {
			continue
		}
		if uint64(s.key) < uint64(len(x.direct)) && x.direct[s.key] == 0 {
			x.direct[s.key] = s.row
			x.small++
			continue
		}
		x.put(s.key, s.row-1)
	}
}

// remove takes the row out; key is its key.
func (x *intIndex) remove(key int64, row int32) {
	if uint64(key) < uint64(len(x.direct)) && x.direct[key] == row+1 {
		x.direct[key] = 0
		x.small--
		x.promote(key)
		return
	}
	mask := len(x.slots) - 1
	i := x.home(key)
	for x.slots[i].row != row+1 || x.slots[i].key != key {
		i = (i + 1) & mask
	}
	x.unslot(i)
}

// promote brings a second row of a direct key, which waited in the table, to its place.
func (x *intIndex) promote(key int64) {
	if x.used == 0 {
		return
	}
	mask := len(x.slots) - 1
	for i := x.home(key); x.slots[i].row != 0; i = (i + 1) & mask {
		if x.slots[i].key == key {
			x.direct[key] = x.slots[i].row
			x.small++
			x.unslot(i)
			return
		}
	}
}

// unslot empties slot i and closes the gap, so that no probe stops short.
func (x *intIndex) unslot(i int) {
	mask := len(x.slots) - 1
	for j := (i + 1) & mask; x.slots[j].row != 0; j = (j + 1) & mask {
		if h := x.home(x.slots[j].key); (j-h)&mask >= (j-i)&mask {
			x.slots[i] = x.slots[j]
			i = j
		}
	}
	x.slots[i] = intSlot{}
	x.used--
	x.shrink()
}

// shrink gives room back of which little is used.
func (x *intIndex) shrink() {
	if len(x.slots) > 1<<16 && x.used*16 < len(x.slots) {
		x.rehash(len(x.slots) / 4)
	}
}

func (x *intIndex) bytes() int64 { return int64(len(x.direct))*4 + int64(len(x.slots))*16 }
