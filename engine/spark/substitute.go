package spark

import (
	"regexp"
	"slices"
	"strings"

	"github.com/sparkrepl/sparkrepl/engine/expr"
)

const substituteSetting = "spark.sql.variable.substitute"

// settingReference is ${name}, ${spark:name} and the like; what Spark takes from the environment or from
// Java's properties stays as it is written.
var settingReference = regexp.MustCompile(`\$\{(?:(\w+?):)?(\S+?)\}`)

// Substituted puts the values of settings in the place of ${name}, as Spark does before it reads a
// statement. A setting that has no value is the empty text.
func (s *Session) Substituted(text string) string {
	if !strings.Contains(text, "${") || s.effective(substituteSetting) == "false" {
		return text
	}
	return s.substituted(text, nil)
}

func (s *Session) substituted(text string, around []string) string {
	return settingReference.ReplaceAllStringFunc(text, func(ref string) string {
		m := settingReference.FindStringSubmatch(ref)
		switch m[1] {
		case "", "spark", "sparkconf", "hivevar", "hiveconf":
		default:
			return ref
		}
		if slices.Contains(around, ref) {
			fail("SQL", text, &expr.Error{Message: "requirement failed: Circular reference in " + around[0] + ": " + ref})
		}
		return s.substituted(s.effective(m[2]), append(slices.Clip(around), ref))
	})
}
