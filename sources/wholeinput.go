package sources

import (
	"fmt"
	"io"

	"github.com/sparkrepl/sparkrepl/engine/source"
)

// wholeInput is all of standard input; a [source.Spool] gives the same to everybody who asks.
func wholeInput(env source.Env) ([]byte, error) {
	switch in := env.Stdin.(type) {
	case nil:
		return nil, fmt.Errorf("there is no standard input here")
	case *source.Spool:
		return in.All()
	}
	return io.ReadAll(env.Stdin)
}
