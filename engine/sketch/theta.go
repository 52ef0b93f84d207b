package sketch

import (
	"encoding/binary"
	"math"
	"slices"
)

// Theta is a set of values by the lowest of their hashes: those below Theta. It is never changed.
type Theta struct {
	theta  uint64 // maxTheta while all hashes are kept
	hashes []uint64
	empty  bool // nothing was seen
}

// maxTheta is a theta that keeps all.
const maxTheta = math.MaxInt64

// The least and the most that lgNomEntries may be.
const (
	MinTheta = 4
	MaxTheta = 26
)

// EmptyTheta is the set of no values.
func EmptyTheta() *Theta { return &Theta{theta: maxTheta, empty: true} }

// compactTheta takes over hashes in any order.
func compactTheta(theta uint64, hashes []uint64, empty bool) *Theta {
	slices.Sort(hashes)
	return &Theta{theta, hashes, empty || len(hashes) == 0 && theta == maxTheta}
}

// Estimate is how many values the set has, about.
func (t *Theta) Estimate() float64 {
	if t.theta == maxTheta {
		return float64(len(t.hashes))
	}
	return float64(len(t.hashes)) * (float64(maxTheta) / float64(t.theta))
}

// has tells whether a hash is in the set.
func (t *Theta) has(h uint64) bool {
	_, ok := slices.BinarySearch(t.hashes, h)
	return ok
}

// Intersect is the set of values in both.
func (t *Theta) Intersect(o *Theta) *Theta {
	if t.empty || o.empty {
		return EmptyTheta()
	}
	return t.kept(min(t.theta, o.theta), o.has)
}

// Without is the set of values in t that are not in o.
func (t *Theta) Without(o *Theta) *Theta {
	if t.empty || o.empty {
		return t
	}
	return t.kept(min(t.theta, o.theta), func(h uint64) bool { return !o.has(h) })
}

func (t *Theta) kept(theta uint64, keep func(h uint64) bool) *Theta {
	var hashes []uint64
	for _, h := range t.hashes {
		if h < theta && keep(h) {
			hashes = append(hashes, h)
		}
	}
	return compactTheta(theta, hashes, false)
}

// ThetaUnion collects values and sets. It keeps at least 2^lgNom hashes before it leaves out any.
type ThetaUnion struct {
	lgNom  int
	theta  uint64 // of what it keeps
	limit  uint64 // the least theta of the sets
	hashes map[uint64]bool
	empty  bool
}

// NewThetaUnion is a union of nothing.
func NewThetaUnion(lgNom int) *ThetaUnion {
	return &ThetaUnion{lgNom: lgNom, theta: maxTheta, limit: maxTheta, hashes: map[uint64]bool{}, empty: true}
}

// AddLong adds a number.
func (u *ThetaUnion) AddLong(v int64) {
	var b [8]byte
	binary.LittleEndian.PutUint64(b[:], uint64(v))
	u.Add(b[:])
}

// AddDouble adds a number; all zeros are one, and all NaNs.
func (u *ThetaUnion) AddDouble(v float64) { u.AddLong(canonical(v)) }

// javaNaN are the bits of Java's NaN.
const javaNaN = 0x7ff8 << 48

// canonical are the bits of a DOUBLE as the library hashes them.
func canonical(v float64) int64 {
	switch {
	case v == 0:
		return 0
	case v != v:
		return javaNaN
	}
	return int64(math.Float64bits(v))
}

// Add adds a value; one of no bytes is left out.
func (u *ThetaUnion) Add(b []byte) {
	if len(b) > 0 {
		h, _ := hash128(b, updateSeed)
		u.put(h >> 1)
	}
}

func (u *ThetaUnion) put(h uint64) {
	u.empty = false
	if h == 0 || h >= u.theta || u.hashes[h] {
		return
	}
	u.hashes[h] = true
	if len(u.hashes) <= 15*(2<<u.lgNom)/16 {
		return
	}
	all := u.sorted()
	u.theta = all[1<<u.lgNom]
	for _, h := range all[1<<u.lgNom:] {
		delete(u.hashes, h)
	}
}

func (u *ThetaUnion) sorted() []uint64 {
	all := make([]uint64, 0, len(u.hashes))
	for h := range u.hashes {
		all = append(all, h)
	}
	slices.Sort(all)
	return all
}

// Union adds the values of a set.
func (u *ThetaUnion) Union(t *Theta) {
	if t.empty {
		return
	}
	u.empty = false
	u.limit = min(u.limit, t.theta, u.theta)
	for _, h := range t.hashes {
		if h < u.limit {
			u.put(h)
		}
	}
	u.limit = min(u.limit, u.theta)
}

// Result is the set of all, of no more than 2^lgNom hashes.
func (u *ThetaUnion) Result() *Theta {
	all := u.sorted()
	theta := min(u.theta, u.limit)
	if k := 1 << u.lgNom; len(all) > k {
		theta = min(theta, all[k])
	}
	n, _ := slices.BinarySearch(all, theta)
	return compactTheta(theta, all[:n], u.empty)
}
