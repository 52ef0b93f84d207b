package sketch

import "slices"

// Union adds what src has seen; a src read by [ReadHLL] may have another lgK. limit is the lgK that the union began with:
// registers of more slots are folded to it, and those of h to fewer that src has.
//
// Spark reads a sketch in place for hll_union_agg and into memory else (wrapped): a set that is read into memory replaces an
// empty union as it is, so that its places stay.
func (h *HLL) Union(src *HLL, limit int, wrapped bool) {
	switch {
	case src.Empty():
	case src.regs == nil:
		if src.set && h.Empty() && src.lgK == h.lgK && !wrapped {
			*h = *src.clone()
			return
		}
		for _, c := range src.coupons {
			if c != 0 {
				h.add(c)
			}
		}
	case h.regs != nil:
		h.merge(src)
	default:
		to := src.clone()
		if src.lgK > limit {
			to = src.folded(limit)
		}
		for _, c := range h.coupons {
			if c != 0 {
				to.add(c)
			}
		}
		*h = *to
	}
}

// Settle makes a union ready to be written.
func (h *HLL) Settle() { h.settle() }

// merge takes the higher of each register.
func (h *HLL) merge(src *HLL) {
	if src.lgK < h.lgK {
		*h = *h.folded(src.lgK)
	}
	mask := len(h.regs) - 1
	for i, v := range src.regs {
		h.regs[i&mask] = max(h.regs[i&mask], v)
	}
	h.hip, h.merged, h.stale = 0, true, true
}

// folded is the sketch with fewer slots.
func (h *HLL) folded(lgK int) *HLL {
	to := registers(lgK)
	for slot, v := range h.regs {
		if v > 0 {
			to.raise(slot&(1<<lgK-1), v)
		}
	}
	to.hip, to.merged = h.hip, h.merged
	return to
}

func (h *HLL) clone() *HLL {
	out := *h
	out.coupons, out.regs = slices.Clone(h.coupons), slices.Clone(h.regs)
	return &out
}
