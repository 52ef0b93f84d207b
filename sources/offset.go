package sources

import (
	"encoding/json"
	"fmt"

	"github.com/sparkrepl/sparkrepl/engine/source"
)

// offsetNumbers reads an offset that is a JSON object of just these whole numbers. Anything else was
// written by a source of another kind and is refused: read as zero it would start the stream anew.
func offsetNumbers(kind string, o source.Offset, names ...string) ([]int64, error) {
	var found map[string]*int64
	err := json.Unmarshal([]byte(o), &found)
	out := make([]int64, 0, len(names))
	for _, n := range names {
		if v := found[n]; v != nil {
			out = append(out, *v)
		}
	}
	if err != nil || len(out) != len(names) || len(found) != len(names) {
		return nil, fmt.Errorf("%s is no offset of a %s source: the checkpoint was written with another source; "+
			"put that source back or take a new checkpointLocation", o, kind)
	}
	return out, nil
}
