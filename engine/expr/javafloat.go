package expr

import (
	"math"

	"github.com/sparkrepl/sparkrepl/engine/data/text"
)

// appendDouble appends Double.toString(v).
func appendDouble(dst []byte, v float64) []byte { return text.AppendFloat(dst, v, 64) }

// DoubleText is Double.toString(v).
func DoubleText(v float64) string { return string(appendDouble(nil, v)) }

// appendFloat appends Float.toString(v).
func appendFloat(dst []byte, v float32) []byte { return text.AppendFloat(dst, float64(v), 32) }

// javaBits64 is Double.doubleToLongBits of a value whose zero has no sign: one pattern for all NaN.
func javaBits64(v float64) uint64 {
	if v != v {
		return 0x7ff8000000000000
	}
	return math.Float64bits(v + 0)
}

// javaBits32 is [javaBits64] for floats.
func javaBits32(v float32) uint32 {
	if v != v {
		return 0x7fc00000
	}
	return math.Float32bits(v + 0)
}
