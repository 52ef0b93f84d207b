package notebook

import "strings"

// Front looks up a key of the front matter, "" when it does not stand there. Quotes around
// the value are taken off.
func (n *Notebook) Front(key string) string {
	for _, l := range splitLines(n.front) {
		if k, v, ok := strings.Cut(bare(l), ":"); ok && k == key {
			v = strings.TrimSpace(v)
			if len(v) >= 2 && (v[0] == '"' || v[0] == '\'') && v[len(v)-1] == v[0] {
				v = v[1 : len(v)-1]
			}
			return v
		}
	}
	return ""
}

// Title is the title of the front matter, or the first heading.
func (n *Notebook) Title() string {
	if t := n.Front("title"); t != "" {
		return t
	}
	for _, c := range n.state.cells {
		if c.Kind != Text {
			continue
		}
		for _, l := range strings.Split(c.Source, "\n") {
			if strings.HasPrefix(l, "# ") {
				return strings.TrimSpace(l[2:])
			}
		}
	}
	return ""
}

// FrontKeys lists the keys of the front matter in order.
func (n *Notebook) FrontKeys() []string {
	var out []string
	for _, l := range splitLines(n.front) {
		if k, _, ok := strings.Cut(bare(l), ":"); ok && k != "" && !strings.HasPrefix(k, " ") && !strings.HasPrefix(k, "#") {
			out = append(out, k)
		}
	}
	return out
}

// SetFront sets a key of the front matter, in its own line when it stands there, at the end
// otherwise. It cannot be undone by Undo.
func (n *Notebook) SetFront(key, value string) error {
	if n.ReadOnly != "" {
		return ErrReadOnly
	}
	line := key + ": " + value
	lines := splitLines(n.front)
	if len(lines) == 0 {
		n.front = strings.Join([]string{"---", "sparkrepl: 1", line, "---", ""}, n.eol)
		return nil
	}
	for i, l := range lines {
		if k, _, ok := strings.Cut(bare(l), ":"); ok && k == key {
			lines[i] = line + l[len(bare(l)):]
			n.front = strings.Join(lines, "")
			return nil
		}
	}
	last := len(lines) - 1
	lines[last] = line + n.eol + lines[last]
	n.front = strings.Join(lines, "")
	return nil
}
