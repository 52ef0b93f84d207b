package collation

import (
	"bytes"
	"compress/flate"
	_ "embed"
	"encoding/binary"
	"io"
	"sort"
	"sync"
	"unicode/utf8"
)

// packed is what table holds, as numbers of variable length, deflated: runs of code points that differ in
// their last primary weight by one or not at all, then contractions.
//
//go:embed root.bin
var packed []byte

// element is a collation element: primary weight (24 bits), secondary (16), tertiary (16), case (8: 2 is a
// capital). Weights are numbered in ICU's order; zero is ignorable.
type element uint64

func (e element) primary() uint32   { return uint32(e >> 40) }
func (e element) secondary() uint16 { return uint16(e >> 24) }
func (e element) tertiary() uint16  { return uint16(e >> 8) }
func (e element) capital() byte     { return byte(e) }

// run is a stretch of code points with elements alike.
type run struct {
	first, count rune
	step         element // what each code point adds to the last element
	elements     []element
}

type contraction struct {
	rest     []rune // behind the first code point
	elements []element
}

type table struct {
	runs         []run
	ascii        [utf8.RuneSelf]*run
	contractions map[rune][]contraction // longest first
}

// root is the order of UNICODE, unpacked when first asked for.
var root = sync.OnceValue(func() *table {
	raw, err := io.ReadAll(flate.NewReader(bytes.NewReader(packed)))
	if err != nil {
		panic(err) // the file is part of the program
	}
	return unpack(&unpacker{raw: raw})
})

type unpacker struct {
	raw  []byte
	last uint32 // the primary weight before
}

func (u *unpacker) number() int {
	v, n := binary.Uvarint(u.raw)
	u.raw = u.raw[n:]
	return int(v)
}

func (u *unpacker) elements() []element {
	out := make([]element, u.number())
	for i := range out {
		v := u.number()
		u.last += uint32(v>>1 ^ -(v & 1))
		second, third := u.number(), u.number()
		out[i] = element(u.last)<<40 | element(second)<<24 | element(third>>2)<<8 | element(third&3)
	}
	return out
}

func unpack(u *unpacker) *table {
	t := &table{runs: make([]run, u.number()), contractions: map[rune][]contraction{}}
	next := rune(0)
	for i := range t.runs {
		r := &t.runs[i]
		r.first = next + rune(u.number())
		n := u.number()
		r.count, r.step = rune(n>>1), element(n&1)<<40
		r.elements = u.elements()
		next = r.first + r.count
	}
	for i := range t.ascii {
		t.ascii[i] = t.find(rune(i))
	}
	for range u.number() {
		key := make([]rune, u.number())
		for i := range key {
			key[i] = rune(u.number())
		}
		t.contractions[key[0]] = append(t.contractions[key[0]], contraction{key[1:], u.elements()})
	}
	for _, list := range t.contractions {
		sort.SliceStable(list, func(i, j int) bool { return len(list[i].rest) > len(list[j].rest) })
	}
	return t
}

func (t *table) find(r rune) *run {
	i := sort.Search(len(t.runs), func(i int) bool { return t.runs[i].first > r }) - 1
	if i < 0 || r >= t.runs[i].first+t.runs[i].count {
		return &run{} // half of a surrogate pair: no text has one
	}
	return &t.runs[i]
}

// Syllables of Hangul are their letters, one behind the other.
const (
	hangulFirst, hangulLast          = 0xac00, 0xd7a3
	leadFirst, vowelFirst, tailFirst = 0x1100, 0x1161, 0x11a7
	vowels, tails                    = 21, 28
)

// appendRune appends the elements of one code point.
func (t *table) appendRune(dst []element, r rune) []element {
	if r >= hangulFirst && r <= hangulLast {
		s := r - hangulFirst
		dst = t.appendRune(dst, leadFirst+s/(vowels*tails))
		dst = t.appendRune(dst, vowelFirst+s%(vowels*tails)/tails)
		if s%tails != 0 {
			dst = t.appendRune(dst, tailFirst+s%tails)
		}
		return dst
	}
	var k *run
	if r < utf8.RuneSelf {
		k = t.ascii[r]
	} else {
		k = t.find(r)
	}
	dst = append(dst, k.elements...)
	if k.step != 0 {
		dst[len(dst)-1] += k.step * element(r-k.first)
	}
	return dst
}

// appendNext appends the elements of the first code point of s, or of the longest contraction that s begins
// with, and tells how many bytes that took. s is not empty.
func (t *table) appendNext(dst []element, s []byte) ([]element, int) {
	r, n := utf8.DecodeRune(s)
	for _, c := range t.contractions[r] {
		if k := prefix(s[n:], c.rest); k >= 0 {
			return append(dst, c.elements...), n + k
		}
	}
	return t.appendRune(dst, r), n
}

// prefix tells how many bytes of s are the code points that it should begin with; -1 when it does not.
func prefix(s []byte, list []rune) int {
	at := 0
	for _, want := range list {
		r, n := utf8.DecodeRune(s[at:])
		if r != want {
			return -1
		}
		at += n
	}
	return at
}
