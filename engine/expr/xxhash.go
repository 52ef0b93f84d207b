package expr

import (
	"encoding/binary"
	"math/big"
	"math/bits"

	"github.com/sparkrepl/sparkrepl/engine/data"
)

const (
	xxPrime1 uint64 = 0x9E3779B185EBCA87
	xxPrime2 uint64 = 0xC2B2AE3D27D4EB4F
	xxPrime3 uint64 = 0x165667B19E3779F9
	xxPrime4 uint64 = 0x85EBCA77C2B2AE63
	xxPrime5 uint64 = 0x27D4EB2F165667C5
)

// xxHash is Spark's 64-bit hash of row r (XXH64 over the value's physical form); a null leaves the
// seed as it is.
func xxHash(c data.Column, r int, seed uint64) uint64 {
	if data.IsNull(c, r) {
		return seed
	}
	switch c := c.(type) {
	case *data.Bools:
		if c.Values[r] {
			return xxInt(1, seed)
		}
		return xxInt(0, seed)
	case *data.Fixed[int8]:
		return xxInt(int32(c.Values[r]), seed)
	case *data.Fixed[int16]:
		return xxInt(int32(c.Values[r]), seed)
	case *data.Ints:
		return xxInt(c.Values[r], seed)
	case *data.Longs:
		return xxLong(c.Values[r], seed)
	case *data.Fixed[float32]:
		return xxInt(int32(javaBits32(c.Values[r])), seed)
	case *data.Doubles:
		return xxLong(int64(javaBits64(c.Values[r])), seed)
	case *data.Fixed[data.Dec]:
		if c.T.Precision <= 18 {
			return xxLong(int64(c.Values[r].Lo), seed)
		}
		return xxBytes(javaBytes(c.Values[r].Big()), seed)
	case *data.Bytes:
		return xxBytes(c.At(r), seed)
	case *data.Fixed[data.Interval]:
		v := c.Values[r]
		return xxInt(v.Months, xxInt(v.Days, xxLong(v.Micros, seed)))
	case *data.List:
		for k := c.Offsets[r]; k < c.Offsets[r+1]; k++ {
			seed = xxHash(c.Elems, int(k), seed)
		}
	case *data.MapColumn:
		for k := c.Offsets[r]; k < c.Offsets[r+1]; k++ {
			seed = xxHash(c.Items, int(k), xxHash(c.Keys, int(k), seed))
		}
	case *data.Struct:
		for _, f := range c.Fields {
			seed = xxHash(f, r, seed)
		}
	}
	return seed
}

// javaBytes is the two's complement of b, highest byte first, in as few bytes as hold it.
func javaBytes(b *big.Int) []byte {
	if b.Sign() >= 0 {
		out := b.Bytes()
		if len(out) == 0 || out[0]&0x80 != 0 {
			out = append([]byte{0}, out...)
		}
		return out
	}
	n := new(big.Int).Not(b).BitLen()/8 + 1
	return new(big.Int).Add(b, new(big.Int).Lsh(big.NewInt(1), uint(8*n))).FillBytes(make([]byte, n))
}

func xxMix(h uint64) uint64 {
	h ^= h >> 33
	h *= xxPrime2
	h ^= h >> 29
	h *= xxPrime3
	return h ^ h>>32
}

func xxInt(v int32, seed uint64) uint64 {
	h := seed + xxPrime5 + 4
	h ^= uint64(uint32(v)) * xxPrime1
	return xxMix(bits.RotateLeft64(h, 23)*xxPrime2 + xxPrime3)
}

func xxLong(v int64, seed uint64) uint64 {
	h := seed + xxPrime5 + 8
	h ^= bits.RotateLeft64(uint64(v)*xxPrime2, 31) * xxPrime1
	return xxMix(bits.RotateLeft64(h, 27)*xxPrime1 + xxPrime4)
}

func xxBytes(b []byte, seed uint64) uint64 {
	n := uint64(len(b))
	h := seed + xxPrime5
	if len(b) >= 32 {
		h, b = xxLanes(b, seed)
	}
	h += n
	for ; len(b) >= 8; b = b[8:] {
		h ^= bits.RotateLeft64(binary.LittleEndian.Uint64(b)*xxPrime2, 31) * xxPrime1
		h = bits.RotateLeft64(h, 27)*xxPrime1 + xxPrime4
	}
	if len(b) >= 4 {
		h ^= uint64(binary.LittleEndian.Uint32(b)) * xxPrime1
		h = bits.RotateLeft64(h, 23)*xxPrime2 + xxPrime3
		b = b[4:]
	}
	for _, c := range b {
		h ^= uint64(c) * xxPrime5
		h = bits.RotateLeft64(h, 11) * xxPrime1
	}
	return xxMix(h)
}

// xxLanes takes the blocks of 32 bytes and returns the hash so far and the rest.
func xxLanes(b []byte, seed uint64) (uint64, []byte) {
	lanes := [4]uint64{seed + xxPrime1 + xxPrime2, seed + xxPrime2, seed, seed - xxPrime1}
	for ; len(b) >= 32; b = b[32:] {
		for k := range lanes {
			lanes[k] = bits.RotateLeft64(lanes[k]+binary.LittleEndian.Uint64(b[8*k:])*xxPrime2, 31) * xxPrime1
		}
	}
	h := bits.RotateLeft64(lanes[0], 1) + bits.RotateLeft64(lanes[1], 7) + bits.RotateLeft64(lanes[2], 12) + bits.RotateLeft64(lanes[3], 18)
	for _, v := range lanes {
		h ^= bits.RotateLeft64(v*xxPrime2, 31) * xxPrime1
		h = h*xxPrime1 + xxPrime4
	}
	return h, b
}
