package sources

import (
	"strings"

	"github.com/sparkrepl/sparkrepl/engine/data/text"
	"github.com/sparkrepl/sparkrepl/engine/expr"
	"github.com/sparkrepl/sparkrepl/engine/source"
)

// timesOf reads the options that say how text becomes times.
func timesOf(env source.Env, o *options) text.Times {
	t, err := expr.ReadTimes(timeContext(env, o), timeOptions(o))
	if err != nil && o.err == nil {
		o.err = err
	}
	return t
}

// formatsOf reads the options that say how times become text.
func formatsOf(env source.Env, o *options) text.Formats {
	f, err := expr.WriteFormats(timeContext(env, o), timeOptions(o))
	if err != nil && o.err == nil {
		o.err = err
	}
	return f
}

// timeContext holds the zone of times that name none, and which day today is.
func timeContext(env source.Env, o *options) *expr.Context {
	ctx := &expr.Context{Zone: zoneOf(env, o)}
	if env.Now != nil {
		ctx.Now = env.Now().UnixMicro()
	}
	return ctx
}

// timeOptions are the options of times as the functions of JSON and CSV know them.
func timeOptions(o *options) map[string]string {
	out := map[string]string{}
	for _, name := range []string{"timestampFormat", "timestampNTZFormat", "dateFormat", "nullValue"} {
		out[strings.ToLower(name)] = o.str(name, "")
	}
	const fallBack = "enableDateTimeParsingFallback"
	if o.has(fallBack) {
		out[strings.ToLower(fallBack)] = strings.ToLower(o.str(fallBack, ""))
		o.bool(fallBack, false) // which refuses other words
	}
	return out
}
