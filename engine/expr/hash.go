package expr

import (
	"crypto/md5"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/hex"
	"hash/crc32"
	"slices"

	"github.com/sparkrepl/sparkrepl/engine/data"
)

func hashFunctions() []*Function {
	g := "hash_funcs"
	return []*Function{
		def(g, "hash", "hash(expr1, expr2, ...)", "32-bit hash of the values (Murmur3).", "hash('Spark', array(123), 2) -- -1321691492", 1, -1, bindHash(data.Int)),
		def(g, "xxhash64", "xxhash64(expr1, expr2, ...)", "64-bit hash of the values (XXH64).", "xxhash64('Spark', array(123), 2) -- 5602566077635097486", 1, -1, bindHash(data.Long)),
		def(g, "crc32", "crc32(expr)", "Cyclic redundancy check.", "crc32('Spark') -- 1557323817", 1, 1, sig(data.Long, rows(data.Long, func(_ *Context, a args) func(i int) (int64, error) {
			s := a.text(0)
			return func(i int) (int64, error) { return int64(crc32.ChecksumIEEE(s.at(i))), nil }
		}), aBinary)),
		def(g, "md5", "md5(expr)", "MD5 in hexadecimal digits.", "md5('Spark') -- 8cde774d6f7333752ed72cacddb05126", 1, 1, sig(data.String, text1(data.String, func(dst, s []byte) []byte {
			sum := md5.Sum(s)
			return hex.AppendEncode(dst, sum[:])
		}), aBinary)),
		def(g, "sha", "sha(expr)", "SHA-1 in hexadecimal digits.", "sha('Spark') -- 85f5955f4b27a9a4c2aab6ffe5d7189fc298b92c", 1, 1, sig(data.String, text1(data.String, func(dst, s []byte) []byte {
			sum := sha1.Sum(s)
			return hex.AppendEncode(dst, sum[:])
		}), aBinary)).also("sha1"),
		def(g, "sha2", "sha2(expr, bitLength)", "SHA-2 of 224, 256, 384 or 512 bits in hexadecimal digits; 0 means 256.", "sha2('Spark', 256) -- 529bc3b07127ecb7e53a4dcf1991d9152c24537d919178022b2c42657f79a26b", 2, 2, sig(data.String, texts(data.String, func(_ *Context, a args) func(dst []byte, i int) ([]byte, error) {
			s, n := a.text(0), a.ints(1)
			return func(dst []byte, i int) ([]byte, error) { return sha2(dst, s.at(i), n.at(i)) }
		}), aBinary, anInt)),
	}
}

func sha2(dst, s []byte, bits int32) ([]byte, error) {
	switch bits {
	case 224:
		sum := sha256.Sum224(s)
		return hex.AppendEncode(dst, sum[:]), nil
	case 0, 256:
		sum := sha256.Sum256(s)
		return hex.AppendEncode(dst, sum[:]), nil
	case 384:
		sum := sha512.Sum384(s)
		return hex.AppendEncode(dst, sum[:]), nil
	case 512:
		sum := sha512.Sum512(s)
		return hex.AppendEncode(dst, sum[:]), nil
	}
	return nil, isNull
}

// holds tells whether a type is of a kind, or a part of it.
func holds(t *data.Type, kind data.Kind) bool {
	return t.Kind == kind || t.Key != nil && holds(t.Key, kind) || t.Elem != nil && holds(t.Elem, kind) ||
		slices.ContainsFunc(t.Fields, func(f data.Field) bool { return holds(f.Type, kind) })
}

