package kernel

import (
	"fmt"
	"strings"
	"sync"
)

// tail keeps the first and the last bytes of a process's standard error: a Go crash names its
// cause first, everything else last.
type tail struct {
	mu          sync.Mutex
	first, last []byte
}

const tailBytes = 8 << 10

// Write implements io.Writer.
func (t *tail) Write(p []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if room := tailBytes - len(t.first); room > 0 {
		t.first = append(t.first, p[:min(room, len(p))]...)
	}
	t.last = append(t.last, p...)
	if over := len(t.last) - tailBytes; over > 0 {
		t.last = append(t.last[:0], t.last[over:]...)
	}
	return len(p), nil
}

// cause reads the reason of a death out of what the process said.
func (t *tail) cause(code int, signal string) string {
	t.mu.Lock()
	text := string(t.first) + "\n" + string(t.last)
	t.mu.Unlock()
	switch {
	case strings.Contains(text, "stack overflow"), strings.Contains(text, "goroutine stack exceeds"):
		return "a function called itself without end and used up the stack"
	case strings.Contains(text, "out of memory"), strings.Contains(text, "cannot allocate memory"), strings.Contains(text, "pthread_create failed"), strings.Contains(text, "newosproc"):
		return "it ran out of memory"
	case code == stuckExit:
		return "what it ran could not be stopped"
	}
	for line := range strings.SplitSeq(text, "\n") {
		for _, start := range []string{"panic: ", "fatal error: "} {
			if rest, ok := strings.CutPrefix(line, start); ok {
				rest, _, _ = strings.Cut(rest, " [recovered")
				return strings.TrimSuffix(start, ": ") + ": " + rest
			}
		}
	}
	if signal != "" {
		return "it was ended from outside (" + signal + ")"
	}
	if last := lastLine(text); last != "" {
		return last
	}
	return fmt.Sprintf("it exited with code %d", code)
}

// lastLine is the last line that says something.
func lastLine(text string) string {
	lines := strings.Split(strings.TrimSpace(text), "\n")
	return strings.TrimSpace(lines[len(lines)-1])
}
