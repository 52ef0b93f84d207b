package expr

import (
	"bytes"
	"unicode/utf8"

	"github.com/sparkrepl/sparkrepl/engine/collation"
	"github.com/sparkrepl/sparkrepl/engine/data"
)

// searchKernels make the kernels of functions that search texts by the rules of a collation; the arguments stand
// where the kernels without one have them.
var searchKernels = map[string]func(c *collation.Collation) Kernel{
	"contains": func(c *collation.Collation) Kernel {
		return bool2(func(s, t []byte) bool {
			p := trimmedPattern(c, t)
			at, _ := p.Find(spacesCut(c, s), 0)
			return at >= 0 || p.Empty()
		})
	},
	"startswith": func(c *collation.Collation) Kernel {
		return bool2(func(s, t []byte) bool { return trimmedPattern(c, t).At(spacesCut(c, s)) >= 0 })
	},
	"endswith": func(c *collation.Collation) Kernel {
		return bool2(func(s, t []byte) bool { return trimmedPattern(c, t).Ends(spacesCut(c, s)) })
	},
	"instr": func(c *collation.Collation) Kernel {
		return rows(data.Int, func(_ *Context, a args) func(i int) (int32, error) {
			s, sub := a.text(0), a.text(1)
			return func(i int) (int32, error) { return characterOf(c, s.at(i), sub.at(i), 0), nil }
		})
	},
	"locate": func(c *collation.Collation) Kernel {
		return rows(data.Int, func(_ *Context, a args) func(i int) (int32, error) {
			sub, s := a.text(0), a.text(1)
			return func(i int) (int32, error) {
				from := 1
				if a.has(2) {
					from = int(a.ints(2).at(i))
				}
				if from < 1 {
					return 0, nil
				}
				return characterOf(c, s.at(i), sub.at(i), from-1), nil
			}
		})
	},
	"replace": func(c *collation.Collation) Kernel {
		return texts(data.String, func(_ *Context, a args) func(dst []byte, i int) ([]byte, error) {
			s, search := a.text(0), a.text(1)
			return func(dst []byte, i int) ([]byte, error) {
				var with []byte
				if a.has(2) {
					with = a.text(2).at(i)
				}
				return replaced(dst, s.at(i), c.Pattern(search.at(i)), with), nil
			}
		})
	},
	"substring_index": func(c *collation.Collation) Kernel {
		return texts(data.String, func(_ *Context, a args) func(dst []byte, i int) ([]byte, error) {
			s, delim, count := a.text(0), a.text(1), a.ints(2)
			return func(dst []byte, i int) ([]byte, error) {
				return append(dst, cutBy(s.at(i), trimmedPattern(c, delim.at(i)), int(count.at(i)))...), nil
			}
		})
	},
	"split_part": func(c *collation.Collation) Kernel {
		return texts(data.String, func(_ *Context, a args) func(dst []byte, i int) ([]byte, error) {
			s, delim, part := a.text(0), a.text(1), a.ints(2)
			return func(dst []byte, i int) ([]byte, error) {
				k := int(part.at(i))
				if k == 0 {
					return nil, indexZero()
				}
				list := partsBy(s.at(i), trimmedPattern(c, delim.at(i)))
				if k < 0 {
					k += len(list) + 1
				}
				if k < 1 || k > len(list) {
					return dst, nil
				}
				return append(dst, list[k-1]...), nil
			}
		})
	},
	"find_in_set": func(c *collation.Collation) Kernel {
		return rows(data.Int, func(_ *Context, a args) func(i int) (int32, error) {
			s, list := a.text(0), a.text(1)
			return func(i int) (int32, error) { return placeIn(c, s.at(i), list.at(i)), nil }
		})
	},
	"translate": func(c *collation.Collation) Kernel {
		return texts(data.String, func(_ *Context, a args) func(dst []byte, i int) ([]byte, error) {
			s, from, to := a.text(0), a.text(1), a.text(2)
			return func(dst []byte, i int) ([]byte, error) {
				return translatedBy(dst, untrimmed(c), s.str(i), from.str(i), to.str(i)), nil
			}
		})
	},
	"trim":  func(c *collation.Collation) Kernel { return trimKernel(c, true, true) },
	"btrim": func(c *collation.Collation) Kernel { return trimKernel(c, true, true) },
	"ltrim": func(c *collation.Collation) Kernel { return trimKernel(c, true, false) },
	"rtrim": func(c *collation.Collation) Kernel { return trimKernel(c, false, true) },
}

// spacesCut is the text without the spaces at its end that a collation disregards.
func spacesCut(c *collation.Collation, s []byte) []byte {
	if c.Trim {
		return bytes.TrimRight(s, " ")
	}
	return s
}

func trimmedPattern(c *collation.Collation, t []byte) *collation.Pattern {
	return c.Pattern(spacesCut(c, t))
}

// untrimmed is the collation for single characters, of which a space is one.
func untrimmed(c *collation.Collation) *collation.Collation {
	n := *c
	n.Trim = false
	return &n
}

