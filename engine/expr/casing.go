package expr

import (
	"strings"
	"sync"
)

// grown are the letters that become several when they are written in capitals, each with its capital
// form and its form at the start of a word (Unicode's SpecialCasing without conditions).
const grown = "" +
	"ß SS Ss ŉ ʼN ʼN ǰ J\u030c J\u030c ΐ Ι\u0308\u0301 Ι\u0308\u0301 ΰ Υ\u0308\u0301 Υ\u0308\u0301 և ԵՒ Եւ ẖ H\u0331 H\u0331 ẗ T\u0308 T\u0308 " +
	"ẘ W\u030a W\u030a ẙ Y\u030a Y\u030a ẚ Aʾ Aʾ ὐ Υ\u0313 Υ\u0313 ὒ Υ\u0313\u0300 Υ\u0313\u0300 ὔ Υ\u0313\u0301 Υ\u0313\u0301 ὖ Υ\u0313\u0342 Υ\u0313\u0342 " +
	"ᾀ ἈΙ ᾈ ᾁ ἉΙ ᾉ ᾂ ἊΙ ᾊ ᾃ ἋΙ ᾋ ᾄ ἌΙ ᾌ ᾅ ἍΙ ᾍ ᾆ ἎΙ ᾎ " +
	"ᾇ ἏΙ ᾏ ᾈ ἈΙ ᾈ ᾉ ἉΙ ᾉ ᾊ ἊΙ ᾊ ᾋ ἋΙ ᾋ ᾌ ἌΙ ᾌ ᾍ ἍΙ ᾍ " +
	"ᾎ ἎΙ ᾎ ᾏ ἏΙ ᾏ ᾐ ἨΙ ᾘ ᾑ ἩΙ ᾙ ᾒ ἪΙ ᾚ ᾓ ἫΙ ᾛ ᾔ ἬΙ ᾜ " +
	"ᾕ ἭΙ ᾝ ᾖ ἮΙ ᾞ ᾗ ἯΙ ᾟ ᾘ ἨΙ ᾘ ᾙ ἩΙ ᾙ ᾚ ἪΙ ᾚ ᾛ ἫΙ ᾛ " +
	"ᾜ ἬΙ ᾜ ᾝ ἭΙ ᾝ ᾞ ἮΙ ᾞ ᾟ ἯΙ ᾟ ᾠ ὨΙ ᾨ ᾡ ὩΙ ᾩ ᾢ ὪΙ ᾪ " +
	"ᾣ ὫΙ ᾫ ᾤ ὬΙ ᾬ ᾥ ὭΙ ᾭ ᾦ ὮΙ ᾮ ᾧ ὯΙ ᾯ ᾨ ὨΙ ᾨ ᾩ ὩΙ ᾩ " +
	"ᾪ ὪΙ ᾪ ᾫ ὫΙ ᾫ ᾬ ὬΙ ᾬ ᾭ ὭΙ ᾭ ᾮ ὮΙ ᾮ ᾯ ὯΙ ᾯ ᾲ ᾺΙ Ὰ\u0345 " +
	"ᾳ ΑΙ ᾼ ᾴ ΆΙ Ά\u0345 ᾶ Α\u0342 Α\u0342 ᾷ Α\u0342Ι Α\u0342\u0345 ᾼ ΑΙ ᾼ ῂ ῊΙ Ὴ\u0345 ῃ ΗΙ ῌ " +
	"ῄ ΉΙ Ή\u0345 ῆ Η\u0342 Η\u0342 ῇ Η\u0342Ι Η\u0342\u0345 ῌ ΗΙ ῌ ῒ Ι\u0308\u0300 Ι\u0308\u0300 ΐ Ι\u0308\u0301 Ι\u0308\u0301 ῖ Ι\u0342 Ι\u0342 " +
	"ῗ Ι\u0308\u0342 Ι\u0308\u0342 ῢ Υ\u0308\u0300 Υ\u0308\u0300 ΰ Υ\u0308\u0301 Υ\u0308\u0301 ῤ Ρ\u0313 Ρ\u0313 ῦ Υ\u0342 Υ\u0342 ῧ Υ\u0308\u0342 Υ\u0308\u0342 " +
	"ῲ ῺΙ Ὼ\u0345 ῳ ΩΙ ῼ ῴ ΏΙ Ώ\u0345 ῶ Ω\u0342 Ω\u0342 ῷ Ω\u0342Ι Ω\u0342\u0345 ῼ ΩΙ ῼ ﬀ FF Ff ﬁ FI Fi " +
	"ﬂ FL Fl ﬃ FFI Ffi ﬄ FFL Ffl ﬅ ST St ﬆ ST St ﬓ ՄՆ Մն ﬔ ՄԵ Մե ﬕ ՄԻ Մի ﬖ ՎՆ Վն " +
	"ﬗ ՄԽ Մխ"

// capitals and titles replace those letters by their forms, made when they are first needed.
var (
	capitals = sync.OnceValue(func() *strings.Replacer { return grownForms(1) })
	titles   = sync.OnceValue(func() *strings.Replacer { return grownForms(2) })
)

// grownForms replaces the letters of grown by their nth form.
func grownForms(n int) *strings.Replacer {
	var pairs []string
	for words := strings.Fields(grown); len(words) > 2; words = words[3:] {
		pairs = append(pairs, words[0], words[n])
	}
	return strings.NewReplacer(pairs...)
}
