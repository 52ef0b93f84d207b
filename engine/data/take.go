package data

// Take returns the rows of sel from c, in that order. Rows may repeat.
func Take(c Column, sel []int32) Column {
	switch c := c.(type) {
	case *Fixed[bool]:
		return takeFixed(c, sel)
	case *Fixed[int8]:
		return takeFixed(c, sel)
	case *Fixed[int16]:
		return takeFixed(c, sel)
	case *Fixed[int32]:
		return takeFixed(c, sel)
	case *Fixed[int64]:
		return takeFixed(c, sel)
	case *Fixed[float32]:
		return takeFixed(c, sel)
	case *Fixed[float64]:
		return takeFixed(c, sel)
	case *Fixed[Dec]:
		return takeFixed(c, sel)
	case *Fixed[Interval]:
		return takeFixed(c, sel)
	case *Bytes:
		return takeBytes(c, sel)
	case *List:
		offsets, inner := takeOffsets(c.Offsets, sel)
		return &List{T: c.T, Offsets: offsets, Elems: Take(c.Elems, inner), Nulls: c.Nulls.Take(sel)}
	case *MapColumn:
		offsets, inner := takeOffsets(c.Offsets, sel)
		return &MapColumn{T: c.T, Offsets: offsets, Keys: Take(c.Keys, inner), Items: Take(c.Items, inner), Nulls: c.Nulls.Take(sel)}
	case *Struct:
		fields := make([]Column, len(c.Fields))
		for i, f := range c.Fields {
			fields[i] = Take(f, sel)
		}
		return &Struct{T: c.T, N: len(sel), Fields: fields, Nulls: c.Nulls.Take(sel)}
	case *Voids:
		return &Voids{N: len(sel)}
	}
	panic("data: unknown column")
}

func takeFixed[T Value](c *Fixed[T], sel []int32) *Fixed[T] {
	out := make([]T, len(sel))
	Gather(out, c.Values, sel)
	return &Fixed[T]{T: c.T, Values: out, Nulls: c.Nulls.Take(sel)}
}

// Gather fills dst with the values of src at rows: a copy where rows follow each other.
func Gather[T any](dst, src []T, rows []int32) {
	const block = 256
	for len(rows) > 0 {
		n := min(block, len(rows))
		part := rows[:n]
		if k := Stretch(part); k == n {
			copy(dst[:n], src[part[0]:])
		} else {
			to := dst[:n]
			for i, r := range part {
				to[i] = src[r]
			}
		}
		dst, rows = dst[n:], rows[n:]
	}
}

// Stretch is how many of the first rows have numbers that follow each other; rows has one at least.
func Stretch(rows []int32) int {
	n := 1
	for n+4 <= len(rows) {
		r := rows[n-1 : n+4 : n+4]
		if (r[1]-r[0]-1)|(r[2]-r[1]-1)|(r[3]-r[2]-1)|(r[4]-r[3]-1) != 0 {
			break
		}
		n += 4
	}
	for n < len(rows) && rows[n] == rows[n-1]+1 {
		n++
	}
	return n
}

func takeBytes(c *Bytes, sel []int32) *Bytes {
	offsets := make([]int32, len(sel)+1)
	size := int32(0)
	for i, r := range sel {
		size += c.Offsets[r+1] - c.Offsets[r]
		offsets[i+1] = size
	}
	buf := make([]byte, size)
	for i, r := range sel {
		copy(buf[offsets[i]:], c.Data[c.Offsets[r]:c.Offsets[r+1]])
	}
	return &Bytes{T: c.T, Offsets: offsets, Data: buf, Nulls: c.Nulls.Take(sel)}
}

func takeOffsets(offsets, sel []int32) (out, inner []int32) {
	out = make([]int32, len(sel)+1)
	for i, r := range sel {
		for k := offsets[r]; k < offsets[r+1]; k++ {
			inner = append(inner, k)
		}
		out[i+1] = int32(len(inner))
	}
	return out, inner
}

// Slice returns rows [from, to) of c; fixed-width values are shared, not copied.
func Slice(c Column, from, to int) Column {
	switch c := c.(type) {
	case *Fixed[bool]:
		return sliceFixed(c, from, to)
	case *Fixed[int8]:
		return sliceFixed(c, from, to)
	case *Fixed[int16]:
		return sliceFixed(c, from, to)
	case *Fixed[int32]:
		return sliceFixed(c, from, to)
	case *Fixed[int64]:
		return sliceFixed(c, from, to)
	case *Fixed[float32]:
		return sliceFixed(c, from, to)
	case *Fixed[float64]:
		return sliceFixed(c, from, to)
	case *Fixed[Dec]:
		return sliceFixed(c, from, to)
	case *Fixed[Interval]:
		return sliceFixed(c, from, to)
	case *Bytes:
		return &Bytes{T: c.T, Offsets: c.Offsets[from : to+1 : to+1], Data: c.Data, Nulls: c.Nulls.Slice(from, to)}
	case *List:
		return &List{T: c.T, Offsets: c.Offsets[from : to+1 : to+1], Elems: c.Elems, Nulls: c.Nulls.Slice(from, to)}
	case *MapColumn:
		return &MapColumn{T: c.T, Offsets: c.Offsets[from : to+1 : to+1], Keys: c.Keys, Items: c.Items, Nulls: c.Nulls.Slice(from, to)}
	case *Struct:
		fields := make([]Column, len(c.Fields))
		for i, f := range c.Fields {
			fields[i] = Slice(f, from, to)
		}
		return &Struct{T: c.T, N: to - from, Fields: fields, Nulls: c.Nulls.Slice(from, to)}
	case *Voids:
		return &Voids{N: to - from}
	}
	panic("data: unknown column")
}

func sliceFixed[T Value](c *Fixed[T], from, to int) *Fixed[T] {
	return &Fixed[T]{T: c.T, Values: c.Values[from:to:to], Nulls: c.Nulls.Slice(from, to)}
}
