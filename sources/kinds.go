package sources

import (
	"fmt"
	"strings"

	"github.com/sparkrepl/sparkrepl/engine/source"
)

// Kinds lists every built-in kind in the order of the reference page.
func Kinds() []*source.Kind {
	return []*source.Kind{}
}

// Find returns the kind of a format name or alias, any case. An unknown name is an error with a
// suggestion.
func Find(name string) (*source.Kind, error) {
	var names []string
	for _, k := range Kinds() {
		for _, n := range append([]string{k.Name}, k.Aliases...) {
			if strings.EqualFold(n, name) {
				return k, nil
			}
		}
		names = append(names, k.Name)
	}
	return nil, fmt.Errorf("there is no format %q%s; the formats are %s", name, didYouMean(name, names), strings.Join(names, ", "))
}

// Check refuses an option the kind does not know, with a suggestion, and a required one that is
// missing. write says that the options are those of writing.
func Check(k *source.Kind, options map[string]string, write bool) error { return nil }

func didYouMean(name string, names []string) string { return "" }
