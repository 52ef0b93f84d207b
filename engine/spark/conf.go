package spark

import "sort"

// Settings reads and changes settings by Spark's names.
type Settings struct{ s *Session }

// Conf gives access to the settings.
func (s *Session) Conf() *Settings { return &Settings{s} }

// Set changes a setting; DataFrames made before keep what they were analyzed with.
func (c *Settings) Set(name string, value any) { c.s.conf[name] = optionText(value) }

// Get reads a setting, "" when it is not set.
func (c *Settings) Get(name string) string { return c.s.Setting(name) }

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
