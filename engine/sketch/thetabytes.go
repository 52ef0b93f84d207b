package sketch

import (
	"encoding/binary"
	"math/bits"
)

// The parts of a theta sketch's preamble.
const (
	thetaFamily   = 3
	thetaPlain    = 3 // versions of the form: hashes as they are,
	thetaPacked   = 4 // and differences of hashes in as few bits as hold each
	thetaSeed     = 0x93cc
	thetaReadOnly = 2
	thetaOrdered  = 16
	thetaSingle   = 32
)

// Bytes is the compact form, packed where the library packs.
func (t *Theta) Bytes() []byte {
	flags := byte(thetaReadOnly | flagCompact | thetaOrdered)
	n := len(t.hashes)
	switch {
	case t.empty:
		return []byte{1, thetaPlain, thetaFamily, 0, 0, flags | flagEmpty, 0, 0}
	case n == 1 && t.theta == maxTheta:
		return binary.LittleEndian.AppendUint64([]byte{1, thetaPlain, thetaFamily, 0, 0, flags | thetaSingle, thetaSeed & 0xff, thetaSeed >> 8}, t.hashes[0])
	case n == 0:
		return binary.LittleEndian.AppendUint64([]byte{3, thetaPlain, thetaFamily, 0, 0, flags, thetaSeed & 0xff, thetaSeed >> 8, 0, 0, 0, 0, 0, 0, 0x80, 0x3f}, t.theta) // the sampling probability is 1
	}
	return t.packed(flags)
}

func (t *Theta) packed(flags byte) []byte {
	all, last := uint64(0), uint64(0)
	for _, h := range t.hashes {
		all, last = all|(h-last), h
	}
	width, n := bits.Len64(all), len(t.hashes)
	size := (bits.Len(uint(n)) + 7) / 8
	b := []byte{1, thetaPacked, thetaFamily, byte(width), byte(size), flags, thetaSeed & 0xff, thetaSeed >> 8}
	if t.theta < maxTheta {
		b[0] = 2
		b = binary.LittleEndian.AppendUint64(b, t.theta)
	}
	for i := range size {
		b = append(b, byte(n>>(8*i)))
	}
	at, last := 8*len(b), uint64(0)
	b = append(b, make([]byte, (width*n+7)/8)...)
	for _, h := range t.hashes {
		for i := width - 1; i >= 0; i, at = i-1, at+1 {
			b[at/8] |= byte((h-last)>>i&1) << (7 - at%8)
		}
		last = h
	}
	return b
}

// ReadTheta reads the compact forms of versions 3 and 4.
func ReadTheta(b []byte) (*Theta, error) {
	if len(b) >= 8 && (b[1] == thetaPlain || b[1] == thetaPacked) && b[2] != thetaFamily && families[b[2]] != "" {
		return nil, &FamilyError{Want: families[thetaFamily], Got: families[b[2]]}
	}
	if len(b) < 8 || b[2] != thetaFamily || b[5]&flagCompact == 0 || b[0]&63 < 1 || b[0]&63 > 3 || len(b) < 8*int(b[0]&63) {
		return nil, ErrShape
	}
	if b[5]&flagEmpty != 0 {
		return EmptyTheta(), nil
	}
	if binary.LittleEndian.Uint16(b[6:]) != thetaSeed {
		return nil, ErrShape
	}
	switch b[1] {
	case thetaPlain:
		return readPlainTheta(b)
	case thetaPacked:
		return readPackedTheta(b)
	}
	return nil, ErrShape
}

func readPlainTheta(b []byte) (*Theta, error) {
	pre, n, theta := int(b[0]&63), 1, uint64(maxTheta)
	if pre > 1 {
		n = int(binary.LittleEndian.Uint32(b[8:]))
	}
	if pre > 2 {
		theta = binary.LittleEndian.Uint64(b[16:])
	}
	rest := b[8*pre:]
	if n > len(rest)/8 {
		return nil, ErrShape
	}
	hashes := make([]uint64, n)
	for i := range hashes {
		hashes[i] = binary.LittleEndian.Uint64(rest[8*i:])
	}
	return checkedTheta(theta, hashes)
}

func readPackedTheta(b []byte) (*Theta, error) {
	width, size, theta, rest := int(b[3]), int(b[4]), uint64(maxTheta), b[8:]
	if b[0]&63 > 1 {
		theta, rest = binary.LittleEndian.Uint64(rest), rest[8:]
	}
	if width > 63 || size > 4 || size > len(rest) {
		return nil, ErrShape
	}
	n := 0
	for i, v := range rest[:size] {
		n |= int(v) << (8 * i)
	}
	rest = rest[size:]
	if width == 0 && n > 0 || n > 8*len(rest) || (width*n+7)/8 > len(rest) {
		return nil, ErrShape
	}
	hashes, last, at := make([]uint64, n), uint64(0), 0
	for i := range hashes {
		var v uint64
		for range width {
			v = v<<1 | uint64(rest[at/8]>>(7-at%8)&1)
			at++
		}
		last += v
		hashes[i] = last
	}
	return checkedTheta(theta, hashes)
}

// checkedTheta refuses hashes that no sketch of that theta has.
func checkedTheta(theta uint64, hashes []uint64) (*Theta, error) {
	if theta == 0 || theta > maxTheta {
		return nil, ErrShape
	}
	for _, h := range hashes {
		if h == 0 || h >= theta {
			return nil, ErrShape
		}
	}
	return compactTheta(theta, hashes, false), nil
}
