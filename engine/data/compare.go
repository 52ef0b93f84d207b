package data

import (
	"bytes"
	"cmp"
)

// Compare orders row i of a against row j of b, columns of one type: -1, 0 or 1. Nulls come
// first, NaN after all numbers and equal to itself, -0.0 equals 0.0, FALSE before TRUE;
// strings by bytes, arrays and structs part by part, maps by their pairs.
func Compare(a Column, i int, b Column, j int) int {
	an, bn := IsNull(a, i), IsNull(b, j)
	if an || bn {
		return cmp.Compare(flag(!an), flag(!bn))
	}
	switch a := a.(type) {
	case *Fixed[bool]:
		return cmp.Compare(flag(a.Values[i]), flag(b.(*Fixed[bool]).Values[j]))
	case *Fixed[int8]:
		return cmp.Compare(a.Values[i], b.(*Fixed[int8]).Values[j])
	case *Fixed[int16]:
		return cmp.Compare(a.Values[i], b.(*Fixed[int16]).Values[j])
	case *Fixed[int32]:
		return cmp.Compare(a.Values[i], b.(*Fixed[int32]).Values[j])
	case *Fixed[int64]:
		return cmp.Compare(a.Values[i], b.(*Fixed[int64]).Values[j])
	case *Fixed[float32]:
		return CompareFloats(float64(a.Values[i]), float64(b.(*Fixed[float32]).Values[j]))
	case *Fixed[float64]:
		return CompareFloats(a.Values[i], b.(*Fixed[float64]).Values[j])
	case *Fixed[Dec]:
		return a.Values[i].Cmp(b.(*Fixed[Dec]).Values[j])
	case *Fixed[Interval]:
		return compareIntervals(a.Values[i], b.(*Fixed[Interval]).Values[j])
	case *Bytes:
		return bytes.Compare(a.At(i), b.(*Bytes).At(j))
	}
	return compareNested(a, i, b, j)
}

func flag(b bool) int {
	if b {
		return 1
	}
	return 0
}

// CompareFloats orders floats as Spark does: NaN last and equal to itself, -0.0 equal to 0.0.
func CompareFloats(x, y float64) int {
	switch {
	case x < y:
		return -1
	case x > y:
		return 1
	case x == y:
		return 0
	}
	return cmp.Compare(flag(x != x), flag(y != y))
}

func compareIntervals(x, y Interval) int {
	if c := cmp.Compare(x.Months, y.Months); c != 0 {
		return c
	}
	if c := cmp.Compare(x.Days, y.Days); c != 0 {
		return c
	}
	return cmp.Compare(x.Micros, y.Micros)
}

func compareNested(a Column, i int, b Column, j int) int {
	switch a := a.(type) {
	case *List:
		o := b.(*List)
		return compareRuns([]Column{a.Elems}, a.Offsets[i], a.Offsets[i+1], []Column{o.Elems}, o.Offsets[j], o.Offsets[j+1])
	case *MapColumn:
		o := b.(*MapColumn)
		return compareRuns([]Column{a.Keys, a.Items}, a.Offsets[i], a.Offsets[i+1], []Column{o.Keys, o.Items}, o.Offsets[j], o.Offsets[j+1])
	case *Struct:
		o := b.(*Struct)
		for k, f := range a.Fields {
			if c := Compare(f, i, o.Fields[k], j); c != 0 {
				return c
			}
		}
		return 0
	}
	panic("data: unknown column")
}

func compareRuns(a []Column, i, iEnd int32, b []Column, j, jEnd int32) int {
	for ; i < iEnd && j < jEnd; i, j = i+1, j+1 {
		for k := range a {
			if c := Compare(a[k], int(i), b[k], int(j)); c != 0 {
				return c
			}
		}
	}
	return cmp.Compare(iEnd-i, jEnd-j)
}

// Equal tells whether two values are the same in the sense of <=> and GROUP BY: null equals
// null, NaN equals NaN, -0.0 equals 0.0.
func Equal(a Column, i int, b Column, j int) bool { return Compare(a, i, b, j) == 0 }

// EqualRows compares rows of two lists of columns of the same types.
func EqualRows(a []Column, i int, b []Column, j int) bool {
	for k := range a {
		if !Equal(a[k], i, b[k], j) {
			return false
		}
	}
	return true
}
