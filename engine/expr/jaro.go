package expr

import (
	"encoding/base32"

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

// fromBase32 reads letters of either case and digits 2 to 7, up to the padding.
func fromBase32(dst, s []byte) []byte {
	clean := make([]byte, 0, len(s))
	for _, c := range s {
		switch {
		case c >= 'a' && c <= 'z':
			clean = append(clean, c-'a'+'A')
		case c >= 'A' && c <= 'Z', c >= '2' && c <= '7':
			clean = append(clean, c)
		}
	}
	whole := len(clean) * 5 / 8
	for len(clean)%8 != 0 {
		clean = append(clean, 'A')
	}
	out, err := base32.StdEncoding.DecodeString(string(clean))
	if err != nil {
		return dst
	}
	return append(dst, out[:whole]...)
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
