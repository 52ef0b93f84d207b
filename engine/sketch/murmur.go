package sketch

import (
	"encoding/binary"
	"math/bits"
)

// updateSeed is what the library hashes values with.
const updateSeed = 9001

// hash128 is MurmurHash3_x64_128 (Austin Appleby, public domain).
func hash128(b []byte, seed uint64) (h1, h2 uint64) {
	const c1, c2 = 0x87c37b91114253d5, 0x4cf5ad432745937f
	one := func(k uint64) uint64 { return bits.RotateLeft64(k*c1, 31) * c2 }
	two := func(k uint64) uint64 { return bits.RotateLeft64(k*c2, 33) * c1 }
	h1, h2 = seed, seed
	n := uint64(len(b))
	for ; len(b) >= 16; b = b[16:] {
		h1 = (bits.RotateLeft64(h1^one(binary.LittleEndian.Uint64(b)), 27)+h2)*5 + 0x52dce729
		h2 = (bits.RotateLeft64(h2^two(binary.LittleEndian.Uint64(b[8:])), 31)+h1)*5 + 0x38495ab5
	}
	var tail [16]byte
	copy(tail[:], b)
	h2 ^= two(binary.LittleEndian.Uint64(tail[8:]))
	h1 ^= one(binary.LittleEndian.Uint64(tail[:]))
	h1, h2 = h1^n, h2^n
	h1 += h2
	h2 += h1
	h1, h2 = mixed(h1), mixed(h2)
	h1 += h2
	h2 += h1
	return h1, h2
}

// mixed is the last step of MurmurHash3.
func mixed(k uint64) uint64 {
	k = (k ^ k>>33) * 0xff51afd7ed558ccd
	k = (k ^ k>>33) * 0xc4ceb9fe1a85ec53
	return k ^ k>>33
}
