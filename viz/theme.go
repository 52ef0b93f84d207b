package viz

// Theme chooses the characters of a drawing. The zero value draws with UTF-8.
type Theme struct {
	// ASCII draws with the characters of the pictures on paper only: " .:-=+*#" for bars.
	ASCII bool
}

// Mark ends a text that was cut.
func (t Theme) Mark() string {
	if t.ASCII {
		return ".."
	}
	return "…"
}

// levels are the heights of a bar of one character, lowest first.
func (t Theme) levels() []string {
	if t.ASCII {
		return []string{" ", ".", ":", "-", "=", "+", "*", "#"}
	}
	return []string{" ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"}
}

// Level is the character for a part of a whole; anything above nothing shows.
func (t Theme) Level(part, whole float64) string {
	steps := t.levels()
	if part <= 0 || whole <= 0 {
		return steps[0]
	}
	n := int(part / whole * float64(len(steps)-1))
	return steps[min(max(n, 1), len(steps)-1)]
}

// glyph translates the characters of a figure (pictures on paper) into the theme's.
func (t Theme) glyph(g string) string {
	if t.ASCII {
		return g
	}
	switch g {
	case "#":
		return "█"
	case "=":
		return "▒"
	case ".":
		return "·"
	}
	return g
}

// Rule is the character of a horizontal line.
func (t Theme) Rule() string {
	if t.ASCII {
		return "-"
	}
	return "─"
}

// Wall is the character of a vertical line.
func (t Theme) Wall() string {
	if t.ASCII {
		return "|"
	}
	return "│"
}
