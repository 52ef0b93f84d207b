package sources

import (
	"fmt"
	"strings"

	"github.com/sparkrepl/sparkrepl/engine/expr"
	"github.com/sparkrepl/sparkrepl/engine/source"
	"github.com/sparkrepl/sparkrepl/engine/spelling"
)

// Kinds lists every built-in kind in the order of the reference page.
func Kinds() []*source.Kind {
	return []*source.Kind{
		recordingKind(),
		jsonKind(), csvKind(), textKind(), parquetKind(), avroKind(),
		rateKind(), rateMicroBatchKind(),
		socketKind(), stdinKind(),
		consoleKind(), memoryKind(), noopKind(),
	}
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

// writerOptions are taken by the writer itself whatever the format.
var writerOptions = []string{"checkpointLocation", "queryName"}

// Check refuses an option the kind does not know, with a suggestion, and a required one that is
// missing (but for path, which Load may give). write says that the options are those of writing.
func Check(k *source.Kind, options map[string]string, write bool) error {
	known := k.Options
	if write {
		known = k.SinkOptions
	}
	given := map[string]bool{}
	for name := range options {
		given[strings.ToLower(name)] = true
	}
	names := make([]string, 0, len(known)+2)
	for _, o := range known {
		names = append(names, o.Name)
		if o.Required && !given[strings.ToLower(o.Name)] && o.Name != "path" {
			if o.Missing != "" {
				return &expr.Error{Message: o.Missing, Hint: fmt.Sprintf("%s is %s.", o.Name, o.Help)}
			}
			return fmt.Errorf("the format %s needs the option %s: %s", k.Name, o.Name, o.Help)
		}
	}
	if write {
		names = append(names, writerOptions...)
	}
	for _, name := range sortedKeys(options) {
		if !containsFold(names, name) {
			return fmt.Errorf("the format %s has no option %q%s%s", k.Name, name, didYouMean(name, names), optionList(names))
		}
	}
	return nil
}

func optionList(names []string) string {
	if len(names) == 0 {
		return "; it has none"
	}
	return "; its options are " + strings.Join(names, ", ")
}

// Mask returns options as they may be shown or saved: the values of secret ones, and of those whose name
// or value looks like one, are hidden.
func Mask(k *source.Kind, options map[string]string) map[string]string {
	out := make(map[string]string, len(options))
	for name, v := range options {
		out[name] = source.Masked(name, v)
		for _, o := range append(append([]source.Option{}, k.Options...), k.SinkOptions...) {
			if o.Secret && strings.EqualFold(o.Name, name) {
				out[name] = source.Hidden
			}
		}
	}
	return out
}

func containsFold(list []string, s string) bool {
	for _, x := range list {
		if strings.EqualFold(x, s) {
			return true
		}
	}
	return false
}

// didYouMean suggests the nearest name, "" when none is near.
func didYouMean(name string, names []string) string {
	best := spelling.Nearest(name, names)
	if best == "" {
		return ""
	}
	return fmt.Sprintf(" (did you mean %q?)", best)
}
