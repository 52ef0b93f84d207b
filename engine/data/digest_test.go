package data_test

import (
	"testing"

	"github.com/sparkrepl/sparkrepl/engine/data"
)

func digestOf(c data.Column) uint64 {
	var d data.Digest
	d.Column(c)
	return d.Sum()
}

func longs(n int) *data.Longs {
	c := &data.Longs{T: data.Long, Values: make([]int64, n)}
	for i := range c.Values {
		c.Values[i] = int64(i) * 7
	}
	return c
}

// Every place of a column counts, at block borders too.
func TestDigestSeesEveryPlace(t *testing.T) {
	for _, n := range []int{1, 3, 4, 255, 256, 257, 600} {
		want := digestOf(longs(n))
		if digestOf(longs(n)) != want {
			t.Fatalf("%d rows: two equal columns differ", n)
		}
		for i := range n {
			c := longs(n)
			c.Values[i]++
			if digestOf(c) == want {
				t.Errorf("%d rows: a change in row %d is not seen", n, i)
			}
			if c = longs(n); i+1 < n {
				c.Values[i], c.Values[i+1] = c.Values[i+1], c.Values[i]
				if digestOf(c) == want {
					t.Errorf("%d rows: rows %d and %d changed places", n, i, i+1)
				}
			}
			c = longs(n)
			c.Nulls = data.NewBitmap(n, true)
			c.Nulls.Clear(i)
			null := digestOf(c)
			if null == want {
				t.Errorf("%d rows: a null in row %d is not seen", n, i)
			}
			if c.Values[i]++; digestOf(c) != null {
				t.Errorf("%d rows: what stands under the null in row %d counts", n, i)
			}
		}
	}
}

func TestDigestSeesTextAndNesting(t *testing.T) {
	texts := func(list ...string) data.Column {
		b := data.NewBytesBuilder(data.String, len(list))
		for _, s := range list {
			b.AddString(s)
		}
		return b.Finish()
	}
	pair := func(a, b data.Column) data.Column {
		typ := data.StructOf(data.Field{Name: "a", Type: a.Type()}, data.Field{Name: "b", Type: b.Type()})
		return &data.Struct{T: typ, N: a.Len(), Fields: []data.Column{a, b}}
	}
	seen := map[uint64]int{}
	for i, c := range []data.Column{texts("ab", "c"), texts("a", "bc"), texts("", "abc"), texts("abc"), pair(texts("a"), texts("b")), pair(texts("b"), texts("a")), &data.Voids{N: 2}, &data.Voids{N: 3}} {
		h := digestOf(c)
		if k, ok := seen[h]; ok {
			t.Errorf("columns %d and %d have one digest", k, i)
		}
		seen[h] = i
	}
}
