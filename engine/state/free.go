package state

// freeRows are the row numbers to use again, those that came first before the others: rows that
// follow each other in time keep numbers that do.
type freeRows struct {
	list []int32
	head int // those before it were taken
}

// rows lists the numbers in the order in which they will be taken.
func (f *freeRows) rows() []int32 { return f.list[f.head:] }

func (f *freeRows) len() int { return len(f.list) - f.head }

func (f *freeRows) take() int32 {
	f.head++
	return f.list[f.head-1]
}

// untake undoes the taking of rows.
func (f *freeRows) untake(rows []int32) {
	if f.head < len(rows) {
		f.list = append(make([]int32, 2*len(rows), 2*len(rows)+f.len()), f.rows()...)
		f.head = 2 * len(rows)
	}
	f.head -= len(rows)
	copy(f.list[f.head:], rows)
}

func (f *freeRows) add(rows []int32) {
	if f.head > len(f.list)/2 {
		f.list = f.list[:copy(f.list, f.rows())]
		f.head = 0
	}
	f.list = append(f.list, rows...)
}

// unadd undoes the adding of n rows.
func (f *freeRows) unadd(n int) { f.list = f.list[:len(f.list)-n] }

// skip takes n rows.
func (f *freeRows) skip(n int) { f.head += n }

func (f *freeRows) clone() freeRows { return freeRows{list: cloned(f.rows())} }
