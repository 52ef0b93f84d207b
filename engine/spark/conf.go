package spark

import (
	"fmt"
	"sort"
	"strconv"
	"strings"

	"github.com/sparkrepl/sparkrepl/engine/expr"
)

// Settings reads and changes settings by Spark's names.
type Settings struct{ s *Session }

// Conf gives access to the settings.
func (s *Session) Conf() *Settings { return &Settings{s} }

// Set changes a setting; DataFrames made before keep what they were analyzed with. A value that
// Spark refuses panics with an [*Error].
func (c *Settings) Set(name string, value any) { c.s.setConf("Set", name, optionText(value)) }

// Get reads a setting: what was set, else Spark's default; "" when it has none.
func (c *Settings) Get(name string) string { return c.s.effective(name) }

// Unset goes back to the default of a setting.
func (c *Settings) Unset(name string) { delete(c.s.conf, name) }

// All lists the settings that were set, as name=value, in order.
func (c *Settings) All() []string {
	var out []string
	for k, v := range c.s.conf {
		out = append(out, k+"="+v)
	}
	sort.Strings(out)
	return out
}

// Setting reads a setting, "" when it is not set.
func (s *Session) Setting(name string) string { return s.conf[name] }

func (s *Session) confCopy() map[string]string {
	out := make(map[string]string, len(s.conf))
	for k, v := range s.conf {
		out[k] = v
	}
	return out
}

// budgetSetting is the name of the setting that bounds what the state of one query, with its history, may take in memory:
// "512m", "2g", or bytes. A batch that goes beyond it is refused. The name is ours.
const budgetSetting = "spark.sql.streaming.stateStore.memoryBudget"

// stateBudget reads a size as Spark's settings write it: a number of bytes, or with k, m, g or t.
func stateBudget(text string) (int64, error) {
	t := strings.TrimSuffix(strings.ToLower(strings.TrimSpace(text)), "b")
	if t == "" {
		return 0, nil
	}
	shift := 0
	if k := strings.IndexByte("kmgt", t[len(t)-1]); k >= 0 {
		shift, t = 10*(k+1), t[:len(t)-1]
	}
	n, err := strconv.ParseInt(t, 10, 64)
	if err != nil || n <= 0 || n > 1<<62>>shift {
		return 0, &expr.Error{Condition: "INVALID_CONF_VALUE.TYPE_MISMATCH", SQLState: "22022",
			Message: fmt.Sprintf("The value '%s' in the config %q is invalid. It should be a size in bytes.", text, budgetSetting),
			Hint:    `Write a number and a unit: "512m", "2g".`}
	}
	return n << shift, nil
}
