package notebook

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/sparkrepl/sparkrepl/engine/spelling"
)

// frontKeys are the keys of the front matter, fenceOptions the options behind a fence's language.
var (
	frontKeys    = []string{"sparkrepl", "title", "timezone", "lesson", "replay", "rec-digest"}
	fenceOptions = []string{"name", "skip", "hide", "view", "mode"}
)

// taskKey are the tasks of a lesson.
var taskKey = regexp.MustCompile(`^task[0-9]+$`)

// Doubts lists what the notebook says and nothing here understands, a sentence each with its
// line or cell: keys and options that are unknown, and prose with conflict markers. All of it
// is kept as it is written.
func (n *Notebook) Doubts() []string {
	var out []string
	lesson := n.Front("lesson") != ""
	for i, l := range splitLines(n.front) {
		key, value, ok := strings.Cut(bare(l), ":")
		value = strings.Trim(strings.TrimSpace(value), `"'`)
		switch {
		case !ok || key == "" || strings.HasPrefix(key, "#") || strings.TrimLeft(key, " \t") != key:
		case lesson && taskKey.MatchString(key):
		case !slices.Contains(frontKeys, key):
			out = append(out, fmt.Sprintf("line %d: there is no option %q in the front matter%s", i+1, key, meant(key, frontKeys)))
		case key == "timezone":
			if _, err := time.LoadLocation(value); err != nil {
				out = append(out, fmt.Sprintf("line %d: %q is no time zone; UTC is used", i+1, value))
			}
		}
	}
	for i, c := range n.state.cells {
		if c.Kind == Text && c.Failed != "" {
			out = append(out, fmt.Sprintf("cell %d, line %d: %s", i+1, c.FailedLine, c.Failed))
		}
		if c.Kind != Go && c.Kind != SQL && c.Kind != Command {
			continue
		}
		for _, o := range c.Options {
			if !slices.Contains(fenceOptions, o.Key) {
				out = append(out, fmt.Sprintf("cell %d: there is no option %q%s", i+1, o.Key, meant(o.Key, fenceOptions)))
			}
		}
	}
	return out
}

func meant(word string, known []string) string {
	if near := spelling.Nearest(word, known); near != "" {
		return fmt.Sprintf("; did you mean %q?", near)
	}
	return "; there are " + strings.Join(known, ", ")
}

// judgeVersion says why the notebook may not be changed, for the version that it names.
func (n *Notebook) judgeVersion() string {
	v := n.Front("sparkrepl")
	if v == "" {
		return ""
	}
	major, _, _ := strings.Cut(v, ".")
	k, err := strconv.Atoi(major)
	switch {
	case err != nil || k < 1:
		return fmt.Sprintf("Line %d: sparkrepl: %s is no version of the format; write sparkrepl: %d. The notebook opens read-only.", n.frontLine("sparkrepl"), v, Version)
	case k > Version:
		return fmt.Sprintf("The notebook is of format %s and this sparkrepl knows format %d: it opens read-only. Use a newer sparkrepl to change it.", v, Version)
	}
	return ""
}

// frontLine is the number of the line of a key, 0 when there is none.
func (n *Notebook) frontLine(key string) int {
	for i, l := range splitLines(n.front) {
		if k, _, ok := strings.Cut(bare(l), ":"); ok && k == key {
			return i + 1
		}
	}
	return 0
}
