package expr

import (
	"strconv"
	"strings"
)

// patternParts visits a pattern piece by piece: an escape of two characters outside of brackets, or
// everything up to the next one. What visit gives is put together.
func patternParts(text string, visit func(piece string, rest string) (out string, more int)) string {
	var b strings.Builder
	depth := 0
	for i := 0; i < len(text); {
		switch c := text[i]; {
		case c == '\\' && i+1 < len(text) && depth == 0:
			out, more := visit(text[i:i+2], text[i+2:])
			b.WriteString(out)
			i += 2 + more
			continue
		case c == '\\' && i+1 < len(text):
			b.WriteString(text[i : i+2])
			i += 2
			continue
		case c == '[':
			depth++
		case c == ']' && depth > 0:
			depth--
		}
		b.WriteByte(text[i])
		i++
	}
	return b.String()
}

// liveReferences makes references to groups that there are not what they are in Java: nothing matches
// them. Of several digits those count that name a group.
func liveReferences(text string) string {
	groups := countGroups(text)
	return patternParts(text, func(piece, rest string) (string, int) {
		if piece[1] < '1' || piece[1] > '9' {
			return piece, 0
		}
		n, more := int(piece[1]-'0'), 0
		if n > groups {
			return `[^\x{0}-\x{10FFFF}]`, 0
		}
		for more < len(rest) && rest[more] >= '0' && rest[more] <= '9' && n*10+int(rest[more]-'0') <= groups {
			n = n*10 + int(rest[more]-'0')
			more++
		}
		if more < len(rest) && rest[more] >= '0' && rest[more] <= '9' { // a digit behind is a character
			return "(?:" + `\` + strconv.Itoa(n) + ")", more
		}
		return `\` + strconv.Itoa(n), more
	})
}

// countGroups is the number of groups that a pattern captures.
func countGroups(text string) int {
	n, depth := 0, 0
	for i := 0; i < len(text); i++ {
		switch text[i] {
		case '\\':
			i++
		case '[':
			depth++
		case ']':
			depth = max(depth-1, 0)
		case '(':
			if depth == 0 && (i+1 == len(text) || text[i+1] != '?' || strings.HasPrefix(text[i:], "(?P<") || strings.HasPrefix(text[i:], "(?<") && !strings.HasPrefix(text[i:], "(?<=") && !strings.HasPrefix(text[i:], "(?<!")) {
				n++
			}
		}
	}
	return n
}

// Java's words are letters, digits and _ of all scripts where it looks for their ends.
const (
	wordBefore = `(?<=[\p{L}\p{Nd}_])`
	noneBefore = `(?<![\p{L}\p{Nd}_])`
	wordBehind = `(?=[\p{L}\p{Nd}_])`
	noneBehind = `(?![\p{L}\p{Nd}_])`
)

// javaBoundaries writes \b and \B as what they mean in Java; found tells whether there are any.
func javaBoundaries(text string) (out string, found bool) {
	out = patternParts(text, func(piece, _ string) (string, int) {
		switch piece {
		case `\b`:
			found = true
			return "(?:" + wordBefore + noneBehind + "|" + noneBefore + wordBehind + ")", 0
		case `\B`:
			found = true
			return "(?:" + wordBefore + wordBehind + "|" + noneBefore + noneBehind + ")", 0
		}
		return piece, 0
	})
	return out, found
}
