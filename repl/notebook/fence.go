package notebook

import "strings"

// splitLines cuts text behind each line end ("\n" or "\r\n"); the last line may have none.
func splitLines(text string) []string {
	var out []string
	for text != "" {
		i := strings.IndexByte(text, '\n')
		if i < 0 {
			return append(out, text)
		}
		out = append(out, text[:i+1])
		text = text[i+1:]
	}
	return out
}

func bare(line string) string { return strings.TrimRight(line, "\r\n") }

func blank(line string) bool { return strings.Trim(line, " \t\r\n") == "" }

// openFence reads an opening fence line: at most three blanks, three or more backticks or
// tildes, then the info string, which holds no backtick behind backticks.
func openFence(line string) (fence, info string, ok bool) {
	l := bare(line)
	body := strings.TrimLeft(l, " ")
	if len(l)-len(body) > 3 || body == "" || body[0] != '`' && body[0] != '~' {
		return "", "", false
	}
	n := len(body) - len(strings.TrimLeft(body, body[:1]))
	if n < 3 {
		return "", "", false
	}
	fence, info = body[:n], strings.TrimSpace(body[n:])
	if body[0] == '`' && strings.Contains(info, "`") {
		return "", "", false
	}
	return fence, info, true
}

// closesFence tells whether a line ends the block that fence opened.
func closesFence(line, fence string) bool {
	l := bare(line)
	body := strings.TrimLeft(l, " ")
	if len(l)-len(body) > 3 {
		return false
	}
	body = strings.TrimRight(body, " \t")
	return len(body) >= len(fence) && strings.Trim(body, fence[:1]) == ""
}

// fenceFor returns the shortest run of backticks that no line of the source closes.
func fenceFor(source, fence string) string {
	if fence == "" {
		fence = "```"
	}
	for _, l := range strings.Split(source, "\n") {
		for closesFence(l, fence) {
			fence += fence[:1]
		}
	}
	return fence
}

// parseInfo splits an info string into language and options; a value may stand in double
// quotes when it holds blanks.
func parseInfo(info string) (language string, options []Option) {
	words := infoWords(info)
	if len(words) == 0 {
		return "", nil
	}
	for _, w := range words[1:] {
		key, value, _ := strings.Cut(w, "=")
		if len(value) >= 2 && value[0] == '"' && value[len(value)-1] == '"' {
			value = value[1 : len(value)-1]
		}
		options = append(options, Option{key, value})
	}
	return words[0], options
}

func infoWords(info string) []string {
	var out []string
	var word strings.Builder
	quoted := false
	flush := func() {
		if word.Len() > 0 {
			out = append(out, word.String())
			word.Reset()
		}
	}
	for _, r := range info {
		if !quoted && (r == ' ' || r == '\t') {
			flush()
			continue
		}
		if r == '"' {
			quoted = !quoted
		}
		word.WriteRune(r)
	}
	flush()
	return out
}

// formatInfo writes what parseInfo reads.
func formatInfo(language string, options []Option) string {
	words := []string{language}
	for _, o := range options {
		switch {
		case o.Value == "":
			words = append(words, o.Key)
		case strings.ContainsAny(o.Value, " \t"):
			words = append(words, o.Key+`="`+o.Value+`"`)
		default:
			words = append(words, o.Key+"="+o.Value)
		}
	}
	return strings.Join(words, " ")
}

func kindOf(language string) Kind {
	switch language {
	case "go", "sql", "sparkrepl", "output":
		return Kind(language)
	}
	return Other
}
