package sketch

import (
	"cmp"
	"math/bits"
	"slices"
)

// Number is what a [KLL] sketch holds.
type Number interface{ int64 | float64 | float32 }

// KLL is a sketch of quantiles (Karnin, Lang, Liberty 2016): levels of items, those of level n standing for 2^n values each.
// Below k values it is exact. Above, the library halves levels by random choices, which make its answers vary; here the choices
// follow from how many values were seen, so that the same values give the same sketch.
type KLL[T Number] struct {
	k, minK  int
	n        int64
	levels   []int // where each begins in items; the last is their end. Level 0 grows downwards
	items    []T
	min, max T
	sorted   bool // level 0 is
}

// The least and the most that k may be, and the least size of a level.
const (
	MinKLL   = 8
	MaxKLL   = 65535
	kllLevel = 8
)

// NewKLL is an empty sketch.
func NewKLL[T Number](k int) *KLL[T] {
	return &KLL[T]{k: k, minK: k, levels: []int{k, k}, items: make([]T, k)}
}

// K tells its size.
func (s *KLL[T]) K() int { return s.k }

// N is how many values it saw.
func (s *KLL[T]) N() int64 { return s.n }

func (s *KLL[T]) height() int   { return len(s.levels) - 1 }
func (s *KLL[T]) retained() int { return s.levels[s.height()] - s.levels[0] }

// Add sees a value; NaN is left out.
func (s *KLL[T]) Add(v T) {
	if v != v {
		return
	}
	s.bound(v, v, s.n == 0)
	s.push(v)
}

func (s *KLL[T]) bound(low, high T, first bool) {
	if first || low < s.min {
		s.min = low
	}
	if first || high > s.max {
		s.max = high
	}
}

func (s *KLL[T]) push(v T) {
	if s.levels[0] == 0 {
		s.compress()
	}
	s.n++
	s.sorted = false
	s.levels[0]--
	s.items[s.levels[0]] = v
}

// levelRoom is how many items a level takes: k at the top, two thirds of that below, and so on.
func levelRoom(k, height, level int) int {
	depth := height - level - 1
	room := func(k, depth int) int {
		three := uint64(1)
		for range depth {
			three *= 3
		}
		return int((uint64(2*k)<<depth/three + 1) >> 1)
	}
	if depth <= 30 {
		return max(kllLevel, room(k, depth))
	}
	return max(kllLevel, room(room(k, depth/2), depth-depth/2))
}

func totalRoom(k, height int) int {
	sum := 0
	for level := range height {
		sum += levelRoom(k, height, level)
	}
	return sum
}

// compress halves the lowest level that is full.
func (s *KLL[T]) compress() {
	level := 0
	for s.levels[level+1]-s.levels[level] < levelRoom(s.k, s.height(), level) {
		level++
	}
	if level == s.height()-1 {
		s.grow()
	}
	begin, end := s.levels[level], s.levels[level+1]
	odd := (end - begin) & 1
	half := (end - begin - odd) / 2
	from := begin + odd
	if level == 0 {
		slices.Sort(s.items[from:end])
	}
	s.halve(s.items, from, end, s.levels[level+2]-end, level)
	s.levels[level+1] = end - half
	s.levels[level] = end - half - odd
	if odd == 1 {
		s.items[s.levels[level]] = s.items[begin]
	}
	if level > 0 {
		low := s.levels[0]
		copy(s.items[low+half:], s.items[low:begin])
		for l := range level {
			s.levels[l] += half
		}
	}
}

// grow adds an empty level on top, and room at the bottom.
func (s *KLL[T]) grow() {
	more := levelRoom(s.k, s.height()+1, 0)
	s.items = append(make([]T, more, more+len(s.items)), s.items...)
	for i := range s.levels {
		s.levels[i] += more
	}
	s.levels = append(s.levels, len(s.items))
}

// halve keeps every other item of a sorted stretch and merges them into the above items behind it.
func (s *KLL[T]) halve(items []T, from, end, above, level int) {
	half := (end - from) / 2
	choice := int(mixed(uint64(s.n)<<6|uint64(level)) & 1)
	if above == 0 {
		for i, j := end-1, end-1-choice; i >= from+half; i, j = i-1, j-2 {
			items[i] = items[j]
		}
		return
	}
	for i, j := from, from+choice; i < from+half; i, j = i+1, j+2 {
		items[i] = items[j]
	}
	mergeSorted(items[from+half:end+above], slices.Clone(items[from:from+half]), items[end:end+above])
}