// bindHash binds hash and xxhash64: each value hashed with the hash so far, from 42.
func bindHash(t *data.Type) bindFn {
	return func(b *Binding) (Expr, error) {
		for i := range b.Args {
			if holds(b.typ(i), data.KindMap) {
				return nil, mismatch("HASH_MAP_TYPE", b.text(), b.at(), "Input to the function `%s` cannot contain elements of the \"MAP\" type. In Spark, same maps may have different hashcode, thus hash expressions are prohibited on \"MAP\" elements. To restore previous behavior set \"spark.sql.legacy.allowHashOnMapType\" to \"true\".", b.Fn.Name)
			}
		}
		for i := range b.Args {
			if holds(b.typ(i), data.KindVariant) {
				return nil, mismatch("HASH_VARIANT_TYPE", b.text(), b.at(), "Input to the function `%s` cannot contain elements of the \"VARIANT\" type yet.", b.Fn.Name)
			}
		}
		for i := range b.Args {
			if p := spatialPart(b.typ(i)); p != nil {
				return nil, Errorf("INTERNAL_ERROR", "XX000", b.at(), "The function `%s` has no hash of %s: Spark fails where it meets one.", b.Fn.Name, quoteType(p))
			}
		}
		a := b.apply(t, func(_ *Context, cols []data.Column, n int) (data.Column, error) {
			sides := make([]side, len(cols))
			for k, c := range cols {
				sides[k] = sideOf(c)
			}
			if t.Kind == data.KindLong {
				out := make([]int64, n)
				for i := range out {
					h := uint64(42)
					for _, s := range sides {
						h = xxHash(s.col, s.row(i), h)
					}
					out[i] = int64(h)
				}
				return &data.Longs{T: t, Values: out}, nil
			}
			out := make([]int32, n)
			for i := range out {
				h := uint32(42)
				for _, s := range sides {
					h = murmur(s.col, s.row(i), h)
				}
				out[i] = int32(h)
			}
			return &data.Ints{T: t, Values: out}, nil
		})
		a.Null = false
		return a, nil
	}
}

// murmur is Spark's 32-bit hash of row r; a null leaves the seed as it is.
func murmur(c data.Column, r int, seed uint32) uint32 {
	if data.IsNull(c, r) {
		return seed
	}
	switch c := c.(type) {
	case *data.Bools:
		if c.Values[r] {
			return murmurInt(1, seed)
		}
		return murmurInt(0, seed)
	case *data.Fixed[int8]:
		return murmurInt(uint32(c.Values[r]), seed)
	case *data.Fixed[int16]:
		return murmurInt(uint32(c.Values[r]), seed)
	case *data.Ints:
		return murmurInt(uint32(c.Values[r]), seed)
	case *data.Longs:
		return murmurLong(uint64(c.Values[r]), seed)
	case *data.Fixed[float32]:
		return murmurInt(javaBits32(c.Values[r]), seed)
	case *data.Doubles:
		return murmurLong(javaBits64(c.Values[r]), seed)
	case *data.Fixed[data.Dec]:
		if c.T.Precision <= 18 {
			return murmurLong(c.Values[r].Lo, seed)
		}
		return murmurBytes(javaBytes(c.Values[r].Big()), seed)
	case *data.Bytes:
		return murmurBytes(c.At(r), seed)
	case *data.Fixed[data.Interval]:
		v := c.Values[r]
		return murmurInt(uint32(v.Months), murmurInt(uint32(v.Days), murmurLong(uint64(v.Micros), seed)))
	case *data.List:
		for k := c.Offsets[r]; k < c.Offsets[r+1]; k++ {
			seed = murmur(c.Elems, int(k), seed)
		}
	case *data.MapColumn:
		for k := c.Offsets[r]; k < c.Offsets[r+1]; k++ {
			seed = murmur(c.Items, int(k), murmur(c.Keys, int(k), seed))
		}
	case *data.Struct:
		for _, f := range c.Fields {
			seed = murmur(f, r, seed)
		}
	}
	return seed
}

func murmurMix(h, k uint32) uint32 {
	k *= 0xcc9e2d51
	k = k<<15 | k>>17
	h ^= k * 0x1b873593
	h = h<<13 | h>>19
	return h*5 + 0xe6546b64
}

func murmurEnd(h, n uint32) uint32 {
	h ^= n
	h ^= h >> 16
	h *= 0x85ebca6b
	h ^= h >> 13
	h *= 0xc2b2ae35
	return h ^ h>>16
}

func murmurInt(v, seed uint32) uint32 { return murmurEnd(murmurMix(seed, v), 4) }

func murmurLong(v uint64, seed uint32) uint32 {
	return murmurEnd(murmurMix(murmurMix(seed, uint32(v)), uint32(v>>32)), 8)
}

// murmurBytes hashes the bytes behind the last word one by one with their sign, as Spark does.
func murmurBytes(b []byte, seed uint32) uint32 {
	h := seed
	n := uint32(len(b))
	for len(b) >= 4 {
		h = murmurMix(h, uint32(b[0])|uint32(b[1])<<8|uint32(b[2])<<16|uint32(b[3])<<24)
		b = b[4:]
	}
	for _, c := range b {
		h = murmurMix(h, uint32(int8(c)))
	}
	return murmurEnd(h, n)
}
