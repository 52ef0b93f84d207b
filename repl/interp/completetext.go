package interp

import (
	"regexp"
	"strings"
	"sync"

	"github.com/sparkrepl/sparkrepl/sources"
)

var (
	readerCall = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`\.\s*(ReadStream|Read|WriteStream|Write)\(\s*\)`) })
	formatCall = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`\.\s*Format\(\s*"([^"]*)"`) })
	openText   = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`\.\s*(Format|Option)\(\s*"([^"]*)$`) })
	fromClause = sync.OnceValue(func() *regexp.Regexp {
		return regexp.MustCompile("(?i)\\b(?:FROM|JOIN)\\s+(?:STREAM\\s*\\(?\\s*)?`?(\\w+)`?\\)?(?:\\s+(?:AS\\s+)?(\\w+))?")
	})
)

// textNames are the proposals inside a string of Go code that ends at the cursor, and where the
// replaced word starts; formats and options may hold dots and dashes. ok is false for a string
// that names neither.
func textNames(src string) (out []Completion, from int, ok bool) {
	m := openText().FindStringSubmatchIndex(src)
	if m == nil {
		return nil, 0, false
	}
	calls := readerCall().FindAllStringSubmatchIndex(src[:m[0]], -1)
	if len(calls) == 0 {
		return nil, 0, false
	}
	last := calls[len(calls)-1]
	call := src[last[2]:last[3]]
	if src[m[2]:m[3]] == "Format" {
		return formatNames(call), m[4], true
	}
	if f := formatCall().FindAllStringSubmatch(src[last[1]:m[0]], -1); f != nil {
		out = optionNames(f[len(f)-1][1], strings.HasPrefix(call, "Write"))
	}
	return out, m[4], true
}

// formatNames are the formats that a reader or writer call can take.
func formatNames(call string) []Completion {
	var out []Completion
	for _, k := range sources.Kinds() {
		can := map[string]bool{
			"ReadStream": k.OpenStream != nil, "Read": k.ReadBatch != nil,
			"WriteStream": k.OpenSink != nil, "Write": k.WriteBatch != nil,
		}
		if can[call] {
			out = append(out, Completion{Text: k.Name, Kind: "format", Detail: k.Help})
		}
	}
	return out
}

// optionNames are the options of a format, of writing where they differ.
func optionNames(format string, write bool) []Completion {
	k, err := sources.Find(format)
	if err != nil {
		return nil
	}
	options := k.Options
	if write && k.SinkOptions != nil {
		options = k.SinkOptions
	}
	var out []Completion
	for _, o := range options {
		out = append(out, Completion{Text: o.Name, Kind: "option", Detail: o.Type + "  " + o.Help})
	}
	return out
}

// sqlTables are the tables after FROM and JOIN by every name the query may call them.
func sqlTables(src string) map[string]string {
	out := map[string]string{}
	for _, m := range fromClause().FindAllStringSubmatch(src, -1) {
		name := strings.ToLower(m[1])
		out[name] = name
		if m[2] != "" {
			out[strings.ToLower(m[2])] = name
		}
	}
	return out
}
