package expr

import (
	"github.com/sparkrepl/sparkrepl/engine/data"
)

func similarityFunctions() []*Function {
	return []*Function{
		def(stringFuncs, "jaro_winkler_similarity", "jaro_winkler_similarity(str1, str2)", "How alike two texts are, 0 to 1; a common beginning counts more.", "jaro_winkler_similarity('MARTHA', 'MARHTA') -- 0.9611111111111111", 2, 2,
			sig(data.Double, rows(data.Double, func(_ *Context, a args) func(i int) (float64, error) {
				x, y := a.text(0), a.text(1)
				return func(i int) (float64, error) { return jaroWinkler([]rune(x.str(i)), []rune(y.str(i))), nil }
			}), aString, aString)),
		def(stringFuncs, "from_base32", "from_base32(str)", "The bytes of a text in base 32; other characters are left out.", "CAST(from_base32('KNYGC4TL') AS STRING) -- Spark", 1, 1, sig(data.Binary, text1(data.Binary, fromBase32), aString)),
	}
}

// fromBase32 reads letters of either case and digits 2 to 7, up to the padding. One character too many
// makes a byte with the last bits before it.
func fromBase32(dst, s []byte) []byte {
	var bits uint64
	n := 0
	for _, c := range s {
		switch {
		case c == '=':
			return base32End(dst, bits, n)
		case c >= 'a' && c <= 'z':
			bits = bits<<5 | uint64(c-'a')
		case c >= 'A' && c <= 'Z':
			bits = bits<<5 | uint64(c-'A')
		case c >= '2' && c <= '7':
			bits = bits<<5 | uint64(c-'2'+26)
		default:
			continue
		}
		if n++; n == 8 {
			n = 0
			for k := 32; k >= 0; k -= 8 {
				dst = append(dst, byte(bits>>k))
			}
		}
	}
	return base32End(dst, bits, n)
}

// base32End adds the whole bytes of the last n characters.
func base32End(dst []byte, bits uint64, n int) []byte {
	if n == 1 {
		return append(dst, byte(bits>>2))
	}
	for k := n*5 - 8; k >= 0; k -= 8 {
		dst = append(dst, byte(bits>>k))
	}
	return dst
}

// jaroWinkler is the Jaro similarity, raised by up to four equal characters at the beginning.
func jaroWinkler(a, b []rune) float64 {
	j := jaro(a, b)
	prefix := 0
	for prefix < min(len(a), len(b), 4) && a[prefix] == b[prefix] {
		prefix++
	}
	return j + float64(prefix)*0.1*(1-j)
}

func jaro(a, b []rune) float64 {
	if len(a) == 0 && len(b) == 0 {
		return 1
	}
	near := max(0, max(len(a), len(b))/2-1)
	usedA, usedB := make([]bool, len(a)), make([]bool, len(b))
	m := 0
	for i, c := range a {
		for k := max(0, i-near); k < min(len(b), i+near+1); k++ {
			if !usedB[k] && b[k] == c {
				usedA[i], usedB[k] = true, true
				m++
				break
			}
		}
	}
	if m == 0 {
		return 0
	}
	moved, k := 0, 0
	for i, c := range a {
		if !usedA[i] {
			continue
		}
		for !usedB[k] {
			k++
		}
		if b[k] != c {
			moved++
		}
		k++
	}
	n := float64(m)
	return (n/float64(len(a)) + n/float64(len(b)) + (n-float64(moved/2))/n) / 3
}
