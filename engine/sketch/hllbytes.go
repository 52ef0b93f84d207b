package sketch

import (
	"encoding/binary"
	"math"
	"math/bits"
)

// The modes and flags of an HLL sketch's preamble.
const (
	hllFamily   = 7
	hllModes    = 3 // mask: list, set, registers
	hllEight    = 2 << 2
	flagEmpty   = 4
	flagCompact = 8
	flagMerged  = 16
	flagStale   = 32
	hllHead     = 40
)

// Bytes is the updatable form.
func (h *HLL) Bytes() []byte {
	b := []byte{2, 1, hllFamily, byte(h.lgK), 0, 0, 0, hllEight}
	if h.regs != nil {
		b[0], b[6], b[7] = 10, byte(h.least), 2|hllEight
		if h.merged {
			b[5] |= flagMerged
		}
		for _, f := range []float64{h.hip, h.kxq[0], h.kxq[1]} {
			b = binary.LittleEndian.AppendUint64(b, math.Float64bits(f))
		}
		b = binary.LittleEndian.AppendUint64(b, uint64(uint32(h.atLeast)))
		return append(b, h.regs...)
	}
	b[4] = byte(bits.TrailingZeros(uint(len(h.coupons))))
	switch {
	case h.set:
		b[0], b[7] = 3, 1|hllEight
		b = binary.LittleEndian.AppendUint32(b, uint32(h.count))
	case h.count == 0:
		b[5] = flagEmpty
	default:
		b[6] = byte(h.count)
	}
	for _, c := range h.coupons {
		b = binary.LittleEndian.AppendUint32(b, c)
	}
	return b
}

// ReadHLL reads either form of any kind of registers.
func ReadHLL(b []byte) (*HLL, error) {
	if len(b) < 8 || b[1] != 1 || b[2] != hllFamily || b[3] < 1 || b[3] > 26 {
		return nil, ErrShape
	}
	mode := b[7] & hllModes
	if mode > 2 || b[0] != [...]byte{2, 3, 10}[mode] || len(b) < 4*int(b[0]) {
		return nil, ErrShape
	}
	h := &HLL{lgK: int(b[3])}
	var err error
	switch mode {
	case 0:
		h.coupons, h.count = make([]uint32, hllList), int(b[6])
		if h.count >= hllList {
			return nil, ErrShape
		}
		err = copyCoupons(h.coupons[:h.count], b, 8)
	case 1:
		err = h.readSet(b)
	default:
		err = h.readRegisters(b)
	}
	if err != nil {
		return nil, err
	}
	return h, nil
}

func copyCoupons(to []uint32, b []byte, at int) error {
	if err := within(b, at, 4*len(to)); err != nil {
		return err
	}
	for i := range to {
		to[i] = binary.LittleEndian.Uint32(b[at+4*i:])
	}
	return nil
}

func (h *HLL) readSet(b []byte) error {
	h.set, h.count = true, int(binary.LittleEndian.Uint32(b[8:]))
	n := hllSet
	for n < 1<<min(b[4], 24) || 4*h.count > 3*n {
		n *= 2
		if n > 1<<24 {
			return ErrShape
		}
	}
	size := n
	if b[5]&flagCompact != 0 {
		size = h.count
	}
	if err := within(b, 12, 4*size); err != nil {
		return err
	}
	h.coupons = make([]uint32, size)
	if err := copyCoupons(h.coupons, b, 12); err != nil {
		return err
	}
	if b[5]&flagCompact != 0 {
		h.coupons = couponSet(n, h.coupons)
	}
	held := 0
	for _, c := range h.coupons {
		if c != 0 {
			held++
		}
	}
	if held != h.count {
		return ErrShape
	}
	return nil
}

func (h *HLL) readRegisters(b []byte) error {
	k := 1 << h.lgK
	h.least, h.merged, h.stale = int(b[6]), b[5]&flagMerged != 0, b[5]&flagStale != 0
	h.hip = math.Float64frombits(binary.LittleEndian.Uint64(b[8:]))
	h.kxq[0] = math.Float64frombits(binary.LittleEndian.Uint64(b[16:]))
	h.kxq[1] = math.Float64frombits(binary.LittleEndian.Uint64(b[24:]))
	h.atLeast = int(binary.LittleEndian.Uint32(b[32:]))
	if b[7]&^hllModes != hllEight {
		return h.readPacked(b, int(b[7]>>2&3))
	}
	if err := within(b, hllHead, k); err != nil {
		return err
	}
	h.regs = append([]byte{}, b[hllHead:hllHead+k]...)
	for _, v := range h.regs {
		if v > 63 {
			return ErrShape
		}
	}
	h.settle()
	return nil
}

// readPacked makes registers of one byte from those of 6 bits (kind 1) or 4 bits (kind 0), whose values above 14 stand in
// a table behind them.
func (h *HLL) readPacked(b []byte, kind int) error {
	k := 1 << h.lgK
	size := k / 2
	if kind == 1 {
		size = k*3/4 + 1
	}
	if kind > 1 {
		return ErrShape
	}
	if err := within(b, hllHead, size); err != nil {
		return err
	}
	packed, above := b[hllHead:hllHead+size], map[uint32]byte{}
	if rest := b[hllHead+size:]; kind == 0 {
		for ; len(rest) >= 4; rest = rest[4:] {
			pair := binary.LittleEndian.Uint32(rest)
			above[pair&slotMask] = byte(pair >> couponAt)
		}
	}
	to := registers(h.lgK)
	for slot := range k {
		var v byte
		if kind == 1 {
			at := 6 * slot
			v = byte((uint16(packed[at/8])|uint16(packed[at/8+1])<<8)>>(at%8)) & 63
		} else if v = packed[slot/2] >> (4 * (slot & 1)) & 15; v == 15 {
			v = above[uint32(slot)]
		} else {
			v += byte(h.least)
		}
		to.raise(slot, min(v, 63))
	}
	to.hip, to.merged = h.hip, h.merged
	*h = *to
	return nil
}
