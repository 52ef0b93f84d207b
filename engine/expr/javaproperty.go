package expr

import "strings"

// properties are the names in \p{...} that the engines here do not know.
var properties = map[string]string{
	"Lower": "a-z", "Upper": "A-Z", "ASCII": `\x{0}-\x{7f}`, "Alpha": "a-zA-Z", "Digit": "0-9", "Alnum": "a-zA-Z0-9", "Punct": `!-/:-@\[-` + "`" + `{-~`,
	"Graph": "!-~", "Print": " -~", "Blank": ` \t`, "Cntrl": `\x{0}-\x{1f}\x{7f}`, "XDigit": "0-9a-fA-F", "Space": spaces,
	"javaLowerCase": `\p{Ll}`, "javaUpperCase": `\p{Lu}`, "javaTitleCase": `\p{Lt}`, "javaLetter": `\p{L}`, "javaDigit": `\p{Nd}`, "javaLetterOrDigit": `\p{L}\p{Nd}`,
	"javaAlphabetic": `\p{L}\p{Nl}`, "javaWhitespace": spaces + `\x{1c}-\x{1f}\x{1680}\x{2000}-\x{2006}\x{2008}-\x{200a}\x{2028}\x{2029}\x{205f}\x{3000}`,
	"IsAlphabetic": `\p{L}\p{Nl}`, "IsLetter": `\p{L}`, "IsDigit": `\p{Nd}`, "IsUppercase": `\p{Lu}`, "IsLowercase": `\p{Ll}`, "IsTitlecase": `\p{Lt}`,
	"IsPunctuation": `\p{P}`, "IsControl": `\p{Cc}`, "IsIdeographic": `\p{Ideographic}`,
	"IsWhite_Space": spaces + `\x{85}\x{a0}\x{1680}\x{2000}-\x{200a}\x{2028}\x{2029}\x{202f}\x{205f}\x{3000}`,
}

// readProperty reads \p{Name}, \P{Name} and \pL.
func readProperty(s string) javaEscape {
	width, name := min(3, len(s)), s[2:min(3, len(s))]
	if name == "{" {
		end := strings.IndexByte(s, '}')
		if end < 0 {
			return javaEscape{width: 2, text: s[:2]}
		}
		width, name = end+1, s[3:end]
	}
	items, ok := properties[name]
	if !ok {
		for _, prefix := range []string{"Is", "script=", "sc=", "general_category=", "gc="} {
			name = strings.TrimPrefix(name, prefix)
		}
		items = `\p{` + name + "}"
	}
	return javaEscape{width: width, set: charSet{items: items, negated: s[1] == 'P'}}
}