// characterOf is the number of the character, counted from 1, where sub stands in s at or behind character from.
func characterOf(c *collation.Collation, s, sub []byte, from int) int32 {
	p := trimmedPattern(c, sub)
	if p.Empty() {
		return 1
	}
	start := skipRunes(s, from)
	if from > 0 && start >= len(s) {
		return 0
	}
	at, _ := p.Find(s, start)
	if at < 0 {
		return 0
	}
	return int32(runeCount(s[:at]) + 1)
}

func replaced(dst, s []byte, p *collation.Pattern, with []byte) []byte {
	if p.Empty() {
		return append(dst, s...)
	}
	for from := 0; ; {
		at, end := p.Find(s, from)
		if at < 0 {
			return append(dst, s[from:]...)
		}
		dst = append(append(dst, s[from:at]...), with...)
		from = end
	}
}

func cutBy(s []byte, p *collation.Pattern, count int) []byte {
	if p.Empty() || count == 0 {
		return nil
	}
	if count > 0 {
		from, at := 0, 0
		for ; count > 0; count-- {
			if at, from = p.Find(s, from); at < 0 {
				return s
			}
		}
		return s[:at]
	}
	limit, end := len(s), 0
	for ; count < 0; count++ {
		if limit, end = p.FindLast(s, limit); limit < 0 {
			return s
		}
	}
	return s[end:]
}

func partsBy(s []byte, p *collation.Pattern) [][]byte {
	if p.Empty() {
		return [][]byte{s}
	}
	var out [][]byte
	from := 0
	for {
		at, end := p.Find(s, from)
		if at < 0 {
			return append(out, s[from:])
		}
		out = append(out, s[from:at])
		from = end
	}
}

func placeIn(c *collation.Collation, s, list []byte) int32 {
	if bytes.IndexByte(s, ',') >= 0 {
		return 0
	}
	key := c.Key(nil, s)
	for k, part := range bytes.Split(list, []byte(",")) {
		if bytes.Equal(c.Key(nil, part), key) {
			return int32(k + 1)
		}
	}
	return 0
}

// runeKey is what a character is compared by; UTF8_LCASE keeps the dotted capital I apart here.
func runeKey(c *collation.Collation, r rune) string {
	if r == 'İ' && !c.ICU {
		return "İ"
	}
	return string(c.Key(nil, utf8.AppendRune(nil, r)))
}

func translatedBy(dst []byte, c *collation.Collation, s, from, to string) []byte {
	table := map[string]rune{}
	target := []rune(to)
	for k, r := range []rune(from) {
		key := runeKey(c, r)
		if _, ok := table[key]; ok {
			continue
		}
		table[key] = -1
		if k < len(target) {
			table[key] = target[k]
		}
	}
	for _, r := range s {
		switch with, ok := table[runeKey(c, r)]; {
		case !ok:
			dst = utf8.AppendRune(dst, r)
		case with >= 0:
			dst = utf8.AppendRune(dst, with)
		}
	}
	return dst
}

// trimKernel takes characters off the ends; behind spaces at the end that the collation disregards it looks
// for more, and leaves them where they are.
func trimKernel(c *collation.Collation, left, right bool) Kernel {
	single := untrimmed(c)
	return texts(data.String, func(_ *Context, a args) func(dst []byte, i int) ([]byte, error) {
		s := a.text(0)
		return func(dst []byte, i int) ([]byte, error) {
			cut := map[string]bool{}
			chars := " "
			if a.has(1) {
				chars = a.text(1).str(i)
			}
			spaces := false
			for _, r := range chars {
				cut[runeKey(single, r)] = true
				spaces = spaces || r == ' '
			}
			in := func(r rune) bool { return cut[runeKey(single, r)] }
			v := s.at(i)
			if left {
				v = bytes.TrimLeftFunc(v, in)
			}
			if !right {
				return append(dst, v...), nil
			}
			body := v
			if !spaces {
				body = spacesCut(c, v)
			}
			tail := v[len(body):]
			return append(append(dst, bytes.TrimRightFunc(body, in)...), tail...), nil
		}
	})
}

// searching gives a bound function that searches texts the kernel of its collation.
func searching(name string, e Expr, args []Expr) (Expr, error) {
	c, ok := collation.Parse(collationAmong(args))
	if !ok {
		return e, nil
	}
	if name == "position" {
		name = "locate"
	}
	make := searchKernels[name]
	a, isApply := e.(*Apply)
	if make == nil || !isApply || a.Kernel == nil || name == "instr" && len(a.Args) > 2 {
		return e, nil
	}
	if err := refuseCollation(data.StringOf(c.Name), name); err != nil {
		return nil, err
	}
	n := *a
	n.Kernel = make(&c)
	return &n, nil
}

// collationAmong is the first collation of its own among arguments; "" for none.
func collationAmong(args []Expr) string {
	for _, e := range args {
		if e.Type() == nil || !e.Type().Collated() {
			continue
		}
		name, _ := collationOf(e.Type())
		return name
	}
	return ""
}
