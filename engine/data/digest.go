package data

import (
	"encoding/binary"
	"math"
	"math/bits"
)

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

// Words adds a list, in four lanes: so that one product does not wait for the one before. A product
// takes two words.
func (d *Digest) Words(v []int64) {
	d.Add(uint64(len(v)))
	a, b, c, e := d.sum, d.sum^0xD1B54A32D192ED03, d.sum+digestOdd, ^d.sum
	for ; len(v) >= 8; v = v[8:] {
		a, b = digestPair(a, v[0], v[1]), digestPair(b, v[2], v[3])
		c, e = digestPair(c, v[4], v[5]), digestPair(e, v[6], v[7])
	}
	d.sum = digestStep(digestStep(digestStep(a, b), c), e)
	for _, x := range v {
		d.Add(uint64(x))
	}
}

func digestPair(h uint64, v, w int64) uint64 {
	hi, lo := bits.Mul64(h^uint64(v), uint64(w)^0xE7037ED1A0B428DB)
	return hi ^ lo
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
	if b, ok := c.(*Bytes); ok && b.Nulls.CountNull(c.Len()) == 0 {
		d.bytes(b)
		return
	}
	var block [DigestBlock]int64
	valid := c.Valid()
	for from, n := 0, c.Len(); from < n; from += DigestBlock {
		w := block[:min(DigestBlock, n-from)]
		if c, ok := c.(*Longs); ok && valid == nil {
			d.Words(c.Values[from : from+len(w)])
			continue
		}
		columnWords(w, c, from)
		if valid != nil {
			for i := range w {
				if !valid.Get(from + i) {
					w[i] = 0
				}
			}
		}
		d.Words(w)
	}
}

// bytes adds the lengths of byte strings without nulls, then all bytes.
func (d *Digest) bytes(c *Bytes) {
	var block [DigestBlock]int64
	first, n := int64(c.Offsets[0]), c.Len()
	for from := 0; from < n; from += DigestBlock {
		w := block[:min(DigestBlock, n-from)]
		for i, end := range c.Offsets[from+1 : from+1+len(w)] {
			w[i] = int64(end) - first
		}
		d.Words(w)
	}
	d.Bytes(c.Data[first:c.Offsets[n]])
}

// Bytes adds bytes, but not how many there are.
func (d *Digest) Bytes(v []byte) {
	var block [DigestBlock]int64
	for len(v) >= 8 {
		w := block[:min(DigestBlock, len(v)/8)]
		for i := range w {
			w[i] = int64(binary.LittleEndian.Uint64(v[8*i:]))
		}
		d.Words(w)
		v = v[8*len(w):]
	}
	for _, b := range v {
		d.Add(uint64(b))
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
	for k, w := range valid[:(n+63)/64] {
		for w = ^w; w != 0; w &= w - 1 {
			if i := k<<6 + bits.TrailingZeros64(w); i < n {
				d.Add(uint64(i))
			}
		}
	}
	return count
}

// columnWords fills w with a word for each row from one on.
func columnWords(w []int64, c Column, from int) {
	switch c := c.(type) {
	case *Longs:
		copy(w, c.Values[from:])
	case *Ints:
		for i, v := range c.Values[from : from+len(w)] {
			w[i] = int64(v)
		}
	case *Doubles:
		for i, v := range c.Values[from : from+len(w)] {
			w[i] = int64(math.Float64bits(v))
		}
	default:
		for i := range w {
			w[i] = int64(Hash(c, from+i, 0))
		}
	}
}
