package text

import (
	"math"
	"math/rand"
	"strconv"
	"testing"
)

// The texts are those of Spark on a Java before release 19.
func TestFloatsReadAsJavaWritesThem(t *testing.T) {
	for want, v := range map[string]float64{
		"4.9E-324": math.SmallestNonzeroFloat64, "2.2E-322": 2.2e-322, "1.1E-321": 1.1e-321, "2.2250738585072014E-308": 2.2250738585072014e-308,
		"9.999999999999999E22": 1e23, "2.0E22": 2e22, "8.409999999999999E21": 8.41e21, "9.223372036854776E18": 1 << 63, "1.0E17": 1e17,
		"9.007199254740992E15": 1 << 53, "2.9802322387695312E-8": 1.0 / (1 << 25), "-0.0": math.Copysign(0, -1), "-1.0E7": -1e7,
	} {
		if got := string(AppendFloat(nil, v, 64)); got != want {
			t.Errorf("%g reads %s, and %s in Java", v, got, want)
		}
	}
	for want, v := range map[string]float32{"1.4E-45": 1e-45, "8.5899346E9": 8.5899346e9, "3.3554432E7": 1 << 25, "1.17549435E-38": 1.17549435e-38, "1.0E10": 1e10, "3.4E38": 3.4e38, "0.002": 2e-3} {
		if got := string(AppendFloat(nil, float64(v), 32)); got != want {
			t.Errorf("%g reads %s, and %s in Java", v, got, want)
		}
	}
}

// In the range where the shortest text is taken, Java's own way of writing gives it too.
func TestJavaWritesTheShortestInBetween(t *testing.T) {
	r := rand.New(rand.NewSource(5))
	for range 20000 {
		v := r.Float64() * math.Pow10(r.Intn(36)-19)
		if r.Intn(2) == 0 {
			v, _ = strconv.ParseFloat(strconv.FormatFloat(v, 'e', r.Intn(15), 64), 64)
		}
		f := float64(float32(v))
		if a := math.Abs(v); shortest(a, 64) && string(AppendFloat(nil, v, 64)) != string(appendJavaFloat(nil, v, 64)) {
			t.Fatalf("%s, and %s in Java", AppendFloat(nil, v, 64), appendJavaFloat(nil, v, 64))
		}
		if shortest(f, 32) && string(AppendFloat(nil, f, 32)) != string(appendJavaFloat(nil, f, 32)) {
			t.Fatalf("%s, and %s in Java", AppendFloat(nil, f, 32), appendJavaFloat(nil, f, 32))
		}
	}
}
