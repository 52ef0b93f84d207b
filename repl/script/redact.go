package script

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"

	"github.com/sparkrepl/sparkrepl/engine/data"
)

// redact drops, hashes and samples rows before they are written.
func (r *Record) redact(b *data.Batch) (*data.Batch, error) {
	if r.Sample > 1 {
		var keep []int32
		for i := range b.N {
			if (r.seen+int64(i))%r.Sample == 0 {
				keep = append(keep, int32(i))
			}
		}
		r.seen += int64(b.N)
		b = b.Take(keep)
	}
	for _, name := range append(slices.Clone(r.Drop), r.Hash...) {
		if b.Schema.Index(name) < 0 {
			return nil, fmt.Errorf("there is no column %q; the columns are %s", name, strings.Join(b.Schema.Names(), ", "))
		}
	}
	if len(r.Drop) == 0 && len(r.Hash) == 0 {
		return b, nil
	}
	if r.salt == nil {
		r.salt = make([]byte, 16)
		_, _ = rand.Read(r.salt) // never fails on the systems Go supports
	}
	var fields []data.Field
	var cols []data.Column
	for i, f := range b.Schema.Fields {
		switch {
		case listed(r.Drop, f.Name):
			continue
		case listed(r.Hash, f.Name):
			f.Type = data.String
			cols = append(cols, r.hashed(b.Cols[i], b.N))
		default:
			cols = append(cols, b.Cols[i])
		}
		fields = append(fields, f)
	}
	return &data.Batch{Schema: data.NewSchema(fields...), Cols: cols, N: b.N}, nil
}

func listed(list []string, name string) bool {
	return slices.ContainsFunc(list, func(s string) bool { return strings.EqualFold(s, name) })
}

// hashed replaces values by a hash salted for this recording: equal values stay equal, and
// cannot be found by trying.
func (r *Record) hashed(c data.Column, n int) data.Column {
	out := data.NewBytesBuilder(data.String, n)
	for i := range n {
		if data.IsNull(c, i) {
			out.AppendNull()
			continue
		}
		sum := sha256.Sum256(append(slices.Clone(r.salt), fmt.Sprint(data.ValueAt(c, i))...))
		out.AddString(hex.EncodeToString(sum[:8]))
	}
	return out.Finish()
}
