package data

import (
	"encoding/json"
	"strings"

	"github.com/sparkrepl/sparkrepl/engine/collation"
)

// Spark's JSON form of a schema calls every text "string"; the collations of a field stand in its metadata, by the
// path of the text in it: {"__COLLATIONS":{"a.element":"icu.UNICODE_CI"}}.
const collationsKey = "__COLLATIONS"

// collationPaths lists the collated texts of a field's type.
func collationPaths(t *Type, path string, out map[string]string) {
	switch t.Kind {
	case KindString:
		if t.Collated() {
			provider := "icu"
			if strings.HasPrefix(t.Collation, "UTF8_") {
				provider = "spark"
			}
			out[path] = provider + "." + t.Collation
		}
	case KindArray:
		collationPaths(t.Elem, path+".element", out)
	case KindMap:
		collationPaths(t.Key, path+".key", out)
		collationPaths(t.Elem, path+".value", out)
	}
}

// metadata is a field's in the JSON form.
func (f *Field) metadata() json.RawMessage {
	out := map[string]any{}
	if f.EventTime {
		out["spark.watermarkDelayMs"] = f.DelayMs
	}
	if f.Window != "" {
		out["spark."+f.Window] = true
	}
	collations := map[string]string{}
	collationPaths(f.Type, f.Name, collations)
	if len(collations) > 0 {
		out[collationsKey] = collations
	}
	b, err := json.Marshal(out)
	if err != nil {
		panic(err) // texts and numbers
	}
	return b
}

// collated puts the collations of a field's metadata into its type; metadata of another form has none.
func (f *Field) collated(metadata json.RawMessage) {
	var m map[string]json.RawMessage
	var paths map[string]string
	if json.Unmarshal(metadata, &m) != nil || json.Unmarshal(m[collationsKey], &paths) != nil {
		return
	}
	f.Type = f.Type.withPaths(f.Name, paths)
}

func (t *Type) withPaths(path string, paths map[string]string) *Type {
	switch t.Kind {
	case KindString:
		_, name, _ := strings.Cut(paths[path], ".")
		if c, ok := collation.Parse(name); ok {
			return StringOf(c.Name)
		}
	case KindArray:
		return ArrayOf(t.Elem.withPaths(path+".element", paths), t.ElemNull)
	case KindMap:
		return MapOf(t.Key.withPaths(path+".key", paths), t.Elem.withPaths(path+".value", paths), t.ElemNull)
	}
	return t
}
