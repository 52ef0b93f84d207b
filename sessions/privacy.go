package sessions

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"hash/fnv"
	"strings"

	"github.com/sparkrepl/sparkrepl/engine/data"
)

// Privacy says what of captured rows is not kept as it came. The zero value keeps everything.
type Privacy struct {
	Drop []string // columns to leave out
	// Hash are columns whose values become the head of a SHA-256: equal values stay equal, and the
	// column becomes STRING.
	Hash []string
	// Sample is the share of rows to keep, above 0 and below 1; 0 keeps all. Which rows, depends
	// on their place in the stream and Seed alone, so that a capture can be repeated.
	Sample float64
	Seed   int64
	// Salt is put before every value that is hashed.
	Salt string
}

// filter applies a Privacy to the batches of one stream.
type filter struct {
	p      Privacy
	schema *data.Schema
	from   []int // column of the source for each column kept
	hash   []bool
	seen   int64
}

func newFilter(p Privacy, s *data.Schema) (*filter, error) {
	if p.Sample < 0 || p.Sample > 1 {
		return nil, fmt.Errorf("the share of rows to keep must be between 0 and 1, not %v", p.Sample)
	}
	for _, name := range append(append([]string{}, p.Drop...), p.Hash...) {
		if s.Index(name) < 0 {
			return nil, fmt.Errorf("there is no column %q to drop or hash; the columns are %s", name, strings.Join(s.Names(), ", "))
		}
	}
	f := &filter{p: p}
	var fields []data.Field
	for i, field := range s.Fields {
		if named(p.Drop, field.Name) {
			continue
		}
		hashed := named(p.Hash, field.Name)
		if hashed {
			field.Type = data.String
		}
		fields, f.from, f.hash = append(fields, field), append(f.from, i), append(f.hash, hashed)
	}
	if len(fields) == 0 {
		return nil, fmt.Errorf("all columns are dropped: nothing would be recorded")
	}
	f.schema = data.NewSchema(fields...)
	return f, nil
}

func named(list []string, name string) bool {
	for _, x := range list {
		if strings.EqualFold(x, name) {
			return true
		}
	}
	return false
}

func (f *filter) apply(b *data.Batch) *data.Batch {
	if f.p.Sample > 0 && f.p.Sample < 1 {
		sel := make([]int32, 0, b.N)
		for i := range b.N {
			if f.keeps(f.seen + int64(i)) {
				sel = append(sel, int32(i))
			}
		}
		f.seen += int64(b.N)
		b = b.Take(sel)
	}
	out := &data.Batch{Schema: f.schema, N: b.N}
	for k, i := range f.from {
		c := b.Cols[i]
		if f.hash[k] {
			c = f.hashed(c)
		}
		out.Cols = append(out.Cols, c)
	}
	return out
}

func (f *filter) keeps(row int64) bool {
	h := fnv.New64a()
	fmt.Fprintf(h, "%d/%d", f.p.Seed, row)
	sum := h.Sum64()
	sum ^= sum >> 33
	sum *= 0xff51afd7ed558ccd
	return float64(sum>>11)/(1<<53) < f.p.Sample
}

// hashed replaces values by 16 hexadecimal digits; nulls stay.
func (f *filter) hashed(c data.Column) data.Column {
	b := data.NewBytesBuilder(data.String, c.Len())
	for i := range c.Len() {
		v := data.ValueAt(c, i)
		if v == nil {
			b.AppendNull()
			continue
		}
		sum := sha256.Sum256([]byte(f.p.Salt + fmt.Sprint(v)))
		b.AddString(hex.EncodeToString(sum[:8]))
	}
	return b.Finish()
}
