package sketch

import (
	_ "embed"
	"encoding/binary"
	"math"
	"sort"
)

// hllCurve holds, for lgK from 4 to 21, the raw estimates at 257 numbers of values that are a stride apart, as the library's
// authors measured them: doubles, little end first.
//
//go:embed hllcurve.bin
var hllCurve []byte

const curvePoints = 257

// couponCurve is how many values so many coupons stand for.
var couponCurve = [2][]float64{{
	0, 1, 20, 400, 8000, 160000, 300000, 600000, 900000, 1200000, 1500000, 1800000, 2100000, 2400000,
}, {
	0, 1, 20.0000009437402611, 400.0003963713384110, 8000.1589294602090376, 160063.6067763759638183, 300223.7071597663452849,
	600895.5933856170158833, 902016.8065120954997838, 1203588.4983199508860707, 1505611.8245524743106216, 1808087.9449319066479802,
	2111018.0231759352609515, 2414403.2270142501220107,
}}

// Estimate is how many different values were seen, about.
func (h *HLL) Estimate() float64 {
	switch {
	case h.regs == nil:
		n := float64(h.count)
		return max(n, interpolated(len(couponCurve[0]), func(i int) (x, y float64) { return couponCurve[0][i], couponCurve[1][i] }, n))
	case h.merged:
		return h.composite()
	}
	return h.hip
}

// composite is the estimate that does not depend on the order in which values came: the raw one, corrected, or that of linear
// counting while few registers are set.
func (h *HLL) composite() float64 {
	k := float64(uint(1) << h.lgK)
	factor := 0.7213 / (1 + 1.079/k)
	switch h.lgK {
	case 4:
		factor = 0.673
	case 5:
		factor = 0.697
	case 6:
		factor = 0.709
	}
	raw := factor * k * k / (h.kxq[0] + h.kxq[1])
	lgK := min(max(h.lgK, MinHLL), MaxHLL)
	stride := math.Ceil(math.Ldexp(5, lgK-7))
	at := func(i int) (x, y float64) {
		bits := binary.LittleEndian.Uint64(hllCurve[8*((lgK-MinHLL)*curvePoints+i):])
		return math.Float64frombits(bits), stride * float64(i)
	}
	if first, _ := at(0); raw < first {
		return 0
	}
	if x, y := at(curvePoints - 1); raw > x {
		return raw * (y / x)
	}
	corrected := interpolated(curvePoints, at, raw)
	if corrected > 3*k {
		return corrected
	}
	linear := h.linear(k)
	cross := 0.64
	switch h.lgK {
	case 4:
		cross = 0.718
	case 5:
		cross = 0.672
	}
	if (corrected+linear)/2 > cross*k {
		return corrected
	}
	return linear
}

// linear estimates from how many registers are zero.
func (h *HLL) linear(k float64) float64 {
	if h.least != 0 || h.atLeast == 0 {
		return k * math.Log(k/0.5)
	}
	return k * (harmonic(int(k)) - harmonic(h.atLeast))
}

// harmonic is the sum of 1/i up to n.
func harmonic(n int) float64 {
	const exact = 25
	if n < exact {
		sum := 0.0
		for i := n; i > 0; i-- {
			sum += 1 / float64(i)
		}
		return sum
	}
	const euler = 0.577215664901532860606512090082
	x := float64(n)
	inverse := 1 / (x * x)
	sum := math.Log(x) + euler + 1/(2*x)
	power := inverse
	for _, d := range []float64{-12, 120, -252, 240} {
		sum += power * (1 / d)
		power *= inverse
	}
	return sum
}

// interpolated is the cubic through four points of a curve of n points around x.
func interpolated(n int, at func(i int) (x, y float64), x float64) float64 {
	if last, y := at(n - 1); x == last {
		return y
	}
	from := sort.Search(n, func(i int) bool { p, _ := at(i); return p > x }) - 2
	from = min(max(from, 0), n-4)
	var xs, ys [4]float64
	for i := range xs {
		xs[i], ys[i] = at(from + i)
	}
	sum := 0.0
	for i := range xs {
		above, below := 1.0, 1.0
		for j := range xs {
			if j != i {
				above *= x - xs[j]
				below *= xs[i] - xs[j]
			}
		}
		sum += ys[i] * above / below
	}
	return sum
}
