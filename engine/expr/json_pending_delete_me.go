package expr

import "github.com/sparkrepl/sparkrepl/engine/data"

func jsonString(b []byte) ([]byte, bool) { return b, true }

type jsonWriter struct {
	ctx       *Context
	keepNulls bool
}
type jsonReader struct{ ctx *Context }

func (r jsonReader) value(json []byte, t *data.Type) (any, bool)        { return nil, false }
func appendJSON(dst []byte, w *jsonWriter, c data.Column, i int) []byte { return dst }
