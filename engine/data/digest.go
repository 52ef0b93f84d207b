package data

import "math"

// Digest is a running 64-bit hash of words in their order. It tells results apart that differ by
// chance; nobody has to be kept from making two that agree. The zero Digest is ready.
type Digest struct{ sum uint64 }

// DigestBlock is the number of words that [Digest.Words] is best given at once.
const DigestBlock = 256

const digestOdd = 0x9E3779B97F4A7C15

func digestStep(h, v uint64) uint64 {
	h = (h ^ v) * digestOdd
	return h ^ h>>29
}

// Sum is the hash of what was added.
func (d *Digest) Sum() uint64 { return d.sum }

// Add adds one word.
func (d *Digest) Add(v uint64) { d.sum = digestStep(d.sum, v) }

// Words adds a list, in four lanes: so that one product does not wait for the one before.
func (d *Digest) Words(v []uint64) {
	d.Add(uint64(len(v)))
	a, b, c, e := d.sum, d.sum^0xD1B54A32D192ED03, d.sum+digestOdd, ^d.sum
	for ; len(v) >= 4; v = v[4:] {
		a, b, c, e = digestStep(a, v[0]), digestStep(b, v[1]), digestStep(c, v[2]), digestStep(e, v[3])
	}
	d.sum = digestStep(digestStep(digestStep(a, b), c), e)
	for _, x := range v {
		d.Add(x)
	}
}

// Column adds the length of a column, where its nulls are, and its values. What stands under a
// null does not count.
func (d *Digest) Column(c Column) {
	d.Add(uint64(c.Len()))
	if s, ok := c.(*Struct); ok {
		d.nulls(c)
		for _, f := range s.Fields {
			d.Column(f)
		}
		return
	}
	if d.nulls(c) == c.Len() {
		return
	}
	var block [DigestBlock]uint64
	for from, n := 0, c.Len(); from < n; from += DigestBlock {
		w := block[:min(DigestBlock, n-from)]
		columnWords(w, c, from)
		if valid := c.Valid(); valid != nil {
			for i := range w {
				if !valid.Get(from + i) {
					w[i] = 0
				}
			}
		}
		d.Words(w)
	}
}

// nulls adds where a column has nulls and counts them.
func (d *Digest) nulls(c Column) int {
	n := c.Len()
	valid := c.Valid()
	count := valid.CountNull(n)
	if count == 0 {
		return 0
	}
	for i := range n {
		if !valid.Get(i) {
			d.Add(uint64(i))
		}
	}
	return count
}

// columnWords fills w with a word for each row from one on.
func columnWords(w []uint64, c Column, from int) {
	switch c := c.(type) {
	case *Longs:
		for i, v := range c.Values[from : from+len(w)] {
			w[i] = uint64(v)
		}
	case *Ints:
		for i, v := range c.Values[from : from+len(w)] {
			w[i] = uint64(v)
		}
	case *Doubles:
		for i, v := range c.Values[from : from+len(w)] {
			w[i] = math.Float64bits(v)
		}
	default:
		for i := range w {
			w[i] = Hash(c, from+i, 0)
		}
	}
}
