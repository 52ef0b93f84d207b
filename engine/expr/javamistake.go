package expr

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

// patternMistake is what java.util.regex says about a pattern that it refuses, with the place; "" where the
// mistake is none of the usual ones.
func patternMistake(text string) string {
	open := 0
	atom := false // something to repeat stands before
	for i := 0; i < len(text); i++ {
		switch c := text[i]; c {
		case '\\':
			if i+1 == len(text) {
				return nearIndex("Unexpected internal error", len(text))
			}
			e := readEscape(text[i:])
			if name := e.set.items; strings.HasPrefix(name, `\p{`) && !knownProperty(name) {
				return nearIndex("Unknown character property name {"+name[3:len(name)-1]+"}", i+e.width-1)
			}
			i += e.width - 1
			atom = true
		case '[':
			end, mistake := classMistake(text, i)
			if mistake != "" {
				return mistake
			}
			i, atom = end, true
		case '(':
			if strings.HasPrefix(text[i:], "(?<") && !strings.ContainsAny(text[i:min(i+4, len(text))], "=!") && !strings.Contains(text[i:], ">") {
				return nearIndex("named capturing group is missing trailing '>'", len(text))
			}
			if m := inlineFlag.FindStringSubmatchIndex(text[i:]); m != nil {
				return nearIndex("Unknown inline modifier", i+m[2])
			}
			if strings.HasPrefix(text[i:], "(?") {
				i++
			}
			open++
			atom = false
		case ')':
			if open == 0 {
				return nearIndex("Unmatched closing ')'", i-1)
			}
			open--
			atom = true
		case '|':
			atom = false
		case '*', '+', '?':
			if !atom {
				return nearIndex("Dangling meta character '"+string(c)+"'", i)
			}
			i, atom = behindQuantifier(text, i+1), false
		case '{':
			if mistake := countMistake(text, i); mistake != "" {
				return mistake
			}
			i, atom = behindQuantifier(text, i+strings.IndexByte(text[i:], '}')+1), false
		default:
			atom = true
		}
	}
	if open > 0 {
		return nearIndex("Unclosed group", len(text))
	}
	return ""
}

var inlineFlag = regexp.MustCompile(`^\(\?[idmsuxU-]*([^idmsuxU:)=!<>-])`)

// behindQuantifier is the last byte of a quantifier whose first sign ends before i: it may be lazy or possessive.
func behindQuantifier(text string, i int) int {
	if i < len(text) && (text[i] == '?' || text[i] == '+') {
		return i
	}
	return i - 1
}

func nearIndex(what string, at int) string {
	if at < 0 {
		return what
	}
	return fmt.Sprintf("%s near index %d", what, at)
}

// countMistake is what is wrong with the braces at i.
func countMistake(text string, i int) string {
	digits := func(from int) int {
		for from < len(text) && text[from] >= '0' && text[from] <= '9' {
			from++
		}
		return from
	}
	end := digits(i + 1)
	if i == 0 || end == i+1 {
		return nearIndex("Illegal repetition", i+1)
	}
	low, _ := strconv.Atoi(text[i+1 : end])
	high := low
	if end < len(text) && text[end] == ',' {
		from := end + 1
		if end = digits(from); end > from {
			high, _ = strconv.Atoi(text[from:end])
		}
	}
	switch {
	case end == len(text) || text[end] != '}':
		return nearIndex("Unclosed counted closure", end)
	case high < low:
		return nearIndex("Illegal repetition range", end)
	}
	return ""
}

// classMistake is what is wrong with the class at i, and where it ends.
func classMistake(text string, i int) (end int, mistake string) {
	p := classParser{text: text, at: i + 1}
	_, err := p.class(true)
	if err != nil {
		return i, nearIndex(err.Error(), len(text)-1)
	}
	for _, m := range classRange.FindAllStringSubmatchIndex(text[i:p.at], -1) {
		if low, high := text[i+m[2]], text[i+m[4]]; low > high {
			return i, nearIndex("Illegal character range", i+m[4])
		}
	}
	return p.at - 1, ""
}

// classRange is a range of plain characters in a class.
var classRange = regexp.MustCompile(`([0-9A-Za-z])-([0-9A-Za-z])`)

// knownProperty tells whether the engines know an item like \p{Name}.
func knownProperty(item string) bool {
	_, err := regexp.Compile("[" + item + "]")
	return err == nil
}