// mergeSorted merges a and b into dst, whose end b may be.
func mergeSorted[T Number](dst, a, b []T) {
	for i := range dst {
		if len(a) > 0 && (len(b) == 0 || a[0] < b[0]) {
			dst[i], a = a[0], a[1:]
		} else {
			dst[i], b = b[0], b[1:]
		}
	}
}

// Merge adds what another saw.
func (s *KLL[T]) Merge(o *KLL[T]) {
	if o.n == 0 {
		return
	}
	total := s.n + o.n
	s.bound(o.min, o.max, s.n == 0)
	for _, v := range o.items[o.levels[0]:o.levels[1]] {
		s.push(v)
	}
	if o.height() > 1 {
		s.mergeAbove(o, total)
	}
	s.n = total
	if o.height() > 1 {
		s.minK = min(s.minK, o.minK)
	}
}

// level is a level's items.
func (s *KLL[T]) level(l int) []T {
	if l >= s.height() {
		return nil
	}
	return s.items[s.levels[l]:s.levels[l+1]]
}

// mergeAbove merges the levels above 0 and halves those that are too full, from below.
func (s *KLL[T]) mergeAbove(o *KLL[T], total int64) {
	height := max(s.height(), o.height())
	parts := make([][]T, height, max(height, bits.Len64(uint64(total)))+1)
	parts[0] = slices.Clone(s.level(0))
	held := len(parts[0])
	for l := 1; l < height; l++ {
		a, b := s.level(l), o.level(l)
		parts[l] = make([]T, len(a)+len(b))
		mergeSorted(parts[l], a, b)
		held += len(parts[l])
	}
	for l := 0; l < len(parts); l++ {
		height = len(parts)
		if held < totalRoom(s.k, height) || len(parts[l]) < levelRoom(s.k, height, l) {
			continue
		}
		if l == height-1 {
			parts = append(parts, nil)
		}
		odd := len(parts[l]) & 1
		if l == 0 && !s.sorted {
			slices.Sort(parts[0][odd:])
		}
		both := append(slices.Clone(parts[l][odd:]), parts[l+1]...)
		count := len(parts[l]) - odd
		s.halve(both, 0, count, len(parts[l+1]), l)
		parts[l], parts[l+1] = parts[l][:odd], both[count/2:]
		held -= count / 2
	}
	room := totalRoom(s.k, len(parts))
	s.items, s.levels = make([]T, room), make([]int, len(parts)+1)
	at := room - held
	for l, p := range parts {
		s.levels[l] = at
		at += copy(s.items[at:], p)
	}
	s.levels[len(parts)] = room
}

// weighted is an item and how many values are up to it.
type weighted[T Number] struct {
	item T
	upTo int64
}

// KLLView answers questions of a sketch that saw something.
type KLLView[T Number] struct {
	list []weighted[T]
	n    int64
}

// View puts the items in order.
func (s *KLL[T]) View() *KLLView[T] {
	v := &KLLView[T]{n: s.n}
	for l := range s.height() {
		for _, item := range s.level(l) {
			v.list = append(v.list, weighted[T]{item, 1 << l})
		}
	}
	slices.SortStableFunc(v.list, func(a, b weighted[T]) int { return cmp.Compare(a.item, b.item) })
	sum := int64(0)
	for i := range v.list {
		sum += v.list[i].upTo
		v.list[i].upTo = sum
	}
	return v
}

// Quantile is the least item that at least a share of the values is up to.
func (v *KLLView[T]) Quantile(share float64) T {
	const rounding = 1e7 // ranks of few values are rounded to this part
	rank := share * float64(v.n)
	if v.n <= rounding {
		rank = float64(roundHalf(rank*rounding)) / rounding
	}
	want := ceiling(rank)
	at, _ := slices.BinarySearchFunc(v.list, want, func(w weighted[T], want int64) int { return cmp.Compare(w.upTo, want) })
	return v.list[min(at, len(v.list)-1)].item
}

// Rank is the share of values up to one.
func (v *KLLView[T]) Rank(value T) float64 {
	at, _ := slices.BinarySearchFunc(v.list, value, func(w weighted[T], value T) int {
		if w.item <= value {
			return -1
		}
		return 1
	})
	if at == 0 {
		return 0
	}
	return float64(v.list[at-1].upTo) / float64(v.n)
}
