package sources

import (
	"fmt"
	"math"
	"regexp"
	"sort"
	"strconv"
	"strings"
	"time"

	"github.com/sparkrepl/sparkrepl/engine/expr"
	"github.com/sparkrepl/sparkrepl/engine/source"
)

// options reads the options of one source or sink by their names in any case; the first value that cannot
// be read is kept as err.
type options struct {
	kind   string
	values map[string]string
	mind   map[string]bool // the columns of records that the query reads; nil: all
	err    error
}

func optionsOf(kind string, spec source.Spec) *options {
	o := &options{kind: kind, values: map[string]string{}}
	for _, k := range sortedKeys(spec.Options) {
		o.values[strings.ToLower(k)] = spec.Options[k]
	}
	return o
}

func sortedKeys[V any](m map[string]V) []string {
	out := make([]string, 0, len(m))
	for k := range m {
		out = append(out, k)
	}
	sort.Strings(out)
	return out
}

// first gives the value of the first name that was given, else def.
func (o *options) first(def string, names ...string) string {
	for _, n := range names {
		if v, ok := o.values[strings.ToLower(n)]; ok {
			return v
		}
	}
	return def
}

func (o *options) str(name, def string) string { return o.first(def, name) }

func (o *options) has(name string) bool {
	_, ok := o.values[strings.ToLower(name)]
	return ok
}

func (o *options) fail(name, want string) {
	if o.err == nil {
		o.err = fmt.Errorf("the option %s of %s must be %s, not %q", name, o.kind, want, o.str(name, ""))
	}
}

func (o *options) bool(name string, def bool) bool {
	v := o.str(name, "")
	switch {
	case v == "":
		return def
	case strings.EqualFold(v, "true"):
		return true
	case strings.EqualFold(v, "false"):
		return false
	}
	o.fail(name, "true or false")
	return def
}

// isFlag tells whether a text is true or false.
func isFlag(v string) bool { return strings.EqualFold(v, "true") || strings.EqualFold(v, "false") }

// int reads a whole number that is at least least.
func (o *options) int(name string, def, least int64) int64 {
	n, ok := o.number(name, def, least)
	switch {
	case ok:
	case least == math.MinInt64:
		o.fail(name, "a whole number")
	default:
		o.fail(name, fmt.Sprintf("a whole number of at least %d", least))
	}
	return n
}

// number reads a whole number that is at least least; false when there is another text.
func (o *options) number(name string, def, least int64) (int64, bool) {
	v := o.str(name, "")
	if v == "" {
		return def, true
	}
	n, err := strconv.ParseInt(strings.TrimSpace(v), 10, 64)
	if err != nil || n < least {
		return def, false
	}
	return n, true
}

// refuse keeps a refusal in Spark's words.
func (o *options) refuse(format string, args ...any) {
	if o.err == nil {
		o.err = &expr.Error{Message: fmt.Sprintf(format, args...)}
	}
}

// ownColumns refuses a schema for a source that has its own; provider is Spark's name of it.
func (o *options) ownColumns(provider string, spec source.Spec) {
	if spec.Schema != nil {
		o.refuse("%s source does not support user-specified schema.", provider)
	}
}

// made reads a whole number of the sources that make rows: positive, or from 0 on.
func (o *options) made(name string, def, least int64) int64 {
	n, ok := o.number(name, def, least)
	if !ok {
		o.refuse("Invalid value '%s'. The option '%s' must be %s", o.str(name, ""), name, map[bool]string{true: "positive", false: "non-negative"}[least > 0])
	}
	return n
}

// fileNumber reads a whole number of the file sources.
func (o *options) fileNumber(name string, def, least int64) int64 {
	n, ok := o.number(name, def, least)
	if !ok {
		o.refuse("Invalid value '%s' for option '%s', must be %s", o.str(name, ""), name,
			map[bool]string{true: "a positive integer", false: "an integer greater than or equal to 0"}[least > 0])
	}
	return n
}

// fileFlag reads a truth value of the file sources.
func (o *options) fileFlag(name string) bool {
	v := o.str(name, "false")
	if !isFlag(v) {
		o.refuse("Invalid value '%s' for option '%s', must be 'true' or 'false'", v, name)
	}
	return strings.EqualFold(v, "true")
}

// char reads an option of one character; unset gives 0.
func (o *options) char(names ...string) byte {
	v := strings.NewReplacer(`\t`, "\t", `\0`, "\x00").Replace(o.first("", names...))
	if len(v) > 1 && v != `\\` {
		o.fail(names[0], "a single character")
	}
	if v == "" {
		return 0
	}
	return v[0]
}

var timeUnits = map[string]time.Duration{
	"us": time.Microsecond, "ms": time.Millisecond, "s": time.Second, "m": time.Minute, "min": time.Minute, "h": time.Hour, "d": 24 * time.Hour,
}

var durationText = regexp.MustCompile(`^(-?[0-9]+)([a-z]*)$`)

// duration reads "5s", "7d" as Spark's JavaUtils does; a bare number counts unit. A text that is none is
// refused in Spark's words.
func (o *options) duration(name string, def, unit time.Duration) time.Duration {
	const must = "Time must be specified as seconds (s), milliseconds (ms), microseconds (us), minutes (m or min), hour (h), or day (d). E.g. 50s, 100ms, or 250us.\n"
	given := o.str(name, "")
	v := strings.ToLower(strings.TrimSpace(given))
	if v == "" {
		return def
	}
	m := durationText.FindStringSubmatch(v)
	if m == nil {
		o.refuse(must+"Failed to parse time string: %s", given)
		return def
	}
	u, ok := timeUnits[m[2]]
	if m[2] == "" {
		u, ok = unit, true
	}
	if !ok {
		o.refuse(must+"Invalid suffix: \"%s\"", m[2])
		return def
	}
	n, err := strconv.ParseInt(m[1], 10, 64)
	if limit := int64(1<<62) / int64(u); err != nil || n > limit || n < -limit {
		o.refuse(must+"Failed to parse time string: %s", given)
		return def
	}
	return time.Duration(n) * u
}

// need gives the value of a required option.
func (o *options) need(name string) string {
	v := o.str(name, "")
	if v == "" && o.err == nil {
		o.err = fmt.Errorf("the format %s needs the option %s", o.kind, name)
	}
	return v
}
