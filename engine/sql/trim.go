package sql

import "strings"

// TrimLines takes the blanks off the ends of lines, but for lines that end inside a text or a quoted
// name: there they mean something.
func TrimLines(src string) string {
	list := tokens(src)
	inside := func(at int) bool {
		for len(list) > 0 && list[0].end <= at {
			list = list[1:]
		}
		return len(list) > 0 && list[0].kind != eof && list[0].pos.Offset < at
	}
	lines := strings.Split(src, "\n")
	at := 0
	for i, line := range lines {
		at += len(line)
		if !inside(at) {
			lines[i] = strings.TrimRight(line, " \t\r")
		}
		at++
	}
	return strings.Join(lines, "\n")
}
