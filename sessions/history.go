package sessions

import (
	"bufio"
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
)

// Ran is a cell that was run, in any notebook.
type Ran struct {
	Kind string `json:"kind"`
	Text string `json:"text"`
}

const (
	// ranKept is how many different cells the history gives, and keeps when it is made shorter.
	ranKept = 500
	// ranBytes is the size from which the file is made shorter, and above which a cell is not kept.
	ranBytes = 1 << 20
)

// AddRan notes that a cell was run. A history that cannot be written is no error: nothing but
// comfort hangs on it. Without a state directory there is none.
func AddRan(p Paths, r Ran) {
	line, err := json.Marshal(r)
	if p.State == "" || err != nil || len(line) > ranBytes/16 || os.MkdirAll(p.State, 0o700) != nil {
		return
	}
	path := filepath.Join(p.State, "history")
	if st, err := os.Stat(path); err == nil && st.Size() > ranBytes {
		shortenRan(p, path)
	}
	f, err := os.OpenFile(path, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return
	}
	_, _ = f.Write(append(line, '\n')) // one write: lines of two programs do not mix
	_ = f.Close()
}

// RanBefore lists the cells run before, newest first, each once.
func RanBefore(p Paths) []Ran {
	if p.State == "" {
		return nil
	}
	text, err := os.ReadFile(filepath.Join(p.State, "history"))
	if err != nil {
		return nil
	}
	var all []Ran
	lines := bufio.NewScanner(bytes.NewReader(text))
	lines.Buffer(nil, ranBytes)
	for lines.Scan() {
		var r Ran
		if json.Unmarshal(lines.Bytes(), &r) == nil && r.Text != "" { // a torn line is passed over
			all = append(all, r)
		}
	}
	seen := map[Ran]bool{}
	var out []Ran
	for i := len(all) - 1; i >= 0 && len(out) < ranKept; i-- {
		if !seen[all[i]] {
			seen[all[i]] = true
			out = append(out, all[i])
		}
	}
	return out
}

// shortenRan keeps the newest cells of the file.
func shortenRan(p Paths, path string) {
	var kept []byte
	for _, r := range RanBefore(p) {
		line, err := json.Marshal(r)
		if err != nil || len(kept) > ranBytes/2 {
			break
		}
		kept = append(append(line, '\n'), kept...)
	}
	_ = Replace(path, kept, 0o600)
}
