package state

// hashIndex finds rows by 32 bits of a hash, with linear probing; who asks compares the keys.
// Slots hold no keys: those stand in the rows.
type hashIndex struct {
	slots []hashSlot // a power of two, five in eight of them used at most
	used  int
	read  int32  // what warm and fetch read, lest it be left out
	part  uint32 // which fetch read last
}

type hashSlot struct {
	hash uint32
	row  int32 // row+1; 0: free
}

func (x *hashIndex) insert(hash uint32, row int32) {
	x.reserve(1)
	x.put(hash, row)
}

// reserve makes room for n rows more.
func (x *hashIndex) reserve(n int) {
	if (x.used+n)*8 <= len(x.slots)*5 {
		return
	}
	size := max(16, len(x.slots))
	for (x.used+n)*8 > size*5 {
		size *= 2
	}
	x.rehash(size)
}

func (x *hashIndex) put(hash uint32, row int32) {
	mask := len(x.slots) - 1
	i := int(hash) & mask
	for x.slots[i].row != 0 {
		i = (i + 1) & mask
	}
	x.slots[i] = hashSlot{hash, row + 1}
	x.used++
}

// fill takes a free slot that a search ended at.
func (x *hashIndex) fill(s *hashSlot, hash uint32, row int32) {
	*s = hashSlot{hash, row + 1}
	x.used++
}

func (x *hashIndex) rehash(size int) {
	old := x.slots
	x.slots = make([]hashSlot, size)
	x.used = 0
	for _, s := range old {
		if s.row != 0 {
			x.put(s.hash, s.row-1)
		}
	}
}

// remove takes a row out, which must be there.
func (x *hashIndex) remove(hash uint32, row int32) {
	mask := len(x.slots) - 1
	i := int(hash) & mask
	for x.slots[i].row != row+1 {
		i = (i + 1) & mask
	}
	x.unslot(i)
}

// sweep takes out all rows that are not live, in one pass over all slots: for when many go. Each
// run of used slots is put anew from its beginning, so that nothing is overwritten.
func (x *hashIndex) sweep(flags []uint8) {
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
		x.slots[i] = hashSlot{}
		if flags[s.row-1]&flagLive != 0 {
			x.put(s.hash, s.row-1)
		}
	}
	x.shrink()
}

// shrink gives room back that few rows are left in.
func (x *hashIndex) shrink() {
	if len(x.slots) > 1<<16 && x.used*16 < len(x.slots) {
		x.rehash(len(x.slots) / 4)
	}
}

// unslot empties slot i and closes the gap, so that no probe stops short.
func (x *hashIndex) unslot(i int) {
	mask := len(x.slots) - 1
	for j := (i + 1) & mask; x.slots[j].row != 0; j = (j + 1) & mask {
		if h := int(x.slots[j].hash) & mask; (j-h)&mask >= (j-i)&mask {
			x.slots[i] = x.slots[j]
			i = j
		}
	}
	x.slots[i] = hashSlot{}
	x.used--
	x.shrink()
}

// likely fills out with the first row of each hash, NoRow where there is none. What it reads of one does
// not wait for another, and nothing but a slot of another hash makes it branch.
func (x *hashIndex) likely(hashes []uint32, out []int32) {
	slots, mask := x.slots, len(x.slots)-1
	for i, h := range hashes {
		at := int(h) & mask
		s := slots[at]
		for other(s, h) < 0 {
			at = (at + 1) & mask
			s = slots[at]
		}
		out[i] = s.row - 1
	}
}

// other is negative for a slot that is used by another hash.
func other(s hashSlot, hash uint32) int32 {
	differs := int32(s.hash ^ hash)
	return (differs | -differs) & -s.row
}

// warm reads the slots of hashes that will be looked for. The reads wait for memory together;
// those of a search, which branches on what it finds, wait one after the other.
func (x *hashIndex) warm(hashes []uint32) {
	if mask := len(x.slots) - 1; mask > 1<<12 {
		sum := int32(0)
		for _, h := range hashes {
			sum += x.slots[int(h)&mask].row
		}
		x.read = sum
	}
}

// fetch reads the slots of the part of listed keys that lie together, in their order: the processor foresees that,
// and not the order in which they are looked for. It does so once a part, and where most of the slots are needed.
func (x *hashIndex) fetch(k *Keys, which []int32) {
	part := k.part(which[0])
	if !k.together || part == x.part || len(x.slots) > hashLine*len(k.hashes) {
		return
	}
	x.part = part
	sum := int32(0)
	for from := int(part) << partShift & (len(x.slots) - 1); from < len(x.slots); from += keyParts << partShift {
		slots := x.slots[from:min(from+1<<partShift, len(x.slots))]
		for i := 0; i < len(slots); i += hashLine {
			sum += slots[i].row
		}
	}
	x.read = sum
}

// hashLine is how many slots the processor reads together.
const hashLine = 8

func (x *hashIndex) bytes() int64 { return int64(len(x.slots)) * 8 }
