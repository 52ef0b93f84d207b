package sketch

import (
	"encoding/binary"
	"math/bits"
)

// HLL is a HyperLogLog sketch of HLL_8: first a list of coupons, then a hash set of them, then a register for each of 2^lgK
// slots, beside what the estimates need.
type HLL struct {
	lgK     int
	set     bool     // coupons are a hash set
	coupons []uint32 // the list, or the set's places, 0 where none is; nil: registers
	count   int      // coupons
	regs    []byte
	hip     float64 // the historic inverse probability estimate
	kxq     [2]float64
	least   int // the least register's value,
	atLeast int // and how many have it
	merged  bool
	stale   bool // kxq, least and atLeast are not those of the registers
}

// The least and the most that lgK may be.
const (
	MinHLL = 4
	MaxHLL = 21
)

const (
	hllList  = 8
	hllSet   = 32
	couponAt = 26
	slotMask = 1<<couponAt - 1
)

// NewHLL is an empty sketch of 2^lgK slots.
func NewHLL(lgK int) *HLL { return &HLL{lgK: lgK, coupons: make([]uint32, hllList)} }

// LgK tells of how many slots it is.
func (h *HLL) LgK() int { return h.lgK }

// Empty tells whether it saw nothing.
func (h *HLL) Empty() bool { return h.regs == nil && h.count == 0 }

// AddInt counts an integer.
func (h *HLL) AddInt(v int64) {
	var b [8]byte
	binary.LittleEndian.PutUint64(b[:], uint64(v))
	h.Add(b[:])
}

// Add counts a value; one of no bytes is left out.
func (h *HLL) Add(b []byte) {
	if len(b) > 0 {
		lo, hi := hash128(b, updateSeed)
		h.add(uint32(lo&slotMask) | uint32(min(bits.LeadingZeros64(hi), 62)+1)<<couponAt)
	}
}

// add counts a coupon: the slot below, the value above.
func (h *HLL) add(coupon uint32) {
	switch {
	case h.regs != nil:
		h.raise(int(coupon)&(1<<h.lgK-1), byte(coupon>>couponAt))
		return
	case h.set:
		if !putCoupon(h.coupons, coupon) {
			return
		}
		if h.count++; 4*h.count <= 3*len(h.coupons) {
			return
		}
		if len(h.coupons) < 1<<(h.lgK-3) {
			h.coupons = couponSet(2*len(h.coupons), h.coupons)
			return
		}
	default:
		for i := range h.count {
			if h.coupons[i] == coupon {
				return
			}
		}
		h.coupons[h.count] = coupon
		if h.count++; h.count < hllList {
			return
		}
		if h.lgK >= 8 {
			h.set, h.coupons = true, couponSet(hllSet, h.coupons)
			return
		}
	}
	h.promote()
}

// couponSet puts coupons into a hash set of that many places.
func couponSet(n int, list []uint32) []uint32 {
	out := make([]uint32, n)
	for _, c := range list {
		if c != 0 {
			putCoupon(out, c)
		}
	}
	return out
}

// putCoupon tells whether a coupon was new.
func putCoupon(set []uint32, c uint32) bool {
	mask := uint32(len(set) - 1)
	stride := c&slotMask>>bits.TrailingZeros(uint(len(set))) | 1
	for at := c & mask; ; at = (at + stride) & mask {
		switch set[at] {
		case 0:
			set[at] = c
			return true
		case c:
			return false
		}
	}
}

// promote makes registers of the coupons.
func (h *HLL) promote() {
	to := registers(h.lgK)
	for _, c := range h.coupons {
		if c != 0 {
			to.add(c)
		}
	}
	to.hip = h.Estimate()
	*h = *to
}

// registers is a sketch of registers that are all zero.
func registers(lgK int) *HLL {
	return &HLL{lgK: lgK, regs: make([]byte, 1<<lgK), kxq: [2]float64{float64(uint(1) << lgK)}, atLeast: 1 << lgK}
}

// raise sets a register that is lower.
func (h *HLL) raise(slot int, v byte) {
	old := h.regs[slot]
	if v <= old {
		return
	}
	h.regs[slot] = v
	h.hip += float64(uint(1)<<h.lgK) / (h.kxq[0] + h.kxq[1])
	h.kxq[old>>5] -= inverse(old)
	h.kxq[v>>5] += inverse(v)
	if old == 0 {
		h.atLeast--
	}
}

// inverse is 2 to the power of -v.
func inverse(v byte) float64 { return 1 / float64(uint64(1)<<v) }

// settle counts again what a union left to the end.
func (h *HLL) settle() {
	if !h.stale {
		return
	}
	h.stale, h.least, h.atLeast = false, 64, 0
	h.kxq = [2]float64{float64(uint(1) << h.lgK)}
	for _, v := range h.regs {
		if v > 0 {
			h.kxq[v>>5] += inverse(v) - 1
		}
		switch {
		case int(v) < h.least:
			h.least, h.atLeast = int(v), 1
		case int(v) == h.least:
			h.atLeast++
		}
	}
}
