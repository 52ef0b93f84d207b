package data

// Footprint is about how many bytes the values of a column take.
func Footprint(c Column) int64 {
	n := int64(c.Len())
	switch c := c.(type) {
	case *Fixed[bool], *Fixed[int8]:
		return n
	case *Fixed[int16]:
		return 2 * n
	case *Fixed[int32], *Fixed[float32]:
		return 4 * n
	case *Fixed[Dec], *Fixed[Interval]:
		return 16 * n
	case *Bytes:
		return 4*n + int64(len(c.Data))
	case *List:
		return 4*n + Footprint(c.Elems)
	case *MapColumn:
		return 4*n + Footprint(c.Keys) + Footprint(c.Items)
	case *Struct:
		var sum int64
		for _, f := range c.Fields {
			sum += Footprint(f)
		}
		return sum
	case *Voids:
		return 0
	}
	return 8 * n
}
