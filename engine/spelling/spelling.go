package spelling

import "strings"

// Distance is the Levenshtein distance of two texts, letter by letter: Spark's levenshtein, and
// how Spark ranks the names that it suggests.
func Distance(a, b string) int {
	x, y := []rune(a), []rune(b)
	row := make([]int, len(y)+1)
	for j := range row {
		row[j] = j
	}
	for i, r := range x {
		diagonal := row[0]
		row[0] = i + 1
		for j, q := range y {
			cost := diagonal
			if r != q {
				cost++
			}
			diagonal = row[j+1]
			row[j+1] = min(cost, row[j]+1, diagonal+1)
		}
	}
	return row[len(y)]
}

// Slip tells whether one word comes from the other by one mistake of the hand: a letter changed,
// added, left out, or swapped with its neighbour. Equal words are none.
func Slip(a, b string) bool { return Distance(a, b) == 1 || swapped(a, b) }

// swapped tells whether two neighbouring letters, and nothing else, changed places.
func swapped(a, b string) bool {
	if len(a) != len(b) {
		return false
	}
	for i := 0; i+1 < len(a); i++ {
		if a[i] != b[i] {
			return a[i] == b[i+1] && a[i+1] == b[i] && a[i+2:] == b[i+2:]
		}
	}
	return false
}

// Nearest is the word among those given that a mistyped one probably meant, whatever the case of
// its letters: at most one mistake in three letters. It is "" when none is near; of equally near
// words it is the first in the alphabet.
func Nearest(word string, among []string) string {
	if len(word) < 2 {
		return ""
	}
	low := strings.ToLower(word)
	best, least := "", (len(word)+2)/3+1
	for _, w := range among {
		other := strings.ToLower(w)
		if len(other) < 2 || w == word {
			continue
		}
		d := Distance(low, other)
		if swapped(low, other) {
			d = 1
		}
		if d >= len(other) {
			continue // not a letter of it was meant
		}
		if d < least || d == least && best != "" && w < best {
			best, least = w, d
		}
	}
	return best
}
