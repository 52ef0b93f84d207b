package main

import "testing"

func TestASCIILocale(t *testing.T) {
	for _, c := range []struct {
		all, ctype, lang string
		want             string
	}{
		{"", "", "", ""}, {"C", "", "", "LC_ALL"}, {"", "POSIX", "de_DE.UTF-8", "LC_CTYPE"}, {"", "", "de_DE.ISO-8859-1", "LANG"},
		{"C.UTF-8", "C", "C", ""}, {"", "", "en_US.utf8", ""}, {"", "", "ca_ES.utf8@valencia", ""}, {"", "", "de_DE", ""},
	} {
		env := map[string]string{"LC_ALL": c.all, "LC_CTYPE": c.ctype, "LANG": c.lang}
		if got := asciiLocale(func(name string) string { return env[name] }); got != c.want {
			t.Errorf("%+v: %q", c, got)
		}
	}
}
