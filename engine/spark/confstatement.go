package spark

import (
	"sort"
	"strings"

	"github.com/sparkrepl/sparkrepl/engine/source"
	"github.com/sparkrepl/sparkrepl/engine/sql"
)

const undefined = "<undefined>"

// setConf checks a value as Spark does and keeps it; it gives the value that is kept.
func (s *Session) setConf(op, name, value string) string {
	if name == zoneSetting && value == "Local" {
		value = s.o.Engine.Zone.String()
	}
	if row, known := settingOf(name); known {
		fail(op, value, row.check(value))
	}
	s.conf[name] = value
	return value
}

// effective is the value of a setting: what was set, else Spark's default, else "".
func (s *Session) effective(name string) string {
	if v, given := s.conf[name]; given {
		return v
	}
	if name == zoneSetting {
		return s.o.Engine.Zone.String()
	}
	row, _ := settingOf(name)
	return row.value
}

// showConf answers SET, SET -v and SET key.
func (s *Session) showConf(st *sql.Statement) *DataFrame {
	var rows [][]any
	switch {
	case st.Extended:
		for _, r := range settingTable() {
			if !r.hidden {
				rows = append(rows, []any{r.name, orUndefined(source.Masked(r.name, s.effective(r.name))), r.help})
			}
		}
		sort.Slice(rows, func(i, j int) bool { return rows[i][0].(string) < rows[j][0].(string) })
		return s.answer([]string{"key", "value", "meaning"}, rows...)
	case len(st.Name) > 0:
		name := strings.Join(st.Name, ".")
		return s.answer([]string{"key", "value"}, []any{name, orUndefined(source.Masked(name, s.effective(name)))})
	}
	for _, k := range sortedNames(s.conf) {
		rows = append(rows, []any{k, source.Masked(k, s.conf[k])})
	}
	return s.answer([]string{"key", "value"}, rows...)
}

func orUndefined(v string) string {
	if v == "" {
		return undefined
	}
	return v
}

func (s *Session) resetConf(name []string) {
	for k := range s.conf {
		if key := strings.Join(name, "."); key == "" || key == k {
			if v, given := s.o.Conf[k]; given {
				s.conf[k] = v
			} else {
				delete(s.conf, k)
			}
		}
	}
}
